"""The log of a web chat: what the page has to show, in order."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class WebEvent(Named, Base):
    """`id` is the order; a page that was away asks for everything after the last id it saw.

    `kind`: message, edit, delete, menu, file. `body` is the event as JSON, sealed with the key
    of the chat.
    """

    __tablename__ = "web_events"
    __table_args__ = (sa.Index("ix_web_events_chat_id_id", "chat_id", "id"),)

    chat_id: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str] = mapped_column(sa.String(12))
    message_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    created_at: Mapped[datetime]
    body: Mapped[Sealed]
