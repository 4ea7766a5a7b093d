"""The screen a person is at, for whoever was left without a reply by a crash."""

from __future__ import annotations

from handlers import runs
from services.form_library.library import Library
from services.unit_of_work import UnitOfWork
from views.screen import Screen


async def present_screen(uow: UnitOfWork, library: Library) -> Screen | None:
    """The run in focus, as it stands; None if nothing is in focus."""
    return await runs.resume(uow, library)
