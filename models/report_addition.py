"""What was added to a mandatory report later."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class ReportAddition(Named, Base):
    """Rows are only ever added."""

    __tablename__ = "report_additions"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    created_at: Mapped[datetime]
    text: Mapped[Sealed]
