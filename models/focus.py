"""What a person's next typed text, photo or location is for."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Focus(Base):
    """One row per person, not per chat: they may go on with another device.

    `kind`: `run` (an answer of that run), `report` (an addition to that report); `ref` narrows
    it (the question of a run).
    """

    __tablename__ = "focuses"

    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    object_id: Mapped[int]
    ref: Mapped[str] = mapped_column(sa.String(400), default="")
    set_at: Mapped[datetime]
