"""A town to be thrown away: one worker, one child, one venue, one form, on SQLite in a folder."""

from __future__ import annotations

import os
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

import xforms
from bot.channels.terminal.phone import CHAT, TerminalPhone, TerminalSender
from bot.channels.terminal.session import CHANNEL, TerminalSession, terminal_bot
from bot.database import open_engine, session_factory
from bot.dispatcher import build_dispatcher
from bot.intake import Intake
from handlers.resume import present_screen
from models import (
    Base,
    ChannelAccount,
    Child,
    Grid,
    Run,
    Submission,
    Town,
    Venue,
    Village,
    Worker,
)
from models.base import random_name
from models.child import Grade, Sex
from models.run import RunStatus
from models.worker import Role
from privacy.keyring import Keyring
from services import runs, sealing, staff
from services.actors import find_actor
from services.clock import Clock
from services.form_library.library import Checked, Library, publish
from services.runs import Begin, Press
from services.runs.standing import QuestionScreen
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from views.buttons import ResumeRun
from views.screen import Screen

AGE = 9
VENUE = "venue"
"""`hulei_subject` of forms about a venue; all others are walked about the child."""


@dataclass
class TerminalTown:
    """The running town; `phone` is the terminal's."""

    sessions: Sessions
    keyring: Keyring
    clock: Clock
    library: Library
    phone: TerminalPhone
    run_id: int = 0

    async def start(
        self, checked: Checked, form: xforms.Form, *, subject: str, language: str
    ) -> None:
        """Publish the form and show its first screen."""
        async with self._begin() as uow:
            place = await _make_place(uow)
            child_id, venue_id = await _make_subject(uow, place, subject)
            version = await publish(uow, checked)
            self.library.compiled[version.id] = form
        async with self._begin() as uow:
            uow.actor = await find_actor(uow.session, CHANNEL, CHAT)
            begin = Begin(checked.form_id, child_id=child_id, venue_id=venue_id)
            standing = await runs.start(uow, self.library, begin)
            self.run_id = standing.run_id
        await self.speak(language)

    async def act(self, line: str) -> bool:
        """One line that was typed, and what came of it; False if nothing did."""
        await self.phone.act(line)
        return self.phone.sender.print(colon=await self._asks_for_number())

    async def speak(self, language: str) -> None:
        """Take a language and show the run in it."""
        async with self._begin() as uow:
            uow.actor = await find_actor(uow.session, CHANNEL, CHAT)
            await staff.set_language(uow, language)
        await self.phone.press(ResumeRun(self.run_id).pack())
        self.phone.sender.print(colon=await self._asks_for_number())

    async def ended(self) -> RunStatus | None:
        """How the run has ended; None while it is open."""
        async with self._begin() as uow:
            status = await uow.session.scalar(sa.select(Run.status).where(Run.id == self.run_id))
        return None if status is RunStatus.OPEN else status

    async def record(self) -> str:
        """The XML that was handed in."""
        async with self._begin() as uow:
            found = await uow.session.execute(
                sa.select(Submission, Child, Venue)
                .outerjoin(Child, Child.id == Submission.child_id)
                .outerjoin(Venue, Venue.id == Submission.venue_id)
                .where(Submission.run_id == self.run_id)
            )
            submission, child, venue = found.one()
            owner = f"child:{child.uid}" if child is not None else f"venue:{venue.uid}"
            return await sealing.open_text(uow, owner, submission, "xml")

    async def _asks_for_number(self) -> bool:
        """Whether a bare number is the answer of the question on the screen."""
        async with self._begin() as uow:
            uow.actor = await find_actor(uow.session, CHANNEL, CHAT)
            standing = await runs.look(uow, self.library, Press(self.run_id))
        shown = standing.screen
        if not isinstance(shown, QuestionScreen) or shown.prompt.choices:
            return False
        return shown.prompt.type in ("int", "decimal") or shown.prompt.control == "range"

    def _begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring)


async def open_town(folder: Path, clock: Clock, out: TextIO) -> tuple[AsyncEngine, TerminalTown]:
    """An empty town in a folder, and the engine to be disposed of after use."""
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'walk.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions, keyring = session_factory(engine), Keyring({1: os.urandom(32)})
    bot, library, sender = terminal_bot(), Library(), TerminalSender(out)

    async def resume(uow: UnitOfWork) -> Screen | None:
        return await present_screen(uow, library)

    intake = Intake(
        sessions,
        keyring,
        clock,
        build_dispatcher(),
        bots={CHANNEL: bot},
        resume=resume,
        context={"library": library},
        sender=sender,
    )
    assert isinstance(bot.session, TerminalSession)
    phone = TerminalPhone(intake, sender, bot.session)
    return engine, TerminalTown(sessions, keyring, clock, library, phone)


async def _make_place(uow: UnitOfWork) -> Grid:
    """Town, village, grid, and the worker at the terminal."""
    town = Town(code="QH", name="青禾镇")
    uow.session.add(town)
    await uow.session.flush()
    village = Village(town_id=town.id, number=1, name="竹溪村")
    uow.session.add(village)
    await uow.session.flush()
    grid = Grid(village_id=village.id, number=1)
    uow.session.add(grid)
    await uow.session.flush()
    uid = random_name()
    worker = Worker(
        uid=uid,
        town_id=town.id,
        village_id=village.id,
        grid_id=grid.id,
        code="QH-W-01",
        role=Role.GRID_WORKER,
        woman=True,
        name=await sealing.seal(uow, f"worker:{uid}", ("workers", "name", uid), "穆青山"),
        phone=await sealing.seal(uow, f"worker:{uid}", ("workers", "phone", uid), "13900000000"),
    )
    uow.session.add(worker)
    await uow.session.flush()
    account = {"channel": CHANNEL, "chat_id": CHAT, "worker_id": worker.id}
    uow.session.add(ChannelAccount(**account, bound_at=uow.now))
    return grid


async def _make_subject(
    uow: UnitOfWork, grid: Grid, subject: str
) -> tuple[int | None, int | None]:
    """(child, None) or (None, venue): what the form is about."""
    village = await uow.session.get_one(Village, grid.village_id)
    uid = random_name()
    home = {"town_id": village.town_id, "village_id": village.id, "grid_id": grid.id, "uid": uid}
    row: Child | Venue
    if subject == VENUE:
        name = await sealing.seal(uow, f"venue:{uid}", ("venues", "name", uid), "青禾渡口旅馆")
        row = Venue(**home, code="QH-V-001", kind="hotel", name=name)
    else:
        name = await sealing.seal(uow, f"child:{uid}", ("children", "name", uid), "云小禾")
        row = Child(
            **home,
            code="QH-01-0001",
            sex=Sex.FEMALE,
            birth_year=uow.today.year - AGE,
            birth_month=1,
            classes=["left_behind"],
            grade=Grade.LOW,
            registered_on=uow.today,
            name=name,
        )
    uow.session.add(row)
    await uow.session.flush()
    return (None, row.id) if subject == VENUE else (row.id, None)
