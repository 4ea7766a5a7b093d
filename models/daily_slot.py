"""A job that runs once a day in a town: the row says that today's has been done."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class DailySlot(Base):
    """Inserted in the transaction of the job's work: a second tick finds it and does nothing."""

    __tablename__ = "daily_slots"

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"), primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
