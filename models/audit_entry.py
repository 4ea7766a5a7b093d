"""Who did or looked at what; rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class AuditEntry(Numbered, Base):
    """`action` is `subject:verb` (`child:open_name`); `fields` names fields, never values."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_object_kind_object_id", "object_kind", "object_id"),
    )

    town_id: Mapped[int | None] = mapped_column(sa.ForeignKey("towns.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workers.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(48))
    object_kind: Mapped[str] = mapped_column(sa.String(24))
    object_id: Mapped[int | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
