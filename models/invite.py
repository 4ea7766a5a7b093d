"""A one-time invitation that binds a chat to a person."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class Invite(Numbered, Base):
    """Only a keyed hash of the token is kept; `used_at` is set by one conditional UPDATE."""

    __tablename__ = "invites"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
