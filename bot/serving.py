"""A real town's process: channels and intake; on SQLite also ticks and pushes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.application import Application
from bot.channels.telegram.connection import CHANNEL, connect, introduce
from bot.channels.telegram.limiter import PER_SECOND, PacedLimiter
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.pusher import TelegramPusher
from bot.channels.telegram.webhook import Webhook, set_webhook
from bot.channels.web.server import WebServer
from bot.database import open_engine
from bot.first_start import publish_if_none
from bot.log import set_up_logging
from bot.migrate import migrate
from bot.reachable import check_database
from bot.settings import Settings, SettingsError, read_master_key
from bot.signals import stopped_by_signal
from bot.ticking import handling
from jobs import schedule
from privacy.keyring import Keyring
from services.clock import MachineClock
from views.staff import InviteLinks

log = structlog.get_logger()

REPLIES_PER_SECOND = 8
"""Of Telegram's budget, where a worker process takes the rest for pushes."""


@asynccontextmanager
async def serving(
    settings: Settings, server: WebServer, address: str
) -> AsyncIterator[asyncio.Event]:
    """Put everything together, attach it to the page's server and run it; gives the stop event."""
    set_up_logging(settings.log_level)
    alone = settings.database_url.startswith("sqlite")
    if alone:
        await asyncio.to_thread(_make_folder, settings)
    engine = open_engine(settings.database_url)
    keyring = Keyring({1: read_master_key(settings.master_key_file)})
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        if alone:  # with PostgreSQL `hulei migrate` runs once, before all processes
            await migrate(engine)
        await check_database(engine)
        telegram = _telegram(settings, alone, stack) if settings.telegram else None
        name = await _introduced(telegram.bot) if telegram else ""
        links = InviteLinks(web=address, telegram=name)
        application = Application(engine, keyring, MachineClock(), links=links)
        stack.push_async_callback(application.close)
        await publish_if_none(application)
        if telegram:
            await _add_telegram(settings, application, server, telegram, stack)
        await stack.enter_async_context(handling(application.intake))
        if alone:
            await stack.enter_async_context(schedule.running(application.post))
        stopped = await stack.enter_async_context(stopped_by_signal())
        server.attach(application.web_town(secure=settings.public_url.startswith("https://")))
        yield stopped


def _make_folder(settings: Settings) -> None:
    Path(settings.database_url.partition("///")[2]).parent.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True, slots=True)
class _Telegram:
    """Both ends of the channel, under one budget."""

    bot: Bot
    pusher: TelegramPusher


def _telegram(settings: Settings, alone: bool, stack: AsyncExitStack) -> _Telegram:
    limiter = PacedLimiter(per_second=PER_SECOND if alone else REPLIES_PER_SECOND)
    token, api = settings.telegram_token, settings.telegram_api
    bot = connect(token, api=api, limiter=limiter)
    stack.push_async_callback(bot.session.close)
    return _Telegram(bot, TelegramPusher(token, api=api, limiter=limiter))


async def _introduced(bot: Bot) -> str:
    """The bot's name at Telegram, which is told our commands; '' while it cannot be reached."""
    try:
        name = (await bot.get_me()).username or ""
        await introduce(bot)
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise SettingsError(["HULEI_TELEGRAM_TOKEN: Telegram does not know this token"]) from error
    except (TelegramNetworkError, TelegramServerError):
        # The web chat must not wait for a foreign line; the poller tries again by itself.
        log.warning("telegram_unreachable")
        return ""
    return name


async def _add_telegram(
    settings: Settings,
    application: Application,
    server: WebServer,
    telegram: _Telegram,
    stack: AsyncExitStack,
) -> None:
    pusher = await stack.enter_async_context(telegram.pusher)
    application.add_channel(CHANNEL, telegram.bot, pusher)
    if settings.telegram_mode == "webhook":
        webhook = Webhook(application.intake, settings.webhook_secret)
        server.add_route("POST", "telegram", webhook.take)
        try:
            await set_webhook(telegram.bot, settings.public_url, settings.webhook_secret)
        except (TelegramNetworkError, TelegramServerError) as error:
            raise SettingsError(["HULEI_TELEGRAM_MODE: Telegram cannot be reached"]) from error
        return
    group = await stack.enter_async_context(asyncio.TaskGroup())
    polling = group.create_task(Poller(telegram.bot, application.intake).run())
    stack.callback(polling.cancel)
