"""No statement changes or deletes a report, in a migrated database and in one of the models."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import session_factory
from bot.migrate import upgrade
from models import FIXED_IN_REPORTS
from privacy.keyring import Keyring
from services import reports
from services.actors import actor_of
from services.clock import FixedClock
from services.unit_of_work import unit_of_work
from tests.migrations.test_migrations import bare_engine
from tests.services.reports.towns import HURT_AT_HOME, report_town

__all__ = ["bare_engine"]

FORBIDDEN = (
    "DELETE FROM reports",
    "DELETE FROM report_additions",
    "UPDATE report_additions SET text = text",
    *(f"UPDATE reports SET {column} = {column}" for column in FIXED_IN_REPORTS.split(", ")),
)


async def store_report(engine: AsyncEngine, keyring: Keyring, clock: FixedClock) -> None:
    """One report that was added to and acknowledged: what may be written is written."""
    sessions = session_factory(engine)
    async with unit_of_work(sessions, now=clock.now(), keyring=keyring) as uow:
        town = await report_town(uow)
        uow.actor = actor_of(town.grid_worker)
        sent = await reports.send(uow, 0, "one", HURT_AT_HOME)
        await reports.add(uow, sent.report_id, "一句话")
        await reports.police_told(uow, sent.report_id)
        uow.actor = actor_of(town.police)
        assert (await reports.acknowledge(uow, sent.report_id)).mine


async def refused(engine: AsyncEngine, statement: str) -> bool:
    """Whether a statement fails, with both rows still there."""
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with engine.begin() as connection:
            await connection.execute(sa.text(statement))
    async with engine.connect() as connection:
        counts = [
            await connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
            for table in ("reports", "report_additions")
        ]
    return counts == [1, 1]


async def test_what_was_reported_stays_in_the_models_database(
    engine: AsyncEngine, keyring: Keyring, clock: FixedClock
) -> None:
    await store_report(engine, keyring, clock)
    assert [statement for statement in FORBIDDEN if not await refused(engine, statement)] == []


async def test_what_was_reported_stays_in_a_migrated_database(
    bare_engine: AsyncEngine, keyring: Keyring, clock: FixedClock
) -> None:
    async with bare_engine.begin() as connection:
        await connection.run_sync(upgrade)
    await store_report(bare_engine, keyring, clock)
    assert [one for one in FORBIDDEN if not await refused(bare_engine, one)] == []
