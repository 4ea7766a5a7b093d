"""A promised push to one person: ids only, rendered when it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Numbered


class OutboxStatus(StrEnum):
    """READY → CLAIMED (lease) → SENT, or back to READY, or out of the queue."""

    READY = "ready"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"  # no longer true when its turn came
    DEAD = "dead"  # nobody can be reached there, or refused too often


class OutboxMessage(Numbered, Base):
    """`payload` holds ids, never wording or personal data.

    `due_at`: not before; while CLAIMED it is the end of the lease. `uncertain`: an earlier
    attempt may have arrived (time-out after sending), so the next copy is marked.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        sa.CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        sa.Index(
            "ix_outbox_messages_due_at_waiting",
            "due_at",
            postgresql_where=sa.text("status IN ('ready', 'claimed')"),
            sqlite_where=sa.text("status IN ('ready', 'claimed')"),
        ),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]]
    dedup_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[OutboxStatus] = mapped_column(
        EnumText(OutboxStatus), default=OutboxStatus.READY
    )
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[bool] = mapped_column(default=False)
    promised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
