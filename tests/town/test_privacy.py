"""A whole day of the town: no name, phone, address or word of a child leaves its seal."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from bot.demo import names
from bot.log import set_up_logging
from jobs import deliver, schedule
from models import Child, DueVisit, Guardian, Report, ReportAddition, Venue, Worker
from models.worker import Role
from services import sealing
from services.outbox import Receipt
from services.unit_of_work import unit_of_work
from tests.handlers.walks import walk
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from views.screen import Screen

SPOKEN = "叔叔说不许告诉别人"
PLACE_NOTE = "柳树下第三家的阁楼"


@dataclass
class Ledger:
    """A pusher that delivers nothing and forgets nothing."""

    screens: list[Screen] = field(default_factory=list)

    async def send(
        self, chat_id: int, screen: Screen, marked: bool
    ) -> tuple[Receipt, timedelta | None]:
        """Keep what would have been shown."""
        self.screens.append(screen)
        return Receipt.SENT, None

    def text(self) -> str:
        """Everything pushed, buttons too."""
        return "\n".join(
            part
            for screen in self.screens
            for part in (screen.text, *(b.text for row in screen.buttons for b in row))
        )


async def _planted(town: RunningTown) -> set[str]:
    """Everything sealed about people and places when the town was made, opened once to know it."""
    words = {SPOKEN, PLACE_NOTE, "1900000"} | set(names.LANES) | set(names.VENUE_NAMES)
    async with unit_of_work(town.sessions, now=town.clock.now(), keyring=town.keyring) as uow:
        for model, kind in ((Child, "child"), (Worker, "worker"), (Venue, "venue")):
            for row in (await uow.session.execute(sa.select(model))).scalars():
                words.add(await sealing.open_text(uow, f"{kind}:{row.uid}", row, "name"))
        owners = sa.select(Guardian, Child.uid).join(Child, Child.id == Guardian.child_id)
        for row, uid in (await uow.session.execute(owners)).all():
            words.add(await sealing.open_text(uow, f"child:{uid}", row, "name"))
    assert len(words) > 60
    return words


async def _phone_of(town: RunningTown, role: Role) -> Phone:
    async with town.sessions() as session:
        found = await session.execute(
            sa.select(Worker).where(Worker.role == role).order_by(Worker.id).limit(1)
        )
        worker = found.scalar_one()
    return await town.phone(worker)


async def _visitor_and_code(town: RunningTown) -> tuple[Phone, str]:
    async with town.sessions() as session:
        found = await session.execute(
            sa.select(Worker, Child.code)
            .join(DueVisit, DueVisit.worker_id == Worker.id)
            .join(Child, Child.id == DueVisit.child_id)
            .where(DueVisit.due_on <= town.clock.now().date(), Child.sex == "F")
            .where(Child.last_seen_on.is_not(None))
            .order_by(Child.id)
            .limit(1)
        )
        worker, code = found.one()
    return await town.phone(worker), code


async def _day(town: RunningTown, ledger: Ledger) -> None:
    """A visit in which a child speaks, a report with an addition, 25 hours of ticks."""
    phone, code = await _visitor_and_code(town)
    await phone.say("/start")
    await phone.say("今日")
    await phone.press(code)
    await walk(phone, ("都对，下一步", "见到孩子本人", "和上次一样"))
    await phone.press("立即报告")
    for _answer in range(3):
        await phone.press(phone.screen.labels[0])
    await phone.say(PLACE_NOTE)
    await phone.say(SPOKEN)
    supervisor = await _phone_of(town, Role.SUPERVISOR)
    await supervisor.say("/start")
    post = deliver.Post(town.sessions, town.clock, town.keyring, {"web": ledger})
    for _half_hour in range(50):
        town.clock.move(timedelta(minutes=30))
        await schedule.run_ticks(town.sessions, town.keyring, town.clock)
        await deliver.deliver_all(post)


def _forms_of(word: str) -> tuple[bytes, ...]:
    """A word as it could stand in a file: UTF-8, JSON-escaped, UTF-16."""
    return (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le"))


@pytest.fixture
def quiet_after() -> object:
    """Put logging back as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


async def test_a_whole_day_leaves_no_planted_word_in_database_logs_or_pushes(
    green_rice: RunningTown,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    quiet_after: object,
) -> None:
    planted, ledger = await _planted(green_rice), Ledger()
    set_up_logging("debug")

    await _day(green_rice, ledger)

    async with green_rice.sessions() as session:
        assert await session.scalar(sa.select(sa.func.count(Report.id))) == 1
        assert await session.scalar(sa.select(sa.func.count(ReportAddition.id))) >= 2
    out, err = capfd.readouterr()
    pushed = ledger.text()
    assert "QH-" in pushed, "the day must have pushed something"
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("town.db*"))
    for word in planted:
        assert word not in pushed, f"{word} was pushed"
        assert word not in out + err, f"{word} was logged"
        for form in _forms_of(word):
            assert form not in stored, f"{word} lies open in the database"


async def test_the_scan_would_find_a_word_that_is_not_sealed(
    green_rice: RunningTown, tmp_path: Path
) -> None:
    async with green_rice.sessions() as session, session.begin():
        await session.execute(sa.text("UPDATE towns SET name = :name"), {"name": SPOKEN})

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("town.db*"))

    assert SPOKEN.encode() in stored
