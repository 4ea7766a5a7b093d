"""A child in the register: codes and grades in clear, the person sealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Json, Named
from privacy.sealed import Sealed


class Sex(StrEnum):
    """As the four-in-one rules need it."""

    FEMALE = "F"
    MALE = "M"


class Grade(StrEnum):
    """Risk grade (风险等级): orders visits, is never shown to the family."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "mid"
    LOW = "low"


class ChildStatus(StrEnum):
    """Whether visits are due at all."""

    ACTIVE = "active"
    MOVED = "moved"  # handed over to another town
    GROWN = "grown"  # turned 18


class Child(Named, Base):
    """One child, shown by `code` (`QH-03-0027`).

    Year and month of birth are in clear because forms and schedules ask the age at every step;
    the day is not kept.
    """

    __tablename__ = "children"
    __table_args__ = (sa.Index("ix_children_town_id_village_id", "town_id", "village_id"),)

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("grids.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    sex: Mapped[Sex] = mapped_column(EnumText(Sex))
    birth_year: Mapped[int]
    birth_month: Mapped[int]
    classes: Mapped[list[str]] = mapped_column(Json, default=list)
    grade: Mapped[Grade] = mapped_column(EnumText(Grade), default=Grade.LOW)
    four_in_one: Mapped[bool] = mapped_column(default=False)
    status: Mapped[ChildStatus] = mapped_column(EnumText(ChildStatus), default=ChildStatus.ACTIVE)
    registered_on: Mapped[date]
    last_seen_on: Mapped[date | None]
    unseen_in_a_row: Mapped[int] = mapped_column(default=0)
    name: Mapped[Sealed]
    id_number: Mapped[Sealed | None]
    address: Mapped[Sealed | None]
    school: Mapped[Sealed | None]
