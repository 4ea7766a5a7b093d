"""The clerk's forms: download one, send one in to be checked, publish it."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Said
from services import focus as focuses
from services.form_library import desk, parcels
from services.unit_of_work import UnitOfWork
from views import form_files
from views import form_library as view
from views.form_files import GiveUp
from views.form_library import AskPublish, GetForm, ListForms, Publish
from views.screen import File, Screen
from xforms.attached import Part

router = Router(name="form_library")

TABLES = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".md")
"""Tables by their name; what cannot be read is answered with how to save it instead."""

OTHERS = (".zip", ".xml", ".geojson", ".json")
"""A form with its files, an XForm, lists: an answer, perhaps, for who is filling a form."""


class SentForm(Filter):
    """A document that may be a form, or a list for one; what others send while they fill one is
    left to the runs.
    """

    async def __call__(self, message: Message, uow: UnitOfWork) -> bool:
        """Go by the name alone: the content is looked at in the limited process."""
        name = ((message.document and message.document.file_name) or "").lower()
        if not name.endswith((*TABLES, *OTHERS)):
            return False
        if uow.who.role in desk.EDITORS and name.endswith(TABLES):
            return True
        filling = await focuses.current(uow)
        if filling is None or filling.kind != focuses.FocusKind.RUN:
            return True
        return uow.who.role in desk.EDITORS and await parcels.is_open(uow)


@router.message(Command("forms"))
@router.message(Said("表单"))
async def list_forms(message: Message, uow: UnitOfWork) -> Screen:
    """What is published."""
    return view.published(await desk.published(uow), in_place=False)


@router.callback_query(Pressed(ListForms))
async def list_forms_too(query: CallbackQuery, uow: UnitOfWork) -> Screen:
    """The same, from 更多."""
    return view.published(await desk.published(uow))


@router.callback_query(Pressed(GetForm))
async def download(query: CallbackQuery, uow: UnitOfWork, action: GetForm) -> Screen:
    """The workbook of a version."""
    return view.workbook(*await desk.workbook(uow, action.version_id))


@router.message(SentForm())
async def check(message: Message, uow: UnitOfWork, upload: File | None = None) -> Screen:
    """Every fault at once, the files that are missing, or the offer to publish."""
    sent = Part(upload.name, upload.body) if upload else None
    checkup = await desk.check(uow, sent)
    return view.checked(checkup) if checkup else view.too_big()


@router.callback_query(Pressed(GiveUp))
async def give_up(query: CallbackQuery, uow: UnitOfWork, action: GiveUp) -> Screen:
    """Wait for no more files."""
    return form_files.given_up(waited=await desk.give_up(uow, action.uid))


@router.callback_query(Pressed(AskPublish))
async def ask_publish(query: CallbackQuery, uow: UnitOfWork, action: AskPublish) -> Screen:
    """Ask first, naming what it would replace."""
    return view.ask_publish(await desk.proposal(uow, action.version_id))


@router.callback_query(Pressed(Publish))
async def publish(query: CallbackQuery, uow: UnitOfWork, action: Publish) -> Screen:
    """Bring it into force, if it still replaces what the person was told."""
    changed = await desk.publish(uow, action.version_id, action.replaces_id)
    if changed is not None:
        return view.asked_again(changed)
    return view.done((await desk.proposal(uow, action.version_id)).proposed)
