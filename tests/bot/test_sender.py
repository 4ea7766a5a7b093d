"""Screens on their way to a person: edited or new, whole, with the right keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Update

from bot.channels.telegram.connection import connect
from bot.channels.telegram.limiter import PacedLimiter
from bot.sender import Sender, UnreachableError
from tests.telegram.fake_server import FakeTelegram, fake_telegram
from views.screen import Ask, Button, File, MenuButton, Screen

CHAT = 7
BUTTONS = ((Button("按", "t:1"),),)
MENU = ((MenuButton("今日"), MenuButton("更多")),)
ASKING = ((MenuButton("发送位置", Ask.LOCATION),),)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as running:
        running.world.add_chat(CHAT)
        yield running


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[Bot]:
    ours = connect(server.token, api=server.url)
    yield ours
    await ours.session.close()


def shown(server: FakeTelegram) -> list[dict[str, Any]]:
    return server.world.chats[CHAT].shown


def menu(server: FakeTelegram) -> list[list[str]]:
    return [[b["text"] for b in row] for row in server.world.chats[CHAT].menu or []]


def press(server: FakeTelegram, bot: Bot, message: dict[str, Any]) -> Update:
    update = server.world.press(CHAT, message["message_id"], "t:1")
    return Update.model_validate(update, context={"bot": bot})


async def test_a_long_text_comes_in_parts_cut_at_line_ends_with_the_buttons_at_the_last(
    server: FakeTelegram, bot: Bot
) -> None:
    text = "\n".join(f"{n} 第一村 🌱 逾期 3 项，其中女童 2 名" for n in range(400))
    await Sender().send(bot, CHAT, [Screen(text, buttons=BUTTONS)])
    parts = shown(server)
    assert len(parts) > 1
    assert "\n".join(part["text"] for part in parts) == text
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_text_without_line_ends_is_cut_between_characters(
    server: FakeTelegram, bot: Bot
) -> None:
    await Sender().send(bot, CHAT, [Screen("。" + "🌱" * 5000)])
    assert "".join(part["text"] for part in shown(server)) == "。" + "🌱" * 5000


async def test_a_press_is_answered_and_its_message_edited(server: FakeTelegram, bot: Bot) -> None:
    sender = Sender()
    await sender.send(bot, CHAT, [Screen("一", buttons=BUTTONS)])
    update = press(server, bot, shown(server)[0])
    await sender.send(bot, CHAT, [Screen("二", toast="已记下"), Screen("三")], update)
    assert [m["text"] for m in shown(server)] == ["二", "三"]
    assert server.world.chats[CHAT].toasts == ["已记下"]


async def test_an_edit_that_changes_nothing_is_no_fault(server: FakeTelegram, bot: Bot) -> None:
    screen = Screen("一", buttons=BUTTONS)
    await Sender().send(bot, CHAT, [screen])
    await Sender().send(bot, CHAT, [screen], press(server, bot, shown(server)[0]))
    assert [m["text"] for m in shown(server)] == ["一"]


async def test_a_message_that_has_gone_is_shown_anew(server: FakeTelegram, bot: Bot) -> None:
    await Sender().send(bot, CHAT, [Screen("一", buttons=BUTTONS)])
    message = shown(server)[0]
    update = press(server, bot, message)
    del server.world.chats[CHAT].messages[message["message_id"]]
    await Sender().send(bot, CHAT, [Screen("二")], update)
    assert [m["text"] for m in shown(server)] == ["二"]


async def test_a_message_telegram_no_longer_gives_us_is_shown_anew(
    server: FakeTelegram, bot: Bot
) -> None:
    update = Update.model_validate(server.world.press(CHAT, 4711, "t:1"), context={"bot": bot})
    await Sender().send(bot, CHAT, [Screen("二")], update)
    assert [m["text"] for m in shown(server)] == ["二"]


async def test_a_text_does_not_overwrite_a_picture(server: FakeTelegram, bot: Bot) -> None:
    picture = File(b"png", "summary.png", "image/png")
    await Sender().send(bot, CHAT, [Screen("图", buttons=BUTTONS, picture=picture)])
    await Sender().send(bot, CHAT, [Screen("名单")], press(server, bot, shown(server)[0]))
    assert [m.get("caption") or m.get("text") for m in shown(server)] == ["图", "名单"]


async def test_a_press_that_is_too_old_to_be_answered_is_still_served(
    server: FakeTelegram, bot: Bot
) -> None:
    await Sender().send(bot, CHAT, [Screen("一", buttons=BUTTONS)])
    update = press(server, bot, shown(server)[0])
    assert update.callback_query
    server.world.answer_query(update.callback_query.id, "")
    await Sender().send(bot, CHAT, [Screen("二")], update)
    assert [m["text"] for m in shown(server)] == ["二"]


async def test_a_document_is_offered_with_its_name(server: FakeTelegram, bot: Bot) -> None:
    document = File(b"table", "走访.xlsx", "application/xlsx")
    await Sender().send(bot, CHAT, [Screen("表格", document=document, buttons=BUTTONS)])
    (message,) = shown(server)
    assert (message["document"]["file_name"], message["caption"]) == ("走访.xlsx", "表格")
    assert "reply_markup" in message


async def test_the_menu_comes_with_a_message_and_only_when_it_changes(
    server: FakeTelegram, bot: Bot
) -> None:
    sender = Sender()
    await sender.send(bot, CHAT, [Screen("您好", menu=MENU)])
    assert menu(server) == [["今日", "更多"]]
    await sender.send(bot, CHAT, [Screen("第一步", buttons=BUTTONS, menu=MENU)])
    assert [m["text"] for m in shown(server)] == ["您好", "第一步"]


async def test_a_menu_beside_buttons_needs_a_message_of_its_own(
    server: FakeTelegram, bot: Bot
) -> None:
    sender = Sender()
    await sender.send(bot, CHAT, [Screen("在哪里？", buttons=BUTTONS, menu=ASKING)])
    assert menu(server) == [["发送位置"]]
    assert [m["text"] for m in shown(server)] == ["在哪里？", "👇 请按下方的按钮"]
    await sender.send(bot, CHAT, [Screen("下一步", buttons=BUTTONS, menu=MENU)])
    assert menu(server) == [["今日", "更多"]]


async def test_after_a_restart_the_ordinary_menu_is_believed_to_be_there(
    server: FakeTelegram, bot: Bot
) -> None:
    await Sender().send(bot, CHAT, [Screen("第一步", buttons=BUTTONS, menu=MENU)])
    assert [m["text"] for m in shown(server)] == ["第一步"]


async def test_an_empty_menu_takes_the_buttons_away(server: FakeTelegram, bot: Bot) -> None:
    sender = Sender()
    await sender.send(bot, CHAT, [Screen("您好", menu=MENU)])
    await sender.send(bot, CHAT, [Screen("再见", menu=())])
    assert server.world.chats[CHAT].menu is None


async def test_a_screen_of_only_a_toast_sends_no_message(server: FakeTelegram, bot: Bot) -> None:
    await Sender().send(bot, CHAT, [Screen("一", buttons=BUTTONS)])
    update = press(server, bot, shown(server)[0])
    await Sender().send(bot, CHAT, [Screen("", toast="已经收到")], update)
    assert [m["text"] for m in shown(server)] == ["一"]
    assert server.world.chats[CHAT].toasts == ["已经收到"]


async def test_nobody_there_is_told_apart_from_a_message_that_is_wrong(
    server: FakeTelegram, bot: Bot
) -> None:
    with pytest.raises(UnreachableError):
        await Sender().send(bot, 999, [Screen("有人吗")])
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await Sender().send(bot, CHAT, [Screen("问", buttons=((Button("按", "字" * 22),),))])


class Clock:
    """A limiter's clock that never makes anybody wait."""

    def __init__(self) -> None:
        self.now = 0.0

    def moment(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
async def paced(server: FakeTelegram) -> AsyncIterator[tuple[Bot, Clock]]:
    clock = Clock()
    limiter = PacedLimiter(now=clock.moment, sleep=clock.sleep)
    ours = connect(server.token, api=server.url, limiter=limiter)
    yield ours, clock
    await ours.session.close()


async def test_too_many_requests_are_waited_for_and_the_reply_still_arrives(
    server: FakeTelegram, paced: tuple[Bot, Clock]
) -> None:
    bot, clock = paced
    server.fail("sendMessage", 429, retry_after=6)
    await Sender().send(bot, CHAT, [Screen("一")])
    assert [m["text"] for m in shown(server)] == ["一"]
    assert clock.now >= 6


async def test_a_broken_line_is_tried_again_a_few_times(
    server: FakeTelegram, paced: tuple[Bot, Clock]
) -> None:
    bot, _ = paced
    server.fail("sendMessage", 502)
    server.fail("sendMessage", 0)
    await Sender().send(bot, CHAT, [Screen("一")])
    assert [m["text"] for m in shown(server)] == ["一"]


async def test_the_answer_to_a_press_does_not_wait_for_a_slot(
    server: FakeTelegram, paced: tuple[Bot, Clock]
) -> None:
    bot, clock = paced
    await Sender().send(bot, CHAT, [Screen("一", buttons=BUTTONS)])
    before = clock.now
    await Sender().send(bot, CHAT, [Screen("")], press(server, bot, shown(server)[0]))
    assert clock.now == before
