"""检查: venues in scope, inspection, re-check, name on request."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from services import runs, venues
from services.form_library.library import Library
from services.runs import Begin
from services.unit_of_work import UnitOfWork
from views import children as names
from views import inspections as view
from views import runs as run_view
from views import today
from views.menu import main_menu
from views.screen import Screen

router = Router(name="inspections")

FOREIGN = frozenset({"telegram"})
"""Channels that show codes only (design, promise 2)."""


@router.message(Command("inspect"))
@router.message(Said("检查"))
async def list_venues(message: Message, uow: UnitOfWork) -> Screen:
    """The first page of the venues."""
    return today.with_menu(view.venues(await venues.in_scope(uow, 0)), main_menu(uow.who.role))


@router.callback_query(Pressed(view.ListVenues))
async def turn_venues(query: CallbackQuery, uow: UnitOfWork, action: view.ListVenues) -> Screen:
    """A page of the venues."""
    return view.venues(await venues.in_scope(uow, action.page))


@router.callback_query(Pressed(view.ShowVenue))
async def show_venue(
    query: CallbackQuery, uow: UnitOfWork, action: view.ShowVenue, channel: str
) -> Screen:
    """One venue's card."""
    card = await venues.card(uow, action.venue_id)
    return view.card(card, may_open_name=channel not in FOREIGN)


@router.callback_query(Pressed(view.OpenVenueName))
async def open_name(
    query: CallbackQuery, uow: UnitOfWork, action: view.OpenVenueName, channel: str
) -> Screen:
    """The name, where the channel may show it."""
    if channel in FOREIGN:
        return view.card(await venues.card(uow, action.venue_id), may_open_name=False)
    code, name = await venues.open_name(uow, action.venue_id)
    return names.name(code, name, view.ShowVenue(action.venue_id))


@router.callback_query(Pressed(view.InspectVenue))
async def inspect(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: view.InspectVenue
) -> Screen:
    """Begin an inspection, due or not; the open draft goes on."""
    venue = await venues.find(uow, action.venue_id)
    form_id = venues.form_of(venue.kind)
    if form_id is None:
        return view.card(await venues.card(uow, venue.id), may_open_name=False)
    begun = Begin(form_id, venue_id=venue.id)
    return run_view.show(await runs.start(uow, library, begun))


@router.callback_query(Pressed(view.RecheckVenue))
async def recheck(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: view.RecheckVenue
) -> Screen:
    """Ask the open points again."""
    return run_view.show(await runs.start_recheck(uow, library, action.venue_id))
