"""Children in scope: list, card, name on request, a visit that was not due."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed
from services import children, runs
from services.form_library.library import Library
from services.runs import Begin
from services.unit_of_work import UnitOfWork
from views import children as view
from views import runs as run_view
from views.screen import Screen

router = Router(name="children")

FOREIGN = frozenset({"telegram"})
"""Channels that show codes only (design, promise 2)."""


@router.message(Command("children"))
async def list_children(message: Message, uow: UnitOfWork) -> Screen:
    """The first page of the list."""
    return view.children(await children.in_scope(uow, 0))


@router.callback_query(Pressed(view.ListChildren))
async def turn_children(
    query: CallbackQuery, uow: UnitOfWork, action: view.ListChildren
) -> Screen:
    """A page of the list."""
    return view.children(await children.in_scope(uow, action.page))


@router.callback_query(Pressed(view.ShowChild))
async def show_child(
    query: CallbackQuery, uow: UnitOfWork, action: view.ShowChild, channel: str
) -> Screen:
    """One child's card."""
    card = await children.card(uow, action.child_id)
    return view.card(card, may_open_name=channel not in FOREIGN)


@router.callback_query(Pressed(view.OpenChildName))
async def open_name(
    query: CallbackQuery, uow: UnitOfWork, action: view.OpenChildName, channel: str
) -> Screen:
    """The name, where the channel may show it."""
    if channel in FOREIGN:
        return view.card(await children.card(uow, action.child_id), may_open_name=False)
    code, name = await children.open_name(uow, action.child_id)
    return view.name(code, name, view.ShowChild(action.child_id))


@router.callback_query(Pressed(view.VisitChild))
async def visit(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: view.VisitChild
) -> Screen:
    """Begin a visit, due or not; the open draft goes on."""
    begun = Begin(children.FORM_ID, child_id=action.child_id)
    return run_view.show(await runs.start(uow, library, begun))
