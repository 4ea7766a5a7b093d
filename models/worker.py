"""A person who works with the bot: role, scope, language; name and phone sealed."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Named
from privacy.sealed import Sealed


class Role(StrEnum):
    """What a person may do; the scope (town, village, grid) says where."""

    GRID_WORKER = "grid_worker"  # 网格员: children and venues of one grid
    CHILD_DIRECTOR = "child_director"  # 儿童主任: children of one village
    INSPECTOR = "inspector"  # 检查员: venues of the town
    SUPERVISOR = "supervisor"  # 儿童督导员: everything of the town
    LEADER = "leader"  # 分管领导: last step of an escalation, counts and codes
    POLICE = "police"  # 派出所联络员: reports of the town
    CLERK = "clerk"  # 文书: forms and staff, no child


class Worker(Named, Base):
    """One member of staff. `code` (`QH-W-07`) stands for the person wherever a name must not."""

    __tablename__ = "workers"

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    grid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grids.id"))
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    woman: Mapped[bool] = mapped_column(default=False)
    name: Mapped[Sealed]
    phone: Mapped[Sealed | None]
    language: Mapped[str] = mapped_column(sa.String(8), default="zh_Hans")
    active: Mapped[bool] = mapped_column(default=True)
