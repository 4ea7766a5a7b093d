"""Published checklists: publish a version, and get the compiled form of one, cached."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

import xforms
from models import FormVersion
from services import audit
from services.errors import NotFoundError
from services.form_library import form_files
from services.unit_of_work import UnitOfWork

KEEP = 32
"""Compiled forms kept in memory; a town has about a dozen checklists, old drafts some more."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A checklist that has passed every check and may be published."""

    form_id: str
    version: str
    title: str
    xform: str
    workbook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Lists that the form reads from, by file name."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows each has, as far as known."""

    @property
    def digest(self) -> str:
        """What makes two versions the same: the form, and every file that it reads."""
        whole = hashlib.sha256(self.xform.encode())
        for name, body in sorted(self.files.items()):
            whole.update(f"{name}:{form_files.digest_of(body)};".encode())
        return whole.hexdigest()


@dataclass
class Library:
    """Compiled forms by the row number of their version. One per process."""

    compiled: OrderedDict[int, xforms.Form] = field(default_factory=OrderedDict)

    async def form(self, uow: UnitOfWork, version_id: int) -> xforms.Form:
        """The compiled form of a published version.

        Raises:
            NotFoundError: There is no such version.
        """
        form = self.compiled.get(version_id)
        if form is None:
            version = await uow.session.get(FormVersion, version_id)
            if version is None:
                raise NotFoundError(f"form version {version_id} does not exist")
            lists = await form_files.of_version(uow, version_id)
            form = await asyncio.to_thread(xforms.compile_form, version.xform, media=lists)
            self.compiled[version_id] = form
            if len(self.compiled) > KEEP:
                self.compiled.popitem(last=False)
        self.compiled.move_to_end(version_id)
        return form


async def current_version(uow: UnitOfWork, form_id: str) -> int:
    """The row number of the version that new runs are started with.

    Raises:
        NotFoundError: No version of this form has been published.
    """
    found = await uow.session.execute(
        sa.select(FormVersion.id)
        .where(FormVersion.form_id == form_id, FormVersion.current.is_(True))
        .order_by(FormVersion.id.desc())
        .limit(1)
    )
    version_id = found.scalar_one_or_none()
    if version_id is None:
        raise NotFoundError(f"no version of form {form_id} has been published")
    return version_id


async def publish(uow: UnitOfWork, checked: Checked) -> FormVersion:
    """Make a version the one that new runs use. Runs that are open keep theirs.

    The same content published again changes nothing.
    """
    version = await keep(uow, checked)
    if not version.current:
        await make_current(uow, version)
    return version


async def keep(uow: UnitOfWork, checked: Checked) -> FormVersion:
    """The row of this content; a new one is not in force before `make_current`."""
    found = await uow.session.execute(
        sa.select(FormVersion).where(
            FormVersion.form_id == checked.form_id, FormVersion.digest == checked.digest
        )
    )
    version = found.scalar_one_or_none()
    if version is None:
        version = FormVersion(
            form_id=checked.form_id,
            version=checked.version,
            digest=checked.digest,
            title=checked.title,
            xform=checked.xform,
            workbook=checked.workbook,
            published_at=uow.now,
            current=False,
        )
        uow.session.add(version)
        await uow.session.flush()
        for name, body in checked.files.items():
            rows = checked.rows.get(name, 0)
            await form_files.add(uow, name, body, rows=rows, version_id=version.id)
    return version


async def make_current(uow: UnitOfWork, version: FormVersion) -> None:
    """New runs use this version from now on, instead of any other of its form."""
    await uow.session.execute(
        sa.update(FormVersion).where(FormVersion.form_id == version.form_id).values(current=False)
    )
    version.current, version.published_at = True, uow.now
    await uow.session.flush()
    audit.record(uow, "form:publish", "form_version", version.id, form=version.form_id)
