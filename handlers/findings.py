"""整改、跟踪: what is open in scope, one of them. Re-checks and visits start elsewhere."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from handlers.inspections import FOREIGN
from services import findings
from services.unit_of_work import UnitOfWork
from views import findings as view
from views import today
from views.menu import main_menu
from views.screen import Screen

router = Router(name="findings")


@router.message(Command("findings"))
@router.message(Said("整改"))
async def list_findings(message: Message, uow: UnitOfWork) -> Screen:
    """The first page of what is open."""
    screen = view.findings(await findings.listing(uow))
    return today.with_menu(screen, main_menu(uow.who.role))


@router.callback_query(Pressed(view.ListFindings))
async def turn_findings(
    query: CallbackQuery, uow: UnitOfWork, action: view.ListFindings
) -> Screen:
    """A page of what is open."""
    return view.findings(await findings.listing(uow, action.page))


@router.callback_query(Pressed(view.ShowFinding))
async def show_finding(
    query: CallbackQuery, uow: UnitOfWork, action: view.ShowFinding, channel: str
) -> Screen:
    """One finding; what was seen at a child's home is not for a foreign channel."""
    item = await findings.look(uow, action.finding_id)
    return view.finding(item, may_say=channel not in FOREIGN)
