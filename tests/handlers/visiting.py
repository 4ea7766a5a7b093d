"""A worker whose home visit is any form at all: for what a form can ask in the chat."""

from __future__ import annotations

import json

import sqlalchemy as sa

from models import Attachment, Child, Submission
from privacy.sealed import place
from services import sealing
from tests import factories
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.phones.phone import Phone
from tests.phones.town import RunningTown


async def visit(town: RunningTown, begin: Begin, form: str) -> Phone:
    """A phone on the first screen of this form of `tests/forms/`, which is a home visit's."""
    async with begin() as uow:
        home, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, home, village=village, grid=grid)
        child = await factories.child(uow, home, village, grid)
        await publish_form(uow, form)
    phone = await town.phone(worker)
    await phone.say("/children")
    await phone.press(child.code, message=phone.screen)
    await phone.press("开始走访")
    return phone


async def handed_in(begin: Begin) -> dict[str, str]:
    """The answers of the only submission."""
    async with begin() as uow:
        row = (await uow.session.scalars(sa.select(Submission))).one()
        child = await uow.session.get_one(Child, row.child_id)
        return json.loads(await sealing.open_text(uow, f"child:{child.uid}", row, "answers"))


async def kept_files(begin: Begin) -> dict[str, bytes]:
    """Every kept file by the name that its answer has, opened."""
    async with begin() as uow:
        child = (await uow.session.scalars(sa.select(Child))).one()
        cipher = await sealing.cipher_of(uow, f"child:{child.uid}")
        rows = (await uow.session.scalars(sa.select(Attachment))).all()
        return {
            row.uid: cipher.open_bytes(row.body, place("attachments", "body", row.uid))
            for row in rows
        }
