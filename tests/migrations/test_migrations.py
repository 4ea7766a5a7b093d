"""The migrations make exactly the models' tables, and can be undone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import open_engine
from bot.migrate import MIGRATIONS, downgrade, upgrade
from models import Base


@pytest.fixture(params=["sqlite", "postgresql"])
async def bare_engine(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[AsyncEngine]:
    """An engine on a database without any table."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'bare.db'}")
        yield engine
        await engine.dispose()
        shutil.rmtree(tmp_path, ignore_errors=True)
        return
    url = request.getfixturevalue("postgres_url")
    server = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(sa.text("DROP DATABASE IF EXISTS bare"))
        await connection.execute(sa.text("CREATE DATABASE bare"))
    await server.dispose()
    engine = open_engine(url.rsplit("/", 1)[0] + "/bare")
    yield engine
    await engine.dispose()


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def _tables(connection: Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


async def test_the_migrated_database_equals_the_models(bare_engine: AsyncEngine) -> None:
    async with bare_engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)


async def test_migrations_can_be_undone_and_done_again(bare_engine: AsyncEngine) -> None:
    async with bare_engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.run_sync(downgrade)
        assert await connection.run_sync(_tables) == set()
        await connection.run_sync(upgrade)
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)


def test_there_is_one_head_and_no_migration_imports_our_packages() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    for path in (MIGRATIONS / "versions").glob("*.py"):
        source = path.read_text()
        assert "import models" not in source
        assert "from models" not in source
