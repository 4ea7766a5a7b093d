"""A report climbs by the clocks of the visit policy until somebody presses 收到."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models import Report
from services import reports
from services.actors import actor_of
from services.clock import FixedClock
from tests.conftest import Begin
from tests.services.reports.towns import HURT_AT_HOME, ReportTown, pushed, report_town

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town(begin: Begin) -> ReportTown:
    async with begin() as uow:
        return await report_town(uow)


@pytest.fixture
async def report_id(begin: Begin, town: ReportTown) -> int:
    async with begin(actor_of(town.grid_worker)) as uow:
        return (await reports.send(uow, 0, "one", HURT_AT_HOME)).report_id


async def tick(begin: Begin) -> int:
    async with begin() as uow:
        return await reports.promise_escalations(uow)


async def steps_told(begin: Begin, worker_id: int) -> list[int]:
    async with begin() as uow:
        return [p["step"] for who, p in await pushed(uow, "report") if who == worker_id]  # type: ignore[misc]


async def test_it_climbs_after_10_and_30_minutes_and_then_every_30(
    begin: Begin, town: ReportTown, report_id: int, clock: FixedClock
) -> None:
    start = clock.now()
    climbed = []
    for minute in range(125):
        clock.moment = start + minute * MINUTE
        if await tick(begin):
            climbed.append(minute)
    assert climbed == [10, 30, 60, 90, 120]
    assert await steps_told(begin, town.police.id) == [0, 1, 2, 3, 4, 5]
    assert await steps_told(begin, town.supervisor.id) == [0, 1, 2, 3, 4, 5]
    assert await steps_told(begin, town.director.id) == [1, 2, 3, 4, 5]
    assert await steps_told(begin, town.leader.id) == [2, 3, 4, 5]
    assert await steps_told(begin, town.grid_worker.id) == []


async def test_the_reporter_is_told_to_phone_after_10_and_30_minutes_and_not_again(
    begin: Begin, town: ReportTown, report_id: int, clock: FixedClock
) -> None:
    for _ in range(12):
        clock.move(10 * MINUTE)
        await tick(begin)
    async with begin() as uow:
        warned = await pushed(uow, "report_waiting")
    assert warned == [
        (town.grid_worker.id, {"report_id": report_id, "step": step}) for step in (1, 2)
    ]


async def test_two_ticks_at_once_tell_everybody_once(
    begin: Begin, town: ReportTown, report_id: int, clock: FixedClock
) -> None:
    clock.move(10 * MINUTE)
    await asyncio.gather(*(tick(begin) for _ in range(4)))
    assert await steps_told(begin, town.police.id) == [0, 1]
    assert await steps_told(begin, town.director.id) == [1]


async def test_acknowledged_it_climbs_no_more(
    begin: Begin, town: ReportTown, report_id: int, clock: FixedClock
) -> None:
    clock.move(10 * MINUTE)
    await tick(begin)
    async with begin(actor_of(town.second_supervisor)) as uow:
        await reports.acknowledge(uow, report_id)
    clock.move(timedelta(days=1))
    assert await tick(begin) == 0
    assert await steps_told(begin, town.leader.id) == []


async def test_after_a_week_without_ticks_each_person_hears_once(
    begin: Begin, town: ReportTown, report_id: int, clock: FixedClock
) -> None:
    clock.move(timedelta(days=7))
    assert await tick(begin) == 1
    assert await tick(begin) == 0
    assert len(await steps_told(begin, town.leader.id)) == 1
    async with begin() as uow:
        report = await uow.session.get_one(Report, report_id)
    assert report.next_escalation_at is not None
    assert clock.now() < report.next_escalation_at <= clock.now() + 30 * MINUTE


async def test_a_child_director_hears_only_of_their_own_village(
    begin: Begin, town: ReportTown, clock: FixedClock
) -> None:
    async with begin(actor_of(town.supervisor)) as uow:  # of no village
        await reports.send(uow, 0, "one", HURT_AT_HOME)
    clock.move(10 * MINUTE)
    await tick(begin)
    assert await steps_told(begin, town.director.id) == []
