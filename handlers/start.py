"""/start with or without an invite token, /help, /lang, 更多."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from services import staff
from services.unit_of_work import UnitOfWork
from views import menu, start
from views.screen import Screen
from views.start import ChooseLanguage, ShowHelp
from views.translate import LANGUAGES, in_language

router = Router(name="start")


@router.message(Command("start"))
async def begin(message: Message, uow: UnitOfWork, command: CommandObject, channel: str) -> Screen:
    """Bind the chat if there is a token; else show who one is here."""
    token = (command.args or "").strip()
    if not token:
        await staff.reached_again(uow, channel, message.chat.id)
        return start.welcome(uow.who.role)
    actor = await staff.redeem(uow, channel, message.chat.id, token)
    with in_language(actor.language):
        return start.welcome(actor.role, bound_now=True)


@router.message(Command("help"))
@router.message(Said("帮助"))
async def show_help(message: Message, uow: UnitOfWork) -> Screen:
    """What the buttons do."""
    return start.help_text(uow.who.role)


@router.callback_query(Pressed(ShowHelp))
async def show_help_too(query: CallbackQuery, uow: UnitOfWork) -> Screen:
    """The same, from 更多."""
    return start.help_text(uow.who.role)


@router.message(Command("lang"))
async def offer_languages(message: Message, uow: UnitOfWork, command: CommandObject) -> Screen:
    """The choice of language; `/lang en` chooses at once, as the web page's switch does."""
    return await _take_language(uow, (command.args or "").strip())


@router.callback_query(Pressed(ChooseLanguage))
async def choose_language(query: CallbackQuery, uow: UnitOfWork, action: ChooseLanguage) -> Screen:
    """Keep the choice with the person."""
    return await _take_language(uow, action.language)


async def _take_language(uow: UnitOfWork, language: str) -> Screen:
    if language not in LANGUAGES:
        return start.languages()
    actor = await staff.set_language(uow, language)
    with in_language(actor.language):
        return start.language_chosen(actor.role)


@router.message(Command("more"))
@router.message(Said("更多"))
async def show_more(message: Message, uow: UnitOfWork) -> Screen:
    """Everything that is not on the menu."""
    return menu.more(uow.who.role)
