"""`hulei invite CODE`: a one-time link for a member of staff (the first supervisor, say)."""

from __future__ import annotations

import argparse
import asyncio
import sys

import sqlalchemy as sa

from bot.commands.settings_or_exit import settings_or_exit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom to invite."""
    parser.add_argument("code", help="staff code, such as QH-W-01")


def run(arguments: argparse.Namespace) -> int:
    """Print the link; it works once, for 24 hours."""
    return asyncio.run(_invite(arguments.code))


async def _invite(code: str) -> int:
    from bot.database import open_engine, session_factory
    from bot.reachable import check_database
    from bot.settings import read_master_key
    from models import Worker
    from privacy.keyring import Keyring
    from services import staff
    from services.actors import system_actor
    from services.clock import MachineClock
    from services.errors import AppError
    from services.unit_of_work import unit_of_work

    settings = settings_or_exit(with_key=True)
    engine = open_engine(settings.database_url)
    try:
        await check_database(engine)
        keyring = Keyring({1: read_master_key(settings.master_key_file)})
        async with unit_of_work(
            session_factory(engine), now=MachineClock().now(), keyring=keyring
        ) as uow:
            town_id = await uow.session.scalar(
                sa.select(Worker.town_id).where(Worker.code == code)
            )
            uow.actor = system_actor(town_id or 0)
            invited = await staff.invite(uow, code)
    except AppError:
        print(f"没有这个人 / nobody has the code {code}", file=sys.stderr)
        return 1
    finally:
        await engine.dispose()
    address = settings.public_url or f"http://localhost:{settings.web_port}"
    print(f"{address.rstrip('/')}/join/{invited.token}")
    return 0
