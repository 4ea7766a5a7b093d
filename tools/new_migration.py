"""Write a migration from the difference between the models and the newest migration."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import open_engine
from bot.migrate import MIGRATIONS, upgrade, write_migration


async def _write(engine: AsyncEngine, message: str) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    async with engine.connect() as connection:
        await connection.run_sync(write_migration, message)
    await engine.dispose()


def _tidy(path: Path) -> None:
    """Alembic prints JSONB's inner type without its module, and comments we do not want."""
    source = path.read_text().replace("astext_type=Text()", "astext_type=sa.Text()")
    path.write_text(re.sub(r"    # ### .*\n", "", source))


def main() -> None:
    """Write the file and say where it is."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{folder}/newest.db")
        asyncio.run(_write(engine, sys.argv[1]))
    newest = max((MIGRATIONS / "versions").glob("*.py"))
    _tidy(newest)
    sys.stdout.write(f"{newest}\n")


if __name__ == "__main__":
    main()
