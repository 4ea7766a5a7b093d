"""`hulei worker`: ticks and pushes, beside any number of `hulei run` over PostgreSQL."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.commands.settings_or_exit import settings_or_exit
from bot.commands.sheets_or_exit import sheets_or_exit
from bot.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Everything comes from the environment (`.env.example`)."""


def run(_arguments: argparse.Namespace) -> int:
    """Tick and push until SIGTERM or Ctrl-C."""
    settings = settings_or_exit(with_key=True)
    sheets_or_exit()
    if settings.database_url.startswith("sqlite"):
        print(
            "SQLite 由 hulei run 一个进程负责推送 / with SQLite, hulei run pushes", file=sys.stderr
        )
        return 1
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    from bot.pushing import pushing

    async with pushing(settings) as stopped:
        print("就绪 / ready", flush=True)
        await stopped.wait()
    return 0
