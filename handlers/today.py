"""今日: what is due, open drafts, and who is not in the list."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from services import runs, today
from services.actors import CHILD_ROLES, VENUE_ROLES
from services.form_library.library import Library
from services.unit_of_work import UnitOfWork
from views import runs as run_view
from views import today as view
from views.buttons import OpenDue, OpenToday
from views.menu import main_menu
from views.screen import Screen

router = Router(name="today")


@router.message(Command("today"))
@router.message(Said("今日"))
async def show_today(message: Message, uow: UnitOfWork) -> Screen:
    """What is due, with the menu below the input."""
    screen = view.today(await today.due(uow), await runs.drafts(uow), 0)
    return view.with_menu(screen, main_menu(uow.who.role))


@router.callback_query(Pressed(OpenToday))
async def turn_today(query: CallbackQuery, uow: UnitOfWork, action: OpenToday) -> Screen:
    """A page of what is due."""
    return view.today(await today.due(uow), await runs.drafts(uow), action.page)


@router.callback_query(Pressed(view.ShowDrafts))
async def show_drafts(query: CallbackQuery, uow: UnitOfWork, action: view.ShowDrafts) -> Screen:
    """All open drafts."""
    return view.drafts_list(await runs.drafts(uow), action.page)


@router.callback_query(Pressed(OpenDue))
async def open_due(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: OpenDue
) -> Screen:
    """The right form for the right child or venue; its draft if there is one."""
    return run_view.show(await today.begin(uow, library, action.due_visit_id))


@router.callback_query(Pressed(view.ShowOthers))
async def show_others(query: CallbackQuery, uow: UnitOfWork) -> Screen:
    """Children and venues in scope, due or not."""
    role = uow.who.role
    return view.others(children=role in CHILD_ROLES, venues=role in VENUE_ROLES)
