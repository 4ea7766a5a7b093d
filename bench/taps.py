"""Taps, typed characters and messages of ordinary work, through the real dispatcher; JSON.

Each walk is done by a phone of the tests over a real channel, in the invented town: a person
reads the screen and presses the first of its buttons that an ordinary day calls for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot.database import open_engine, session_factory
from bot.demo import seed
from bot.fast_aiogram import load_aiogram
from bot.first_start import publish_shipped
from bot.migrate import migrate
from models import Child, DueVisit, Submission, Venue, Worker
from models.due_visit import DueStatus
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.form_library.library import Library
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work

ORDINARY = (
    "确认提交",
    "都对，下一步",
    "和上次一样",
    "全部正常",
    "其余正常",
    "完成",
    "见到孩子本人",
    "防性侵",
    "没有",
)
"""What an ordinary day presses, the first that is there; `没有` only answers the disclosure."""

HOTEL = ("确认提交", "都对，下一步", "和上次一样", "全部正常", "其余正常", "完成")
MAX_TAPS = 60


class Walk:
    """One person's walk from 今日 to 已提交."""

    def __init__(self, phone: object, presses: tuple[str, ...]) -> None:
        from tests.phones.phone import Phone

        assert isinstance(phone, Phone)
        self.phone, self.presses = phone, presses

    async def to_the_end(self, first: str) -> dict[str, int]:
        """Press until the form is submitted; taps count from the child's button."""
        phone = self.phone
        taps, typed, sent = phone.taps, phone.typed, phone.sent
        await phone.press(first)
        pressed: list[str] = []
        while "已提交" not in phone.text:
            if phone.taps - taps > MAX_TAPS:
                raise RuntimeError(
                    f"not submitted after {pressed}:\n{phone.text}\n{phone.screen.labels}"
                )
            label = self._next(pressed)
            pressed.append(label)
            await phone.press(label, message=phone.screen)
        return {
            "taps": phone.taps - taps,
            "typed": phone.typed - typed,
            "messages": phone.sent - sent,
        }

    def _next(self, pressed: list[str]) -> str:
        labels = self.phone.screen.labels
        chosen = any(label.startswith("☑") for label in labels)
        for wanted in self.presses:
            if wanted == "完成" and not chosen:
                continue
            for label in labels:
                if wanted in label and not label.startswith(("☑", "✓", "⏸", "🚨", "☰")):
                    return label
        raise RuntimeError(
            f"no ordinary button among {labels} after {pressed}:\n{self.phone.text}"
        )


async def measure(channel: str) -> dict[str, object]:
    """Do each walk once over `channel` (`web` or `telegram`)."""
    from handlers.resume import present_screen
    from tests.phones.town import running_town
    from views.screen import Screen

    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'town.db'}")
        await migrate(engine)
        sessions, keyring = session_factory(engine), Keyring({1: bytes(range(32))})
        clock = FixedClock(seed.opening_moment(datetime(2026, 11, 23, 0, 30, tzinfo=UTC)))
        async with unit_of_work(sessions, now=clock.now(), keyring=keyring) as uow:
            await seed.seed(uow, await publish_shipped(uow), lambda _words: None, phones=False)
        library = Library()

        async def resume(uow: UnitOfWork) -> Screen | None:
            return await present_screen(uow, library)

        async with running_town(
            sessions, keyring, clock, channel=channel, resume=resume, context={"library": library}
        ) as town:
            visit = await _walk(town, sessions, _visit_worker, ORDINARY)
            hotel = await _walk(town, sessions, _hotel_worker, HOTEL)
        await engine.dispose()
    return {"channel": channel, "home_visit": visit, "hotel": hotel}


async def _walk(town, sessions: Sessions, choose, presses):  # type: ignore[no-untyped-def]
    async with sessions() as session:
        worker, code = await choose(session)
        before = await session.scalar(sa.select(sa.func.count(Submission.id)))
    phone = await town.phone(worker)
    await phone.say("/start")
    await phone.say("今日")
    result = await Walk(phone, presses).to_the_end(code)
    async with sessions() as session:
        after = await session.scalar(sa.select(sa.func.count(Submission.id)))
    assert after == before + 1, "the walk must have stored one submission"
    return result


async def _visit_worker(session):  # type: ignore[no-untyped-def]
    """A girl who is due today and was visited before, and who looks after her."""
    found = await session.execute(
        sa.select(Worker, Child.code)
        .join(DueVisit, DueVisit.worker_id == Worker.id)
        .join(Child, Child.id == DueVisit.child_id)
        .where(
            DueVisit.status == DueStatus.OPEN,
            DueVisit.due_on <= sa.literal(datetime(2026, 11, 23).date()),
            Child.sex == "F",
            Child.last_seen_on.is_not(None),
        )
        .order_by(Child.id)
        .limit(1)
    )
    return found.one()


async def _hotel_worker(session):  # type: ignore[no-untyped-def]
    """The hotel that is due first, and who inspects it."""
    found = await session.execute(
        sa.select(Worker, Venue.code)
        .join(DueVisit, DueVisit.worker_id == Worker.id)
        .join(Venue, Venue.id == DueVisit.venue_id)
        .where(DueVisit.status == DueStatus.OPEN, DueVisit.form_id == "hotel")
        .order_by(DueVisit.due_on)
        .limit(1)
    )
    return found.one()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Over which channel."""
    parser.add_argument("--channel", choices=("web", "telegram"), default="web")


def main(arguments: argparse.Namespace | None = None) -> int:
    """Print the figures."""
    if arguments is None:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        arguments = parser.parse_args()
    load_aiogram()
    result = asyncio.run(measure(arguments.channel))
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
