"""`hulei migrate`: bring the database to the newest migration."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.settings_or_exit import settings_or_exit


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Migrate the database of the settings."""
    from bot.database import open_engine
    from bot.migrate import migrate

    async def go() -> None:
        engine = open_engine(settings_or_exit().database_url)
        await migrate(engine)
        await engine.dispose()

    asyncio.run(go())
    print("数据库已是最新 / the database is up to date")
    return 0
