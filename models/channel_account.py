"""Where a person can be reached: one chat on one channel."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class ChannelAccount(Numbered, Base):
    """`chat_id` is the channel's number (64 bit); a revoked account is neither heard nor told."""

    __tablename__ = "channel_accounts"
    __table_args__ = (sa.UniqueConstraint("channel", "chat_id"),)

    channel: Mapped[str] = mapped_column(sa.String(16))
    chat_id: Mapped[int] = mapped_column(sa.BigInteger)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    bound_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]
