"""The web chat as an aiogram session: a plain bot talks, the page shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from bot.channels.web.events import Bubble
from bot.channels.web.markup import UnsupportedError
from bot.channels.web.session import web_bot
from models import ChannelAccount
from tests.web.conftest import Site
from tests.web.pages import open_page

KEYS = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="好", callback_data="td:1"),
            InlineKeyboardButton(text="电话", url="https://hulei.example/"),
        ]
    ]
)
PICTURE = BufferedInputFile(b"\x89PNG one", "chart.png")


@pytest.fixture
def bot(site: Site) -> Bot:
    """A bot whose messages go into the site's chats."""
    return web_bot(site.log)


@pytest.fixture
async def chat(site: Site) -> int:
    """A person's chat."""
    return await site.person()


async def events(site: Site, chat: int) -> list[dict[str, Any]]:
    """What a page opened now would be shown."""
    return (await site.log.since(chat, 0)).events


async def test_a_message_with_buttons_is_shown(site: Site, bot: Bot, chat: int) -> None:
    message = await bot.send_message(chat, "今天去看谁？", reply_markup=KEYS)
    [event] = await events(site, chat)
    assert event["mid"] == message.message_id
    assert event["text"] == message.text == "今天去看谁？"
    assert event["rows"] == [
        [{"t": "好", "d": "td:1"}, {"t": "电话", "u": "https://hulei.example/"}]
    ]
    assert message.reply_markup is not None
    assert message.reply_markup.model_dump() == KEYS.model_dump()
    assert message.bot is bot


async def test_a_message_is_edited_through_aiograms_own_shortcuts(
    site: Site, bot: Bot, chat: int
) -> None:
    message = await bot.send_message(chat, "一", reply_markup=KEYS)
    edited = await message.edit_text("二")
    assert edited.message_id == message.message_id  # type: ignore[union-attr]
    [event] = await events(site, chat)
    assert (event["t"], event["text"]) == ("edit", "二")
    assert "rows" not in event, "an edit without buttons takes them away, as on Telegram"


async def test_buttons_alone_are_changed(site: Site, bot: Bot, chat: int) -> None:
    message = await bot.send_message(chat, "一")
    await message.edit_reply_markup(reply_markup=KEYS)
    [event] = await events(site, chat)
    assert event["rows"][0][0]["d"] == "td:1"


async def test_a_picture_with_caption_is_shown_and_replaced(
    site: Site, bot: Bot, chat: int
) -> None:
    message = await bot.send_photo(chat, PICTURE, caption="小结", reply_markup=KEYS)
    [event] = await events(site, chat)
    first = event["pic"]["f"]
    assert (await site.log.file(chat, first))[1] == b"\x89PNG one"  # type: ignore[index]
    await message.edit_caption(caption="新的小结", reply_markup=KEYS)
    media = InputMediaPhoto(media=BufferedInputFile(b"\x89PNG two", "b.png"), caption="再新")
    await message.edit_media(media)
    [event] = await events(site, chat)
    assert event["text"] == "再新"
    assert (await site.log.file(chat, event["pic"]["f"]))[1] == b"\x89PNG two"  # type: ignore[index]
    assert await site.log.file(chat, first) is None, "nobody shows it any more"


async def test_a_document_is_offered_for_download(site: Site, bot: Bot, chat: int) -> None:
    sheet = BufferedInputFile(b"PK sheet", "入户探访.xlsx")
    message = await bot.send_document(chat, sheet, caption="表单")
    [event] = await events(site, chat)
    assert event["doc"]["n"] == "入户探访.xlsx"
    assert message.document is not None
    got = await bot.download(message.document)
    assert got is not None
    assert got.read() == b"PK sheet"


async def test_a_menu_is_shown_changed_and_taken_away(site: Site, bot: Bot, chat: int) -> None:
    where = KeyboardButton(text="📍 位置", request_location=True)
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="今日"), where]])
    await bot.send_message(chat, "您好", reply_markup=keyboard)
    menus = [event for event in await events(site, chat) if event["t"] == "menu"]
    assert menus[0]["rows"] == [[{"t": "今日"}, {"t": "📍 位置", "ask": "location"}]]
    await bot.send_message(chat, "再见", reply_markup=ReplyKeyboardRemove())
    menus = [event for event in await events(site, chat) if event["t"] == "menu"]
    assert [menu["rows"] for menu in menus] == [[]]


async def test_a_place_a_removal_and_the_typing_sign(site: Site, bot: Bot, chat: int) -> None:
    place = await bot.send_location(chat, 27.5, 113.25)
    async with site.browser(chat) as client, open_page(client) as page:
        assert page.messages[place.message_id]["loc"] == [27.5, 113.25]
        await bot.send_chat_action(chat, ChatAction.TYPING)
        await page.hear_until("typing")
        await place.delete()
        await page.hear_until("batch")
        assert page.messages == {}


