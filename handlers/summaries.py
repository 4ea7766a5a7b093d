"""The summary on request, and the lists behind its numbers."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from handlers.inspections import FOREIGN
from services import reports, summaries
from services.errors import StaleError
from services.summaries import Listing
from services.unit_of_work import UnitOfWork
from views import summaries as view
from views.screen import Screen
from views.summaries import (
    OpenList,
    OpenReason,
    PickVillage,
    ShowDeclined,
    ShowList,
    ShowSummary,
)

router = Router(name="summaries")


def _listing(value: str) -> Listing:
    try:
        return Listing(value)
    except ValueError as error:
        raise StaleError("button of a list that does not exist") from error


async def _with_picture(uow: UnitOfWork) -> Screen:
    """Draw in a thread: the picture takes a moment, and other chats go on meanwhile."""
    return await asyncio.to_thread(view.summary, await summaries.content(uow))


@router.message(Command("summary"))
@router.message(Said("小结"))
async def summary(_message: Message, uow: UnitOfWork) -> Screen:
    """The summary as it is now."""
    return await _with_picture(uow)


@router.callback_query(Pressed(ShowSummary))
async def show_summary(_query: CallbackQuery, uow: UnitOfWork, action: ShowSummary) -> Screen:
    """The summary again, with its picture or in words."""
    if action.picture:
        return await _with_picture(uow)
    return view.summary_words(await summaries.content(uow))


@router.callback_query(Pressed(OpenList))
async def open_list(_query: CallbackQuery, uow: UnitOfWork, action: OpenList) -> Screen:
    """The list behind a number of the picture's message."""
    return view.list_screen(await summaries.lines(uow, _listing(action.listing)), fresh=True)


@router.callback_query(Pressed(ShowList))
async def show_list(_query: CallbackQuery, uow: UnitOfWork, action: ShowList) -> Screen:
    """A page of a list."""
    page = await summaries.lines(
        uow, _listing(action.listing), village_id=action.village_id, page=action.page
    )
    return view.list_screen(page)


@router.callback_query(Pressed(PickVillage))
async def pick_village(_query: CallbackQuery, uow: UnitOfWork, action: PickVillage) -> Screen:
    """Narrow a list to a village."""
    return view.pick_village(await summaries.content(uow), _listing(action.listing))


@router.callback_query(Pressed(ShowDeclined))
async def declined(_query: CallbackQuery, uow: UnitOfWork) -> Screen:
    """Suspicions that were declined."""
    return view.declined_list(await summaries.declined(uow))


@router.callback_query(Pressed(OpenReason))
async def reason(
    _query: CallbackQuery, uow: UnitOfWork, action: OpenReason, channel: str
) -> Screen:
    """Why one was declined; not for a foreign channel."""
    if channel in FOREIGN:
        return view.only_in_web()
    return view.reason_card(await reports.open_reason(uow, action.declined_id))
