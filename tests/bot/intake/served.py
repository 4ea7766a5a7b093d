"""A bot process for the kill tests: `python -m tests.bot.intake.served DATABASE_URL API_URL TOKEN`."""

# ruff: noqa: E402 - the fast import comes before everything that imports aiogram

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from bot.fast_aiogram import load_aiogram

load_aiogram()

from aiogram import Dispatcher, Router
from aiogram.types import Message

from bot.channels.telegram.connection import connect
from bot.channels.telegram.polling import Poller
from bot.database import open_engine, session_factory
from bot.intake import Intake
from privacy.keyring import Keyring
from services import audit, inbox
from services.clock import MachineClock
from services.unit_of_work import UnitOfWork
from views.screen import Screen

router = Router()


@router.message()
async def write_down(message: Message, uow: UnitOfWork) -> Screen:
    """One deed per message."""
    audit.record(uow, "test:deed", "text", int(message.text or 0), chat=message.chat.id)
    return Screen(f"好的：{message.text}")


async def resume(uow: UnitOfWork) -> Screen:
    """Where everybody is."""
    return Screen("您在第 3 步")


async def main(database: str, api: str, token: str) -> None:
    """Serve until killed."""
    inbox.REPLY_LEASE = timedelta(seconds=1)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    bot = connect(token, api=api)
    intake = Intake(
        session_factory(open_engine(database)),
        Keyring({1: bytes(range(32))}),
        MachineClock(),
        dispatcher,
        bots={"telegram": bot},
        resume=resume,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(intake.run())
        group.create_task(Poller(bot, intake).run())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
