"""The invented town of the demo, running over the web chat on SQLite."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import open_engine, session_factory
from bot.demo import seed
from bot.first_start import publish_shipped
from handlers.resume import present_screen
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.form_library.library import Library
from services.unit_of_work import UnitOfWork, unit_of_work
from tests.phones.town import RunningTown, running_town
from views.screen import Screen


@pytest.fixture
async def green_rice(
    tmp_path: Path, empty_sqlite: Path, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[RunningTown]:
    """青禾镇 on Monday at nine; its database is the file `town.db` in the test's folder."""
    shutil.copyfile(empty_sqlite, tmp_path / "town.db")
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'town.db'}")
    sessions, library = session_factory(engine), Library()
    async with unit_of_work(sessions, now=clock.now(), keyring=keyring) as uow:
        await seed.seed(uow, await publish_shipped(uow), lambda _words: None, phones=False)

    async def resume(uow: UnitOfWork) -> Screen | None:
        return await present_screen(uow, library)

    async with running_town(
        sessions, keyring, clock, channel="web", resume=resume, context={"library": library}
    ) as town:
        yield town
    await engine.dispose()
