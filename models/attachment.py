"""A photo or file, sealed; named by chance, never by the sender."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class Attachment(Named, Base):
    """Belongs to a run while it is a draft; `size` in bytes before sealing."""

    __tablename__ = "attachments"

    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("runs.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("workers.id"))
    ref: Mapped[str] = mapped_column(sa.String(400), default="")
    media_type: Mapped[str] = mapped_column(sa.String(60))
    size: Mapped[int]
    created_at: Mapped[datetime]
    body: Mapped[Sealed]
