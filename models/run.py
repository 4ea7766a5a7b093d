"""A run: one person filling one form; the whole state of a conversation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Named
from privacy.sealed import Sealed


class RunStatus(StrEnum):
    """A draft is open until it is submitted or discarded."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


class Run(Named, Base):
    """`revision` counts changes; every button carries the revision it was shown for.

    `at` is the engine's position (a reference or a screen of ours such as `review`);
    `state` is the engine's dump, sealed with the key of the child or venue.
    """

    __tablename__ = "runs"
    __table_args__ = (
        sa.Index("ix_runs_worker_id_status", "worker_id", "status"),
        sa.CheckConstraint("revision >= 0", name="revision_not_negative"),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    form_version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_versions.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    due_visit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("due_visits.id"))
    recheck_of_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("submissions.id", use_alter=True)
    )
    status: Mapped[RunStatus] = mapped_column(EnumText(RunStatus), default=RunStatus.OPEN)
    at: Mapped[str] = mapped_column(sa.String(400), default="")
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[Sealed | None]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
