"""A village or community (村、社区) of a town."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class Village(Numbered, Base):
    """`number` is the middle part of a case code."""

    __tablename__ = "villages"
    __table_args__ = (sa.UniqueConstraint("town_id", "number"),)

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(40))
