"""The table of ticks and the clock that calls them; what is due is in rows, not in here.

A tick may run twice, late, or in several processes at once: each takes only rows that are due
and that nobody else holds, so nothing is promised twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs import digest, findings, inbox, report, visits
from jobs.deliver import Post, deliver_all
from privacy.keyring import Keyring
from services.clock import Clock
from services.unit_of_work import LOCAL_ZONE, Sessions, UnitOfWork, unit_of_work

MAX_ROUNDS = 1000
"""Batches in one tick; more is a row that never stops being due: a bug, left to the next tick."""

log = structlog.get_logger(__name__)


class Ground(Protocol):
    """What a tick stands on."""

    @property
    def sessions(self) -> Sessions:
        """Where transactions begin."""
        ...

    @property
    def keyring(self) -> Keyring:
        """The keys of sealed fields."""
        ...

    @property
    def clock(self) -> Clock:
        """The moment."""
        ...


Run = Callable[[Ground], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is looked after again and again.

    `every`: how often at most; `first`: how long after the start of the process.
    """

    name: str
    every: timedelta
    run: Run
    first: timedelta = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """A plain `Ground`."""

    sessions: Sessions
    keyring: Keyring
    clock: Clock


def _begin(ground: Ground) -> AbstractAsyncContextManager[UnitOfWork]:
    return unit_of_work(ground.sessions, now=ground.clock.now(), keyring=ground.keyring)


def once(step: Callable[[UnitOfWork], Awaitable[int]]) -> Run:
    """One transaction."""

    async def run(ground: Ground) -> int:
        async with _begin(ground) as uow:
            return await step(uow)

    return run


def until_done(step: Callable[[UnitOfWork], Awaitable[int]]) -> Run:
    """Batch after batch, each in a transaction of its own, until nothing is due."""

    async def run(ground: Ground) -> int:
        total = 0
        for _ in range(MAX_ROUNDS):
            async with _begin(ground) as uow:
                count = await step(uow)
            total += count
            if not count:
                break
        return total

    return run


def through_all(sweeps: Sequence[visits.Sweep]) -> Run:
    """Whole tables, a batch per transaction, in the order of their rows; counts the batches."""

    async def run(ground: Ground) -> int:
        batches = 0
        for sweep in sweeps:
            last: int | None = 0
            while last is not None:
                async with _begin(ground) as uow:
                    last = await sweep(uow, last)
                batches += 1
        return batches

    return run


TICKS: tuple[Tick, ...] = (
    Tick("reports", timedelta(seconds=20), once(report.climb)),
    Tick(
        "sweep",
        timedelta(hours=24),
        through_all(visits.SWEEPS),
        first=timedelta(minutes=1),
    ),
    Tick("overdue visits", timedelta(minutes=1), until_done(visits.climb)),
    Tick("overdue findings", timedelta(minutes=1), until_done(findings.climb)),
    Tick("digests", timedelta(minutes=1), until_done(digest.promise)),
    Tick("summaries", timedelta(minutes=1), until_done(digest.promise_summaries)),
    Tick("old updates", timedelta(hours=24), once(inbox.forget), first=timedelta(minutes=2)),
)
"""Everything that happens by itself, in the order of `run_ticks`: the sweep before the climb."""

DELIVER_EVERY = timedelta(seconds=2)


async def run_ticks(
    sessions: Sessions, keyring: Keyring, clock: Clock, ticks: Sequence[Tick] = TICKS
) -> Mapping[str, int]:
    """Run every tick once, now: for the demo's clock and for tests. Errors are the caller's.

    Returns:
        What each tick did, by name.
    """
    ground = Standing(sessions, keyring, clock)
    return {tick.name: await tick.run(ground) for tick in ticks}


class Schedule:
    """Calls the ticks of one process until it is stopped. A tick never overlaps itself."""

    def __init__(self, ground: Ground, ticks: Sequence[Tick] = TICKS) -> None:
        self._ground = ground
        self.ticks = ticks
        self._scheduler = AsyncIOScheduler(timezone=LOCAL_ZONE)
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def start(self) -> None:
        """Begin; needs a running event loop."""
        now = datetime.now(UTC)  # noqa: TID251 - the scheduler lives by the machine's clock
        for tick in self.ticks:
            self._scheduler.add_job(
                self._call,
                "interval",
                args=[tick],
                id=tick.name,
                seconds=tick.every.total_seconds(),
                next_run_time=now + tick.first,
                misfire_grace_time=None,  # late is better than never: what is due is in rows
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Call no more ticks and wait for those that run: none is cut off in the middle."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # a tick that has just been called shows itself in `_running`
        await self._idle.wait()
        self._scheduler.shutdown(wait=False)

    async def _call(self, tick: Tick) -> None:
        self._running += 1
        self._idle.clear()
        try:
            done = await tick.run(self._ground)
            if done:
                log.info("tick done", tick=tick.name, count=done)
        except Exception:
            log.exception("tick failed", tick=tick.name)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()


def delivery(post: Post) -> Tick:
    """The tick that sends what has been promised, over the channels of this process."""

    async def run(_: Ground) -> int:
        return await deliver_all(post)

    return Tick("deliver", DELIVER_EVERY, run)


@asynccontextmanager
async def running(post: Post, ticks: Sequence[Tick] = TICKS) -> AsyncIterator[Schedule]:
    """All ticks, and the delivery, while the block runs."""
    schedule = Schedule(post, (*ticks, delivery(post)))
    schedule.start()
    try:
        yield schedule
    finally:
        await schedule.stop()
