"""The clerk's desk: published forms, their workbooks, a file to be checked, publishing it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from models import FormParcel, FormVersion
from models.worker import Role
from services import audit, children, venues
from services.errors import NotAllowedError, NotFoundError
from services.form_library import checking, form_files, library, parcels, receiving
from services.form_library.checking import Mark, Verdict
from services.form_library.parcels import Waiting
from services.form_library.receiving import Files, Parts
from services.unit_of_work import LOCAL_ZONE, UnitOfWork
from xforms.attached import ITEMSETS, Part, is_xform, plain_name

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
    """A version that may be published, and what it would replace; `used`: by the bot at all.

    `same_questions`: it differs from what it would replace in its files alone, or in nothing.
    """

    proposed: Listed
    replaces: Listed | None
    used: bool
    same_questions: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file to be downloaded, with its ending."""

    body: bytes = field(repr=False)
    ending: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What came of a file: faults, or a proposal with its number of questions and warnings.

    `waiting` is how a form stands that reads lists from files. Names of files: `strays` it does
    not ask for, `reused` its earlier version had. `several`: titles of forms that all use it.
    """

    faults: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()
    proposal: Proposal | None = None
    questions: int = 0
    waiting: Waiting | None = None
    strays: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


async def published(uow: UnitOfWork) -> Sequence[Listed]:
    """The versions in force, by form; raises NotAllowedError for other roles."""
    _check_is_editor(uow)
    found = await uow.session.execute(
        sa.select(*_COLUMNS).where(FormVersion.current.is_(True)).order_by(FormVersion.form_id)
    )
    return [_listed(row) for row in found]


async def workbook(uow: UnitOfWork, version_id: int) -> tuple[Listed, File]:
    """A version and its file as it may be sent in again; a zip of all where it has lists.

    Raises:
        NotAllowedError: The actor is neither clerk nor supervisor.
        NotFoundError: There is no such version.
        OutsideWorkError: For packing.
    """
    version = await _find(uow, version_id)
    audit.record(uow, "form:download", "form_version", version.id, form=version.form_id)
    ending = ".xml" if is_xform(version.workbook) else ".xlsx"
    lists = await form_files.of_version(uow, version.id)
    lists.pop(ITEMSETS, None)
    if not lists:
        return _listed(version), File(version.workbook, ending)
    files = {f"form{ending}": version.workbook} | lists
    packed = uow.outside("packed", lambda: asyncio.to_thread(receiving.pack, files))
    return _listed(version), File(packed, ".zip")


async def check(uow: UnitOfWork, sent: Part | None) -> Checkup | None:
    """Check a form, a file that a form asks for, or a zip of them. What passes is kept.

    None for a file that was too big to be fetched. Raises NotAllowedError, before the file is
    looked at, for other roles; OutsideWorkError for the check itself, which takes 1–5 s.
    """
    _check_is_editor(uow)
    if sent is None:
        return None
    parts: Parts = uow.outside("parts", lambda: asyncio.to_thread(receiving.unpack, sent))
    if parts.faults:
        return Checkup(parts.faults)
    parcel = await parcels.find(uow)
    if parts.form is not None:
        return await _form(uow, parcel, parts.form, parts.files)
    return await _files(uow, parcel, parts.files)


async def give_up(uow: UnitOfWork, uid: str) -> bool:
    """Wait for no more files of this form; whether it still waited. Raises NotAllowedError."""
    _check_is_editor(uow)
    return await parcels.drop(uow, uid)


async def _form(
    uow: UnitOfWork, parcel: FormParcel | None, form: Part, sent: Sequence[Part]
) -> Checkup:
    """A form, perhaps with its files; those of its earlier version stand in for the others."""
    verdict: Verdict = uow.outside("verdict", lambda: asyncio.to_thread(checking.judge, form.body))
    checked = verdict.checked
    if checked is None:
        if parcel is not None and receiving.stem_twin(parcel.wanted, form.name):
            return await _files(uow, parcel, (form,))  # wards.xlsx instead of wards.csv
        audit.record(uow, "form:check", "form_version", faults=len(verdict.faults))
        return Checkup(verdict.faults)
    if not verdict.needs:
        await parcels.drop(uow)
        kept = await library.keep(uow, checked)
        audit.record(uow, "form:check", "form_version", kept.id, form=kept.form_id, faults=0)
        strays = tuple(plain_name(part.name) for part in sent)
        shown = await proposal(uow, kept.id)
        return Checkup((), verdict.warnings, shown, verdict.questions, strays=strays)
    earlier = await parcels.earlier_files(uow, checked.form_id)

    def look() -> Files:
        return receiving.look(checked, verdict.needs, sent, earlier)

    files: Files = uow.outside("files", lambda: asyncio.to_thread(look))
    wanted = [need.name for need in verdict.needs]
    parcel = await parcels.begin(
        uow, checked, wanted, questions=verdict.questions, remarks=verdict.warnings
    )
    audit.record(uow, "form:check", "form_parcel", parcel.id, form=parcel.form_id, faults=0)
    return await _settle(uow, parcel, files)


async def _files(uow: UnitOfWork, parcel: FormParcel | None, sent: Sequence[Part]) -> Checkup:
    """Files alone: for the form that waits, else for one in force that has such files."""
    if parcel is None or not _any_wanted(parcel.wanted, sent):
        waits = parcel is not None and bool((await parcels.standing(uow, parcel)).missing)
        asking = [] if waits else await _asking(uow, sent)
        if len(asking) > 1:
            return Checkup(several=tuple(version.title for version in asking))
        if asking:
            parcel = await _parcel_from(uow, asking[0])
    if parcel is None:
        return Checkup(strays=tuple(plain_name(part.name) for part in sent))
    checked = await parcels.checked_of(uow, parcel)

    def look() -> Files:
        return receiving.look(checked, receiving.needed(checked), sent)

    files: Files = uow.outside("files", lambda: asyncio.to_thread(look))
    return await _settle(uow, parcel, files)


async def _settle(uow: UnitOfWork, parcel: FormParcel, files: Files) -> Checkup:
    """Keep what passed; a form with all its files becomes a version that may be published."""
    await parcels.put(uow, parcel, files.taken)
    waiting = await parcels.standing(uow, parcel)
    remarks = (*parcels.remarks_of(parcel), *files.warnings)
    shown = None
    if not waiting.missing and not files.faults:
        kept = await library.keep(uow, await parcels.checked_of(uow, parcel))
        shown = await proposal(uow, kept.id)
    return Checkup(
        files.faults,
        remarks,
        shown,
        parcel.questions,
        waiting=waiting,
        strays=files.strays,
        reused=files.reused,
    )


async def _asking(uow: UnitOfWork, sent: Sequence[Part]) -> list[FormVersion]:
    """The versions in force that have files of these names."""
    found: dict[int, FormVersion] = {}
    for version, name in await form_files.in_force(uow):
        if name != ITEMSETS and _any_wanted([name], sent):
            found.setdefault(version.id, version)
    return list(found.values())


async def _parcel_from(uow: UnitOfWork, version: FormVersion) -> FormParcel:
    checked = await parcels.checked_of_version(uow, version)
    wanted = [need.name for need in receiving.needed(checked)]
    questions = uow.outside("questions", lambda: asyncio.to_thread(receiving.count, checked))
    return await parcels.begin(uow, checked, wanted, questions=questions)


def _any_wanted(names: Sequence[str], sent: Sequence[Part]) -> bool:
    return any(
        receiving.wanted_name(names, part.name) or receiving.stem_twin(names, part.name)
        for part in sent
    )


async def proposal(uow: UnitOfWork, version_id: int) -> Proposal:
    """What publishing this version would do.

    Raises:
        NotAllowedError: The actor is neither clerk nor supervisor.
        NotFoundError: There is no such version.
    """
    version = await _find(uow, version_id)
    forms = await published(uow)
    replaces = next((f for f in forms if f.form_id == version.form_id), None)
    same = replaces is not None and await _same_questions(uow, version_id, replaces.version_id)
    return Proposal(_listed(version), replaces, version.form_id in USED, same)


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
    await parcels.drop(uow)
    return None


async def _same_questions(uow: UnitOfWork, one: int, other: int) -> bool:
    """Whether two versions differ in their files alone."""
    found = await uow.session.scalar(
        sa.select(sa.func.count(sa.distinct(FormVersion.xform))).where(
            FormVersion.id.in_((one, other))
        )
    )
    return found == 1


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
