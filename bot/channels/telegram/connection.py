"""The aiogram bot of the Telegram channel: its address, and replies within the budget."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand

from bot.channels.telegram.limiter import PacedLimiter
from views.start import commands
from views.translate import in_language

CHANNEL = "telegram"

RETRIES = 3
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
"""A reply that would come later is shown again by the intake instead."""

LANGUAGE_CODES = {"zh_Hans": "", "en": "en"}
"""Telegram's codes; the empty one is for everybody else."""

MESSAGES = ("send", "edit", "copy", "forward")
FREE = ("sendChatAction",)


class TelegramSession(AiohttpSession):
    """aiogram's HTTP session, closed without its quarter of a second of sleep."""

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None and not self._session.closed:
            await self._session.close()


class PacedReplies(BaseRequestMiddleware):
    """Session middleware: each message takes a slot; "too many" and a broken line are retried.

    A repeated reply is harmless (its buttons carry the revision), a missing one is not.
    """

    def __init__(self, limiter: PacedLimiter) -> None:
        self.limiter = limiter

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Send within the budget."""
        chat_id = getattr(method, "chat_id", None)
        name = method.__api_method__
        if not isinstance(chat_id, int) or not name.startswith(MESSAGES) or name in FREE:
            return await make_request(bot, method)
        for attempt in range(RETRIES):
            await self.limiter.slot(chat_id, reply=True)
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST_PAUSE_S:
                    raise
                self.limiter.pause(error.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                if attempt == RETRIES - 1:
                    raise
                await self.limiter.wait(FIRST_PAUSE_S * 2**attempt)
        await self.limiter.slot(chat_id, reply=True)
        return await make_request(bot, method)


def connect(token: str, *, api: str = "", limiter: PacedLimiter | None = None) -> Bot:
    """A bot that speaks to Telegram, or to another Bot API server at `api` (`http://host:port`)."""
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    session = TelegramSession(api=server)
    if limiter is not None:
        session.middleware(PacedReplies(limiter))
    return Bot(token, session=session)


def private_chat(update: dict[str, Any]) -> int | None:
    """The chat of an update from a person in private; None for groups, channels and bots."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else update.get("message")
    sender = (query or message or {}).get("from") or {}
    if sender.get("is_bot", True):
        return None
    if not message:  # a press on a message Telegram has forgotten
        return int(sender["id"]) if query else None
    chat = message.get("chat") or {}
    return int(chat["id"]) if chat.get("type") == "private" else None


async def introduce(bot: Bot) -> None:
    """Tell Telegram the commands it lists behind its menu button, in each language."""
    for language, code in LANGUAGE_CODES.items():
        with in_language(language):
            listed = [BotCommand(command=name, description=words) for name, words in commands()]
        await bot.set_my_commands(listed, language_code=code)
