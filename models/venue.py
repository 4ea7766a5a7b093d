"""A venue that is inspected: hotel, internet café, shop near a school."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from privacy.sealed import Sealed


class Venue(Named, Base):
    """Shown by `code` (`QH-V-003`); `kind` picks the checklist and the cadence."""

    __tablename__ = "venues"

    town_id: Mapped[int] = mapped_column(sa.ForeignKey("towns.id"), index=True)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("grids.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    active: Mapped[bool] = mapped_column(default=True)
    last_inspected_on: Mapped[date | None]
    name: Mapped[Sealed]
    address: Mapped[Sealed | None]
    contact: Mapped[Sealed | None]
