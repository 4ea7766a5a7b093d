"""Chats nobody is bound to: heard seldom, remembered shortly, never stored."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from aiogram.types import Update

from services.inbox import Chat

TOLD_EVERY = timedelta(hours=1)
TOKENS_PER_HOUR = 5
"""Invite tokens one stranger may try (security research §3.8)."""

REMEMBERED = 10_000
"""Chats at most; the longest unseen ones are forgotten."""

_START = re.compile(r"/start [\w-]{20,64}\Z")


class Strangers:
    """Counts per chat in memory: losing them at a restart costs one more fixed text."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Chat, tuple[datetime, int, int]] = OrderedDict()

    def admits(self, chat: Chat, update: dict[str, Any], now: datetime) -> bool:
        """Whether this is an invite token worth keeping; anything else a stranger says is not."""
        text = (update.get("message") or {}).get("text")
        if not isinstance(text, str) or not _START.match(text):
            return False
        return self._count(chat, now, token=True) <= TOKENS_PER_HOUR

    @staticmethod
    def is_invited(update: Update) -> bool:
        """Whether a stored update shows an invite token."""
        text = update.message.text if update.message else None
        return bool(text and _START.match(text))

    def should_be_told(self, chat: Chat, now: datetime) -> bool:
        """Whether to answer with the fixed text: once an hour."""
        return self._count(chat, now, token=False) == 1

    def _count(self, chat: Chat, now: datetime, *, token: bool) -> int:
        since, tokens, others = self._seen.pop(chat, (now, 0, 0))
        if now - since >= TOLD_EVERY:
            since, tokens, others = now, 0, 0
        tokens, others = tokens + token, others + (not token)
        self._seen[chat] = (since, tokens, others)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return tokens if token else others
