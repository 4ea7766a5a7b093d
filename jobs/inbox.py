"""Tick of the night: closed updates are forgotten after a month."""

from __future__ import annotations

from services import inbox
from services.unit_of_work import UnitOfWork


async def forget(uow: UnitOfWork) -> int:
    """Delete closed updates that are old enough; gives how many."""
    return await inbox.forget_old(uow)
