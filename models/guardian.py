"""A guardian or carer of a child; name and phone sealed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class Guardian(Named, Base):
    """`relation` is a code of the home-visit form (`father`, `gp`, …)."""

    __tablename__ = "guardians"

    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    relation: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[Sealed]
    phone: Mapped[Sealed | None]
