"""How far the demo's clock has been moved; one row, or none in a real town."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import Base, Numbered


class ClockShift(Numbered, Base):
    """`seconds` are added to the machine's clock. Only `hulei demo` writes it."""

    __tablename__ = "clock_shifts"

    seconds: Mapped[int]
