"""One paced budget for everything a bot token sends: replies first, pushes in the gaps.

Telegram allows about 30 messages a second over all chats, one a second in a chat (short bursts
are tolerated) and 20 a minute in a group; a leaky bucket that starts full breaks the first rule
in its first second (bots research §4). So starts are spread evenly.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

PER_SECOND = 28.0
CHAT_EVERY_S = 1.0
CHAT_BURST = 3
"""Replies one chat may get at once; a push never uses the burst."""

GROUP_EVERY_S = 3.0
"""20 a minute."""

REMEMBERED = 10_000


@dataclass(eq=False, slots=True)
class _Ticket:
    chat_id: int
    reply: bool
    number: int

    @property
    def rank(self) -> tuple[bool, int]:
        """Replies first, then who came first."""
        return (not self.reply, self.number)


class PacedLimiter:
    """Slots in time for one bot token in one process.

    Args:
        per_second: Starts per second over all chats. Several processes with one token have to
            share `PER_SECOND` (8 for replies, 20 for pushes).
        now: Seconds of a clock that only goes forward.
        sleep: Waits for seconds.
    """

    def __init__(
        self,
        *,
        per_second: float = PER_SECOND,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval, self._now, self._sleep = 1.0 / per_second, now, sleep
        self._free_at = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()
        self._queue: set[_Ticket] = set()
        self._numbers = 0

    async def slot(self, chat_id: int, *, reply: bool) -> None:
        """Wait until a message to this chat may start."""
        self._numbers += 1
        ticket = _Ticket(chat_id, reply, self._numbers)
        self._queue.add(ticket)
        try:
            while (wait := self._wait(ticket)) > 0:
                await self._sleep(wait)
            self._use(ticket)
        finally:
            self._queue.discard(ticket)

    def pause(self, seconds: float) -> None:
        """The channel said "too many": nothing starts for so long."""
        self._free_at = max(self._free_at, self._now() + seconds)

    async def wait(self, seconds: float) -> None:
        """Wait with the limiter's own clock."""
        await self._sleep(seconds)

    def _wait(self, ticket: _Ticket) -> float:
        now = self._now()
        for wait in (self._chat_wait(ticket, now), self._free_at - now):
            if wait > 0:
                return wait
        first = min((t for t in self._queue if self._chat_wait(t, now) <= 0), key=lambda t: t.rank)
        return 0.0 if first is ticket else self._interval

    def _chat_wait(self, ticket: _Ticket, now: float) -> float:
        """Seconds until this chat may get one: each message books its chat for a second."""
        every = GROUP_EVERY_S if ticket.chat_id < 0 else CHAT_EVERY_S
        burst = (CHAT_BURST - 1) * every if ticket.reply and ticket.chat_id > 0 else 0.0
        return self._chats.get(ticket.chat_id, now) - burst - now

    def _use(self, ticket: _Ticket) -> None:
        now = self._now()
        self._free_at = max(now, self._free_at) + self._interval
        every = GROUP_EVERY_S if ticket.chat_id < 0 else CHAT_EVERY_S
        self._chats[ticket.chat_id] = max(now, self._chats.get(ticket.chat_id, now)) + every
        self._chats.move_to_end(ticket.chat_id)
        while len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)
