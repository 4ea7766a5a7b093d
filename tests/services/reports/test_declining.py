"""A suspicion that was declined: its reason is sealed, a supervisor sees it the same day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from models import OutboxMessage
from services import reports
from services.actors import actor_of
from services.clock import FixedClock
from services.errors import NotAllowedError, NotFoundError
from services.unit_of_work import LOCAL_ZONE
from tests.conftest import Begin
from tests.services.reports.towns import ReportTown, open_run, pushed, report_town

REASON = "水车坡的伤是昨天骑车摔的"


@pytest.fixture
async def town(begin: Begin) -> ReportTown:
    async with begin() as uow:
        return await report_town(uow)


async def decline(begin: Begin, town: ReportTown) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
    async with begin(actor_of(town.grid_worker)) as uow:
        await reports.decline(uow, run.id, 4, REASON)


async def test_the_reason_opens_for_the_supervisor_only(begin: Begin, town: ReportTown) -> None:
    await decline(begin, town)
    async with begin(actor_of(town.supervisor)) as uow:
        (line,) = await reports.declined_since(uow, uow.now - timedelta(hours=1))
        opened = await reports.open_reason(uow, line.declined_id)
    assert (line.subject, line.worker) == (town.child.code, town.grid_worker.code)
    assert (opened.reason, opened.line.situation) == (REASON, 4)
    for person in (town.police, town.leader, town.grid_worker):
        with pytest.raises(NotAllowedError):
            async with begin(actor_of(person)) as uow:
                await reports.open_reason(uow, line.declined_id)


async def test_the_reason_is_not_readable_in_the_database(begin: Begin, town: ReportTown) -> None:
    await decline(begin, town)
    async with begin() as uow:
        raw = await uow.session.scalar(sa.text("SELECT reason FROM declined_suspicions"))
    assert "水车坡".encode() not in bytes(raw)


async def test_supervisors_are_told_the_same_afternoon_by_one_push_each(
    begin: Begin, town: ReportTown, clock: FixedClock
) -> None:
    await decline(begin, town)
    clock.move(timedelta(hours=2))
    async with begin() as uow:
        run_id = await uow.session.scalar(sa.text("SELECT max(id) FROM runs"))
    async with begin(actor_of(town.grid_worker)) as uow:
        await reports.decline(uow, run_id, 1, REASON)
    async with begin() as uow:
        told = [worker_id for worker_id, _ in await pushed(uow, "declined")]
        due = set(await uow.session.scalars(sa.select(OutboxMessage.due_at)))
    assert told == [town.supervisor.id, town.second_supervisor.id]
    assert due == {datetime(2026, 11, 23, 16, 30, tzinfo=LOCAL_ZONE)}


async def test_nobody_declines_in_another_s_run(begin: Begin, town: ReportTown) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
    with pytest.raises(NotFoundError):
        async with begin(actor_of(town.director)) as uow:
            await reports.decline(uow, run.id, 4, REASON)
