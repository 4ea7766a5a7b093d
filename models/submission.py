"""A finished form: what was found on a visit or inspection."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class Submission(Named, Base):
    """`answers` is a JSON object {key: value}, `xml` the OpenRosa submission; both sealed.

    `child_seen` decides whether a due visit is cleared; `worst_severity` is 0–4.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        sa.Index("ix_submissions_town_id_submitted_at", "town_id", "submitted_at"),
        sa.CheckConstraint("worst_severity BETWEEN 0 AND 4", name="severity_in_range"),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id"), unique=True)
    form_id: Mapped[str] = mapped_column(sa.String(64))
    form_version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_versions.id"))
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    visited_on: Mapped[date]
    submitted_at: Mapped[datetime]
    child_seen: Mapped[bool] = mapped_column(default=False)
    worst_severity: Mapped[int] = mapped_column(default=0)
    answers: Mapped[Sealed]
    xml: Mapped[Sealed]
