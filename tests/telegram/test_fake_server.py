"""The fake Bot API server is checked against a client that is not ours: python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.channels.telegram import pusher as _sets_timedelta  # noqa: F401
from tests.telegram.fake_server import FakeTelegram, fake_telegram

CHAT = 7


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as running:
        running.world.add_chat(CHAT)
        yield running


def client(server: FakeTelegram) -> Bot:
    return Bot(
        server.token,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=4),
    )


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[Bot]:
    async with client(server) as ready:
        yield ready


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton("按", callback_data=each)] for each in data]
    )


async def test_a_text_with_buttons_arrives_and_can_be_edited(
    server: FakeTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(CHAT, "第一步", reply_markup=keys("a:1"))
    edited = await bot.edit_message_text("第二步", CHAT, sent.message_id, reply_markup=keys("a:2"))
    assert not isinstance(edited, bool)
    assert edited.text == "第二步"
    assert edited.reply_markup == keys("a:2")
    assert server.world.chats[CHAT].touched == [sent.message_id] * 2


async def test_an_edit_without_buttons_takes_them_away(server: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "问", reply_markup=keys("a:1"))
    edited = await bot.edit_message_text("完", CHAT, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None


async def test_updates_come_until_the_offset_passes_them(server: FakeTelegram, bot: Bot) -> None:
    server.world.say(CHAT, "/start abc")
    server.world.say(CHAT, "你好")
    first = await bot.get_updates(timeout=0)
    assert [update.message.text for update in first if update.message] == ["/start abc", "你好"]
    assert await bot.get_updates(timeout=0) == first
    assert await bot.get_updates(offset=first[0].update_id + 1, timeout=0) == first[1:]
    assert await bot.get_updates(offset=first[1].update_id + 1, timeout=0) == ()
    assert await bot.get_updates(timeout=0) == ()


async def test_a_press_brings_data_and_is_answered_once(server: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "问", reply_markup=keys("a:1"))
    server.world.press(CHAT, sent.message_id, "a:1")
    (update,) = await bot.get_updates(timeout=0)
    query = update.callback_query
    assert query is not None
    assert query.data == "a:1"
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert await query.answer("好的")
    assert server.world.chats[CHAT].toasts == ["好的"]
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer("再来")


async def test_a_photo_goes_out_and_one_comes_in(server: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_photo(CHAT, b"\x89PNG out", caption="图")
    assert server.world.files[sent.photo[-1].file_id] == b"\x89PNG out"
    server.world.send_photo(CHAT, b"\xff\xd8 in")
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8 in"


async def test_a_document_keeps_its_name(server: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_document(CHAT, b"table", filename="home_visit.xlsx")
    assert sent.document is not None
    assert sent.document.file_name == "home_visit.xlsx"


async def test_a_menu_is_shown_below_the_input(server: FakeTelegram, bot: Bot) -> None:
    await bot.send_message(CHAT, "菜单", reply_markup=ReplyKeyboardMarkup([["今日", "检查"]]))
    assert server.world.chats[CHAT].menu == [[{"text": "今日"}, {"text": "检查"}]]


@pytest.mark.parametrize(
    ("text", "why"), [("", "text is empty"), (" \n", "text is empty"), ("长" * 4097, "too long")]
)
async def test_a_text_that_is_empty_or_too_long_is_refused(bot: Bot, text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        await bot.send_message(CHAT, text)


async def test_pairs_count_twice_in_a_texts_length(bot: Bot) -> None:
    await bot.send_message(CHAT, "🌱" * 2048)
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(CHAT, "🌱" * 2048 + "。")


async def test_button_data_over_64_bytes_is_refused(bot: Bot) -> None:
    await bot.send_message(CHAT, "问", reply_markup=keys("x" * 64))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(CHAT, "问", reply_markup=keys("字" * 22))


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "问", reply_markup=keys("a:1"))
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("问", CHAT, sent.message_id, reply_markup=keys("a:1"))


async def test_a_message_that_has_gone_cannot_be_edited(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "问")
    await bot.delete_message(CHAT, sent.message_id)
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("改", CHAT, sent.message_id)


async def test_an_unknown_chat_and_a_blocked_bot_are_told_apart(
    server: FakeTelegram, bot: Bot
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "有人吗")
    server.world.chats[CHAT].blocked = True
    with pytest.raises(Forbidden):
        await bot.send_message(CHAT, "有人吗")


async def test_too_many_requests_say_when_to_come_back(server: FakeTelegram, bot: Bot) -> None:
    server.fail("sendMessage", 429, retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(CHAT, "一")
    assert str(caught.value).endswith("0:00:07")
    await bot.send_message(CHAT, "二")


async def test_a_fault_of_the_server_or_the_line_is_a_network_error(
    server: FakeTelegram, bot: Bot
) -> None:
    server.fail("sendMessage", 502)
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "一")
    server.fail("sendMessage", 0, late=True)
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "二")
    assert [m["text"] for m in server.world.chats[CHAT].shown] == ["二"]


async def test_a_wrong_token_is_refused(server: FakeTelegram) -> None:
    async with HTTPXRequest() as request:
        stranger = Bot("1:wrong", base_url=f"{server.url}/bot", request=request)
        with pytest.raises(InvalidToken):
            await stranger.get_me()


async def test_only_one_process_can_poll_and_none_beside_a_webhook(
    server: FakeTelegram, bot: Bot
) -> None:
    waiting = asyncio.ensure_future(bot.get_updates(timeout=20))
    while not server.called("getUpdates"):
        await asyncio.sleep(0)
    async with client(server) as other:
        await other.get_updates(timeout=0)
    with pytest.raises(Conflict):
        await waiting
    await bot.set_webhook("https://hulei.example/telegram/webhook", secret_token="s" * 32)
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
