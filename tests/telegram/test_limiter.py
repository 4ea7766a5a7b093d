"""One budget: evenly spread, at most one a second to a person, replies before pushes."""

from __future__ import annotations

import asyncio
import heapq
from itertools import pairwise

from bot.channels.telegram.limiter import PacedLimiter


class Time:
    """A clock that jumps to the next sleeper when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = 0

    def moment(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._numbers += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, self._numbers, future))
        await future

    async def run(self, *work: asyncio.Future[None]) -> None:
        """Until all work is done."""
        while not all(task.done() for task in work):
            for _ in range(5):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, future = heapq.heappop(self._sleepers)
                if not future.done():
                    future.set_result(None)
        await asyncio.gather(*work)


class Sent:
    """Who got a slot when."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.limiter = PacedLimiter(now=time.moment, sleep=time.sleep)
        self.log: list[tuple[float, int, bool]] = []

    def send(self, chat_id: int, *, reply: bool = False) -> asyncio.Future[None]:
        async def sending() -> None:
            await self.limiter.slot(chat_id, reply=reply)
            self.log.append((self.time.now, chat_id, reply))

        return asyncio.ensure_future(sending())

    def most_within(self, seconds: float) -> int:
        """The most that started within any such stretch of time."""
        moments = sorted(moment for moment, _, _ in self.log)
        return max(
            sum(first <= other < first + seconds - 1e-9 for other in moments) for first in moments
        )


async def test_three_hundred_pushes_are_spread_evenly_from_the_first_second_on() -> None:
    time = Time()
    sent = Sent(time)
    began = time.now
    await time.run(*(sent.send(chat) for chat in range(1, 301)))
    assert sent.most_within(1.0) <= 28
    assert 300 / 29 <= time.now - began <= 300 / 27


async def test_a_person_gets_one_push_a_second() -> None:
    time = Time()
    sent = Sent(time)
    await time.run(*(sent.send(7) for _ in range(5)))
    moments = [moment for moment, _, _ in sent.log]
    assert all(later - earlier >= 0.999 for earlier, later in pairwise(moments))


async def test_a_person_who_taps_quickly_gets_a_short_burst_of_replies_then_one_a_second() -> None:
    time = Time()
    sent = Sent(time)
    began = time.now
    await time.run(*(sent.send(7, reply=True) for _ in range(6)))
    waits = [moment - began for moment, _, _ in sent.log]
    assert waits[2] < 0.5
    assert waits[5] >= 2.9


async def test_a_group_gets_twenty_a_minute() -> None:
    time = Time()
    sent = Sent(time)
    await time.run(*(sent.send(-100, reply=True) for _ in range(25)))
    assert sent.most_within(60.0) <= 20


async def test_replies_go_before_pushes_that_wait() -> None:
    time = Time()
    sent = Sent(time)
    pushes = [sent.send(chat) for chat in range(1, 101)]
    await asyncio.sleep(0)
    replies = [sent.send(chat, reply=True) for chat in range(1001, 1011)]
    await time.run(*pushes, *replies)
    first = [reply for _, _, reply in sorted(sent.log)[:12]]
    assert sum(first) == 10


async def test_nothing_starts_while_telegram_wants_a_pause() -> None:
    time = Time()
    sent = Sent(time)
    sent.limiter.pause(7.0)
    began = time.now
    await time.run(sent.send(1), sent.send(2, reply=True))
    assert min(moment for moment, _, _ in sent.log) >= began + 7.0


async def test_who_gives_up_waiting_blocks_nobody() -> None:
    time = Time()
    sent = Sent(time)
    first, impatient, last = sent.send(1), sent.send(2, reply=True), sent.send(3)
    await asyncio.sleep(0)
    impatient.cancel()
    await time.run(first, last)
    assert {chat for _, chat, _ in sent.log} >= {1, 3}
