"""The "typing" sign for whatever takes longer than a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiogram import Bot
from aiogram.enums import ChatAction

AFTER_S = 1.0
AGAIN_S = 4.0
"""The sign goes out by itself after five seconds (Bot API, sendChatAction)."""


@asynccontextmanager
async def typing_if_slow(bot: Bot, chat_id: int) -> AsyncIterator[None]:
    """Show the sign while the block runs, if it takes longer than `AFTER_S`."""
    sign = asyncio.ensure_future(_keep_typing(bot, chat_id))
    try:
        yield
    finally:
        sign.cancel()
        with suppress(asyncio.CancelledError):
            await sign


async def _keep_typing(bot: Bot, chat_id: int) -> None:
    await asyncio.sleep(AFTER_S)
    while True:
        with suppress(Exception):  # a sign is not worth a failure
            await bot.send_chat_action(chat_id, ChatAction.TYPING)
        await asyncio.sleep(AGAIN_S)
