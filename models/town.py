"""A town: the tenant everything belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered


class Town(Numbered, Base):
    """One town; `code` starts every case code (`QH-03-0027`)."""

    __tablename__ = "towns"

    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
