"""Screens as the dispatcher's objects: keyboards, files, text in pieces."""

from __future__ import annotations

from collections.abc import Iterator

from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from views.screen import Ask, Button, File, MenuButton

Menu = tuple[tuple[MenuButton, ...], ...]


def inline_keyboard(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons under a message; None when there are none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_inline(b) for b in row] for row in buttons])


def menu_keyboard(menu: Menu) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """The buttons below the input; an empty menu takes them away."""
    if not menu:
        return ReplyKeyboardRemove()
    rows = [
        [KeyboardButton(text=b.text, request_location=b.ask is Ask.LOCATION or None) for b in row]
        for row in menu
    ]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)


def input_file(file: File) -> BufferedInputFile:
    """A file to send."""
    return BufferedInputFile(file.body, file.name)


def units(text: str) -> int:
    """The length Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces of at most `limit` UTF-16 units, at line ends where there are any."""
    while units(text) > limit:
        most = _fitting(text, limit)
        cut = text.rfind("\n", 1, most + 1)
        head, text = (text[:cut], text[cut + 1 :]) if cut > 0 else (text[:most], text[most:])
        yield head
    yield text


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into `limit` units; a pair is never cut."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _inline(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.text, url=button.url)
    return InlineKeyboardButton(text=button.text, callback_data=button.action)
