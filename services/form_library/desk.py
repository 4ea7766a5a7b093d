"""The clerk's desk: published forms, their workbooks, a file to be checked, publishing it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from models import FormVersion
from models.worker import Role
from services import audit, children, venues
from services.errors import NotAllowedError, NotFoundError
from services.form_library import checking, library
from services.form_library.checking import Mark, Verdict
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

EDITORS = frozenset({Role.CLERK, Role.SUPERVISOR})
"""Forms belong to the clerk (design, promise 5); a supervisor stands in."""

USED = frozenset({children.FORM_ID, *venues.FORM_OF_KIND.values()})
"""Forms that a visit or an inspection is begun with."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A version as it stands in a list; `since` is the local day it came into force."""

    version_id: int
    form_id: str
    title: str
    version: str
    since: date
    current: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version that may be published, and what it would replace; `used`: by the bot at all."""

    proposed: Listed
    replaces: Listed | None
    used: bool


@dataclass(frozen=True, slots=True)
class Checkup:
    """What came of a file: faults, or a proposal with its number of questions and warnings."""

    faults: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()
    proposal: Proposal | None = None
    questions: int = 0


async def published(uow: UnitOfWork) -> Sequence[Listed]:
    """The versions in force, by form; raises NotAllowedError for other roles."""
    _check_is_editor(uow)
    found = await uow.session.execute(
        sa.select(*_COLUMNS).where(FormVersion.current.is_(True)).order_by(FormVersion.form_id)
    )
    return [_listed(row) for row in found]


async def workbook(uow: UnitOfWork, version_id: int) -> tuple[Listed, bytes]:
    """A version and its .xlsx file.

    Raises:
        NotAllowedError: The actor is neither clerk nor supervisor.
        NotFoundError: There is no such version.
    """
    version = await _find(uow, version_id)
    audit.record(uow, "form:download", "form_version", version.id, form=version.form_id)
    return _listed(version), version.workbook


async def check(uow: UnitOfWork, data: bytes | None) -> Checkup | None:
    """Check a file. One that passes is kept, to be published.

    None for a file that was too big to be fetched. Raises NotAllowedError, before the file is
    looked at, for other roles; OutsideWorkError for the check itself, which takes 2–4 s.
    """
    _check_is_editor(uow)
    if data is None:
        return None
    verdict: Verdict = uow.outside("verdict", lambda: asyncio.to_thread(checking.judge, data))
    if verdict.checked is None:
        audit.record(uow, "form:check", "form_version", faults=len(verdict.faults))
        return Checkup(verdict.faults)
    kept = await library.keep(uow, verdict.checked)
    audit.record(uow, "form:check", "form_version", kept.id, form=kept.form_id, faults=0)
    return Checkup((), verdict.warnings, await proposal(uow, kept.id), verdict.questions)


async def proposal(uow: UnitOfWork, version_id: int) -> Proposal:
    """What publishing this version would do.

    Raises:
        NotAllowedError: The actor is neither clerk nor supervisor.
        NotFoundError: There is no such version.
    """
    version = await _find(uow, version_id)
    forms = await published(uow)
    replaces = next((f for f in forms if f.form_id == version.form_id), None)
    return Proposal(_listed(version), replaces, version.form_id in USED)


async def publish(uow: UnitOfWork, version_id: int, replaces_id: int) -> Proposal | None:
    """Bring a kept version into force; the proposal as it stands, if it is not what was shown.

    `replaces_id` is the version that the confirmation named, 0 for none. Open runs keep theirs.

    Raises:
        NotAllowedError: The actor is neither clerk nor supervisor.
        NotFoundError: There is no such version.
    """
    version = await _find(uow, version_id)
    now = await proposal(uow, version_id)
    if version.current or (now.replaces.version_id if now.replaces else 0) != replaces_id:
        return now
    await library.make_current(uow, version)
    return None


_COLUMNS = (
    FormVersion.id,
    FormVersion.form_id,
    FormVersion.title,
    FormVersion.version,
    FormVersion.published_at,
    FormVersion.current,
)
"""Without the XForm and the workbook, which may have megabytes."""


def _listed(row: sa.Row[int, str, str, str, datetime, bool] | FormVersion) -> Listed:
    since = row.published_at.astimezone(LOCAL_ZONE).date()
    return Listed(row.id, row.form_id, row.title, row.version, since, row.current)


async def _find(uow: UnitOfWork, version_id: int) -> FormVersion:
    _check_is_editor(uow)
    version = await uow.session.get(FormVersion, version_id)
    if version is None:
        raise NotFoundError(f"form version {version_id} does not exist")
    return version


def _check_is_editor(uow: UnitOfWork) -> None:
    if uow.who.role not in EDITORS:
        raise NotAllowedError("only clerks and supervisors see to the forms")
