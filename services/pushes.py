"""What a promised push says when its turn comes, from the rows as they are by then.

Ids in, values out; None means that it is no longer true and must not be sent. Kinds: `digest`,
`summary`, `report`, `report_waiting`, `report_acknowledged`, `report_addition`, `declined`,
`overdue`, `finding_overdue`, `finding_alert`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from models import Child, DueVisit, Finding, OutboxMessage, Report, ReportAddition, Venue, Worker
from models.child import Sex
from models.due_visit import DueStatus
from models.finding import FindingStatus
from models.outbox_message import OutboxStatus
from models.worker import Role
from services import digests, outbox, summaries
from services.actors import actor_of
from services.digests import Digest
from services.errors import NotAllowedError
from services.policy import load_policy
from services.reports import climbing
from services.reports.declining import declined_since
from services.reports.reading import RECEIVERS, visible
from services.summaries import Summary
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

SHOWN = 8
"""Codes in one push."""

NEVER_HELD_BACK = frozenset({"digest", "summary", "finding_alert", "declined"})
"""Not urgent, but of that day: the cap holds back what can wait until tomorrow."""


@dataclass(frozen=True, slots=True)
class ReportCall:
    """A report that waits for 收到. `waited` since it was sent; `acts` may press 收到."""

    report_id: int
    code: str
    waited: timedelta
    acts: bool


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """To the reporter: nobody yet (`role` None), or who acknowledged and when."""

    report_id: int
    code: str
    waited: timedelta
    role: Role | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportGrown:
    """Something was added to a report."""

    report_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Declined:
    """So many suspicions were declined today."""

    count: int


@dataclass(frozen=True, slots=True)
class LateLine:
    """A code, what it belongs to in the database, and how many days it is late (0: not yet)."""

    row_id: int
    code: str
    days_late: int


@dataclass(frozen=True, slots=True)
class LateVisits:
    """Overdue visits of others. A leader gets no lines, only the numbers."""

    lines: tuple[LateLine, ...]
    total: int
    girls: int


@dataclass(frozen=True, slots=True)
class LateFindings:
    """Findings: overdue ones, or serious ones of today (`alert`)."""

    lines: tuple[LateLine, ...]
    total: int
    alert: bool


Facts = (
    Digest
    | Summary
    | ReportCall
    | ReportAnswer
    | ReportGrown
    | Declined
    | LateVisits
    | LateFindings
)


@dataclass(frozen=True, slots=True)
class PushContent:
    """What to say and in which language; `marked`: an earlier copy may have arrived."""

    kind: str
    language: str
    facts: Facts
    marked: bool


Source = Callable[[UnitOfWork, OutboxMessage], Awaitable[Facts | None]]


async def content(uow: UnitOfWork, message: OutboxMessage) -> PushContent | None:
    """What the push says now, in its reader's scope; None when it is no longer true.

    Dropped when the reader has left or lost the role or scope, and when what it is about has been
    done, closed or acknowledged.

    Raises:
        KeyError: Nobody has written this kind: a bug.
    """
    reader = await uow.session.get(Worker, message.worker_id)
    if reader is None or not reader.active or reader.town_id != message.town_id:
        return None
    theirs = replace(uow, actor=actor_of(reader))
    try:
        facts = await SOURCES[message.kind](theirs, message)
    except NotAllowedError:  # the role changed since it was promised
        return None
    if facts is None:
        return None
    return PushContent(message.kind, reader.language, facts, message.uncertain)


async def held_until(uow: UnitOfWork, message: OutboxMessage) -> datetime | None:
    """When a push may be tried again because its reader has had enough for today, or None.

    The cap (`pushes_per_day`) counts what was sent today; urgent pushes neither count nor wait.
    """
    if message.urgent or message.kind in NEVER_HELD_BACK:
        return None
    since = datetime.combine(uow.today, time(), tzinfo=LOCAL_ZONE)
    sent = await uow.session.scalar(
        sa.select(sa.func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.worker_id == message.worker_id,
            OutboxMessage.status == OutboxStatus.SENT,
            OutboxMessage.sent_at >= since,
            OutboxMessage.urgent.is_(False),
        )
    )
    if (sent or 0) < load_policy().pushes_per_day:
        return None
    tomorrow = uow.today + timedelta(days=1)
    return outbox.after_quiet_hours(datetime.combine(tomorrow, time(), tzinfo=LOCAL_ZONE))


def _is_todays(uow: UnitOfWork, message: OutboxMessage) -> bool:
    return date.fromisoformat(message.payload["day"]) == uow.today


async def _digest(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    if not _is_todays(uow, message):
        return None
    return await digests.content(uow, message.worker_id)


async def _summary(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    return await summaries.content(uow) if _is_todays(uow, message) else None


async def _report_of(uow: UnitOfWork, message: OutboxMessage) -> Report | None:
    found: Report | None = await uow.session.scalar(
        sa.select(Report).where(Report.id == message.payload["report_id"], visible(uow.who))
    )
    return found


def _waits(report: Report, message: OutboxMessage) -> bool:
    """Nobody has acknowledged it, and no later step has been promised meanwhile."""
    return report.acknowledged_at is None and report.level <= message.payload["step"]


async def _report(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    report = await _report_of(uow, message)
    told = {role for step in load_policy().report_climb for role in step.tell}
    if report is None or not _waits(report, message) or uow.who.role not in told:
        return None
    waited = climbing.moment_of(report.created_at, message.payload["step"]) - report.created_at
    return ReportCall(report.id, report.code, waited, uow.who.role in RECEIVERS)


async def _report_waiting(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    report = await _report_of(uow, message)
    if report is None or not _waits(report, message):
        return None
    return ReportAnswer(report.id, report.code, uow.now - report.created_at)


async def _report_acknowledged(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    report = await _report_of(uow, message)
    if report is None or report.acknowledged_at is None:
        return None
    by = await uow.session.get_one(Worker, report.acknowledged_by_id)
    waited = report.acknowledged_at - report.created_at
    return ReportAnswer(report.id, report.code, waited, by.role, report.acknowledged_at)


async def _report_addition(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    report = await _report_of(uow, message)
    if report is None or uow.who.role not in climbing.roles_at(0):
        return None
    later = await uow.session.scalar(
        sa.select(sa.func.count())
        .select_from(ReportAddition)
        .where(
            ReportAddition.report_id == report.id,
            ReportAddition.id > message.payload["addition_id"],
        )
    )
    return None if later else ReportGrown(report.id, report.code)


async def _declined(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    since = datetime.combine(uow.today, time(), tzinfo=LOCAL_ZONE)
    if uow.who.role != Role.SUPERVISOR:
        return None
    declined = await declined_since(uow, min(since, message.promised_at))
    return Declined(len(declined)) if declined else None


async def _overdue(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    leader = uow.who.role == Role.LEADER
    found = await uow.session.execute(
        sa.select(
            DueVisit.id, sa.func.coalesce(Child.code, Venue.code), Child.sex, DueVisit.due_on
        )
        .select_from(DueVisit)
        .outerjoin(Child, Child.id == DueVisit.child_id)
        .outerjoin(Venue, Venue.id == DueVisit.venue_id)
        .where(
            DueVisit.id.in_(message.payload["due_visit_ids"]),
            DueVisit.status == DueStatus.OPEN,
            DueVisit.due_on < uow.today,
            DueVisit.town_id == uow.who.town_id if leader else uow.who.due_visits(),
        )
        .order_by(sa.case((Child.sex == Sex.FEMALE, 0), else_=1), DueVisit.due_on, DueVisit.id)
    )
    rows = found.all()
    if not rows:
        return None
    girls = sum(1 for row in rows if row[2] is Sex.FEMALE)
    shown = () if leader else rows[:SHOWN]
    lines = tuple(LateLine(row[0], row[1], (uow.today - row[3]).days) for row in shown)
    return LateVisits(lines, len(rows), girls)


async def _findings(uow: UnitOfWork, message: OutboxMessage) -> Facts | None:
    alert = message.kind == "finding_alert"
    conditions: list[sa.ColumnElement[bool]] = [
        Finding.id.in_(message.payload["finding_ids"]),
        Finding.town_id == uow.who.town_id,
        Finding.status == FindingStatus.OPEN,
    ]
    if not alert:
        conditions.append(Finding.deadline < uow.today)
    found = await uow.session.scalars(
        sa.select(Finding).where(*conditions).order_by(Finding.deadline, Finding.id)
    )
    rows = found.all()
    if not rows:
        return None
    lines = tuple(LateLine(row.id, row.code, _late(uow, row)) for row in rows[:SHOWN])
    return LateFindings(lines, len(rows), alert)


def _late(uow: UnitOfWork, finding: Finding) -> int:
    return max((uow.today - finding.deadline).days, 0) if finding.deadline else 0


SOURCES: dict[str, Source] = {
    "digest": _digest,
    "summary": _summary,
    "report": _report,
    "report_waiting": _report_waiting,
    "report_acknowledged": _report_acknowledged,
    "report_addition": _report_addition,
    "declined": _declined,
    "overdue": _overdue,
    "finding_overdue": _findings,
    "finding_alert": _findings,
}
"""Every kind there is; a test renders each with planted names around it."""
