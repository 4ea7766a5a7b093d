"""One Chromium for all tests of the page; each test has a site and tabs of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from bot.database import open_engine, session_factory
from privacy.keyring import Keyring
from services.clock import FixedClock
from tests.browser.chromium import Browser, find_chromium, running_chromium
from tests.web.conftest import Site, serving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium; tests are skipped where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    async with running_chromium(path) as browser:
        yield browser


async def _site(
    empty_sqlite: Path, tmp_path: Path, keyring: Keyring, clock: FixedClock, *, demo: bool
) -> AsyncIterator[Site]:
    path = tmp_path / "hulei.db"
    shutil.copyfile(empty_sqlite, path)
    async with AsyncExitStack() as stack:
        engine = open_engine(f"sqlite+aiosqlite:///{path}")
        stack.push_async_callback(engine.dispose)
        sessions = session_factory(engine)
        yield await stack.enter_async_context(serving(sessions, keyring, clock, demo=demo))


@pytest_asyncio.fixture(loop_scope="session")
async def site(
    empty_sqlite: Path, tmp_path: Path, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[Site]:
    """A town's site with the echo dispatcher."""
    async for site in _site(empty_sqlite, tmp_path, keyring, clock, demo=False):
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def demo_site(
    empty_sqlite: Path, tmp_path: Path, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[Site]:
    """The demo's site with the echo dispatcher."""
    async for site in _site(empty_sqlite, tmp_path, keyring, clock, demo=True):
        yield site
