"""Whatever nobody else took."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from services.unit_of_work import UnitOfWork
from views import errors, menu
from views.screen import Screen

router = Router(name="fallback")


@router.message()
async def say_what_is_possible(message: Message, uow: UnitOfWork) -> Screen:
    """A text nobody waits for: point at the menu."""
    return replace(errors.not_understood(), menu=menu.main_menu(uow.who.role))


@router.callback_query()
async def say_it_is_old(query: CallbackQuery, uow: UnitOfWork) -> Screen:
    """A button of an older version."""
    return replace(errors.old_button(), menu=menu.main_menu(uow.who.role))
