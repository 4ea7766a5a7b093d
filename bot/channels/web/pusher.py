"""Pushes into the web chat, from a worker that does not know aiogram."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from bot.channels.web.chat_log import ChatClosedError, ChatLog
from bot.channels.web.events import of_screen
from services.outbox import Receipt
from views.screen import Screen

MARK = "↻ "
"""Before a push that may have arrived already; the same in every language."""


class WebPusher:
    """A `Pusher` for chats of the web channel."""

    def __init__(self, log: ChatLog) -> None:
        self._log = log

    async def send(
        self, chat_id: int, screen: Screen, marked: bool
    ) -> tuple[Receipt, timedelta | None]:
        """Show a screen (and those after it); returns what became of it.

        An attempt is one transaction per screen, so only a lost connection leaves a doubt.
        """
        try:
            for each in (screen, *screen.more):
                await self._show(chat_id, each, marked)
        except ChatClosedError:
            return Receipt.UNREACHABLE, None
        except DBAPIError as error:
            lost = error.connection_invalidated
            return (Receipt.UNKNOWN if lost else Receipt.NOT_SENT), None
        except OSError:  # the database cannot be reached at all
            return Receipt.NOT_SENT, None
        return Receipt.SENT, None

    async def _show(self, chat_id: int, screen: Screen, marked: bool) -> None:
        bubble = of_screen(screen, mark=MARK if marked else "")
        await self._log.add(
            chat_id, bubble, picture=screen.picture, document=screen.document, menu=screen.menu
        )
