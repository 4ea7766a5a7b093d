"""A form that a clerk has sent, with the files it asks for as they come in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, Named


class FormParcel(Named, Base):
    """One per person: the form sent last. It has passed its check and is no version yet.

    `wanted` are the names of the files it asks for, in its order; `remarks` what the clerk was
    warned of, each as the fields of a mark.
    """

    __tablename__ = "form_parcels"

    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"), unique=True)
    form_id: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(120))
    xform: Mapped[str] = mapped_column(sa.Text)
    workbook: Mapped[bytes] = mapped_column(sa.LargeBinary)
    questions: Mapped[int]
    wanted: Mapped[list[str]] = mapped_column(Json)
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    begun_at: Mapped[datetime]
