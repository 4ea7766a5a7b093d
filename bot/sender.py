"""Screens to the person: edit the pressed message or send a new one, on any channel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from bot.markup import Menu, inline_keyboard, input_file, menu_keyboard
from views.menu import carrier
from views.pieces import parts_of
from views.screen import Screen

MAX_TOAST = 200
"""Characters in the answer to a button press (Bot API)."""

REMEMBERED = 10_000

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

UNCHANGED = "message is not modified"
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
"""What the Bot API says of a message that cannot be edited (any more)."""

NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid")


class UnreachableError(Exception):
    """The person has blocked the bot or is gone."""


class Sender:
    """Remembers each chat's menu, because a message with buttons cannot carry one as well."""

    def __init__(self) -> None:
        self._menus: OrderedDict[tuple[int, int], Menu] = OrderedDict()

    async def send(
        self, bot: Bot, chat_id: int, screens: Iterable[Screen], update: Update | None = None
    ) -> None:
        """Answer an update (or nobody's question) with these screens, in order.

        Raises:
            UnreachableError: Nobody can be reached in this chat any more.
            TelegramAPIError: The channel did not take it.

        """
        query = update.callback_query if update else None
        try:
            screens = tuple(screens)
            if query is not None:
                await _answer(bot, query, next((s.toast for s in screens if s.toast), ""))
            for number, screen in enumerate(screens):
                pressed = query.message if query and number == 0 and screen.in_place else None
                await self._show(bot, chat_id, screen, pressed)
        except TelegramForbiddenError as error:
            raise UnreachableError from error
        except TelegramBadRequest as error:
            if any(word in error.message.lower() for word in NOBODY):
                raise UnreachableError from error
            raise

    async def _show(self, bot: Bot, chat_id: int, screen: Screen, pressed: object | None) -> None:
        if not (screen.text or screen.picture or screen.document):
            return
        parts, buttons = parts_of(screen), inline_keyboard(screen.buttons)
        if isinstance(pressed, Message) and not (screen.picture or screen.document):
            first, parts = parts[0], parts[1:]
            if not await _edit(bot, pressed, first, None if parts else buttons):
                parts = [first, *parts]
        menu = self._new_menu(bot, chat_id, screen)
        on_message = menu is not None and buttons is None and bool(parts or _file(screen))
        keyboard: Keyboard | None = buttons
        if menu is not None and on_message:
            keyboard = menu_keyboard(menu)
        if _file(screen):
            await _send_file(bot, chat_id, screen, parts.pop(0), None if parts else keyboard)
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            await _send_text(bot, chat_id, part, keyboard if last else None)
        if menu is not None and not on_message:
            await _send_text(bot, chat_id, carrier(menu), menu_keyboard(menu))
        if menu is not None:
            self._remember((bot.id, chat_id), menu)

    def _new_menu(self, bot: Bot, chat_id: int, screen: Screen) -> Menu | None:
        """The menu that has to be sent; None when the chat shows it already.

        Of a chat nobody remembers (after a restart) the ordinary menu is believed to be there.
        """
        if screen.menu is None:
            return None
        known = self._menus.get((bot.id, chat_id))
        asks = any(button.ask for row in screen.menu for button in row)
        if known is None and screen.buttons and not asks:
            return None
        return None if known == screen.menu else screen.menu

    def _remember(self, chat: tuple[int, int], menu: Menu) -> None:
        self._menus[chat] = menu
        self._menus.move_to_end(chat)
        while len(self._menus) > REMEMBERED:
            self._menus.popitem(last=False)


def _file(screen: Screen) -> bool:
    return screen.picture is not None or screen.document is not None


async def _edit(
    bot: Bot, message: Message, text: str, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Show the text in the message that is there; False when it cannot be edited."""
    if message.text is None:
        return False
    try:
        await bot.edit_message_text(
            text,
            chat_id=message.chat.id,
            message_id=message.message_id,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except TelegramBadRequest as error:
        said = error.message.lower()
        if UNCHANGED in said:
            return True
        if any(word in said for word in GONE):
            return False
        raise
    return True


async def _send_text(bot: Bot, chat_id: int, text: str, keyboard: Keyboard | None) -> None:
    await bot.send_message(chat_id, text, reply_markup=keyboard, link_preview_options=NO_PREVIEW)


async def _send_file(
    bot: Bot, chat_id: int, screen: Screen, caption: str, keyboard: Keyboard | None
) -> None:
    if screen.picture is not None:
        picture = input_file(screen.picture)
        await bot.send_photo(chat_id, picture, caption=caption or None, reply_markup=keyboard)
    elif screen.document is not None:
        document = input_file(screen.document)
        await bot.send_document(chat_id, document, caption=caption or None, reply_markup=keyboard)


async def _answer(bot: Bot, query: CallbackQuery, toast: str) -> None:
    """Stop the button's spinner; too late for that is no fault."""
    try:
        await bot.answer_callback_query(query.id, text=toast[:MAX_TOAST] or None)
    except TelegramBadRequest as error:
        if "query" not in error.message.lower():
            raise
