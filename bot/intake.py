"""Intake: store an update before it is acknowledged, handle it in one transaction, then answer.

Per chat strictly in order, different chats side by side; on SQLite one transaction at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy.exc import IntegrityError

from bot import uploads
from bot.dispatcher import screens_of
from bot.sender import Sender, UnreachableError
from bot.strangers import Strangers
from bot.typing_sign import typing_if_slow
from models.inbox_update import InboxStatus
from privacy.keyring import Keyring
from services import inbox
from services.actors import find_actor
from services.clock import Clock
from services.errors import AppError, StaleError
from services.inbox import Taken
from services.unit_of_work import OutsideWorkError, Sessions, UnitOfWork, unit_of_work
from views import errors
from views.screen import Screen
from views.staff import InviteLinks
from views.translate import DEFAULT, in_language

log = structlog.get_logger()

WORKERS = 8
LOOK_EVERY_S = 1.0
"""How often retries and other processes' updates are looked for."""

Resume = Callable[[UnitOfWork], Awaitable[Screen | None]]
"""The screen a person is at now, for whoever was left without a reply."""


@dataclass(slots=True)
class _Reply:
    """What to send once the transaction has been committed."""

    taken: Taken
    screens: tuple[Screen, ...] = ()
    update: Update | None = None
    status: InboxStatus = InboxStatus.ANSWERED
    language: str = DEFAULT


@dataclass(slots=True)
class _Turn:
    """One update in hand."""

    taken: Taken | None = None
    update: Update | None = None


