"""Polling: an update is acknowledged only when it is stored; nothing stops the loop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramUnauthorizedError

from bot.channels.telegram.connection import connect
from bot.channels.telegram.polling import CONFLICT_PAUSE_S, Poller
from tests.telegram.conftest import CHAT
from tests.telegram.fake_server import FakeTelegram


class Store:
    """A far end that keeps what it is given, or fails."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, int, str, dict[str, Any]]] = []
        self.broken = False

    async def store(
        self, channel: str, chat_id: int, dedup_key: str, update: dict[str, Any]
    ) -> bool:
        if self.broken:
            raise OSError("no database")
        self.kept.append((channel, chat_id, dedup_key, update))
        return True


class Pauses:
    """Sleeps not at all, remembers how long it should have; stops the loop after some."""

    def __init__(self, stop_after: int) -> None:
        self.seconds: list[float] = []
        self.stop_after = stop_after

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) >= self.stop_after:
            raise asyncio.CancelledError


async def test_what_is_said_is_stored_raw_with_its_number_and_chat(
    server: FakeTelegram, bot: Bot
) -> None:
    update = server.world.say(CHAT, "/start")
    store = Store()
    assert await Poller(bot, store).poll_once(0) == 1
    assert store.kept == [("telegram", CHAT, str(update["update_id"]), update)]


async def test_an_update_is_not_acknowledged_while_it_cannot_be_stored(
    server: FakeTelegram, bot: Bot
) -> None:
    server.world.say(CHAT, "一")
    store, poller = Store(), None
    poller = Poller(bot, store)
    store.broken = True
    with pytest.raises(OSError, match="no database"):
        await poller.poll_once(0)
    assert len(server.world.updates) == 1
    store.broken = False
    await poller.poll_once(0)
    await poller.poll_once(0)
    assert [update["message"]["text"] for *_, update in store.kept] == ["一"]
    assert server.world.updates == []


async def test_only_messages_and_presses_are_asked_for(server: FakeTelegram, bot: Bot) -> None:
    server.world.add_update(poll={"id": "1"})
    store = Store()
    assert await Poller(bot, store).poll_once(0) == 0
    assert server.called("getUpdates")[0]["allowed_updates"] == ["message", "callback_query"]


async def test_groups_channels_and_bots_are_not_heard(server: FakeTelegram, bot: Bot) -> None:
    server.world.add_chat(-100, "group")
    server.world.say(-100, "大家好")
    message = server.world.say(CHAT, "我是机器人")["message"]
    message["from"]["is_bot"] = True
    store = Store()
    assert await Poller(bot, store).poll_once(0) == 2
    assert store.kept == []


async def test_an_update_nobody_can_read_does_not_stop_the_rest(
    server: FakeTelegram, bot: Bot
) -> None:
    strange = server.world.say(CHAT, "怪")
    strange["message"]["date"] = "not a date"
    server.world.say(CHAT, "好")
    store = Store()
    assert await Poller(bot, store).poll_once(0) == 2
    assert len(store.kept) == 2


async def test_a_broken_line_is_tried_again_with_growing_pauses(
    server: FakeTelegram, bot: Bot
) -> None:
    server.fail("getUpdates", 502, times=99)
    pauses = Pauses(stop_after=8)
    with pytest.raises(asyncio.CancelledError):
        await Poller(bot, Store(), sleep=pauses).run()
    assert pauses.seconds == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_after_too_many_requests_it_waits_as_long_as_telegram_says(
    server: FakeTelegram, bot: Bot
) -> None:
    server.fail("getUpdates", 429, retry_after=17)
    pauses = Pauses(stop_after=1)
    with pytest.raises(asyncio.CancelledError):
        await Poller(bot, Store(), sleep=pauses).run()
    assert pauses.seconds == [17.0]


async def test_a_second_poller_is_named_in_the_log_and_waited_for(
    server: FakeTelegram, bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail("getUpdates", 409)
    pauses = Pauses(stop_after=1)
    with pytest.raises(asyncio.CancelledError):
        await Poller(bot, Store(), sleep=pauses).run()
    assert pauses.seconds == [CONFLICT_PAUSE_S]
    assert "another process polls with this token" in capsys.readouterr().out


async def test_a_wrong_token_ends_the_loop(server: FakeTelegram) -> None:
    stranger = connect("1:wrong-token-of-nobody", api=server.url)
    with pytest.raises(TelegramUnauthorizedError):
        await Poller(stranger, Store()).run()
    await stranger.session.close()


async def test_a_webhook_that_is_set_is_taken_away_first(server: FakeTelegram, bot: Bot) -> None:
    await bot.set_webhook("https://hulei.example/telegram/webhook")
    server.fail("getUpdates", 502)
    with pytest.raises(asyncio.CancelledError):
        await Poller(bot, Store(), sleep=Pauses(stop_after=1)).run()
    assert server.world.webhook == {}
