"""Wakes the sockets of a chat when its log has grown."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import structlog

from models import WebEvent
from services.unit_of_work import Sessions

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
"""How often another process's rows are looked for (PostgreSQL only)."""

MAX_NOTES = 20


@dataclass(eq=False)
class Ear:
    """One open page of a chat."""

    rung: asyncio.Event = field(default_factory=asyncio.Event)
    notes: list[dict[str, Any]] = field(default_factory=list)

    async def wait(self, timeout_s: float) -> bool:
        """True when rung, False after `timeout_s`."""
        try:
            await asyncio.wait_for(self.rung.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    def take_notes(self) -> list[dict[str, Any]]:
        """Forget the ring and hand over what is not in the log (the typing sign)."""
        self.rung.clear()
        notes, self.notes = self.notes, []
        return notes


class Bell:
    """One per process; the log rings it after each commit."""

    def __init__(self, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._look_every_s = look_every_s
        self._ears: defaultdict[int, set[Ear]] = defaultdict(set)

    @contextmanager
    def listening(self, chat_id: int) -> Iterator[Ear]:
        """Listen to a chat inside the block."""
        ear = Ear()
        self._ears[chat_id].add(ear)
        try:
            yield ear
        finally:
            self._ears[chat_id].discard(ear)
            if not self._ears[chat_id]:
                del self._ears[chat_id]

    def is_heard(self, chat_id: int) -> bool:
        """Whether a page of this chat is open in this process."""
        return chat_id in self._ears

    def ring(self, chat_id: int) -> None:
        """Something new in the log of this chat."""
        for ear in self._ears.get(chat_id, ()):
            ear.rung.set()

    def note(self, chat_id: int, note: dict[str, Any]) -> None:
        """Tell open pages something that is not worth a row."""
        for ear in self._ears.get(chat_id, ()):
            ear.notes = [*ear.notes, note][-MAX_NOTES:]
            ear.rung.set()

    async def watch(self, sessions: Sessions) -> None:
        """Ring for rows that other processes wrote, until cancelled; needless on SQLite."""
        newest: dict[int, int] = {}
        while True:
            await asyncio.sleep(self._look_every_s)
            if self._ears:
                newest = await self._look_patiently(sessions, newest)

    async def _look_patiently(self, sessions: Sessions, seen: dict[int, int]) -> dict[int, int]:
        try:
            return await self.look(sessions, seen)
        except Exception:
            log.warning("web bell could not look", exc_info=True)
            return seen

    async def look(self, sessions: Sessions, seen: dict[int, int]) -> dict[int, int]:
        """Ring chats whose newest row is not the one in `seen`; returns the newest rows."""
        async with sessions() as session:
            found = await session.execute(
                sa.select(WebEvent.chat_id, sa.func.max(WebEvent.id).label("newest"))
                .where(WebEvent.chat_id.in_(list(self._ears)))
                .group_by(WebEvent.chat_id)
            )
            newest = {row.chat_id: row.newest for row in found}
        for chat_id, event_id in newest.items():
            if seen.get(chat_id) != event_id:
                self.ring(chat_id)
        return newest
