"""Processes as an operator starts them: a visit over Telegram, a stop, a kill, two workers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import open_engine
from models import OutboxMessage, Submission
from models.outbox_message import OutboxStatus
from tests.bot.processes import (
    Environment,
    PatientPhone,
    Running,
    environment,
    hulei,
    make_town,
    running,
)
from tests.phones.ordinary import ordinary
from tests.telegram.fake_server import FakeTelegram, fake_telegram

WORKER, POLICE = "QH-W-20", "QH-W-03"
CHILD = "QH-05-0004"
MAX_TAPS = 20


@dataclass
class Site:
    """A made town: its settings, its database, the far end of Telegram."""

    env: Environment
    engine: AsyncEngine
    server: FakeTelegram

    async def bound(self, code: str, chat_id: int) -> PatientPhone:
        """The phone of a member of staff who has opened the invite link."""
        link = (await hulei("invite", code, env=self.env)).out.strip()
        phone = PatientPhone(self.server, chat_id, self.engine)
        await phone.say(f"/start {link.rpartition('/')[2]}")
        return phone

    async def count(self, statement: sa.Select[Any]) -> int:
        """How many rows."""
        async with self.engine.connect() as connection:
            found = await connection.scalar(
                sa.select(sa.func.count()).select_from(statement.subquery())
            )
        return int(found or 0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the key and the database of a town, to be copied."""
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite+aiosqlite:///{folder / 'hulei.db'}"
    env = environment(folder, url)
    assert (await hulei("key", str(folder / "master.key"), env=env)).code == 0
    assert (await hulei("migrate", env=env)).code == 0
    engine = open_engine(url)
    await make_town(engine, env)
    await engine.dispose()
    return folder


@pytest_asyncio.fixture(loop_scope="function")
async def site(made_folder: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """A town on SQLite of the test's own."""
    folder = shutil.copytree(made_folder, tmp_path / "town")
    url = f"sqlite+aiosqlite:///{folder / 'hulei.db'}"
    async with fake_telegram() as server:
        engine = open_engine(url)
        yield Site(environment(folder, url, server), engine, server)
        await engine.dispose()


def step_of(phone: PatientPhone) -> list[str]:
    """The buttons of the newest message about the visit; a push may stand below it."""
    shown = max((m for m in phone.messages if CHILD in m.text), key=lambda m: m.order)
    return [] if "已提交" in shown.text else shown.labels


async def test_a_visit_survives_kills_and_its_process_stops_when_asked(site: Site) -> None:
    visits = sa.select(Submission.id)
    before = await site.count(visits)
    async with running("run", site.env) as bot:
        await bot.until_ready()
        phone = await site.bound(WORKER, 7)
        assert "网格员" in phone.text
        await phone.tap_menu("今日")
        await phone.press(CHILD)
        await killed_at("answerCallbackQuery", site, phone, bot)
    for moment in ("editMessageText", "getUpdates"):
        async with running("run", site.env) as bot:
            await answered_after_restart(phone, bot)
            await killed_at(moment, site, phone, bot)
    async with running("run", site.env) as bot:
        await answered_after_restart(phone, bot)
        while label := ordinary(step_of(phone)):
            assert phone.taps < MAX_TAPS, phone.text
            await phone.press(label)
        assert any(f"已提交：{CHILD}" in text for text in phone.texts())
        assert await bot.stop() == 0
        assert "level=error" not in bot.log.read_text()
    assert await site.count(visits) == before + 1


async def killed_at(moment: str, site: Site, phone: PatientPhone, bot: Running) -> None:
    """Press the next button; the bot is killed when it makes this call."""

    async def kill(method: str, _call: object) -> None:
        if method == moment:
            site.server.on_call = None
            bot.kill()

    label = ordinary(step_of(phone))
    site.server.on_call = kill
    await phone.send(label)
    await bot.until_gone()


async def answered_after_restart(phone: PatientPhone, bot: Running) -> None:
    """Whoever was left without a reply is shown where they are, below everything else."""
    await bot.until_ready()
    await phone.answered()
    await phone.look()
    assert CHILD in phone.text
    assert step_of(phone) != []


async def test_two_workers_beside_the_bot_send_a_push_once(
    postgres_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(fake_telegram())
        url = await fresh_database(postgres_url, "processes")
        env = environment(tmp_path, url, server)
        await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
        assert "hulei migrate" in (await hulei("worker", env=env)).complaints
        assert (await hulei("migrate", env=env)).code == 0
        engine = open_engine(url)
        stack.push_async_callback(engine.dispose)
        site = Site(env, engine, server)
        await make_town(engine, env)
        processes = [
            await stack.enter_async_context(running(name, env))
            for name in ("run", "worker", "worker")
        ]
        for one in processes:
            await one.until_ready()
        police, worker = await site.bound(POLICE, 8), await site.bound(WORKER, 7)
        await report(worker)
        await all_pushed(site)
        pushed = [text for text in await texts_of(police) if "请立即查看" in text]
        assert len(pushed) == 1
        assert [await one.stop() for one in processes] == [0, 0, 0]


async def report(phone: PatientPhone) -> None:
    """A mandatory report, in three answers."""
    await phone.tap_menu("强制报告")
    for label in ("7 失踪", "不清楚", "学校"):
        await phone.press(label)
    assert "已发出" in phone.text


async def all_pushed(site: Site) -> None:
    """Wait until no push is on its way."""
    waiting = sa.select(OutboxMessage.id).where(
        OutboxMessage.status.in_((OutboxStatus.READY, OutboxStatus.CLAIMED)),
        OutboxMessage.kind.startswith("report"),
    )
    async with asyncio.timeout(30):
        while await site.count(waiting):
            await asyncio.sleep(0.05)


async def texts_of(phone: PatientPhone) -> list[str]:
    """What the phone shows now."""
    await phone.look()
    return phone.texts()


async def fresh_database(url: str, name: str) -> str:
    """An empty database of its own on the tests' server."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return url.rpartition("/")[0] + f"/{name}"
