"""A phone with Telegram: a person at the fake Bot API server."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiogram import Bot

from bot.channels.telegram.connection import connect
from bot.channels.telegram.polling import Poller
from bot.intake import Intake
from privacy.keyring import Keyring
from services.clock import Clock
from services.unit_of_work import Sessions
from tests.phones.phone import Phone, Shown
from tests.telegram.fake_server import FakeTelegram, fake_telegram
from tests.telegram.fake_world import Json


class TelegramPhone(Phone):
    """Acts in one chat of the fake world; the poller brings the update in."""

    def __init__(
        self, server: FakeTelegram, chat_id: int, settle: Callable[[], Awaitable[object]]
    ) -> None:
        super().__init__(settle)
        self.server, self.chat = server, server.world.add_chat(chat_id)

    @property
    def menu(self) -> list[list[str]]:
        """The buttons below the input."""
        return [[button["text"] for button in row] for row in self.chat.menu or []]

    def toasts(self) -> list[str]:
        """All toasts so far."""
        return [text for text in self.chat.toasts if text]

    async def _say(self, text: str) -> None:
        self.server.world.say(self.chat.id, text)

    async def _press(self, message_id: int, data: str) -> None:
        self.server.world.press(self.chat.id, message_id, data)

    async def _photo(self, body: bytes) -> None:
        self.server.world.send_photo(self.chat.id, body)

    async def _document(self, name: str, body: bytes) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.server.world.send_document(self.chat.id, name, body, kind)

    async def _recording(self, kind: str, body: bytes) -> None:
        self.server.world.send_recording(self.chat.id, kind, body)

    async def _location(self, latitude: float, longitude: float) -> None:
        self.server.world.send_location(self.chat.id, latitude, longitude)

    async def _read(self) -> list[Shown]:
        touched = {number: order for order, number in enumerate(self.chat.touched)}
        return [self._shown(m, touched[m["message_id"]]) for m in self.chat.shown]

    def _shown(self, message: Json, order: int) -> Shown:
        files = self.server.world.files
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        shown = Shown(
            message["message_id"],
            text=message.get("text") or message.get("caption") or "",
            buttons=[[button["text"] for button in row] for row in rows],
            data=[[button.get("callback_data", "") for button in row] for row in rows],
            menu=self.menu,
            edited="edit_date" in message,
            order=order,
        )
        if "photo" in message:
            shown.picture = files[message["photo"][-1]["file_id"]]
        if "document" in message:
            document = message["document"]
            shown.document = (document["file_name"], files[document["file_id"]])
        return shown


class TelegramStage:
    """The fake server, an aiogram bot on it, its poller, and pushes through PTB."""

    channel = "telegram"

    def __init__(self, server: FakeTelegram, bot: Bot, stack: AsyncExitStack) -> None:
        self.server, self.bot, self._stack = server, bot, stack
        self.intake: Intake | None = None
        self.poller: Poller | None = None
        self._pusher: Any = None

    @property
    def pusher(self) -> TelegramStage:
        """Sends pushes; connected when the first one goes out."""
        return self

    async def send(self, chat_id: int, screen: Any, marked: bool) -> Any:
        """Push through python-telegram-bot."""
        if self._pusher is None:
            from bot.channels.telegram.pusher import TelegramPusher

            pusher = TelegramPusher(self.server.token, api=self.server.url)
            self._pusher = await self._stack.enter_async_context(pusher)
        return await self._pusher.send(chat_id, screen, marked)

    def attach(self, intake: Intake) -> None:
        """Updates go into this intake."""
        self.intake, self.poller = intake, Poller(self.bot, intake)

    async def phone(self, chat_id: int) -> TelegramPhone:
        """A phone of this chat."""
        return TelegramPhone(self.server, chat_id, self.settle)

    async def settle(self) -> None:
        """Fetch what was sent, handle it, answer it."""
        if self.intake is None or self.poller is None:
            raise RuntimeError("attach an intake first")
        while await self.poller.poll_once(timeout_s=0):
            await self.intake.drain()


@asynccontextmanager
async def telegram_stage(
    sessions: Sessions, keyring: Keyring, clock: Clock
) -> AsyncIterator[TelegramStage]:
    """The Telegram channel on a fake server of its own."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(fake_telegram())
        bot = connect(server.token, api=server.url)
        stack.push_async_callback(bot.session.close)
        yield TelegramStage(server, bot, stack)
