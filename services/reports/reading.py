"""Who may see a report, and what is opened for them; each opening is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from models import Child, Report, ReportAddition, Venue, Village, Worker
from models.report import Danger
from models.worker import Role
from services import audit, sealing
from services.actors import Actor
from services.errors import NotAllowedError, NotFoundError
from services.unit_of_work import UnitOfWork

RECEIVERS = frozenset({Role.POLICE, Role.SUPERVISOR, Role.LEADER})
"""Roles that may press 收到. A child director who is told late can only phone: they see nothing
of the report, and the village may know whom it is about."""

OPENERS = frozenset({Role.POLICE, Role.SUPERVISOR})
"""Roles that see what was answered and added; the leader sees codes and times only."""

PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    report_id: int
    code: str
    created_at: datetime
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of reports, newest first; pages count from 0."""

    lines: tuple[ReportLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OpenedAddition:
    """Words that were added."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report as the actor may see it. For a leader `situation` is 0 and nothing is opened.

    `unopened` counts additions whose words are not for the channel.
    """

    report_id: int
    code: str
    created_at: datetime
    village: str
    reporter: str
    mine: bool
    told_police: bool
    acknowledged_at: datetime | None
    acknowledged_by: Role | None
    may_acknowledge: bool
    situation: int = 0
    danger: Danger = Danger.UNKNOWN
    place: str = ""
    subject: str = ""
    may_open_subject: bool = False
    additions: tuple[OpenedAddition, ...] = ()
    unopened: int = 0


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody to call: role, staff code, opened number ('' if none is known)."""

    role: Role
    code: str
    number: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a report is about, opened."""

    report_id: int
    code: str
    name: str
    address: str


def owner_of(report: Report) -> str:
    """Whose key seals a report's fields."""
    return f"report:{report.uid}"


def may_receive(actor: Actor, report: Report) -> bool:
    """Whether 收到 is theirs to press: not the reporter's own."""
    return actor.role in RECEIVERS and report.reporter_id != actor.worker_id


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The reports an actor may know of, as a condition on `Report`."""
    town = Report.town_id == actor.town_id
    if actor.role in RECEIVERS or actor.is_system:
        return town
    own = Report.reporter_id == actor.worker_id
    if actor.role == Role.CHILD_DIRECTOR:
        own = sa.or_(own, Report.village_id == actor.village_id)
    return sa.and_(town, own)


async def find(uow: UnitOfWork, report_id: int, *, own: bool = False) -> Report:
    """A report in the actor's scope (`own`: one they sent).

    Raises:
        NotFoundError: None there, or not theirs to see.
    """
    report = await uow.session.scalar(
        sa.select(Report).where(Report.id == report_id, visible(uow.who))
    )
    if report is None or (own and report.reporter_id != uow.who.worker_id):
        raise NotFoundError(f"no report {report_id} in scope")
    return report


async def page(uow: UnitOfWork, number: int = 0) -> ReportPage:
    """The reports the actor may see, newest first (own ones, or the town's for receivers)."""
    where = visible(uow.who)
    total = await uow.session.scalar(sa.select(sa.func.count()).select_from(Report).where(where))
    pages = max(1, -(-(total or 0) // PER_PAGE))
    number = min(max(number, 0), pages - 1)
    found = await uow.session.scalars(
        sa.select(Report)
        .where(where)
        .order_by(Report.created_at.desc(), Report.id.desc())
        .offset(number * PER_PAGE)
        .limit(PER_PAGE)
    )
    return ReportPage(tuple(_line(report) for report in found), number, pages)


async def unacknowledged(uow: UnitOfWork) -> Sequence[ReportLine]:
    """The town's reports nobody has acknowledged, oldest first."""
    found = await uow.session.scalars(
        sa.select(Report)
        .where(Report.town_id == uow.who.town_id, Report.acknowledged_at.is_(None))
        .order_by(Report.created_at)
    )
    return [_line(report) for report in found]


def _line(report: Report) -> ReportLine:
    acknowledged = report.acknowledged_at is not None
    return ReportLine(report.id, report.code, report.created_at, acknowledged)


async def open_report(uow: UnitOfWork, report_id: int, *, words: bool = True) -> OpenedReport:
    """Open a report for the actor; looking is written down.

    Without `words` what was added stays sealed: it is not for every channel.

    Raises:
        NotFoundError: None there, or not theirs to see.
    """
    report = await find(uow, report_id)
    who = uow.who
    mine = report.reporter_id == who.worker_id
    opened = await _outside(uow, report, mine)
    audit.record(uow, "report:open", "reports", report.id)
    if who.role not in OPENERS and not mine:
        return opened
    return await _inside(uow, report, opened, words=words)


async def _outside(uow: UnitOfWork, report: Report, mine: bool) -> OpenedReport:
    """What even a leader sees: code, times, village, who sent and who acknowledged."""
    reporter = await uow.session.get_one(Worker, report.reporter_id)
    by, village = None, None
    if report.acknowledged_by_id:
        by = await uow.session.get_one(Worker, report.acknowledged_by_id)
    if report.village_id:
        village = await uow.session.get_one(Village, report.village_id)
    return OpenedReport(
        report_id=report.id,
        code=report.code,
        created_at=report.created_at,
        village=village.name if village else "",
        reporter=reporter.code,
        mine=mine,
        told_police=report.told_police,
        acknowledged_at=report.acknowledged_at,
        acknowledged_by=by.role if by else None,
        may_acknowledge=report.acknowledged_at is None and may_receive(uow.who, report),
    )


async def _inside(
    uow: UnitOfWork, report: Report, opened: OpenedReport, *, words: bool
) -> OpenedReport:
    owner = owner_of(report)
    found = await uow.session.scalars(
        sa.select(ReportAddition)
        .where(ReportAddition.report_id == report.id)
        .order_by(ReportAddition.id)
    )
    rows = found.all()
    additions = [
        OpenedAddition(row.created_at, await sealing.open_text(uow, owner, row, "text"))
        for row in (rows if words else ())
    ]
    code = await code_of(uow, report.child_id, report.venue_id)
    return replace(
        opened,
        situation=report.situation,
        danger=report.danger,
        place=await sealing.open_text(uow, owner, report, "place"),
        subject=code,
        may_open_subject=words and bool(code) and uow.who.role in OPENERS,
        additions=tuple(additions),
        unopened=0 if words else len(rows),
    )


async def code_of(uow: UnitOfWork, child_id: int | None, venue_id: int | None) -> str:
    """The code of a child or venue; '' where there is neither."""
    if child_id:
        return (await uow.session.get_one(Child, child_id)).code
    if venue_id:
        return (await uow.session.get_one(Venue, venue_id)).code
    return ""


async def open_subject(uow: UnitOfWork, report_id: int) -> Subject:
    """Name and address of the child or venue, for those who have to go there.

    Raises:
        NotFoundError: No such report, or it names neither child nor venue.
        NotAllowedError: The role may not open it.
    """
    report = await find(uow, report_id)
    if uow.who.role not in OPENERS:
        raise NotAllowedError(f"report {report_id}: this role opens no names")
    row: Child | Venue | None = None
    if report.child_id:
        row = await uow.session.get_one(Child, report.child_id)
    elif report.venue_id:
        row = await uow.session.get_one(Venue, report.venue_id)
    if row is None:
        raise NotFoundError(f"report {report_id} names nobody")
    owner = f"{'child' if isinstance(row, Child) else 'venue'}:{row.uid}"
    name = await sealing.open_text(uow, owner, row, "name")
    address = await sealing.open_text(uow, owner, row, "address")
    return Subject(report.id, row.code, name, address)


async def duty_phones(uow: UnitOfWork, report_id: int = 0) -> Sequence[Phone]:
    """Police liaisons and supervisors of the town with their duty numbers, opened.

    For those who receive a report its reporter comes first.

    Raises:
        NotFoundError: A report that the actor may not see.
    """
    report = await find(uow, report_id) if report_id else None
    roles = sa.and_(Worker.role.in_(OPENERS), Worker.active.is_(True))
    if report is not None and may_receive(uow.who, report):
        roles = sa.or_(roles, Worker.id == report.reporter_id)
    found = await uow.session.scalars(
        sa.select(Worker)
        .where(Worker.town_id == uow.who.town_id, Worker.id != uow.who.worker_id, roles)
        .order_by(Worker.id)
    )
    first = report.reporter_id if report is not None else 0
    people = sorted(found, key=lambda person: (person.id != first, person.role, person.id))
    return [
        Phone(
            person.role,
            person.code,
            await sealing.open_text(uow, f"worker:{person.uid}", person, "phone"),
        )
        for person in people
    ]
