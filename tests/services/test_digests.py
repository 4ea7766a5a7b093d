"""One digest per worker and working morning, with what is due for them and nothing else."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Child, OutboxMessage
from models.child import Grade, Sex
from models.due_visit import DueStatus
from services import digests
from services.clock import FixedClock
from services.unit_of_work import LOCAL_ZONE
from tests.conftest import Begin
from tests.services.places import Place, done, due, finding, make_place


@pytest.fixture
async def place(begin: Begin) -> Place:
    async with begin() as uow:
        return await make_place(uow)


async def tick(begin: Begin) -> int:
    async with begin() as uow:
        return await digests.promise_digests(uow)


async def test_only_workers_with_something_due_get_one_and_only_one(
    begin: Begin, place: Place, clock: FixedClock
) -> None:
    async with begin() as uow:
        await due(uow, place, 0, Sex.FEMALE, -1)
        await due(uow, place, 1, Sex.FEMALE, 1)
    clock.moment = datetime(2026, 11, 23, 7, 59, tzinfo=LOCAL_ZONE)
    assert await tick(begin) == 0
    clock.move(timedelta(minutes=1))
    assert sum(await asyncio.gather(*(tick(begin) for _ in range(4)))) == 1
    clock.move(timedelta(hours=3))
    assert await tick(begin) == 0
    async with begin() as uow:
        told = (await uow.session.scalars(sa.select(OutboxMessage.worker_id))).all()
    assert told == [place.workers[0].id]


async def test_seven_days_forward_only_today_s_digest_is_promised(
    begin: Begin, place: Place, clock: FixedClock
) -> None:
    async with begin() as uow:
        await due(uow, place, 0, Sex.FEMALE, 0)
    await tick(begin)
    clock.move(timedelta(days=7))
    assert await tick(begin) == 1


async def test_a_finding_at_its_deadline_is_reason_enough(begin: Begin, place: Place) -> None:
    async with begin() as uow:
        visit = await due(uow, place, 0, None, 20)
        await finding(uow, place, await done(uow, place, visit, 5), 0)
    assert await tick(begin) == 1
    async with begin() as uow:
        one = await digests.content(uow, place.workers[0].id)
    assert one is not None
    assert (one.items, one.due, one.overdue, one.findings) == ((), 0, 0, 1)


async def test_the_most_urgent_stand_first_and_the_rest_is_counted(
    begin: Begin, place: Place
) -> None:
    async with begin() as uow:
        late = await due(uow, place, 0, Sex.MALE, -5)
        boy = await due(uow, place, 0, Sex.MALE, 0)
        girl = await due(uow, place, 0, Sex.FEMALE, 0)
        urgent = await due(uow, place, 0, Sex.MALE, 0)
        child = await uow.session.get_one(Child, urgent.child_id)
        child.grade = Grade.URGENT
        for _ in range(6):
            await due(uow, place, 0, Sex.MALE, 0)
    async with begin() as uow:
        one = await digests.content(uow, place.workers[0].id)
    assert one is not None
    order = [item.due_visit_id for item in one.items]
    assert order[:4] == [urgent.id, late.id, girl.id, boy.id]
    assert (len(order), one.hidden, one.due, one.overdue) == (8, 2, 9, 1)


async def test_what_has_been_done_meanwhile_is_gone(begin: Begin, place: Place) -> None:
    async with begin() as uow:
        visit = await due(uow, place, 0, Sex.MALE, 0)
        visit.status = DueStatus.DONE
    async with begin() as uow:
        assert await digests.content(uow, place.workers[0].id) is None


@pytest.mark.parametrize(("on", "counted"), [(date(2026, 11, 27), 1), (date(2026, 11, 26), 0)])
async def test_friday_s_digest_holds_the_weekend_s_visits(
    begin: Begin, place: Place, clock: FixedClock, on: date, counted: int
) -> None:
    async with begin() as uow:
        await due(uow, place, 0, Sex.MALE, 6)  # Sunday 2026-11-29
    clock.moment = datetime(on.year, on.month, on.day, 8, 0, tzinfo=LOCAL_ZONE)
    assert await tick(begin) == counted
