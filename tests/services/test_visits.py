"""Due visits: who has to go, what a visit clears, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Child, DueVisit
from models.child import ChildStatus, Grade, Sex
from models.due_visit import DueReason, DueStatus
from models.worker import Role
from services import visits
from services.actors import actor_of
from services.clock import FixedClock
from services.follow_ups import Problem
from services.unit_of_work import UnitOfWork
from services.visits import NobodyResponsibleError, VisitFacts
from tests import factories
from tests.conftest import Begin
from tests.services import trade
from tests.services.trade import at, hand_in, open_due, problem

TODAY = date(2026, 11, 23)
WINTER = date(2027, 2, 1)
"""A boy of low risk seen in November is due within 10 days after schools break up (01-23)."""

SEEN = VisitFacts(seen=True)
UNSEEN = VisitFacts(seen=False)


def days(count: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=count)


async def test_a_new_child_has_a_first_visit_due_at_the_grid_worker(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, registered_on=TODAY)
        row = await visits.schedule_child(uow, child)

    assert row is not None
    assert (row.reason, row.due_on, row.worker_id) == (
        DueReason.FIRST,
        date(2026, 11, 30),
        place.worker.id,
    )
    assert row.next_action_at == at("2026-12-01", "08:20")


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((), Role.GRID_WORKER),
        ((Role.GRID_WORKER,), Role.CHILD_DIRECTOR),
        ((Role.GRID_WORKER, Role.CHILD_DIRECTOR), Role.SUPERVISOR),
    ],
)
async def test_the_responsible_person_is_the_nearest_there_is(
    begin: Begin, gone: tuple[Role, ...], expected: Role
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        for worker in (place.worker, place.director, place.supervisor):
            worker.active = worker.role not in gone
        chosen = await visits.responsible_for_child(uow, child)
        by_id = {w.id: w.role for w in (place.worker, place.director, place.supervisor)}

    assert by_id[chosen] is expected


async def test_a_worker_of_another_grid_is_not_responsible(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        other = await factories.grid(uow, place.village, number=2)
        child = await factories.child(uow, place.town, place.village, other)

        assert await visits.responsible_for_child(uow, child) == place.director.id


async def test_a_town_without_anybody_refuses(begin: Begin) -> None:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        child = await factories.child(uow, town, village, grid)

        with pytest.raises(NobodyResponsibleError):
            await visits.schedule_child(uow, child)


@pytest.mark.parametrize(
    ("facts", "next_on", "reason"),
    [
        (VisitFacts(seen=True), WINTER, DueReason.KEY_PERIOD),
        (VisitFacts(seen=True, grade=Grade.HIGH), days(14), DueReason.INTERVAL),
        (VisitFacts(seen=True, grade=Grade.URGENT), days(1), DueReason.URGENT),
        (VisitFacts(seen=True, next_on=days(10)), days(10), DueReason.INTERVAL),
        (VisitFacts(seen=True, next_on=days(120)), WINTER, DueReason.KEY_PERIOD),
        (VisitFacts(seen=True, next_on=TODAY), WINTER, DueReason.KEY_PERIOD),
    ],
)
async def test_a_visit_that_counts_clears_what_was_due_and_plans_the_next(
    begin: Begin, facts: VisitFacts, next_on: date, reason: DueReason
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-95), unseen_in_a_row=1)
        before = await visits.schedule_child(uow, child)
        result = await hand_in(uow, place.worker, child, facts)
        rows = await open_due(uow, child)

    assert before is not None
    assert (before.status, before.submission_id) == (DueStatus.DONE, result.submission.id)
    assert before.next_action_at is None
    assert [(row.due_on, row.reason) for row in rows] == [(next_on, reason)]
    assert result.next_due_on == next_on
    assert (child.last_seen_on, child.unseen_in_a_row) == (TODAY, 0)


async def test_urgent_means_contact_within_a_day_and_then_every_seven(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        await hand_in(uow, place.worker, child, VisitFacts(seen=True, grade=Grade.URGENT))
        await visits.schedule_child(uow, child)
        contact = await open_due(uow, child)
    assert [(row.due_on, row.reason) for row in contact] == [(days(1), DueReason.URGENT)]

    clock.move(timedelta(days=1))
    async with begin() as uow:
        await hand_in(uow, place.worker, child, VisitFacts(seen=True, grade=Grade.URGENT))
        rows = await open_due(uow, child)
    assert [(row.due_on, row.reason) for row in rows] == [(days(8), DueReason.INTERVAL)]


async def test_a_visit_without_seeing_the_child_clears_nothing(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, last_seen_on=days(-95))
        before = await visits.schedule_child(uow, child)
        nobody_home = VisitFacts(problems=[problem("V3", 1, "hv_met")])
        result = await hand_in(uow, place.worker, child, nobody_home)
        rows = await open_due(uow, child)

    assert before is not None
    assert before.status is DueStatus.OPEN
    assert [(row.due_on, row.reason) for row in rows] == [
        (days(-5), DueReason.INTERVAL),
        (days(3), DueReason.FOLLOW_UP),
    ]
    assert result.next_due_on == days(-5)
    assert (child.last_seen_on, child.unseen_in_a_row) == (days(-95), 1)


@pytest.mark.parametrize(
    ("problems", "again"),
    [
        ([], days(7)),  # the policy, where the form says nothing
        ([problem("V3", 1)], days(3)),
        ([problem("V7", 1)], days(7)),
        ([problem("A; V14; W"), problem("E; R3"), problem("V7")], days(7)),
    ],
)
async def test_the_soonest_follow_up_becomes_due_beside_the_routine_visit(
    begin: Begin, problems: list[Problem], again: date
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        await visits.schedule_child(uow, child)
        await hand_in(uow, place.worker, child, VisitFacts(problems=problems))
        rows = await open_due(uow, child)

    assert [row.due_on for row in rows if row.reason is DueReason.FOLLOW_UP] == [again]
    assert len(rows) == 2


async def test_a_missed_follow_up_is_not_put_off_by_another_attempt(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, last_seen_on=days(-1))
        await visits.schedule_child(uow, child)
        await hand_in(uow, place.worker, child, VisitFacts(problems=[problem("V3", 1)]))
    clock.move(timedelta(days=4))
    async with begin() as uow:
        await hand_in(uow, place.worker, child, VisitFacts(problems=[problem("V3", 1)]))
        rows = await open_due(uow, child)

        seen_now = await uow.session.get_one(Child, child.id)

    assert [row.due_on for row in rows if row.reason is DueReason.FOLLOW_UP] == [days(3)]
    assert seen_now.unseen_in_a_row == 2


async def test_seeing_the_child_clears_routine_and_follow_up_alike(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-95))
        await visits.schedule_child(uow, child)
        await hand_in(uow, place.worker, child, UNSEEN)
    clock.move(timedelta(days=2))
    async with begin() as uow:
        await hand_in(uow, place.worker, child, SEEN)
        rows = await open_due(uow, child)

    assert [(row.due_on, row.reason) for row in rows] == [(WINTER, DueReason.KEY_PERIOD)]


async def test_a_video_call_with_a_child_at_high_risk_does_not_count(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, grade=Grade.HIGH, last_seen_on=days(-14))
        await visits.schedule_child(uow, child)
        by_video = VisitFacts(seen=True, problems=[problem("K; V3", 1, "hv_mode")])
        result = await hand_in(uow, place.worker, child, by_video)

    assert result.next_due_on == TODAY
    assert not result.submission.child_seen
    assert child.last_seen_on == days(-14)
    assert child.unseen_in_a_row == 0


async def test_an_old_draft_clears_nothing_that_came_up_after_it(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-40))
        await visits.schedule_child(uow, child)
        await hand_in(uow, place.worker, child, VisitFacts(seen=True, problems=[problem("V7")]))
    clock.move(timedelta(hours=2))
    async with begin() as uow:
        await hand_in(uow, place.worker, child, SEEN, on=days(-3))
        rows = await open_due(uow, child)
        seen_now = await uow.session.get_one(Child, child.id)

    assert seen_now.last_seen_on == TODAY
    assert [(row.due_on, row.reason) for row in rows] == [
        (days(7), DueReason.FOLLOW_UP),
        (WINTER, DueReason.KEY_PERIOD),
    ]


async def test_a_visit_submitted_late_counts_from_its_own_day(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, grade=Grade.MEDIUM, last_seen_on=days(-35))
        await visits.schedule_child(uow, child)
        result = await hand_in(uow, place.worker, child, SEEN, on=days(-3))

    assert result.next_due_on == days(27)


async def test_a_grade_change_is_written_down_and_moves_the_due_date(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-10))
        await visits.schedule_child(uow, child)
    async with begin(actor_of(place.worker)) as uow:
        await hand_in(uow, place.worker, child, VisitFacts(seen=False, grade=Grade.HIGH))
        routine = (await open_due(uow, child))[0]
        entry = await uow.session.scalar(
            sa.select(AuditEntry).where(AuditEntry.action == "child:grade")
        )

    assert routine.due_on == days(4)
    assert entry is not None
    assert entry.fields == {"old": "low", "new": "high"}


@pytest.mark.parametrize(
    ("last_seen", "old", "new", "due"),
    [
        (-60, Grade.LOW, Grade.HIGH, 0),  # 46 days late by the new rule: due today, not late
        (-95, Grade.LOW, Grade.HIGH, -5),  # was late already: stays as late as it was
        (-40, Grade.MEDIUM, Grade.LOW, 50),  # a milder grade gives time
    ],
)
async def test_a_stricter_rule_binds_from_today_on(
    begin: Begin, last_seen: int, old: Grade, new: Grade, due: int
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, sex=Sex.MALE, grade=old, last_seen_on=days(last_seen))
        await visits.schedule_child(uow, child)
        child.grade = new
        row = await visits.schedule_child(uow, child)

    assert row is not None
    assert row.due_on == days(due)


@pytest.mark.parametrize("status", [ChildStatus.MOVED, ChildStatus.GROWN])
async def test_nothing_is_due_any_more_when_a_child_leaves_the_register(
    begin: Begin, status: ChildStatus
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        await hand_in(uow, place.worker, child, UNSEEN)
        child.status = status

        assert await visits.schedule_child(uow, child) is None
        assert await open_due(uow, child) == []


async def test_planning_again_makes_no_second_row(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child, venue = await place.child(uow), await place.venue(uow)
        for _ in range(3):
            await visits.schedule_child(uow, child)
            await visits.schedule_venue(uow, venue)

        assert len(await open_due(uow, child)) == 1
        assert len(await open_due(uow, venue)) == 1


async def test_an_inspection_belongs_to_the_inspector_and_plans_the_next(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow, last_inspected_on=days(-30))
        row = await visits.schedule_venue(uow, venue)
        result = await hand_in(uow, place.worker, venue)

    assert row is not None
    assert (row.worker_id, row.due_on, row.form_id) == (place.inspector.id, TODAY, "hotel")
    assert row.status is DueStatus.DONE
    assert result.next_due_on == days(30)
    assert venue.last_inspected_on == TODAY


async def test_a_venue_without_a_checklist_or_closed_is_not_due(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        shop = await place.venue(uow, kind="shop")
        closed = await place.venue(uow)
        await visits.schedule_venue(uow, closed)
        closed.active = False

        assert await visits.schedule_venue(uow, shop) is None
        assert await visits.schedule_venue(uow, closed) is None
        assert await open_due(uow, closed) == []


async def _codes(uow: UnitOfWork) -> list[str]:
    return [item.code for item in await visits.today(uow)]


async def test_today_is_in_order_of_urgency_with_girls_first_among_equals(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        wanted = {
            "urgent": await place.child(uow, grade=Grade.URGENT, last_seen_on=days(-7)),
            "late girl": await place.child(uow, grade=Grade.MEDIUM, last_seen_on=days(-35)),
            "late boy": await place.child(
                uow, sex=Sex.MALE, grade=Grade.HIGH, last_seen_on=days(-19)
            ),
            "girl": await place.child(uow, grade=Grade.MEDIUM, last_seen_on=days(-30)),
            "boy": await place.child(uow, sex=Sex.MALE, grade=Grade.HIGH, last_seen_on=days(-14)),
            "later": await place.child(uow, grade=Grade.HIGH, last_seen_on=days(-13)),
        }
        for child in wanted.values():
            await visits.schedule_child(uow, child)
    async with begin(actor_of(place.worker)) as uow:
        items = await visits.today(uow)

    names = {child.code: name for name, child in wanted.items()}
    assert [names[item.code] for item in items] == [
        "urgent",
        "late girl",
        "late boy",
        "girl",
        "boy",
    ]
    assert [item.days_late for item in items] == [0, 5, 5, 0, 0]
    assert [item.girl for item in items] == [True, True, False, True, False]


async def test_today_shows_a_child_once_with_what_is_due_first(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, last_seen_on=days(-95))
        await visits.schedule_child(uow, child)
        await hand_in(uow, place.worker, child, UNSEEN, on=days(-7))
    async with begin(actor_of(place.worker)) as uow:
        items = await visits.today(uow)

    assert [(item.due_on, item.reason) for item in items] == [(days(-5), DueReason.INTERVAL)]


async def test_friday_looks_ahead_over_the_weekend(begin: Begin, clock: FixedClock) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        sunday = await place.child(uow, grade=Grade.HIGH, last_seen_on=date(2026, 11, 15))
        monday = await place.child(uow, grade=Grade.HIGH, last_seen_on=date(2026, 11, 16))
        for child in (sunday, monday):
            await visits.schedule_child(uow, child)
    clock.moment = at("2026-11-27")
    async with begin(actor_of(place.worker)) as uow:
        items = await visits.today(uow)

    assert [item.code for item in items] == [sunday.code]
    assert items[0].days_late == -2


async def test_today_shows_only_what_is_in_scope(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        other_grid = await factories.grid(uow, place.village, number=2)
        mine = await place.child(uow, last_seen_on=days(-95))
        theirs = await factories.child(
            uow, place.town, place.village, other_grid, last_seen_on=days(-95)
        )
        hotel = await place.venue(uow, last_inspected_on=days(-30))
        for child in (mine, theirs):
            await visits.schedule_child(uow, child)
        await visits.schedule_venue(uow, hotel)

    seen = {}
    for worker in (place.worker, place.director, place.inspector, place.supervisor, place.leader):
        async with begin(actor_of(worker)) as uow:
            seen[worker.role] = set(await _codes(uow))
    assert seen == {
        Role.GRID_WORKER: {mine.code, hotel.code},
        Role.CHILD_DIRECTOR: {mine.code, theirs.code, hotel.code},
        Role.INSPECTOR: {hotel.code},
        Role.SUPERVISOR: {mine.code, theirs.code, hotel.code},
        Role.LEADER: set(),
    }


async def test_due_by_can_be_asked_for_one_person(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow, last_seen_on=days(-95))
        await visits.schedule_child(uow, child)
    async with begin(actor_of(place.supervisor)) as uow:
        assert len(await visits.due_by(uow, TODAY, worker_id=place.worker.id)) == 1
        assert await visits.due_by(uow, TODAY, worker_id=place.supervisor.id) == []


async def test_the_sweep_gives_a_row_to_whoever_has_none_and_takes_over_from_who_left(
    begin: Begin,
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        forgotten = await place.child(uow, last_seen_on=days(-5))
        kept = await place.child(uow, last_seen_on=days(-5))
        hotel = await place.venue(uow)
        await visits.schedule_child(uow, kept)
        place.worker.active = False
    async with begin() as uow:
        assert await visits.sweep_children(uow, limit=1) == forgotten.id
        assert await visits.sweep_children(uow, forgotten.id) is None
        assert await visits.sweep_venues(uow) is None
        rows = [*await open_due(uow, forgotten), *await open_due(uow, kept)]
        venue_rows = await open_due(uow, hotel)

    assert [row.worker_id for row in rows] == [place.director.id] * 2
    assert len(venue_rows) == 1


async def test_the_sweep_moves_dates_forward_only(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        late = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-5))
        early = await place.child(uow, sex=Sex.MALE, last_seen_on=days(-5))
        for child, due in ((late, days(200)), (early, days(10))):
            row = await visits.schedule_child(uow, child)
            assert row is not None
            row.due_on = due
    async with begin() as uow:
        await visits.sweep_children(uow)
        dues = [(await open_due(uow, child))[0].due_on for child in (late, early)]

    assert dues == [WINTER, days(10)]


async def test_a_row_is_about_a_child_or_a_venue_and_never_both(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        row = await visits.schedule_child(uow, child)
        assert row is not None
        row_id, venue = row.id, await place.venue(uow)
        venue_id = venue.id

    async def make_both() -> None:
        async with begin() as uow:
            found = await uow.session.get_one(DueVisit, row_id)
            found.venue_id = venue_id

    with pytest.raises(sa.exc.IntegrityError):
        await make_both()
