"""Pushes to Telegram through python-telegram-bot, in a worker that does not know aiogram."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else every RetryAfter warns of what we do not use

import structlog
from httpx import ConnectError, ConnectTimeout, PoolTimeout
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.limiter import PacedLimiter
from services.outbox import Receipt
from views.pieces import parts_of
from views.screen import Ask, Button, MenuButton, Screen

log = structlog.get_logger()

AT_ONCE = 8
"""Sends in flight; more only fight for PTB's pool (bots research §4)."""

POOL_WAIT_S = 10.0

NEVER_LEFT = (ConnectError, ConnectTimeout, PoolTimeout)
"""Causes of a network error after which the message surely was not sent (security §2.2)."""

NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Result = tuple[Receipt, timedelta | None]
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None
Answer = bool | dict[str, Any] | list[dict[str, Any]]


class PacedPushes(BaseRateLimiter[None]):
    """PTB's rate limiter, kept by the budget that aiogram's replies use too; replies go first.

    It never retries: what becomes of a refused push is the outbox's business.
    """

    def __init__(self, limiter: PacedLimiter) -> None:
        self.limiter = limiter

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Answer:
        """Wait for a slot, then call once."""
        chat_id = data.get("chat_id")
        if isinstance(chat_id, int) and endpoint != "sendChatAction":
            await self.limiter.slot(chat_id, reply=False)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self.limiter.pause(_seconds(error).total_seconds())
            raise


class TelegramPusher:
    """A `jobs.deliver.Pusher`; use it as an async context.

    Args:
        token: The bot's token.
        api: Another Bot API server (`http://host:port`); Telegram's own by default.
        limiter: The budget shared with replies of this process; an own one by default.
    """

    def __init__(self, token: str, *, api: str = "", limiter: PacedLimiter | None = None) -> None:
        base = api or "https://api.telegram.org"
        self._requests = (
            HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=POOL_WAIT_S),
            HTTPXRequest(connection_pool_size=1),
        )
        self._bot: Bot = ExtBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
            rate_limiter=PacedPushes(limiter or PacedLimiter()),
        )
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        """Open the connections; not through the bot, which would ask who it is first."""
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    async def send(self, chat_id: int, screen: Screen, marked: bool) -> Result:  # noqa: ARG002
        """Show a screen and those after it; what became of it, and when to come back.

        `marked` needs nothing here: the text says so already.
        """
        started = False
        async with self._gate:
            try:
                for each in (screen, *screen.more):
                    for send in _messages(self._bot, chat_id, each):
                        await send
                        started = True
            except TelegramError as error:
                receipt, retry_after = classify(error)
                log.info("push_failed", receipt=receipt.value, error=type(error).__name__)
                if started and receipt is Receipt.NOT_SENT:
                    receipt = Receipt.UNKNOWN
                return receipt, retry_after
        return Receipt.SENT, None


def classify(error: TelegramError) -> Result:
    """What an error of PTB says about the message.

    `BadRequest` and `TimedOut` are subclasses of `NetworkError`: the order matters.
    """
    if isinstance(error, Forbidden):
        return Receipt.UNREACHABLE, None
    if isinstance(error, BadRequest):
        gone = any(word in str(error).lower() for word in NOBODY)
        return (Receipt.UNREACHABLE if gone else Receipt.REFUSED), None
    if isinstance(error, RetryAfter):
        return Receipt.NOT_SENT, _seconds(error)
    if isinstance(error, InvalidToken) or isinstance(error.__cause__, NEVER_LEFT):
        return Receipt.NOT_SENT, None
    return Receipt.UNKNOWN, None


def _seconds(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def _messages(bot: Bot, chat_id: int, screen: Screen) -> Iterator[Coroutine[Any, Any, Message]]:
    """The calls that show one screen, in order."""
    parts, keyboard = parts_of(screen), _keyboard(screen)
    if screen.picture is not None:
        caption, last = parts.pop(0) or None, keyboard if not parts else None
        yield bot.send_photo(chat_id, screen.picture.body, caption=caption, reply_markup=last)
    elif screen.document is not None:
        caption, last = parts.pop(0) or None, keyboard if not parts else None
        file = screen.document
        yield bot.send_document(
            chat_id, file.body, filename=file.name, caption=caption, reply_markup=last
        )
    for number, part in enumerate(parts, 1):
        last = keyboard if number == len(parts) else None
        yield bot.send_message(chat_id, part, reply_markup=last, link_preview_options=NO_PREVIEW)


def _keyboard(screen: Screen) -> Keyboard:
    if screen.buttons:
        return InlineKeyboardMarkup(
            [[_inline(button) for button in row] for row in screen.buttons]
        )
    if screen.menu is None:
        return None
    if not screen.menu:
        return ReplyKeyboardRemove()
    rows = [[_menu_button(button) for button in row] for row in screen.menu]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


def _inline(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.action)


def _menu_button(button: MenuButton) -> KeyboardButton:
    return KeyboardButton(button.text, request_location=button.ask is Ask.LOCATION or None)
