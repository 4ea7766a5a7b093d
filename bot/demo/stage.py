"""Open the demo: database, town, web chat, and a clock whose every hour does what it should."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.application import Application
from bot.channels.web.demo import LIFETIME, Demo
from bot.channels.web.server import WebServer
from bot.channels.web.sign_in import SignIn
from bot.database import open_engine
from bot.demo import seed
from bot.first_start import publish_shipped
from bot.log import set_up_logging
from bot.migrate import migrate
from bot.settings import make_master_key, read_master_key
from bot.signals import stopped_by_signal
from bot.ticking import Ticking
from models import ClockShift
from privacy.keyring import Keyring
from services.clock import MachineClock
from views.staff import InviteLinks

STEP = timedelta(minutes=30)
"""How far the demo's clock jumps at once: no tick needs a finer one but a report's 10 minutes."""

Progress = Callable[[int, str, str], None]


@asynccontextmanager
async def open_demo(
    server: WebServer, address: str, folder: Path, progress: Progress
) -> AsyncIterator[asyncio.Event]:
    """Prepare everything, attach it to the page's server and run it; gives the stop event."""
    set_up_logging("warning")
    keyring = await asyncio.to_thread(_keyring, folder / "master.key")
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'hulei.db'}")
    progress(40, "database", "准备数据库 / database")
    await migrate(engine)
    clock = MachineClock()
    application = Application(engine, keyring, clock, links=InviteLinks(web=address))
    await _fill(application, clock, progress)
    progress(90, "channels", "连接页面 / connecting the page")
    ticking = Ticking(application)
    mover = ClockMover(application, clock, ticking)
    demo = Demo(application.sessions, keyring, clock, mover.move)
    town = application.web_town(demo=demo)
    town.sign_in = SignIn(keyring, lifetime=LIFETIME)
    async with ticking.running(), stopped_by_signal() as stopped:
        server.attach(town)
        progress(100, "ready", "网页可用 / the page is ready")
        yield stopped
    await application.close()


def _keyring(key_file: Path) -> Keyring:
    if not key_file.exists():
        make_master_key(key_file)
    return Keyring({1: read_master_key(key_file)})


async def _fill(application: Application, clock: MachineClock, progress: Progress) -> None:
    """Make the town on the first start; later starts only set the clock as it was left."""
    async with application.begin() as uow:
        shift = await uow.session.scalar(sa.select(ClockShift.seconds).limit(1))
        if not await seed.is_empty(uow):
            clock.shift = timedelta(seconds=shift or 0)
            return
    now = datetime.now(UTC)  # noqa: TID251 - the demo's clock begins beside the machine's
    clock.shift = seed.opening_moment(now) - now
    async with application.begin() as uow:
        progress(50, "forms", "清单 / checklists")
        versions = await publish_shipped(uow)
        await seed.seed(uow, versions, lambda words: progress(70, "town", words))
        uow.session.add(ClockShift(seconds=int(clock.shift.total_seconds())))


class ClockMover:
    """Lets hours pass: every half hour all ticks run and what is due is delivered."""

    def __init__(self, application: Application, clock: MachineClock, ticking: Ticking) -> None:
        self._application, self._clock, self._ticking = application, clock, ticking

    async def move(self, by: timedelta, progress: Callable[[float], None]) -> None:
        """Move the clock by `by`; tells its progress from 0 to 1."""
        passed = timedelta()
        while passed < by:
            self._clock.shift += min(STEP, by - passed)
            passed += STEP
            await self._ticking.tick()
            progress(min(passed / by, 1.0))
        async with self._application.begin() as uow:
            await uow.session.execute(
                sa.update(ClockShift).values(seconds=int(self._clock.shift.total_seconds()))
            )
