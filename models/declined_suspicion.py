"""A sign that a worker looked at and did not report: why, and for whom to review."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class DeclinedSuspicion(Named, Base):
    """`situation` is 1–9 as in a report. Rows are only ever added."""

    __tablename__ = "declined_suspicions"
    __table_args__ = (
        sa.CheckConstraint("situation BETWEEN 1 AND 9", name="situation_in_range"),
        sa.Index("ix_declined_suspicions_town_id_declined_at", "town_id", "declined_at"),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"))
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"))
    situation: Mapped[int]
    declined_at: Mapped[datetime]
    reason: Mapped[Sealed]
