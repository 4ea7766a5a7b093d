"""Screens as the dispatcher's objects: keyboards and files."""

from __future__ import annotations

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


def _inline(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.text, url=button.url)
    return InlineKeyboardButton(text=button.text, callback_data=button.action)
