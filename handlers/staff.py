"""Colleagues and their invite links (supervisor, clerk)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from services import staff
from services.unit_of_work import UnitOfWork
from views import staff as views
from views.screen import Screen
from views.staff import Invite, InviteLinks, ListStaff, OpenColleague, Revoke

router = Router(name="staff")


@router.message(Command("invite"))
async def invite_by_code(
    message: Message, uow: UnitOfWork, command: CommandObject, links: InviteLinks
) -> Screen:
    """`/invite QH-W-07` makes a link; without a code, choose from the list."""
    code = (command.args or "").strip()
    if not code:
        return views.staff_list(await staff.colleagues(uow), 0)
    return views.invited(await staff.invite(uow, code), links)


@router.message(Said("人员"))
async def show_staff(message: Message, uow: UnitOfWork) -> Screen:
    """The first page of colleagues."""
    return views.staff_list(await staff.colleagues(uow), 0)


@router.callback_query(Pressed(ListStaff))
async def turn_page(query: CallbackQuery, uow: UnitOfWork, action: ListStaff) -> Screen:
    """A page of colleagues."""
    return views.staff_list(await staff.colleagues(uow), action.page)


@router.callback_query(Pressed(OpenColleague))
async def open_card(query: CallbackQuery, uow: UnitOfWork, action: OpenColleague) -> Screen:
    """One colleague."""
    return views.card(await staff.colleague(uow, action.worker_id))


@router.callback_query(Pressed(Invite))
async def invite(
    query: CallbackQuery, uow: UnitOfWork, action: Invite, links: InviteLinks
) -> Screen:
    """Make a link for this colleague."""
    one = await staff.colleague(uow, action.worker_id)
    return views.invited(await staff.invite(uow, one.code), links)


@router.callback_query(Pressed(Revoke))
async def revoke(query: CallbackQuery, uow: UnitOfWork, action: Revoke) -> Screen:
    """Ask first, then close the colleague's chats."""
    if not action.sure:
        return views.ask_revoke(await staff.colleague(uow, action.worker_id))
    await staff.revoke(uow, action.worker_id)
    return views.card(await staff.colleague(uow, action.worker_id))
