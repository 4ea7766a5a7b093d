"""Send a report, add to it, say that the police know, acknowledge it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from models import Child, Report, ReportAddition, Run, Town, Venue, Worker
from models.base import random_name
from models.report import Danger
from models.run import RunStatus
from models.worker import Role
from services import audit, focus, outbox, sealing
from services.errors import NotAllowedError
from services.reports import climbing
from services.reports.reading import code_of, find, may_receive, owner_of
from services.unit_of_work import UnitOfWork


class Place(StrEnum):
    """Where it happened or may happen: kind of place only."""

    HOME = "home"
    SCHOOL = "school"
    HOTEL = "hotel"
    ONLINE = "online"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Answers:
    """The three answers. `situation` is 1–9 (2020 opinion, article 4)."""

    situation: int
    danger: Danger
    place: Place


@dataclass(frozen=True, slots=True)
class SentReport:
    """What the reporter is shown. `told` are the roles that were pushed; empty: nobody to tell.

    `climbs_after`: how long until it climbs if nobody presses 收到.
    """

    report_id: int
    code: str
    told: tuple[Role, ...]
    answers: Answers
    run_id: int
    subject: str
    climbs_after: timedelta


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who pressed 收到 first; `mine` when it was the actor, now or earlier."""

    report_id: int
    code: str
    role: Role
    at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    child_id: int | None
    venue_id: int | None
    village_id: int | None
    run_id: int | None


def opening() -> str:
    """A mark for one opening of the report: however often its buttons are pressed, one report."""
    return secrets.token_hex(4)


async def send(uow: UnitOfWork, run_id: int, opened: str, answers: Answers) -> SentReport:
    """Send a report at once; no approval, no draft. A repeat of the same opening gives the first.

    Anybody of the staff may report. Child, venue and village come from the run it was opened in;
    a run that is not the actor's is ignored: nothing may hold a report up.

    Args:
        uow: The transaction of the third answer.
        run_id: The run it was opened in, or 0; negative when it is not about that run's child.
        opened: The mark of the opening (`opening`).
        answers: The three answers.
    """
    who = uow.who
    uid = uow.keyring.blind_index("report", f"{who.worker_id}:{opened}")[:32]
    town = (
        await uow.session.execute(sa.select(Town).where(Town.id == who.town_id).with_for_update())
    ).scalar_one()  # locked: two reports at once must not get one number
    stored = await uow.session.scalar(sa.select(Report).where(Report.uid == uid))
    if stored is None:
        stored = await _store(uow, town, uid, await _subject(uow, run_id), answers)
        told = await climbing.tell(uow, stored, 0)
    else:
        told = climbing.roles_at(0)
    await focus.set_focus(uow, "report", stored.id, str(abs(run_id) or ""))
    subject = await code_of(uow, stored.child_id, stored.venue_id)
    patience = climbing.moment_of(uow.now, 1) - uow.now
    return SentReport(stored.id, stored.code, told, answers, run_id, subject, patience)


async def _store(
    uow: UnitOfWork, town: Town, uid: str, subject: _Subject, answers: Answers
) -> Report:
    count = await uow.session.scalar(
        sa.select(sa.func.count()).select_from(Report).where(Report.town_id == town.id)
    )
    report = Report(
        uid=uid,
        town_id=town.id,
        village_id=subject.village_id,
        code=f"{town.code}-R-{(count or 0) + 1:04}",
        reporter_id=uow.who.worker_id,
        child_id=subject.child_id,
        venue_id=subject.venue_id,
        run_id=subject.run_id,
        situation=answers.situation,
        danger=answers.danger,
        place=await sealing.seal(
            uow, f"report:{uid}", ("reports", "place", uid), answers.place.value
        ),
        created_at=uow.now,
        next_escalation_at=climbing.moment_of(uow.now, 1),
    )
    uow.session.add(report)
    await uow.session.flush()
    audit.record(uow, "report:send", "reports", report.id)
    return report


async def run_in_hand(uow: UnitOfWork) -> int:
    """The open run that the actor is in the middle of, or 0: what a report from the menu is about.

    A report sent earlier does not count: the next one may be about another child.
    """
    present = await focus.current(uow)
    if present is None:
        return 0
    number = present.object_id if present.kind == "run" else 0
    if present.kind == "report" and not present.object_id and present.ref.isdecimal():
        number = int(present.ref)
    run = await _own_run(uow, number)
    return run.id if run is not None and run.status is RunStatus.OPEN else 0


