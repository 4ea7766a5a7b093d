"""An update as it came in, stored before it is acknowledged."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Numbered
from privacy.sealed import Sealed


class InboxStatus(StrEnum):
    """NEW → HANDLED (committed) → ANSWERED (the reply left); DEAD after too many tries."""

    NEW = "new"
    HANDLED = "handled"
    ANSWERED = "answered"
    DEAD = "dead"


class InboxUpdate(Numbered, Base):
    """`dedup_key` is the channel's own number of the update (Telegram's update_id, the page's id).

    `body` is the raw update, sealed; it is wiped when handled.
    """

    __tablename__ = "inbox_updates"
    __table_args__ = (
        sa.UniqueConstraint("channel", "dedup_key"),
        sa.Index(
            "ix_inbox_updates_open",
            "channel",
            "chat_id",
            "id",
            postgresql_where=sa.text("status IN ('new', 'handled')"),
            sqlite_where=sa.text("status IN ('new', 'handled')"),
        ),
    )

    channel: Mapped[str] = mapped_column(sa.String(16))
    dedup_key: Mapped[str] = mapped_column(sa.String(80))
    chat_id: Mapped[int] = mapped_column(sa.BigInteger)
    body: Mapped[Sealed | None]
    status: Mapped[InboxStatus] = mapped_column(EnumText(InboxStatus), default=InboxStatus.NEW)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
