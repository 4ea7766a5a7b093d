"""Ticks of due visits: climb what is overdue, mend what is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from services import visits
from services.unit_of_work import UnitOfWork

Sweep = Callable[[UnitOfWork, int], Awaitable[int | None]]

SWEEPS: tuple[Sweep, ...] = (visits.sweep_children, visits.sweep_venues)
"""Each goes on after a row number and gives the last one it has looked at."""


async def climb(uow: UnitOfWork) -> int:
    """Take the steps of one batch of overdue visits; gives how many rows were looked at."""
    return await visits.promise_escalations(uow)
