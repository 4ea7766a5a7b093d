"""One published version of a checklist: the workbook and the XForm made of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class FormVersion(Numbered, Base):
    """Its content never changes; a run keeps the version it was started with.

    A version that has only been checked is not `current`; `published_at` is then when it was
    kept, and otherwise when it last came into force.
    """

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
