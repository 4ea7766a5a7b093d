"""Checklists and test forms, converted once per content and published into a test's database."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from services.form_library.library import publish
from services.form_library.source import CHECKLISTS, CheckedForm, load_checklist
from services.unit_of_work import UnitOfWork

HERE = Path(__file__).parent
CACHE = Path(tempfile.gettempdir()) / "hulei-test-forms"
"""Converted forms by content: a conversion takes more than a second."""


@cache
def checked(stem: str) -> CheckedForm:
    """A form of `tests/forms/` or `checklists/` by its file name."""
    own = HERE / f"{stem}.md"
    return load_checklist(own if own.exists() else CHECKLISTS / f"{stem}.md", cache=CACHE)


async def publish_form(uow: UnitOfWork, stem: str) -> None:
    """Make it the version that new runs use."""
    await publish(uow, checked(stem))
