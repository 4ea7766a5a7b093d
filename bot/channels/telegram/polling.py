"""Our own getUpdates loop: store the batch, commit, and only then raise the offset.

aiogram's `start_polling` acknowledges first: it lost 394 of 600 updates under three `kill -9`
(bots research §5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods.base import TelegramMethod

from bot.channels.telegram.connection import CHANNEL, private_chat

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query"]
LONG_POLL_S = 30
LONGEST_PAUSE_S = 60.0
CONFLICT_PAUSE_S = 30.0


class Inbox(Protocol):
    """Where updates are stored (`bot.intake.Intake`)."""

    async def store(
        self, channel: str, chat_id: int, dedup_key: str, update: dict[str, Any]
    ) -> bool:
        """Commit the raw update."""
        ...


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates` without reading the updates: one that cannot be read must not stop the rest."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = LONG_POLL_S
    allowed_updates: list[str] = ALLOWED_UPDATES


class Poller:
    """Fetches the updates of one bot for as long as it runs."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.bot, self.inbox, self._sleep = bot, inbox, sleep
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until cancelled; a webhook that is set is taken away first."""
        pause = 0.0
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    await self.bot.delete_webhook(drop_pending_updates=False)
                    webhook_gone = True
                await self.poll_once()
                pause = 0.0
            except Exception as error:
                pause = self._pause_after(error, pause)
                await self._sleep(pause)

    async def poll_once(self, timeout_s: int = LONG_POLL_S) -> int:
        """Fetch and store one batch; how many updates it had.

        The next call acknowledges this batch, because only then it is in the database.
        """
        call = GetRawUpdates(offset=self._offset, timeout=timeout_s)
        updates = await self.bot(call, request_timeout=timeout_s + 30)
        for update in updates:
            await self._store(update)
        if updates:
            self._offset = max(int(update["update_id"]) for update in updates) + 1
        return len(updates)

    async def _store(self, update: dict[str, Any]) -> None:
        chat_id = private_chat(update)
        if chat_id is None:
            log.info("update_not_private", update_id=update["update_id"])
            return
        await self.inbox.store(CHANNEL, chat_id, str(update["update_id"]), update)

    @staticmethod
    def _pause_after(error: Exception, pause: float) -> float:
        if isinstance(error, TelegramUnauthorizedError):
            raise error
        if isinstance(error, TelegramConflictError):
            log.error(
                "telegram_conflict",
                remedy="another process polls with this token: stop it, or use its own token",
            )
            return CONFLICT_PAUSE_S
        if isinstance(error, TelegramRetryAfter):
            return float(error.retry_after)
        pause = min(pause * 2 or 1.0, LONGEST_PAUSE_S)
        log.warning("polling_failed", error=type(error).__name__, pause_s=pause)
        return pause
