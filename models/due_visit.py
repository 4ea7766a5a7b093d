"""A visit or inspection that is due; the row that reminds and escalates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Numbered


class DueReason(StrEnum):
    """Why it is due (visit_policy)."""

    INTERVAL = "interval"
    FIRST = "first"  # a new child
    URGENT = "urgent"  # first contact after an urgent grade
    KEY_PERIOD = "key_period"  # around school holidays
    FOLLOW_UP = "follow_up"  # V n of a finding, or the child was not seen
    RECHECK = "recheck"  # R n of a finding at a venue


class DueStatus(StrEnum):
    """An open one is due; the others are history."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class DueVisit(Numbered, Base):
    """`due_on` is a local date (Asia/Shanghai).

    `stage` counts the steps of the escalation already taken; `next_action_at` is when the next
    one falls due and is what a tick reads (indexed while open).
    """

    __tablename__ = "due_visits"
    __table_args__ = (
        sa.CheckConstraint("(child_id IS NULL) <> (venue_id IS NULL)", name="one_subject"),
        sa.Index(
            "ix_due_visits_next_action_at_open",
            "next_action_at",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        ),
        sa.Index("ix_due_visits_worker_id_status_due_on", "worker_id", "status", "due_on"),
        sa.Index("ix_due_visits_town_id_status_due_on", "town_id", "status", "due_on"),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    form_id: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[DueReason] = mapped_column(EnumText(DueReason))
    due_on: Mapped[date]
    status: Mapped[DueStatus] = mapped_column(EnumText(DueStatus), default=DueStatus.OPEN)
    stage: Mapped[int] = mapped_column(default=0)
    next_action_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    submission_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("submissions.id", use_alter=True)
    )
