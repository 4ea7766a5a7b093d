"""`hulei` as processes of their own, and a phone that waits for what they answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import session_factory
from bot.demo import seed
from bot.first_start import publish_shipped
from bot.settings import read_master_key
from models import InboxUpdate
from models.inbox_update import InboxStatus
from privacy.keyring import Keyring
from services.clock import MachineClock
from services.unit_of_work import unit_of_work
from tests.phones.telegram import TelegramPhone
from tests.telegram.fake_server import FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 120
ANSWER_WITHIN_S = 60
STOPPED_WITHIN_S = 20

Environment = dict[str, str]


def environment(folder: Path, database: str, server: FakeTelegram | None = None) -> Environment:
    """The settings of a town whose key and logs are in `folder`."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("HULEI_")}
    settings = {
        "HULEI_DATABASE_URL": database,
        "HULEI_MASTER_KEY_FILE": str(folder / "master.key"),
        "HULEI_WEB_PORT": str(_free_port()),
    }
    if server is not None:
        settings |= {"HULEI_TELEGRAM_TOKEN": server.token, "HULEI_TELEGRAM_API": server.url}
    return others | settings


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended: exit code, what it said, what it complained of."""

    code: int
    out: str
    complaints: str


async def hulei(*words: str, env: Environment) -> Done:
    """Run a command to its end."""
    process = await _start(words, env, asyncio.subprocess.PIPE, asyncio.subprocess.PIPE)
    async with asyncio.timeout(READY_WITHIN_S):
        out, complaints = await process.communicate()
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), complaints.decode())


@dataclass(slots=True)
class Running:
    """A process that serves."""

    process: asyncio.subprocess.Process
    log: Path

    async def until_ready(self) -> None:
        """Wait until it says so."""
        async with asyncio.timeout(READY_WITHIN_S):
            while "就绪" not in self.log.read_text():
                assert self.process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.05)

    async def stop(self) -> int:
        """Ask it to end as `docker stop` does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOPPED_WITHIN_S):
            return await self.process.wait()

    def kill(self) -> None:
        """`kill -9`."""
        if self.process.returncode is None:
            self.process.kill()

    async def until_gone(self) -> None:
        """Wait for the end of a killed process."""
        async with asyncio.timeout(STOPPED_WITHIN_S):
            await self.process.wait()


@asynccontextmanager
async def running(command: str, env: Environment) -> AsyncIterator[Running]:
    """A process that serves; whatever is left of it at the end is killed."""
    folder = Path(env["HULEI_MASTER_KEY_FILE"]).parent
    log = folder / f"{command}-{len(list(folder.iterdir()))}.log"
    with log.open("wb") as sink:
        one = Running(await _start((command,), env, sink.fileno(), sink.fileno()), log)
    try:
        yield one
    finally:
        one.kill()
        await one.process.wait()


class PatientPhone(TelegramPhone):
    """A phone whose bot runs elsewhere: waits until the update it sent has been answered."""

    def __init__(self, server: FakeTelegram, chat_id: int, engine: AsyncEngine) -> None:
        super().__init__(server, chat_id, self.answered)
        self._engine, self._last = engine, ""

    async def answered(self) -> None:
        """Wait until the bot has answered what was sent last, and written that down."""
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while (found := await self._status()) is not InboxStatus.ANSWERED:
                assert found is not InboxStatus.DEAD
                await asyncio.sleep(0.03)

    async def send(self, label: str) -> None:
        """Press a button of the newest message that has it, and do not wait."""
        for shown in sorted(self.messages, key=lambda shown: -shown.order):
            if data := shown.data_of(label):
                await self._press(shown.message_id, data)
                return
        raise AssertionError(f"no button {label!r}\n{self.text}")

    async def _say(self, text: str) -> None:
        self._last = str(self.server.world.say(self.chat.id, text)["update_id"])

    async def _press(self, message_id: int, data: str) -> None:
        pressed = self.server.world.press(self.chat.id, message_id, data)
        self._last = str(pressed["update_id"])

    async def _status(self) -> InboxStatus | None:
        last = sa.select(InboxUpdate.status).where(InboxUpdate.dedup_key == self._last)
        async with self._engine.connect() as connection:
            found: InboxStatus | None = await connection.scalar(last)
        return found


async def make_town(engine: AsyncEngine, env: Environment) -> None:
    """青禾镇 in an empty, migrated database; nobody has a chat yet."""
    keyring = Keyring({1: read_master_key(Path(env["HULEI_MASTER_KEY_FILE"]))})
    now = MachineClock().now()
    async with unit_of_work(session_factory(engine), now=now, keyring=keyring) as uow:
        await seed.seed(uow, await publish_shipped(uow), lambda _words: None, phones=False)


async def _start(
    words: tuple[str, ...], env: Environment, out: int, complaints: int
) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "bot", *words)
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=env, stdout=out, stderr=complaints
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