async def test_a_press_is_answered_with_a_toast_or_an_alert(
    site: Site, bot: Bot, chat: int
) -> None:
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="今日")
        shown = await page.hear_text("第 1/9 步")
        site.intake.silent = True
        await page.say("press", mid=shown["mid"], d="ok:1")
        update = Update.model_validate(site.intake.updates[-1], context={"bot": bot})
        assert update.callback_query is not None
        await update.callback_query.answer("这条没保存", show_alert=True)
        while not page.toasts:
            await page.hear()
    assert page.toasts[0]["text"] == "这条没保存"
    assert page.toasts[0]["alert"] is True


async def test_what_people_send_reads_as_telegrams_updates(
    site: Site, bot: Bot, chat: int
) -> None:
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="/lang")
        await page.say("location", lat=27.0, lon=113.0)
        await page.say(text="今日")
        shown = await page.hear_text("第 1/9 步")
        await page.say("press", mid=shown["mid"], d="no:1")
    read = [Update.model_validate(raw, context={"bot": bot}) for raw in site.intake.updates]
    text, place, _, press = read
    assert text.message is not None
    assert text.message.text == "/lang"
    assert text.message.chat.type == "private"
    assert place.message is not None
    assert place.message.location is not None
    assert press.callback_query is not None
    assert press.callback_query.data == "no:1"
    assert press.callback_query.message is not None
    assert press.callback_query.message.message_id == shown["mid"]
    assert len({update.update_id for update in read}) == 4


Act = Callable[[Bot, int], Any]

REFUSED: dict[str, Act] = {
    "message text is empty": lambda bot, chat: bot.send_message(chat, ""),
    "message is too long": lambda bot, chat: bot.send_message(chat, "字" * 4097),
    "message caption is too long": lambda bot, chat: bot.send_photo(
        chat, PICTURE, caption="字" * 1025
    ),
    "BUTTON_DATA_INVALID": lambda bot, chat: bot.send_message(
        chat, "一", reply_markup=_keys("二" * 22)
    ),
    "message to edit not found": lambda bot, chat: bot.edit_message_text(
        "一", chat_id=chat, message_id=99999
    ),
    "message to delete not found": lambda bot, chat: bot.delete_message(chat, 99999),
    "query is too old": lambda bot, _: bot.answer_callback_query("gone", "一"),
    "wrong file_id": lambda bot, _: bot.get_file("1-" + "0" * 32),
    "wrong file identifier": lambda bot, chat: bot.send_photo(chat, "AgACAgIAAx"),
    "file must be non-empty": lambda bot, chat: bot.send_document(
        chat, BufferedInputFile(b"", "a.xlsx")
    ),
}


def _keys(action: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="好", callback_data=action)]]
    )


@pytest.mark.parametrize("words", REFUSED)
async def test_what_telegram_refuses_is_refused_in_the_same_words(
    bot: Bot, chat: int, words: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await REFUSED[words](bot, chat)


async def test_an_edit_that_changes_nothing_is_not_modified(bot: Bot, chat: int) -> None:
    message = await bot.send_message(chat, "一", reply_markup=KEYS)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await message.edit_text("一", reply_markup=KEYS)


async def test_the_text_of_a_picture_cannot_be_edited(bot: Bot, chat: int) -> None:
    message = await bot.send_photo(chat, PICTURE, caption="一")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await message.edit_text("二")
    plain = await bot.send_message(chat, "一")
    with pytest.raises(TelegramBadRequest, match="there is no caption"):
        await plain.edit_caption(caption="二")


async def test_the_bot_cannot_edit_what_a_person_wrote(site: Site, bot: Bot, chat: int) -> None:
    logged = await site.log.add(chat, Bubble(text="我写的", mine=True))
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("改", chat_id=chat, message_id=logged.message_id)


async def test_who_was_revoked_is_told_nothing(site: Site, bot: Bot, chat: int) -> None:
    async with site.begin() as uow:
        await uow.session.execute(sa.update(ChannelAccount).values(revoked_at=uow.now))
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(chat, "秘密")


async def test_what_the_page_cannot_do_is_an_error_and_not_silence(bot: Bot, chat: int) -> None:
    for act in (
        bot.send_dice(chat),
        bot.set_my_commands([]),
        bot.send_message(chat, "<b>一</b>", parse_mode="HTML"),
        bot.send_message(chat, "一", reply_markup=ForceReply()),
    ):
        with pytest.raises(UnsupportedError):
            await act


async def test_me_is_a_bot_with_its_own_small_number(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (1, True)
    assert bot.id == 1


async def test_two_edits_at_once_leave_one_of_them_not_a_mixture(
    site: Site, bot: Bot, chat: int
) -> None:
    message = await bot.send_message(chat, "零", reply_markup=KEYS)
    number = message.message_id
    one = bot.edit_message_text("一", chat_id=chat, message_id=number)
    two = bot.edit_message_text("二", chat_id=chat, message_id=number)
    await asyncio.gather(one, two)
    [event] = await events(site, chat)
    assert event["text"] in {"一", "二"}
    bubble = await site.log.find(chat, message.message_id)
    assert bubble is not None
    assert bubble.may_press("td:1"), "it was on the message once"
    assert replace(bubble, past=()).may_press("td:1") is False
