"""Bring the database to the newest migration; write a new one from the models (developers)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, for one open connection if anything is to be done to a database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_path_separator", "os")
    config.set_main_option("truncate_slug_length", "60")
    config.set_main_option(
        "file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    """The newest migration there is."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Upgrade to `revision`."""
    command.upgrade(alembic_config(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Go back to `revision`."""
    command.downgrade(alembic_config(connection), revision)


def write_migration(connection: Connection, message: str) -> None:
    """Write a migration from the difference between the models and this database."""
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M")  # noqa: TID251 - a developer's file name
    command.revision(alembic_config(connection), message, autogenerate=True, rev_id=stamp)


async def migrate(engine: AsyncEngine) -> None:
    """Upgrade the engine's database to the newest migration."""
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
