"""Tick: mandatory reports that nobody has acknowledged climb."""

from __future__ import annotations

from services import reports
from services.unit_of_work import UnitOfWork


async def climb(uow: UnitOfWork) -> int:
    """Climb every report whose next step is due; gives how many."""
    return await reports.promise_escalations(uow)
