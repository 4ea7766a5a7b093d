"""The wrapped data key of one child, case or chat; deleting it erases what it sealed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class DataKey(Base):
    """`owner` is `<kind>:<uid>` (child, venue, worker, report) or `chat:<channel>:<id>`."""

    __tablename__ = "data_keys"

    owner: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary)
    master_version: Mapped[int]
    created_at: Mapped[datetime]
