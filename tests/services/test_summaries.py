"""The summary counts what there is, and each number opens a list of the same length."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import ChannelAccount, OutboxMessage, Town
from models.child import Sex
from models.worker import Role
from services import summaries
from services.actors import actor_of
from services.clock import FixedClock
from services.errors import NotAllowedError
from services.summaries import Count, Listing
from services.unit_of_work import LOCAL_ZONE
from tests import factories
from tests.conftest import Begin
from tests.services.places import Place, done, due, finding, make_place


@pytest.fixture
async def place(begin: Begin) -> Place:
    async with begin() as uow:
        return await make_place(uow)


@pytest.fixture
async def busy(begin: Begin, place: Place) -> Place:
    """Something of everything."""
    async with begin() as uow:
        late_girl = await due(uow, place, 0, Sex.FEMALE, -3)
        await due(uow, place, 0, Sex.MALE, -10)
        await due(uow, place, 1, Sex.FEMALE, -1)
        await due(uow, place, 1, None, -2)
        today = await due(uow, place, 1, Sex.MALE, 0)
        await due(uow, place, 1, Sex.FEMALE, 6)
        await due(uow, place, 1, Sex.FEMALE, 7)  # beyond the week ahead
        venue = await due(uow, place, 0, None, 3)
        await done(uow, place, today, 1)
        await done(uow, place, today, 2, seen=False)  # not seen: does not count
        await done(uow, place, late_girl, 6)
        await done(uow, place, late_girl, 7)  # before the last seven days
        inspected = await done(uow, place, venue, 0)
        await finding(uow, place, inspected, -1)
        await finding(uow, place, inspected, 5)
    return place


async def test_the_numbers_are_those_of_the_rows(begin: Begin, busy: Place) -> None:
    async with begin(actor_of(busy.supervisor)) as uow:
        one = await summaries.content(uow)
    assert one.overdue == Count(girls=2, boys=1, venues=1)
    assert one.due == Count(girls=1, boys=1, venues=1)
    assert one.done == Count(girls=1, boys=1, venues=1)
    assert (one.done_yesterday, one.findings_open, one.findings_overdue) == (1, 2, 1)
    assert [village.overdue for village in one.villages] == [
        Count(girls=1, boys=1), Count(girls=1, venues=1),
    ]  # fmt: skip
    assert one.unbound == 4


LENGTHS = {
    Listing.OVERDUE: 4,
    Listing.GIRLS_OVERDUE: 2,
    Listing.DUE: 3,
    Listing.DONE: 3,
    Listing.FINDINGS: 2,
    Listing.FINDINGS_OVERDUE: 1,
    Listing.UNBOUND: 4,
}


@pytest.mark.parametrize("listing", list(Listing))
async def test_each_number_opens_a_list_of_that_length(
    begin: Begin, busy: Place, listing: Listing
) -> None:
    async with begin(actor_of(busy.supervisor)) as uow:
        page = await summaries.lines(uow, listing)
    assert (page.total, len(page.lines)) == (LENGTHS[listing], LENGTHS[listing])


async def test_girls_come_first_then_the_longest_overdue_with_who_is_responsible(
    begin: Begin, busy: Place
) -> None:
    async with begin(actor_of(busy.supervisor)) as uow:
        page = await summaries.lines(uow, Listing.OVERDUE)
    assert [line.girl for line in page.lines] == [True, True, False, False]
    assert [(page.today - line.day).days for line in page.lines if line.day] == [3, 1, 10, 2]
    assert page.lines[0].staff == busy.workers[0].code
    assert (page.lines[0].village, page.lines[0].grid) == ("第1村", 1)


async def test_a_list_narrows_to_a_village_and_turns_pages(begin: Begin, busy: Place) -> None:
    async with begin() as uow:
        for days in range(10):
            await due(uow, busy, 0, Sex.FEMALE, -20 - days)
    async with begin(actor_of(busy.supervisor)) as uow:
        village = await summaries.lines(uow, Listing.OVERDUE, village_id=busy.villages[1].id)
        first = await summaries.lines(uow, Listing.OVERDUE)
        last = await summaries.lines(uow, Listing.OVERDUE, page=99)
    assert (village.total, village.village) == (2, "第2村")
    assert (first.pages, len(first.lines)) == (2, 8)
    assert (last.page, len(last.lines)) == (1, 6)


async def test_another_town_s_rows_are_neither_counted_nor_listed(
    begin: Begin, busy: Place
) -> None:
    async with begin() as uow:
        elsewhere = await factories.town(uow)
        stranger = await factories.worker(uow, elsewhere, role=Role.SUPERVISOR)
    async with begin(actor_of(stranger)) as uow:
        one = await summaries.content(uow)
        page = await summaries.lines(uow, Listing.OVERDUE, village_id=busy.villages[0].id)
    assert one.villages == ()
    assert (one.overdue, one.findings_open) == (Count(), 0)
    assert (page.total, page.village) == (0, "")


async def test_a_child_director_gets_the_own_village_only(begin: Begin, busy: Place) -> None:
    async with begin() as uow:
        town = await uow.session.get_one(Town, busy.town.id)
        director = await factories.worker(
            uow, town, role=Role.CHILD_DIRECTOR, village=busy.villages[0]
        )
    async with begin(actor_of(director)) as uow:
        one = await summaries.content(uow)
        page = await summaries.lines(uow, Listing.OVERDUE)
    assert [village.name for village in one.villages] == ["第1村"]
    assert (one.overdue, page.total) == (Count(girls=1, boys=1), 2)
    assert not one.for_town


async def test_a_leader_gets_counts_and_no_list(begin: Begin, busy: Place) -> None:
    async with begin(actor_of(busy.leader)) as uow:
        one = await summaries.content(uow)
        assert (one.overdue.children, one.lists) == (3, False)
        with pytest.raises(NotAllowedError):
            await summaries.lines(uow, Listing.OVERDUE)


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.INSPECTOR, Role.POLICE, Role.CLERK])
async def test_other_posts_get_no_summary(begin: Begin, place: Place, role: Role) -> None:
    async with begin() as uow:
        town = await uow.session.get_one(Town, place.town.id)
        person = await factories.worker(uow, town, role=role)
    with pytest.raises(NotAllowedError):
        async with begin(actor_of(person)) as uow:
            await summaries.content(uow)


async def test_bound_and_reachable_staff_are_not_in_the_list_of_the_unbound(
    begin: Begin, place: Place
) -> None:
    async with begin() as uow:
        for number, worker in enumerate(place.workers):
            uow.session.add(
                ChannelAccount(
                    channel="web", chat_id=number, worker_id=worker.id, bound_at=uow.now,
                    unreachable_at=uow.now if number else None,
                )
            )  # fmt: skip
    async with begin(actor_of(place.supervisor)) as uow:
        page = await summaries.lines(uow, Listing.UNBOUND)
    assert place.workers[0].code not in {line.staff for line in page.lines}
    assert place.workers[1].code in {line.staff for line in page.lines}


async def tick(begin: Begin) -> int:
    async with begin() as uow:
        return await summaries.promise_summaries(uow)


async def test_supervisor_and_leader_are_promised_one_every_working_morning_even_with_nothing_due(
    begin: Begin, place: Place, clock: FixedClock
) -> None:
    clock.moment = datetime(2026, 11, 23, 8, 9, tzinfo=LOCAL_ZONE)
    assert await tick(begin) == 0
    clock.move(timedelta(minutes=1))
    assert sum(await asyncio.gather(*(tick(begin) for _ in range(3)))) == 2
    clock.move(timedelta(hours=5))
    assert await tick(begin) == 0
    async with begin() as uow:
        told = set(await uow.session.scalars(sa.select(OutboxMessage.worker_id)))
    assert told == {place.supervisor.id, place.leader.id}


@pytest.mark.parametrize(
    ("day", "promised"),
    [
        (date(2026, 11, 21), 0),  # a Saturday
        (date(2026, 10, 10), 2),  # a Saturday that is worked for the National Day
        (date(2026, 10, 1), 0),
    ],
)
async def test_working_mornings_follow_the_calendar(
    begin: Begin, place: Place, clock: FixedClock, day: date, promised: int
) -> None:
    clock.moment = datetime.combine(day, datetime.min.time(), tzinfo=LOCAL_ZONE) + timedelta(
        hours=9
    )
    assert await tick(begin) == promised
