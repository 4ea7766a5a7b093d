"""Whether the database of the settings can be used; a refusal is one line with its remedy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.migrate import newest
from bot.settings import SettingsError


async def check_database(engine: AsyncEngine) -> None:
    """Connect once and compare the migration.

    Raises:
        SettingsError: Nobody answers there, or its tables are not those of this program.

    """
    url = engine.url
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(_revision)
    except (OSError, DBAPIError) as error:
        why = type(getattr(error, "orig", None) or error).__name__
        place = f"{url.host}:{url.port or 5432}" if url.host else url.database
        raise SettingsError([f"HULEI_DATABASE_URL: no database at {place} ({why})"]) from error
    if found != newest():
        raise SettingsError(
            [f"HULEI_DATABASE_URL: its tables are at {found}, not {newest()}; run `hulei migrate`"]
        )


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
