"""Our bot on Telegram: its commands, whose messages it hears, its typing sign."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError

from bot import typing_sign
from bot.channels.telegram.connection import introduce, private_chat
from bot.typing_sign import typing_if_slow
from tests.telegram.conftest import CHAT
from tests.telegram.fake_server import FakeTelegram


async def test_the_commands_are_listed_for_everybody_and_in_english(
    server: FakeTelegram, bot: Bot
) -> None:
    await introduce(bot)
    assert set(server.world.commands) == {"", "en"}
    for commands in server.world.commands.values():
        assert [each["command"] for each in commands] == ["report", "today", "help", "lang"]
    assert "110" in server.world.commands[""][0]["description"]


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"message": {"chat": {"id": 7, "type": "private"}, "from": {"is_bot": False}}}, 7),
        ({"message": {"chat": {"id": -7, "type": "group"}, "from": {"is_bot": False}}}, None),
        ({"message": {"chat": {"id": 7, "type": "private"}, "from": {"is_bot": True}}}, None),
        ({"message": {"chat": {"id": -7, "type": "channel"}}}, None),
        ({"callback_query": {"from": {"id": 7, "is_bot": False}}}, 7),
        (
            {
                "callback_query": {
                    "from": {"id": 7, "is_bot": False},
                    "message": {"chat": {"id": -9, "type": "supergroup"}},
                }
            },
            None,
        ),
        ({"my_chat_member": {"chat": {"id": 7, "type": "private"}}}, None),
        ({}, None),
    ],
)
def test_only_a_person_in_private_is_heard(update: dict[str, object], chat: int | None) -> None:
    assert private_chat(update) == chat


async def test_a_server_that_never_answers_is_given_up(server: FakeTelegram, bot: Bot) -> None:
    server.fail("sendMessage", -1)
    bot.session.timeout = 0.05
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(CHAT, "一")


async def test_whatever_takes_long_shows_the_typing_sign(
    server: FakeTelegram, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_sign, "AFTER_S", 0.0)
    shown = asyncio.Event()

    async def note(method: str, call: object) -> None:
        if method == "sendChatAction":
            shown.set()

    server.on_call = note
    async with typing_if_slow(bot, CHAT):
        await asyncio.wait_for(shown.wait(), 20)
    assert server.called("sendChatAction")[0]["action"] == "typing"


async def test_a_typing_sign_that_fails_is_no_failure(
    server: FakeTelegram, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_sign, "AFTER_S", 0.0)
    server.fail("sendChatAction", 502)
    async with typing_if_slow(bot, CHAT):
        while not server.called("sendChatAction"):
            await asyncio.sleep(0)
