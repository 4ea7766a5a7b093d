"""Filters of all routers: a pressed button, a menu word, what the next text is for."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from services import focus
from services.unit_of_work import UnitOfWork
from views.buttons import Action
from views.menu import bare, words_of


class Pressed(Filter):
    """A button of this action; the handler gets it read back as `action`."""

    def __init__(self, kind: type[Action]) -> None:
        self.kind = kind

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        """Read the button's data; False if it is another action's."""
        action = self.kind.parse(query.data or "")
        return {"action": action} if action is not None else False


class Said(Filter):
    """A menu word (key of `views.menu.MENU`) or any other, in either language, emoji or not."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    async def __call__(self, message: Message) -> bool:
        """Compare the whole text, not a part of it."""
        text = bare(message.text or "")
        return bool(text) and any(text in words_of(key) for key in self.keys)


class Focused(Filter):
    """Typed text, a photo or a place that is for this kind of thing; gives the handler `focus`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def __call__(self, message: Message, uow: UnitOfWork) -> bool | dict[str, Any]:
        """Look what is in focus; a command is never an answer."""
        if (message.text or "").startswith("/"):
            return False
        current = await focus.current(uow)
        return {"focus": current} if current and current.kind == self.kind else False
