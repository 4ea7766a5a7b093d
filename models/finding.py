"""A failed point: what has to be put right, by whom and by when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, EnumText, Numbered


class FindingStatus(StrEnum):
    """Closed only by a re-check (or a visit) that finds the point in order."""

    OPEN = "open"
    CLOSED = "closed"


class Finding(Numbered, Base):
    """`question` is the form's key; `say_zh`/`say_en` the form's short wording, nobody's data.

    `follow_up` keeps the form's codes (`R7; T:police`); `deadline` is a local date.
    """

    __tablename__ = "findings"
    __table_args__ = (
        sa.Index("ix_findings_town_id_status_deadline", "town_id", "status", "deadline"),
        sa.Index(
            "ix_findings_next_action_at_open",
            "next_action_at",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        ),
    )

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submissions.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    form_id: Mapped[str] = mapped_column(sa.String(64))
    question: Mapped[str] = mapped_column(sa.String(64))
    severity: Mapped[int]
    follow_up: Mapped[str] = mapped_column(sa.String(120), default="")
    say_zh: Mapped[str] = mapped_column(sa.String(120))
    say_en: Mapped[str] = mapped_column(sa.String(200))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    status: Mapped[FindingStatus] = mapped_column(
        EnumText(FindingStatus), default=FindingStatus.OPEN
    )
    deadline: Mapped[date | None]
    stage: Mapped[int] = mapped_column(default=0)
    next_action_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("submissions.id"))
