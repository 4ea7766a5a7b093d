"""The log of web chats: what each page has to show, sealed with the key of its chat.

A message is kept as it stands now: an edit replaces the row before it. New rows are added before
old ones go, so that the newest number of a chat only ever grows.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.channels.web import log_rows
from bot.channels.web.bell import Bell
from bot.channels.web.events import (
    Bubble,
    FileRef,
    Kind,
    Menu,
    from_body,
    menu_body,
    shown,
    to_body,
    toast_body,
)
from bot.channels.web.log_rows import PAGE, NoSuchMessageError
from privacy.keyring import Keyring
from services.clock import Clock
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from views.screen import File

TOAST_LIVES = timedelta(seconds=30)
"""A toast answers a press; later it would puzzle."""

BubbleChange = Callable[[Bubble], Bubble]


class ChatClosedError(Exception):
    """Nobody is behind this chat any more: revoked, or replaced by a newer sign-in."""


class UnchangedError(Exception):
    """The edit changes nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a page has missed. `reset`: forget what you show, this is the newest page of it."""

    events: list[dict[str, Any]]
    last: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """A message in the log: its number and its content."""

    message_id: int
    bubble: Bubble


class ChatLog:
    """Reads and writes the logs of all web chats; each call is a transaction of its own."""

    def __init__(self, sessions: Sessions, keyring: Keyring, clock: Clock, bell: Bell) -> None:
        self._sessions, self._keyring, self._clock = sessions, keyring, clock
        self.bell = bell

    async def add(
        self,
        chat_id: int,
        bubble: Bubble,
        *,
        uid: str = "",
        picture: File | None = None,
        document: File | None = None,
        menu: Menu | None = None,
    ) -> Logged:
        """Add a message (and a menu). The same `uid` twice is the same message.

        Raises:
            ChatClosedError: Nobody would see it.
        """
        async with self._writing(chat_id) as uow:
            if uid and (known := await log_rows.by_uid(uow, chat_id, uid)):
                return Logged(known.message_id, from_body(await log_rows.unseal(uow, known)))
            bubble = await log_rows.with_files(uow, chat_id, bubble, picture, document)
            bubble = replace(bubble, sent_at=int(uow.now.timestamp()))
            row = await log_rows.write(uow, chat_id, Kind.MESSAGE, to_body(bubble), uid=uid)
            row.message_id = row.id
            if menu is not None:
                await log_rows.write_only(uow, chat_id, Kind.MENU, menu_body(menu))
        return Logged(row.id, bubble)

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        change: BubbleChange,
        *,
        picture: File | None = None,
        document: File | None = None,
    ) -> Logged:
        """Replace a message by `change` of it.

        Raises:
            ChatClosedError: Nobody would see it.
            NoSuchMessageError: It is not there.
            UnchangedError: It already is so.
        """
        async with self._writing(chat_id) as uow:
            row = await log_rows.newest_of(uow, chat_id, message_id)
            old = from_body(await log_rows.unseal(uow, row))
            new = await log_rows.with_files(uow, chat_id, change(old), picture, document)
            if _looks(new) == _looks(old):
                raise UnchangedError
            new = old.turned_into(new)
            await log_rows.write(uow, chat_id, Kind.EDIT, to_body(new), message_id=message_id)
            await uow.session.delete(row)
            await log_rows.drop_files(uow, chat_id, old.files - new.files)
        return Logged(message_id, new)

    async def remove(self, chat_id: int, message_id: int) -> None:
        """Take a message away.

        Raises:
            ChatClosedError: Nobody would see it go.
            NoSuchMessageError: It is not there.
        """
        async with self._writing(chat_id) as uow:
            row = await log_rows.newest_of(uow, chat_id, message_id)
            files = from_body(await log_rows.unseal(uow, row)).files
            await log_rows.write(uow, chat_id, Kind.DELETE, b"{}", message_id=message_id)
            await uow.session.delete(row)
            await log_rows.drop_files(uow, chat_id, files)

    async def toast(self, chat_id: int, text: str, *, alert: bool = False) -> None:
        """Say a few words that vanish; raises `ChatClosedError`."""
        async with self._writing(chat_id) as uow:
            await log_rows.write_only(uow, chat_id, Kind.TOAST, toast_body(text, alert=alert))

    def typing(self, chat_id: int) -> None:
        """Show the typing sign on pages open in this process."""
        self.bell.note(chat_id, {"t": "typing"})

    async def find(self, chat_id: int, message_id: int) -> Bubble | None:
        """A message as it stands now."""
        async with self._reading() as uow:
            try:
                row = await log_rows.newest_of(uow, chat_id, message_id)
            except NoSuchMessageError:
                return None
            return from_body(await log_rows.unseal(uow, row))

    async def since(self, chat_id: int, after: int) -> Batch:
        """Events after the number `after`, oldest first; 0 asks for the newest page."""
        async with self._reading() as uow:
            newest = await log_rows.newest_id(uow, chat_id)
            after = after if 0 < after <= newest else 0
            rows = await log_rows.newest_rows(uow, chat_id, after)
            # Rows may have come between the two looks: the last one seen is what counts.
            last = max([newest, *(row.id for row in rows)])
            reset = after == 0 or len(rows) > PAGE
            rows = rows[:PAGE]
            if reset:
                rows = await log_rows.with_menu(uow, chat_id, rows)
            fresh = uow.now - TOAST_LIVES
            events = [
                shown(Kind(row.kind), row.id, row.message_id, await log_rows.unseal(uow, row))
                for row in sorted(rows, key=lambda row: row.id)
                if row.kind != Kind.TOAST or (row.created_at > fresh and not reset)
            ]
        return Batch(events=events, last=last, reset=reset)

    async def newest(self, chat_id: int) -> int:
        """The number of the newest event; a page that has it has seen everything."""
        async with self._reading() as uow:
            return await log_rows.newest_id(uow, chat_id)

    async def keep(self, chat_id: int, file: File, *, size: tuple[int, int] = (0, 0)) -> FileRef:
        """Store an uploaded file; raises `ChatClosedError`."""
        async with self._writing(chat_id) as uow:
            return await log_rows.write_file(uow, chat_id, file, size)

    async def file(self, chat_id: int, uid: str) -> tuple[FileRef, bytes] | None:
        """A stored file of this chat; None for another chat's, as for one that is not there."""
        async with self._reading() as uow:
            row = await log_rows.by_uid(uow, chat_id, uid)
            if row is None or row.kind != Kind.FILE:
                return None
            head, _, body = (await log_rows.unseal(uow, row)).partition(b"\n")
        return FileRef(**json.loads(head)), body

    @asynccontextmanager
    async def _writing(self, chat_id: int) -> AsyncIterator[UnitOfWork]:
        async with self._reading() as uow:
            await log_rows.line_up(uow, chat_id)
            if not await log_rows.is_open(uow, chat_id):
                raise ChatClosedError
            yield uow
        self.bell.ring(chat_id)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[UnitOfWork]:
        async with unit_of_work(
            self._sessions, now=self._clock.now(), keyring=self._keyring
        ) as uow:
            yield uow


def _looks(bubble: Bubble) -> Bubble:
    return replace(bubble, past=(), cid="", sent_at=0)