async def about(uow: UnitOfWork, run_id: int) -> str:
    """Code of the child or venue that a report from this run is about, or ''."""
    run = await _own_run(uow, run_id)
    if run is None:
        return ""
    return await code_of(uow, run.child_id, run.venue_id)


async def _own_run(uow: UnitOfWork, run_id: int) -> Run | None:
    run = await uow.session.get(Run, run_id) if run_id > 0 else None
    return run if run is not None and run.worker_id == uow.who.worker_id else None


async def _subject(uow: UnitOfWork, run_id: int) -> _Subject:
    run = await _own_run(uow, run_id)
    if run is None:
        return _Subject(None, None, uow.who.village_id, None)
    table, number = (Child, run.child_id) if run.child_id else (Venue, run.venue_id)
    village_id = await uow.session.scalar(sa.select(table.village_id).where(table.id == number))
    return _Subject(run.child_id, run.venue_id, village_id or uow.who.village_id, run.id)


async def add(uow: UnitOfWork, report_id: int, text: str) -> str:
    """Add words to one's own report, at any time; sealed. Gives the report's code.

    Raises:
        NotFoundError: Not the actor's report.
    """
    report = await find(uow, report_id, own=True)
    uid = random_name()
    addition = ReportAddition(
        uid=uid,
        report_id=report.id,
        worker_id=uow.who.worker_id,
        created_at=uow.now,
        text=await sealing.seal(uow, owner_of(report), ("report_additions", "text", uid), text),
    )
    uow.session.add(addition)
    await uow.session.flush()
    audit.record(uow, "report:add", "reports", report.id)
    await climbing.tell_addition(uow, report, addition.id)
    await focus.set_focus(uow, "report", report.id, await _kept_ref(uow, report.id))
    return report.code


async def begin_addition(uow: UnitOfWork, report_id: int) -> str:
    """What is typed next is added to this report of the actor's; gives its code."""
    report = await find(uow, report_id, own=True)
    present = await focus.current(uow)
    ref = present.ref if present is not None and present.kind == "report" else ""
    await focus.set_focus(uow, "report", report.id, ref)
    return report.code


async def _kept_ref(uow: UnitOfWork, report_id: int) -> str:
    """The run to go back to, if this report was already in focus."""
    present = await focus.current(uow)
    same = present is not None and (present.kind, present.object_id) == ("report", report_id)
    return present.ref if present is not None and same else ""


async def police_told(uow: UnitOfWork, report_id: int) -> str:
    """The reporter has phoned the police; gives the report's code. Cannot be taken back."""
    report = await find(uow, report_id, own=True)
    if not report.told_police:
        report.told_police = True
        audit.record(uow, "report:police_told", "reports", report.id)
    return report.code


async def acknowledge(uow: UnitOfWork, report_id: int) -> Acknowledged:
    """收到: stop the climb and tell the reporter. Later presses change nothing.

    Raises:
        NotFoundError: No such report in the actor's town.
        NotAllowedError: The actor is not one of those who receive it.
    """
    report = await find(uow, report_id)
    if not may_receive(uow.who, report):
        raise NotAllowedError(f"report {report_id} is not acknowledged by its own reporter")
    won = await uow.session.execute(
        sa.update(Report)
        .where(Report.id == report.id, Report.acknowledged_at.is_(None))
        .values(
            acknowledged_at=uow.now,
            acknowledged_by_id=uow.who.worker_id,
            next_escalation_at=None,
        )
        .returning(Report.id)
        .execution_options(synchronize_session=False)
    )
    if won.first() is not None:
        audit.record(uow, "report:acknowledge", "reports", report.id)
        await _thank(uow, report)
    await uow.session.refresh(report)
    by = await uow.session.get_one(Worker, report.acknowledged_by_id)
    assert report.acknowledged_at is not None  # just set, here or by somebody faster
    mine = by.id == uow.who.worker_id
    return Acknowledged(report.id, report.code, by.role, report.acknowledged_at, mine)


async def _thank(uow: UnitOfWork, report: Report) -> None:
    push = outbox.Push(
        worker_id=report.reporter_id,
        kind="report_acknowledged",
        key=f"report_acknowledged:{report.id}",
        payload={"report_id": report.id},
        urgent=True,
    )
    await outbox.promise(uow, report.town_id, push)
