"""A school, kindergarten or clinic (密切接触未成年人单位)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class Institution(Named, Base):
    """Shown by `code` (`QH-S-01`)."""

    __tablename__ = "institutions"

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"), index=True)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[Sealed]
