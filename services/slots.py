"""Once a day in each town: whoever takes the day's slot does the job, nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import DailySlot, Town, UtcDateTime
from services.calendar import load_calendar
from services.unit_of_work import UnitOfWork

BATCH = 20
"""Towns per tick, so that one transaction stays short in a province."""


async def take(uow: UnitOfWork, job: str, at: time) -> Sequence[int]:
    """The towns whose slot of today is taken by this transaction, oldest first.

    Nothing before the local time `at` and nothing on days off. A day that was missed is not made
    up for: only today's slot is ever taken.
    """
    if uow.local_now.time() < at or not load_calendar().is_working_day(uow.today):
        return ()
    taken = sa.select(DailySlot.town_id).where(DailySlot.job == job, DailySlot.day == uow.today)
    towns = (
        sa.select(
            Town.id, sa.literal(job), sa.literal(uow.today), sa.literal(uow.now, UtcDateTime())
        )
        .where(Town.id.not_in(taken))
        .order_by(Town.id)
        .limit(BATCH)
    )
    dialect = uow.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = (
        insert(DailySlot)
        .from_select(["town_id", "job", "day", "taken_at"], towns)
        .on_conflict_do_nothing()
        .returning(DailySlot.town_id)
    )
    found = await uow.session.scalars(statement)
    return sorted(found)
