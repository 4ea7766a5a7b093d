"""What the first start of a real town does: publish the shipped checklists."""

from __future__ import annotations

import sqlalchemy as sa

from bot.application import Application
from models import FormVersion
from services.form_library import source
from services.form_library.library import publish
from services.unit_of_work import UnitOfWork

CACHE = source.CHECKLISTS.parent / ".cache" / "forms"


async def publish_shipped(uow: UnitOfWork) -> dict[str, int]:
    """Publish them; form id → row number of the version."""
    versions = {}
    for name in source.FORMS:
        checked = source.load_checklist(source.CHECKLISTS / f"{name}.md", cache=CACHE)
        versions[checked.form_id] = (await publish(uow, checked)).id
    return versions


async def publish_if_none(application: Application) -> None:
    """Only where no form has been published: a clerk's newer version is left alone."""
    async with application.begin() as uow:
        if await uow.session.scalar(sa.select(FormVersion.id).limit(1)) is None:
            await publish_shipped(uow)
