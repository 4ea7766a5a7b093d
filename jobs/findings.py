"""Tick of findings: climb what is overdue."""

from __future__ import annotations

from services import findings
from services.unit_of_work import UnitOfWork


async def climb(uow: UnitOfWork) -> int:
    """Take the steps of one batch of overdue findings; gives how many were looked at."""
    return await findings.promise_escalations(uow)
