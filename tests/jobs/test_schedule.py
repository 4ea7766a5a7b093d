"""The ticks: all of them run, on an empty town and after a jump; stopping cuts none off."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from jobs.deliver import Post
from jobs.schedule import TICKS, Ground, Schedule, Standing, Tick, run_ticks, running
from models import DueVisit, OutboxMessage
from models.child import Grade, Sex
from models.outbox_message import OutboxStatus
from privacy.keyring import Keyring
from services import outbox, visits
from services.clock import FixedClock
from services.outbox import Push
from services.unit_of_work import Sessions
from tests.conftest import Begin
from tests.services import trade
from tests.services.trade import at

AT_ONCE = timedelta(0)
SELDOM = timedelta(days=1)


async def test_every_tick_runs_on_an_empty_database(
    sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    done = await run_ticks(sessions, keyring, clock)

    assert set(done) == {tick.name for tick in TICKS}
    assert {name: count for name, count in done.items() if name != "sweep"} == dict.fromkeys(
        done.keys() - {"sweep"}, 0
    )


async def kinds(begin: Begin, place: trade.Place) -> dict[tuple[str, str], int]:
    """How many pushes of each kind each role was promised."""
    roles = {
        worker.id: worker.role.value
        for worker in (place.worker, place.director, place.supervisor, place.leader)
    }
    async with begin() as uow:
        found = await uow.session.execute(
            sa.select(OutboxMessage.worker_id, OutboxMessage.kind, sa.func.count())
            .group_by(OutboxMessage.worker_id, OutboxMessage.kind)
            .order_by(OutboxMessage.kind)
        )
        return {(roles[worker], kind): count for worker, kind, count in found}


async def test_seven_days_at_once_give_what_is_due_now_and_no_pile_of_old_mornings(
    begin: Begin, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02", "06:00")
    async with begin() as uow:
        place = await trade.place(uow)
        for _ in range(3):
            await place.child(
                uow, sex=Sex.MALE, grade=Grade.MEDIUM, last_seen_on=at("2026-10-04").date()
            )
    await run_ticks(sessions, keyring, clock)  # the sweep finds the children: due 11-03
    assert await kinds(begin, place) == {}

    clock.moment = at("2026-11-10", "09:00")
    first = await run_ticks(sessions, keyring, clock)
    told = await kinds(begin, place)
    second = await run_ticks(sessions, keyring, clock)

    assert first["overdue visits"] == 3
    assert told == {
        ("grid_worker", "digest"): 1,
        ("child_director", "overdue"): 1,
        ("supervisor", "overdue"): 1,
        ("leader", "overdue"): 1,
        ("supervisor", "summary"): 1,
        ("leader", "summary"): 1,
    }
    assert second["overdue visits"] == 0
    assert await kinds(begin, place) == told


async def test_going_day_by_day_or_in_one_jump_ends_at_the_same_stage(
    begin: Begin, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-02")
    async with begin() as uow:
        place = await trade.place(uow)
        for days in (29, 26, 22):
            child = await place.child(
                uow, sex=Sex.MALE, grade=Grade.MEDIUM, last_seen_on=uow.today - timedelta(days)
            )
            await visits.schedule_child(uow, child)
    for day in range(10):
        clock.moment = at("2026-11-02", "10:00") + timedelta(days=day)
        await run_ticks(sessions, keyring, clock)
    async with begin() as uow:
        by_day = list(await uow.session.execute(_stages()))
        await uow.session.execute(sa.delete(OutboxMessage))
        await uow.session.execute(
            sa.update(DueVisit).values(stage=0, next_action_at=at("2026-11-03"))
        )
    await run_ticks(sessions, keyring, clock)
    async with begin() as uow:
        at_once = list(await uow.session.execute(_stages()))
        sent = list(await uow.session.scalars(sa.select(OutboxMessage.dedup_key)))

    assert by_day == at_once
    assert len([key for key in sent if key.startswith("overdue:")]) == 3


def _stages() -> sa.Select[Any, Any, Any]:
    return sa.select(DueVisit.stage, DueVisit.next_action_at, DueVisit.due_on).order_by(
        DueVisit.id
    )


async def test_the_schedule_calls_its_ticks(
    sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    called: asyncio.Queue[str] = asyncio.Queue()

    def tick(name: str) -> Tick:
        async def run(ground: Ground) -> int:
            assert ground.clock is clock
            called.put_nowait(name)
            return 1

        return Tick(name, SELDOM, run, first=AT_ONCE)

    schedule = Schedule(Standing(sessions, keyring, clock), [tick("a"), tick("b")])
    schedule.start()
    names = {await called.get(), await called.get()}
    await schedule.stop()

    assert names == {"a", "b"}


async def test_stopping_waits_for_a_running_tick_and_does_not_cut_it_off(
    sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_: Ground) -> int:
        begun.set()
        await may_end.wait()
        ended.set()
        return 0

    schedule = Schedule(
        Standing(sessions, keyring, clock), [Tick("slow", SELDOM, slow, first=AT_ONCE)]
    )
    schedule.start()
    await begun.wait()
    async with asyncio.TaskGroup() as group:
        stopping = group.create_task(schedule.stop())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not stopping.done()
        may_end.set()

    assert ended.is_set()


async def test_a_tick_that_fails_is_logged_and_the_others_go_on(
    sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    gone_on = asyncio.Event()

    async def broken(_: Ground) -> int:
        raise RuntimeError("broken")

    async def sound(_: Ground) -> int:
        gone_on.set()
        return 0

    ticks = [
        Tick("broken", SELDOM, broken, first=AT_ONCE),
        Tick("sound", SELDOM, sound, first=AT_ONCE),
    ]
    schedule = Schedule(Standing(sessions, keyring, clock), ticks)
    with structlog.testing.capture_logs() as logs:
        schedule.start()
        await gone_on.wait()
        await schedule.stop()

    failed = [entry for entry in logs if entry["event"] == "tick failed"]
    assert [(entry["tick"], entry["log_level"]) for entry in failed] == [("broken", "error")]


async def test_a_running_process_delivers_what_is_promised(
    begin: Begin, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        push = Push(
            worker_id=place.worker.id, kind="digest", key="k", payload={"day": "2026-11-23"}
        )
        await outbox.promise(uow, place.town.id, push)
    post = Post(sessions, clock, keyring, {})
    async with running(post, ticks=()) as schedule:
        (deliver,) = schedule.ticks
        assert await deliver.run(post) == 1
    async with begin() as uow:
        status = await uow.session.scalar(sa.select(OutboxMessage.status))

    assert status is OutboxStatus.DROPPED, "nothing was due any more"
