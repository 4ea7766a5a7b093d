"""One of the four responsible persons of a child (四位一体 包保责任人)."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Numbered


class CarePart(StrEnum):
    """Who the four are is not settled nationally (facts.md §3): the default split."""

    TOWN = "town"
    VILLAGE = "village"
    TEACHER = "teacher"
    POLICE = "police"


class CareTeamMember(Numbered, Base):
    """`worker_id` is empty where the person does not use the bot (a teacher, say)."""

    __tablename__ = "care_team_members"
    __table_args__ = (sa.UniqueConstraint("child_id", "part"),)

    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    part: Mapped[CarePart] = mapped_column(EnumText(CarePart))
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    woman: Mapped[bool] = mapped_column(default=False)
