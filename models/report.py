"""A mandatory report (强制报告): can be added to, never withdrawn."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Named
from privacy.sealed import Sealed


class Danger(StrEnum):
    """Is the child in danger right now."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Report(Named, Base):
    """`situation` is 1–9, the nine situations of the 2020 opinion, article 4.

    `level` counts escalation steps taken (0 = first push); `next_escalation_at` is empty once
    somebody has pressed 收到.
    """

    __tablename__ = "reports"
    __table_args__ = (
        sa.CheckConstraint("situation BETWEEN 1 AND 9", name="situation_in_range"),
        sa.Index("ix_reports_town_id_created_at", "town_id", "created_at"),
        sa.Index("ix_reports_next_escalation_at", "next_escalation_at"),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("runs.id"))
    situation: Mapped[int]
    danger: Mapped[Danger] = mapped_column(EnumText(Danger))
    told_police: Mapped[bool] = mapped_column(default=False)
    place: Mapped[Sealed | None]
    created_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workers.id"))
    level: Mapped[int] = mapped_column(default=0)
    next_escalation_at: Mapped[datetime | None]
