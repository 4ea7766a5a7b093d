"""What the handlers of these tests do, and questions about what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from aiogram import Dispatcher, Router
from aiogram.types import CallbackQuery, Message

from bot.intake import Intake
from models import AuditEntry, InboxUpdate
from models.inbox_update import InboxStatus
from services import audit
from services.errors import NotFoundError, StaleError
from services.unit_of_work import UnitOfWork
from tests import factories
from tests.conftest import Begin
from tests.phones.telegram import TelegramPhone, TelegramStage
from tests.phones.town import RunningTown
from tests.telegram.fake_server import FakeTelegram
from views.screen import Button, File, Screen


@dataclass
class Script:
    """What the handlers of these tests do with a text, and what they have seen."""

    handled: list[tuple[int, str]] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    uploads: list[File | None] = field(default_factory=list)
    meeting: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))
    """Whoever says "meet" is handled only together with another."""
    others_came: asyncio.Event = field(default_factory=asyncio.Event)
    """Whoever says "long" has work done outside, which ends only when somebody says "short"."""
    running: int = 0
    most_running: int = 0

    def dispatcher(self) -> Dispatcher:
        """A real dispatcher with these handlers."""
        router = Router()
        router.message.register(self.answer)
        router.callback_query.register(self.pressed)
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.include_router(router)
        return dispatcher

    async def answer(
        self, message: Message, uow: UnitOfWork, upload: File | None
    ) -> Screen | None:
        text = message.text or ""
        audit.record(uow, "test:deed", "text", message.chat.id)
        await uow.session.flush()
        if text == "long":
            text = uow.outside("long", self.work_long)
        elif text == "short":
            self.others_came.set()
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await (self.meeting.wait() if text == "meet" else asyncio.sleep(0))
        self.running -= 1
        if self.failures.get(text, 0) > 0:
            self.failures[text] -= 1
            raise RuntimeError("a bug")
        if text == "refuse":
            raise NotFoundError("nothing")
        self.handled.append((message.chat.id, text))
        self.uploads.append(upload)
        return Screen(f"好的：{text}", buttons=((Button("按", "t:1"),),))

    async def work_long(self) -> str:
        await self.others_came.wait()
        return "worked"

    async def pressed(self, query: CallbackQuery, uow: UnitOfWork) -> Screen:
        if query.data == "old":
            raise StaleError("old")
        return Screen(f"按了 {query.data}", toast="✓")


async def another_phone(town: RunningTown, begin: Begin) -> TelegramPhone:
    async with begin() as uow:
        place = await factories.place(uow)
        worker = await factories.worker(uow, place[0], village=place[1], grid=place[2])
    found = await town.phone(worker)
    assert isinstance(found, TelegramPhone)
    return found


async def rows(begin: Begin) -> list[InboxUpdate]:
    async with begin() as uow:
        return list(await uow.session.scalars(sa.select(InboxUpdate).order_by(InboxUpdate.id)))


async def deeds(begin: Begin) -> int:
    async with begin() as uow:
        found = await uow.session.scalars(
            sa.select(sa.func.count()).where(AuditEntry.action == "test:deed")
        )
        return found.one()


def server_of(town: RunningTown) -> FakeTelegram:
    assert isinstance(town.stage, TelegramStage)
    return town.stage.server


async def store(town: RunningTown, update: dict[str, Any], chat_id: int) -> bool:
    return await town.intake.store("telegram", chat_id, str(update["update_id"]), update)


def restarted(town: RunningTown, script: Script) -> Intake:
    """A new process with the same database."""
    before = town.intake
    return Intake(
        before.sessions,
        before.keyring,
        before.clock,
        script.dispatcher(),
        bots=before.bots,
        resume=before.resume,
    )


@asynccontextmanager
async def running(*intakes: Intake) -> AsyncIterator[None]:
    """Several processes at work; stopped properly at the end."""
    work = [asyncio.ensure_future(intake.run()) for intake in intakes]
    try:
        yield
    finally:
        for intake in intakes:
            await intake.stop()
        await asyncio.gather(*work)


async def all_answered(begin: Begin, count: int) -> None:
    while sum(row.status is InboxStatus.ANSWERED for row in await rows(begin)) < count:
        await asyncio.sleep(0.01)
