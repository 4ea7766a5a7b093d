"""aiogram's keyboards and files in the terms of the log, with the Bot API's limits."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels.web.events import Menu, Rows
from views.buttons import MAX_BYTES
from views.screen import MAX_TEXT, Ask, Button, File, MenuButton

MAX_CAPTION = 1024
"""UTF-16 units under a picture or document (Bot API)."""

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "xml": "application/xml",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class RefusedError(Exception):
    """The Bot API would refuse this with "Bad Request"."""


class UnsupportedError(NotImplementedError):
    """The web chat cannot do this; saying nothing would lose a button or a message."""


def checked_text(text: str | None, limit: int = MAX_TEXT) -> str:
    """Text of an allowed length; raises `RefusedError`."""
    text = text or ""
    if not text and limit == MAX_TEXT:
        raise RefusedError("message text is empty")
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > limit:
        what = "message" if limit == MAX_TEXT else "message caption"
        raise RefusedError(f"{what} is too long")
    return text


def rows_of(markup: Any) -> Rows:
    """The buttons under a message; none for every other kind of keyboard."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return ()
    return tuple(tuple(_button(key) for key in row) for row in markup.inline_keyboard)


def menu_of(markup: Any) -> Menu | None:
    """The buttons below the input; None leaves them as they are.

    Raises:
        UnsupportedError: A keyboard that the page does not know (`ForceReply`).
    """
    if markup is None or isinstance(markup, InlineKeyboardMarkup):
        return None
    if isinstance(markup, ReplyKeyboardRemove):
        return ()
    if isinstance(markup, ReplyKeyboardMarkup):
        return tuple(tuple(_menu_button(key) for key in row) for row in markup.keyboard)
    raise UnsupportedError(f"keyboard {type(markup).__name__}")


async def file_of(bot: Bot, given: InputFile | str, fallback: str) -> File:
    """The bytes of an outgoing file; `fallback` names one without a name.

    Raises:
        RefusedError: It is empty, or a file number or address instead of a file.
    """
    if not isinstance(given, InputFile):
        raise RefusedError("wrong file identifier/HTTP URL specified")
    body = b"".join([chunk async for chunk in given.read(bot)])
    if not body:
        raise RefusedError("file must be non-empty")
    name = given.filename or fallback
    ending = name.rpartition(".")[2].lower()
    return File(body, name, MEDIA_TYPES.get(ending, "application/octet-stream"))


def _button(key: InlineKeyboardButton) -> Button:
    if key.url:
        return Button(key.text, url=key.url)
    if key.callback_data is None:
        raise UnsupportedError("a button without data or address")
    if not 1 <= len(key.callback_data.encode()) <= MAX_BYTES:
        raise RefusedError("BUTTON_DATA_INVALID")
    return Button(key.text, action=key.callback_data)


def _menu_button(key: KeyboardButton | str) -> MenuButton:
    if isinstance(key, str):
        return MenuButton(key)
    if key.request_contact or key.request_poll or key.web_app:
        raise UnsupportedError("a menu button that asks for more than the position")
    return MenuButton(key.text, Ask.LOCATION if key.request_location else None)
