"""Ticks of the morning: the workers' digests and the supervisors' summaries."""

from __future__ import annotations

from services import digests, summaries
from services.unit_of_work import UnitOfWork


async def promise(uow: UnitOfWork) -> int:
    """Promise today's digests where their hour has come; gives how many."""
    return await digests.promise_digests(uow)


async def promise_summaries(uow: UnitOfWork) -> int:
    """Promise today's summaries where their hour has come; gives how many."""
    return await summaries.promise_summaries(uow)
