"""A whole year with a clock that stands still until it is moved: nobody is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from models import Child, DueVisit
from models.child import Grade, Sex
from models.due_visit import DueReason, DueStatus
from services import visits
from services.clock import FixedClock
from services.unit_of_work import UnitOfWork
from services.visits import VisitFacts
from tests.conftest import Begin
from tests.services import trade
from tests.services.trade import Place, at, hand_in, problem

START = "2026-01-05"
DAYS = 365
STEP = 3
"""Days between two looks of the simulation: short against every interval of 7 days or more."""


async def make_girls(uow: UnitOfWork, place: Place) -> list[Child]:
    """Two girls of the ledger in each grade, newly registered."""
    return [
        await place.child(uow, grade=grade, four_in_one=True, registered_on=uow.today)
        for grade in Grade
        for _ in range(2)
    ]


async def test_no_girl_of_the_ledger_is_ever_without_a_visit_due_within_thirty_days(
    begin: Begin, clock: FixedClock
) -> None:
    random = Random(20260105)
    clock.moment = at(START)
    async with begin() as uow:
        place = await trade.place(uow)
        girls = await make_girls(uow, place)
        for girl in girls:
            await visits.schedule_child(uow, girl)
    for _ in range(DAYS // STEP):
        clock.move(timedelta(days=STEP))
        async with begin() as uow:
            await visits.promise_escalations(uow)
            await visits.sweep_children(uow)
            await check(uow)
            await visit_some(uow, place, random)
    async with begin() as uow:
        reasons = set(await uow.session.scalars(sa.select(DueVisit.reason)))
        highest = await uow.session.scalar(sa.select(sa.func.max(DueVisit.stage)))

    assert reasons == set(DueReason) - {DueReason.RECHECK}, "the year met every rule"
    assert highest == 3, "some visits were forgotten long enough to reach the leader"


async def visit_some(uow: UnitOfWork, place: Place, random: Random) -> None:
    """Go to most of those who are due; some are not at home, some get another grade."""
    due = await uow.session.scalars(
        sa.select(Child)
        .join(DueVisit, DueVisit.child_id == Child.id)
        .where(DueVisit.status == DueStatus.OPEN, DueVisit.due_on <= uow.today)
        .order_by(Child.id)
        .distinct()
    )
    for girl in due.all():
        chance = random.random()
        if chance < 0.3:
            continue  # forgotten this time
        facts = VisitFacts(seen=chance > 0.45)
        if chance > 0.9:
            facts = VisitFacts(seen=True, grade=random.choice(list(Grade)))
        elif not facts.seen:
            facts = VisitFacts(problems=[problem("V3", 1, "hv_met")])
        await hand_in(uow, place.worker, girl, facts)


async def check(uow: UnitOfWork) -> None:
    """Exactly one routine row for each girl, due within 30 days of when she was last seen."""
    found = await uow.session.execute(
        sa.select(Child, DueVisit)
        .outerjoin(
            DueVisit, sa.and_(DueVisit.child_id == Child.id, DueVisit.status == DueStatus.OPEN)
        )
        .order_by(Child.id, DueVisit.due_on)
    )
    rows: dict[int, list[tuple[Child, DueVisit | None]]] = {}
    for child, row in found:
        rows.setdefault(child.id, []).append((child, row))
    for of_one in rows.values():
        girl = of_one[0][0]
        opened = [row for _, row in of_one if row is not None]
        routine = [row for row in opened if row.reason is not DueReason.FOLLOW_UP]
        assert len(routine) == 1
        assert len(opened) - len(routine) <= 1
        since = girl.last_seen_on or girl.registered_on
        assert (routine[0].due_on - since).days <= 30
        assert_climbs(routine[0], uow.today)


def assert_climbs(row: DueVisit, today: date) -> None:
    """A visit later than the last step has told everybody; a visit in time nobody."""
    late = (today - row.due_on).days
    assert late > 0 or row.stage == 0
    if late > 7 + 9:  # the longest holiday of the year is nine days
        assert row.stage == 3


async def test_a_boy_at_low_risk_who_is_visited_on_time_has_about_eight_visits_a_year(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at(START)
    async with begin() as uow:
        place = await trade.place(uow)
        boy = await place.child(uow, sex=Sex.MALE, registered_on=uow.today)
        await visits.schedule_child(uow, boy)
    dates = []
    while clock.moment < at("2027-01-05"):
        async with begin() as uow:
            row = (await trade.open_due(uow, boy))[0]
            clock.moment = at(row.due_on.isoformat())
            dates.append((row.due_on.isoformat()[5:], row.reason.value))
        async with begin() as uow:
            await hand_in(uow, place.worker, boy, VisitFacts(seen=True))

    assert dates == [
        ("01-12", "first"),
        ("02-09", "key_period"),
        ("03-01", "key_period"),
        ("05-30", "interval"),
        ("07-13", "key_period"),
        ("08-09", "key_period"),
        ("08-31", "key_period"),
        ("11-29", "interval"),
        ("02-01", "key_period"),
    ]
