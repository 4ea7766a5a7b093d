"""The push worker: ticks and pushes, no dispatcher (it would cost seconds and 150 MB)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.channels.telegram.limiter import PacedLimiter
from bot.channels.telegram.pusher import TelegramPusher
from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatLog
from bot.channels.web.pusher import WebPusher
from bot.database import open_engine, session_factory
from bot.log import set_up_logging
from bot.reachable import check_database
from bot.settings import Settings, read_master_key
from bot.signals import stopped_by_signal
from jobs import schedule
from jobs.deliver import Post, Pusher
from privacy.keyring import Keyring
from services.clock import MachineClock

PUSHES_PER_SECOND = 20
"""Of Telegram's budget; the rest is for replies (`bot.serving`)."""


@asynccontextmanager
async def pushing(settings: Settings) -> AsyncIterator[asyncio.Event]:
    """Tick and push while the block runs; gives the stop event."""
    set_up_logging(settings.log_level)
    engine = open_engine(settings.database_url)
    keyring, clock = Keyring({1: read_master_key(settings.master_key_file)}), MachineClock()
    sessions = session_factory(engine)
    pushers: dict[str, Pusher] = {"web": WebPusher(ChatLog(sessions, keyring, clock, Bell()))}
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        await check_database(engine)
        if settings.telegram:
            pushers["telegram"] = await stack.enter_async_context(
                TelegramPusher(
                    settings.telegram_token,
                    api=settings.telegram_api,
                    limiter=PacedLimiter(per_second=PUSHES_PER_SECOND),
                )
            )
        await stack.enter_async_context(schedule.running(Post(sessions, clock, keyring, pushers)))
        yield await stack.enter_async_context(stopped_by_signal())
