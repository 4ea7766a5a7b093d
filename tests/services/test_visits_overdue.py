"""Overdue visits climb: exact steps, one push per person and day, never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from models import Child, DueVisit, OutboxMessage
from models.child import Grade, Sex
from models.outbox_message import OutboxStatus
from privacy.keyring import Keyring
from services import outbox, visits
from services.clock import FixedClock
from services.outbox import Receipt
from services.unit_of_work import LOCAL_ZONE, Sessions, UnitOfWork, unit_of_work
from services.visits import VisitFacts
from tests import factories
from tests.conftest import Begin
from tests.services import trade
from tests.services.trade import Place, at, hand_in, pushes


async def late_child(
    uow: UnitOfWork, place: Place, due_on: date, grade: Grade = Grade.MEDIUM
) -> Child:
    """A boy whose visit was due on `due_on`."""
    days = {Grade.MEDIUM: 30, Grade.HIGH: 14, Grade.URGENT: 7}[grade]
    child = await place.child(
        uow, sex=Sex.MALE, grade=grade, last_seen_on=due_on - timedelta(days=days)
    )
    row = await visits.schedule_child(uow, child)
    assert row is not None
    assert row.due_on == due_on
    return child


async def tick(begin: Begin, clock: FixedClock, moment: datetime | None = None) -> int:
    """Move the clock and let one tick run."""
    clock.moment = moment or clock.moment
    async with begin() as uow:
        return await visits.promise_escalations(uow)


def told(messages: Sequence[OutboxMessage]) -> list[tuple[int, datetime]]:
    """Who was told and when, local time."""
    return [(m.worker_id, m.due_at.astimezone(LOCAL_ZONE)) for m in messages]


async def test_an_overdue_visit_climbs_to_director_supervisor_and_leader(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        await late_child(uow, place, date(2026, 11, 3))  # a Tuesday
    for third in range(3 * 14):
        await tick(begin, clock, at("2026-11-02", "16:20") + timedelta(hours=8 * third))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")

    assert told(sent) == [
        (place.director.id, at("2026-11-04", "08:20")),
        (place.supervisor.id, at("2026-11-06", "08:20")),
        (place.leader.id, at("2026-11-10", "08:20")),
    ]


@pytest.mark.parametrize(
    ("grade", "due", "steps"),
    [
        (Grade.MEDIUM, "2026-11-06", ["2026-11-09", "2026-11-09", "2026-11-13"]),  # Friday
        (Grade.HIGH, "2026-11-06", ["2026-11-07", "2026-11-09", "2026-11-13"]),
        (Grade.URGENT, "2026-11-06", ["2026-11-07", "2026-11-09", "2026-11-13"]),
        (Grade.MEDIUM, "2026-09-18", ["2026-09-20", "2026-09-21", "2026-09-28"]),  # 20 is worked
        (Grade.MEDIUM, "2026-09-30", ["2026-10-08", "2026-10-08", "2026-10-08"]),  # National Day
        (Grade.HIGH, "2026-09-30", ["2026-10-01", "2026-10-03", "2026-10-07"]),
    ],
)
async def test_the_climb_rests_on_days_off_unless_the_grade_is_high(
    begin: Begin, clock: FixedClock, grade: Grade, due: str, steps: list[str]
) -> None:
    due_on = date.fromisoformat(due)
    clock.moment = at(due) - timedelta(days=2)
    async with begin() as uow:
        place = await trade.place(uow)
        await late_child(uow, place, due_on, grade)
    for day in range(20):
        await tick(begin, clock, at(due, "12:00") + timedelta(days=day))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")

    assert [m.worker_id for m in sent] == [place.director.id, place.supervisor.id, place.leader.id]
    assert [m.promised_at.astimezone(LOCAL_ZONE).date().isoformat() for m in sent] == steps


async def test_several_overdue_children_are_one_push_with_their_numbers_only(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        for _ in range(5):
            await late_child(uow, place, date(2026, 11, 3))
        ids = list(await uow.session.scalars(sa.select(DueVisit.id).order_by(DueVisit.id)))
    assert await tick(begin, clock, at("2026-11-04", "08:30")) == 5
    async with begin() as uow:
        sent = await pushes(uow, "overdue")

    assert [(m.worker_id, m.payload) for m in sent] == [
        (place.director.id, {"due_visit_ids": ids})
    ]


async def test_after_a_week_away_each_person_gets_one_push_and_the_stage_is_right(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        old = await late_child(uow, place, date(2026, 11, 3))
        new = await late_child(uow, place, date(2026, 11, 8))
    await tick(begin, clock, at("2026-11-10", "09:00"))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")
        stages = {
            row.child_id: row.stage for row in await uow.session.scalars(sa.select(DueVisit))
        }

    assert stages == {old.id: 3, new.id: 1}
    assert [(m.worker_id, len(m.payload["due_visit_ids"])) for m in sent] == [
        (place.director.id, 2),
        (place.supervisor.id, 1),
        (place.leader.id, 1),
    ]


async def test_a_second_tick_says_nothing_new(begin: Begin, clock: FixedClock) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        await late_child(uow, place, date(2026, 11, 3))
    assert await tick(begin, clock, at("2026-11-04", "09:00")) == 1
    assert await tick(begin, clock) == 0
    async with begin() as uow:
        assert len(await pushes(uow, "overdue")) == 1


async def test_a_cleared_visit_does_not_climb(begin: Begin, clock: FixedClock) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        child = await late_child(uow, place, date(2026, 11, 3))
    clock.moment = at("2026-11-03", "22:00")
    async with begin() as uow:
        await hand_in(uow, place.worker, child, VisitFacts(seen=True))
    assert await tick(begin, clock, at("2026-11-12")) == 0


async def test_what_comes_up_after_the_push_has_gone_out_waits_for_the_next_working_day(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        await late_child(uow, place, date(2026, 11, 5))
    await tick(begin, clock, at("2026-11-06", "09:00"))  # a Friday
    async with begin() as uow:
        await late_child(uow, place, date(2026, 11, 4))
    await tick(begin, clock, at("2026-11-06", "09:30"))
    async with begin() as uow:
        waiting = await pushes(uow, "overdue")
        assert len(waiting[0].payload["due_visit_ids"]) == 2, "joined while it waited"
        for message in await outbox.claim(uow, 9):
            outbox.settle(uow, message, Receipt.SENT)
        await late_child(uow, place, date(2026, 11, 3))
    await tick(begin, clock, at("2026-11-06", "10:00"))
    async with begin() as uow:
        sent = [m for m in await pushes(uow, "overdue") if m.worker_id == place.director.id]

    assert [m.status for m in sent] == [OutboxStatus.SENT, OutboxStatus.READY]
    assert sent[1].due_at == at("2026-11-09", "08:20")


async def test_a_push_that_was_dropped_comes_back_with_the_new_rows_only(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        await late_child(uow, place, date(2026, 11, 3))
    await tick(begin, clock, at("2026-11-04", "09:00"))
    async with begin() as uow:
        outbox.drop((await pushes(uow, "overdue"))[0])
        second = await late_child(uow, place, date(2026, 11, 3))
        second_row = await uow.session.scalar(
            sa.select(DueVisit.id).where(DueVisit.child_id == second.id)
        )
    await tick(begin, clock)
    async with begin() as uow:
        sent = await pushes(uow, "overdue")

    assert [(m.status, m.payload) for m in sent] == [
        (OutboxStatus.READY, {"due_visit_ids": [second_row]})
    ]


async def test_where_a_role_is_vacant_the_next_one_up_is_told(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        place.director.active = False
        await late_child(uow, place, date(2026, 11, 3))
    await tick(begin, clock, at("2026-11-04", "09:00"))
    async with begin() as uow:
        assert [m.worker_id for m in await pushes(uow, "overdue")] == [place.supervisor.id]


async def test_whoever_is_responsible_is_not_told_about_themselves(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        place.worker.active = False
        await uow.session.flush()
        await late_child(uow, place, date(2026, 11, 3))
    await tick(begin, clock, at("2026-11-04", "09:00"))
    async with begin() as uow:
        assert await pushes(uow, "overdue") == []
        row = (await uow.session.scalars(sa.select(DueVisit))).one()
        assert (row.worker_id, row.stage) == (place.director.id, 1)


async def test_only_the_directors_of_the_village_hear_of_its_children(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        other = await factories.village(uow, place.town, number=2)
        await factories.worker(uow, place.town, role=place.director.role, village=other)
        await late_child(uow, place, date(2026, 11, 3))
    await tick(begin, clock, at("2026-11-04", "09:00"))
    async with begin() as uow:
        assert [m.worker_id for m in await pushes(uow, "overdue")] == [place.director.id]


async def test_an_overdue_inspection_does_not_bother_the_child_director(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow, last_inspected_on=date(2026, 10, 9))  # due 11-08
        await visits.schedule_venue(uow, venue)
    for day in range(14):
        await tick(begin, clock, at("2026-11-08") + timedelta(days=day))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")
    assert [m.worker_id for m in sent] == [place.supervisor.id, place.leader.id]


async def test_a_full_batch_leaves_the_rest_to_the_next_round(
    begin: Begin, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        for _ in range(5):
            await late_child(uow, place, date(2026, 11, 3))
    clock.moment = at("2026-11-04", "09:00")
    rounds = []
    for _ in range(3):
        async with begin() as uow:
            rounds.append(await visits.promise_escalations(uow, limit=2))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")

    assert rounds == [2, 2, 1]
    assert [len(m.payload["due_visit_ids"]) for m in sent] == [5]


async def test_ticks_that_run_at_the_same_time_promise_each_step_once(
    begin: Begin, clock: FixedClock, sessions: Sessions, keyring: Keyring
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        for _ in range(40):
            await late_child(uow, place, date(2026, 11, 3))
        ids = set(await uow.session.scalars(sa.select(DueVisit.id)))
    now = at("2026-11-10", "09:00")

    async def one_worker() -> int:
        handled = 0
        while True:
            async with unit_of_work(sessions, now=now, keyring=keyring) as uow:
                count = await visits.promise_escalations(uow, limit=7)
            handled += count
            if not count:
                return handled

    handled = await asyncio.gather(*(one_worker() for _ in range(4)))
    async with begin() as uow:
        sent = await pushes(uow, "overdue")
        stages = set(await uow.session.scalars(sa.select(DueVisit.stage)))

    assert sum(handled) == 40, "no row was looked at twice"
    assert stages == {3}
    assert {m.worker_id: sorted(m.payload["due_visit_ids"]) for m in sent} == {
        worker.id: sorted(ids) for worker in (place.director, place.supervisor, place.leader)
    }


async def test_a_row_that_a_visit_is_just_clearing_is_left_alone(
    begin: Begin, clock: FixedClock, sessions: Sessions, keyring: Keyring
) -> None:
    """On PostgreSQL the visit holds the row; on SQLite the tick waits until it is done."""
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        child = await late_child(uow, place, date(2026, 11, 3))
    now = at("2026-11-04", "09:00")

    async def tick_now() -> int:
        async with unit_of_work(sessions, now=now, keyring=keyring) as uow:
            return await visits.promise_escalations(uow)

    async with unit_of_work(sessions, now=now, keyring=keyring) as uow:
        await hand_in(uow, place.worker, child, VisitFacts(seen=True))
        ticking = asyncio.ensure_future(tick_now())
        await asyncio.sleep(0)
    assert await ticking == 0
    async with begin() as uow:
        assert await pushes(uow, "overdue") == []


async def test_a_tick_over_many_visits_reads_the_index_of_what_is_due(
    begin: Begin, clock: FixedClock, engine: AsyncEngine
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        child = await late_child(uow, place, date(2026, 11, 3))
        first = await uow.session.scalar(sa.select(DueVisit).where(DueVisit.child_id == child.id))
        assert first is not None
        columns = {
            column.key: getattr(first, column.key)
            for column in DueVisit.__table__.columns
            if column.key != "id"
        }
        later = columns | {"next_action_at": at("2027-01-01")}
        await uow.session.execute(sa.insert(DueVisit), [later] * 3000)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
    plans = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT due_visits.town_id") and not plans:
            prefix = (
                "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
            )
            plans.append("")
            plans[0] = str(connection.exec_driver_sql(prefix + statement, values).all())

    sa.event.listen(engine.sync_engine, "before_cursor_execute", explain)
    try:
        assert await tick(begin, clock, at("2026-11-04", "09:00")) == 1
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", explain)

    assert "ix_due_visits_next_action_at_open" in plans[0]
