"""The clock: real, or moved forward by the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the moment (aware UTC)."""

    def now(self) -> datetime:
        """The present moment."""
        ...


@dataclass
class MachineClock:
    """The machine's clock, plus what a demo visitor has added to it."""

    shift: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The machine's moment, moved by `shift`."""
        return datetime.now(UTC) + self.shift  # noqa: TID251 - the one place that asks the machine


@dataclass
class FixedClock:
    """A clock that stands still until it is moved; for tests and simulations."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Move forward (or back)."""
        self.moment += by
