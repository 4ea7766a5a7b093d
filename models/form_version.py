"""One published version of a checklist: the workbook and the XForm made of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class FormVersion(Numbered, Base):
    """Immutable once published; a run keeps the version it was started with."""

    __tablename__ = "form_versions"
    __table_args__ = (sa.UniqueConstraint("form_id", "digest"),)

    form_id: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[str] = mapped_column(sa.String(32))
    digest: Mapped[str] = mapped_column(sa.String(64))
    title: Mapped[str] = mapped_column(sa.String(120))
    xform: Mapped[str] = mapped_column(sa.Text)
    workbook: Mapped[bytes] = mapped_column(sa.LargeBinary)
    published_at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(default=True)
