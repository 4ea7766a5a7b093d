"""A grid (网格): the part of a village that one grid worker looks after."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class Grid(Numbered, Base):
    """Grids are numbered within their village."""

    __tablename__ = "grids"
    __table_args__ = (sa.UniqueConstraint("village_id", "number"),)

    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    number: Mapped[int]
