"""A file that a form reads a list from: villages, crops, a table to look things up in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class FormFile(Named, Base):
    """Belongs to a version, whose files never change, or to a parcel that is being gathered.

    The body is sealed: a list may hold names of people. `digest` is the SHA-256 of what was sent,
    `rows` how many rows were found in it.
    """

    __tablename__ = "form_files"
    __table_args__ = (
        sa.UniqueConstraint("form_version_id", "name"),
        sa.UniqueConstraint("parcel_id", "name"),
        sa.CheckConstraint("(form_version_id IS NULL) <> (parcel_id IS NULL)", name="one_owner"),
    )

    form_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("form_versions.id"))
    parcel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("form_parcels.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    digest: Mapped[str] = mapped_column(sa.String(64))
    rows: Mapped[int] = mapped_column(default=0)
    body: Mapped[Sealed]
