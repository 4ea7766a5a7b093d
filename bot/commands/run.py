"""`hulei run`: receive updates and answer them; with SQLite one process does the pushes too."""

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
    """Serve until SIGTERM or Ctrl-C."""
    settings = settings_or_exit(with_key=True)
    sheets_or_exit()
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    from bot.channels.web.server import WebServer

    server = WebServer(public_url=settings.public_url)
    try:
        address = await server.start(settings.web_host, settings.web_port)
    except OSError as error:
        print(f"HULEI_WEB_PORT {settings.web_port}: {error.strerror}", file=sys.stderr)
        return 1
    print(settings.public_url or address, flush=True)
    serving = await asyncio.to_thread(_load)
    try:
        async with serving(settings, server, settings.public_url or address) as stopped:
            print("就绪 / ready", flush=True)
            await stopped.wait()
    finally:
        await server.stop()
    return 0


def _load():  # type: ignore[no-untyped-def]
    from bot.fast_aiogram import load_aiogram

    load_aiogram()
    from bot.serving import serving

    return serving
