"""The clocks of a report that nobody acknowledges, from the visit policy."""

from __future__ import annotations

from datetime import timedelta

STEPS = (timedelta(minutes=10), timedelta(minutes=30))
REPEAT = timedelta(minutes=30)


def steps() -> tuple[timedelta, ...]:
    """How long after it was sent a report climbs (issue: the town at work, point 6)."""
    return STEPS


def repeat() -> timedelta:
    """How often it is told again after the last step."""
    return REPEAT
