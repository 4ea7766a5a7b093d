"""A running town for tests: database, dispatcher, intake, a channel with its far end, a clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

from aiogram import Dispatcher

from bot.dispatcher import build_dispatcher
from bot.intake import Intake, Resume
from handlers.resume import present_screen
from models import ChannelAccount, Worker
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.form_library.library import Library
from services.unit_of_work import Sessions, unit_of_work
from tests.phones.phone import Phone, Stage
from views.staff import InviteLinks

CHAT_OFFSET = 900_000
"""A worker's chat number is this plus the number of the worker's row."""

STAGES = {
    "telegram": ("tests.phones.telegram", "telegram_stage"),
    "web": ("tests.phones.web", "web_stage"),
}


@dataclass
class RunningTown:
    """Everything a conversation needs; `tick` and `pass_time` are the jobs and the clock."""

    sessions: Sessions
    keyring: Keyring
    clock: FixedClock
    stage: Stage
    intake: Intake

    async def phone(self, worker: Worker | None = None, *, chat_id: int = 0) -> Phone:
        """A phone bound to this person; without one, a stranger's with the given chat number."""
        if worker is not None:
            chat_id = CHAT_OFFSET + worker.id
            await self._bind(worker, chat_id)
        return await self.stage.phone(chat_id)

    async def tick(self) -> None:
        """Run every tick that is due, then deliver what is promised."""
        from jobs import deliver, schedule

        await schedule.run_ticks(self.sessions, self.keyring, self.clock)
        post = deliver.Post(
            self.sessions, self.clock, self.keyring, {self.stage.channel: self.stage.pusher}
        )
        await deliver.deliver_all(post)

    async def pass_time(self, by: timedelta) -> None:
        """Move the clock, then tick."""
        self.clock.move(by)
        await self.tick()

    async def _bind(self, worker: Worker, chat_id: int) -> None:
        async with unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring) as uow:
            account = ChannelAccount(
                channel=self.stage.channel,
                chat_id=chat_id,
                worker_id=worker.id,
                bound_at=uow.now,
            )
            uow.session.add(account)


@asynccontextmanager
async def running_town(
    sessions: Sessions,
    keyring: Keyring,
    clock: FixedClock,
    *,
    channel: str = "telegram",
    dispatcher: Dispatcher | None = None,
    resume: Resume | None = None,
    context: Mapping[str, Any] | None = None,
) -> AsyncIterator[RunningTown]:
    """Start it; phones: `town.phone(worker)`. `context`: what handlers ask for by name."""
    module, name = STAGES[channel]
    links = InviteLinks(web="https://hulei.example", telegram="hulei_test_bot")
    given: dict[str, Any] = {"links": links, "library": Library()} | dict(context or {})
    open_stage = getattr(import_module(module), name)
    async with open_stage(sessions, keyring, clock) as stage:
        intake = Intake(
            sessions,
            keyring,
            clock,
            dispatcher or build_dispatcher(),
            bots={channel: stage.bot},
            resume=resume or partial(present_screen, library=given["library"]),
            context=given,
        )
        stage.attach(intake)
        yield RunningTown(sessions, keyring, clock, stage, intake)