class Intake:
    """The way of every update, whatever its channel.

    Args:
        sessions: Sessions of the database.
        keyring: Seals the stored updates.
        clock: The moment of each transaction.
        dispatcher: Finds the handler (`bot.dispatcher.build_dispatcher`).
        bots: The bot of each channel that this process serves.
        resume: The present screen of a person; without it nothing is shown after a crash.
        context: Further things handlers may ask for by name (`library`, `links`, …).
        sender: Sends screens; a new one by default.

    """

    def __init__(  # noqa: PLR0913 - the composition root passes everything by name
        self,
        sessions: Sessions,
        keyring: Keyring,
        clock: Clock,
        dispatcher: Dispatcher,
        *,
        bots: Mapping[str, Bot],
        resume: Resume | None = None,
        context: Mapping[str, Any] | None = None,
        sender: Sender | None = None,
    ) -> None:
        self.sessions, self.keyring, self.clock = sessions, keyring, clock
        self.dispatcher, self.bots = dispatcher, bots
        self.resume, self.context = resume, {"links": InviteLinks()} | dict(context or {})
        self.sender = sender or Sender()
        self._strangers = Strangers()
        self._busy: set[inbox.Chat] = set()
        self._finished: dict[int, dict[str, Any]] = {}
        self._news, self._version = asyncio.Condition(), 0
        self._stopping = False
        self._alone = sessions.kw["bind"].dialect.name == "sqlite"
        self._writer: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self._alone else nullcontext()
        )

    async def store(
        self, channel: str, chat_id: int, dedup_key: str, update: dict[str, Any]
    ) -> bool:
        """Commit the raw update; False if it is known already. Then it may be acknowledged.

        Of a stranger only an invite token is kept; anything else is counted and, once an hour,
        answered with a fixed text.
        """
        chat = (channel, chat_id)
        try:
            stored = await self._store(chat, dedup_key, update)
        except IntegrityError:  # two first updates of a chat made its key at the same time
            stored = await self._store(chat, dedup_key, update)
        if stored:
            await self._wake()
        return stored

    async def drain(self) -> int:
        """Handle and answer everything that is due now, one after the other; how many."""
        count = 0
        while await self.step():
            count += 1
        return count

    async def run(self, workers: int = WORKERS) -> None:
        """Handle whatever comes until `stop()`; what an earlier process left open comes first."""
        self._stopping = False
        await self.recover()
        async with asyncio.TaskGroup() as group:
            for number in range(workers):
                group.create_task(self._work(first=number == 0))

    async def stop(self) -> None:
        """Let `run` end when the updates in hand have been answered."""
        self._stopping = True
        async with self._news:
            self._news.notify_all()

    async def recover(self) -> None:
        """On SQLite no other process can be sending: open replies are due at once."""
        if self._alone:
            async with self._unit() as uow:
                left = await inbox.reclaim_replies(uow)
            if left:
                log.info("replies_left_open", count=left)

    async def step(self) -> bool:
        """Handle and answer one open update; False when none is due."""
        with self._turn() as turn:
            reply = await self._handle_next(turn)
            if reply is not None:
                await self._answer(reply)
            return turn.taken is not None

    @contextmanager
    def _turn(self) -> Iterator[_Turn]:
        """Keep the chat of the update in hand from other workers until it has been answered."""
        turn = _Turn()
        try:
            yield turn
        finally:
            if turn.taken:
                self._busy.discard(turn.taken.chat)

    async def _handle_next(self, turn: _Turn) -> _Reply | None:
        try:
            async with self._unit() as uow:
                turn.taken = await inbox.take(uow, self.bots.keys(), busy=self._busy)
                if turn.taken is None:
                    return None
                self._busy.add(turn.taken.chat)
                return await self._handle(uow, turn, turn.taken)
        except OutsideWorkError as needed:
            return await self._work_outside(turn, needed)
        except AppError as error:
            return await self._refuse(turn, error)
        except Exception as error:
            return await self._fail(turn, error)

    async def _handle(self, uow: UnitOfWork, turn: _Turn, taken: Taken) -> _Reply | None:
        """In the transaction of the deed: find who it is, run the handler, close the row."""
        uow.actor = await find_actor(uow.session, *taken.chat)
        uow.finished = self._finished.get(taken.id, {})
        if taken.status is InboxStatus.NEW and taken.tries >= inbox.MAX_TRIES:
            return self._give_up(uow, taken)
        screens: tuple[Screen, ...]
        if taken.status is InboxStatus.HANDLED:
            screens = await self._present_screen(uow)
        elif taken.body is None:
            screens = (errors.stranger(),)
        else:
            turn.update = await self._read(uow, taken)
            screens = await self._feed(uow, taken, turn.update)
        if not await inbox.mark_handled(uow, taken):
            raise RuntimeError("the update was handled by somebody else under our lock")
        self._finished.pop(taken.id, None)
        return _Reply(taken, screens, turn.update, language=_language(uow))

    async def _feed(self, uow: UnitOfWork, taken: Taken, update: Update) -> tuple[Screen, ...]:
        if uow.actor is None and not self._strangers.is_invited(update):
            return (errors.stranger(),)
        bot, upload = self.bots[taken.channel], None
        if uploads.has_upload(update):
            upload = uow.outside("upload", lambda: uploads.fetch(bot, update))
        named = self.context | {
            "uow": uow,
            "channel": taken.channel,
            "upload": upload,
        }
        with in_language(_language(uow)):
            async with typing_if_slow(bot, taken.chat_id):
                return screens_of(await self.dispatcher.feed_update(bot, update, **named))

    async def _read(self, uow: UnitOfWork, taken: Taken) -> Update:
        raw = await inbox.read(uow, taken)
        return Update.model_validate(raw, context={"bot": self.bots[taken.channel]})

    async def _present_screen(self, uow: UnitOfWork, toast: str = "") -> tuple[Screen, ...]:
        if self.resume is None or uow.actor is None:
            return ()
        with in_language(uow.actor.language):
            screen = await self.resume(uow)
        return screens_of(replace(screen, in_place=False, toast=toast) if screen else None)

    def _give_up(self, uow: UnitOfWork, taken: Taken) -> _Reply:
        with in_language(_language(uow)):
            return _Reply(taken, (errors.lost(taken.id),), status=InboxStatus.DEAD)

    async def _work_outside(self, turn: _Turn, needed: OutsideWorkError) -> _Reply | None:
        """What takes seconds, with no transaction open; the next step begins the update again."""
        taken = turn.taken
        if taken is None:
            raise needed
        try:
            async with typing_if_slow(self.bots[taken.channel], taken.chat_id):
                result = await needed.work()
        except Exception as error:
            return await self._fail(turn, error)
        self._finished.setdefault(taken.id, {})[needed.name] = result
        return None

    async def _refuse(self, turn: _Turn, error: AppError) -> _Reply | None:
        """A use case refused: its transaction is rolled back, the person told why."""
        if turn.taken is None:
            raise error
        log.info("refused", row=turn.taken.id, code=error.code)
        async with self._unit() as uow:
            uow.actor = await find_actor(uow.session, *turn.taken.chat)
            if not await inbox.mark_handled(uow, turn.taken):
                return None
            self._finished.pop(turn.taken.id, None)
            with in_language(_language(uow)):
                screens: tuple[Screen, ...] = (errors.refused(error),)
                if isinstance(error, StaleError):
                    screens = await self._present_screen(uow, errors.stale()) or screens
            return _Reply(turn.taken, screens, turn.update, language=_language(uow))

    async def _fail(self, turn: _Turn, error: Exception) -> _Reply | None:
        """A fault of ours or of the database: rolled back, tried again later."""
        if turn.taken is None:
            raise error
        async with self._unit() as uow:
            tries = await inbox.mark_failed(uow, turn.taken)
        log.error("update_failed", row=turn.taken.id, tries=tries, exc_info=error)
        if tries >= inbox.MAX_TRIES:
            self._finished.pop(turn.taken.id, None)
        return None

    async def _answer(self, reply: _Reply) -> None:
        """After the commit: send, then write down that the reply left."""
        taken = reply.taken
        bot = self.bots[taken.channel]
        try:
            with in_language(reply.language):
                await self.sender.send(bot, taken.chat_id, reply.screens, reply.update)
        except UnreachableError:
            log.info("reply_unreachable", row=taken.id)
        except Exception as error:
            await self._unanswered(reply, error)
            return
        async with self._unit() as uow:
            await inbox.close(uow, taken, reply.status)

    async def _unanswered(self, reply: _Reply, error: Exception) -> None:
        """What was done stays done; the present screen is shown later."""
        log.warning("reply_failed", row=reply.taken.id, exc_info=error)
        open_as = reply.taken.status if reply.status is InboxStatus.DEAD else InboxStatus.HANDLED
        async with self._unit() as uow:
            left = replace(reply.taken, status=open_as)
            if await inbox.mark_failed(uow, left) >= inbox.MAX_TRIES:
                await inbox.close(uow, left, reply.status)

    async def _store(self, chat: inbox.Chat, dedup_key: str, update: dict[str, Any]) -> bool:
        async with self._unit() as uow:
            if await find_actor(uow.session, *chat) is None:
                kept = self._strangers.admits(chat, update, uow.now)
                if not kept and not self._strangers.should_be_told(chat, uow.now):
                    return False
                return await inbox.add(uow, chat, dedup_key, update if kept else None)
            return await inbox.add(uow, chat, dedup_key, update)

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[UnitOfWork]:
        async with (
            self._writer,
            unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring) as uow,
        ):
            yield uow

    async def _work(self, *, first: bool) -> None:
        """One worker; the first one also looks for what nobody told us about."""
        pause = 0.0
        while not self._stopping:
            seen = self._version
            try:
                if await self.step():
                    await self._wake()
                    pause = 0.0
                    continue
                pause = 0.0
            except Exception:
                pause = min(pause * 2 or 1.0, 60.0)
                log.exception("intake_step_failed", pause_s=pause)
            await self._wait(seen, pause or (LOOK_EVERY_S if first else None))

    async def _wake(self) -> None:
        """One worker more: each that finds work wakes the next."""
        async with self._news:
            self._version += 1
            self._news.notify(1)

    async def _wait(self, seen: int, timeout_s: float | None) -> None:
        async with self._news:
            if self._version != seen or self._stopping:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), timeout_s)


def _language(uow: UnitOfWork) -> str:
    """Of whoever acts; a stranger's is not known."""
    return uow.actor.language if uow.actor else DEFAULT
