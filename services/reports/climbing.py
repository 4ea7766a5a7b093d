"""How a report climbs until somebody presses 收到: who hears at each step, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from models import Report, Worker
from models.worker import Role
from services import audit, outbox
from services.reports import clocks
from services.unit_of_work import UnitOfWork

FIRST_TOLD = (Role.POLICE, Role.SUPERVISOR)
"""In scope at once (issue: the town at work, point 6)."""

LATER_TOLD = (*FIRST_TOLD, Role.LEADER)
"""From the second step on. Nobody of the village: they may know whom it is about."""

REPORTER_WARNED_AT = (1, 2)
"""Steps at which the reporter is told to phone; later ones would only be noise."""

MERGE_ADDITIONS = timedelta(minutes=1)
"""Several messages typed in a row are told as one push: an older one is dropped by then."""

BATCH = 50


def moment_of(created_at: datetime, step: int) -> datetime:
    """When a step falls due: at once, after 10 and 30 minutes, then every 30 (visit policy)."""
    steps = clocks.steps()
    if step == 0:
        return created_at
    if step <= len(steps):
        return created_at + steps[step - 1]
    return created_at + steps[-1] + clocks.repeat() * (step - len(steps))


def step_of(created_at: datetime, now: datetime) -> int:
    """The last step that has fallen due by now (0 = the first push)."""
    steps = clocks.steps()
    waited = now - created_at
    passed = sum(1 for step in steps if waited >= step)
    if passed < len(steps):
        return passed
    return passed + (waited - steps[-1]) // clocks.repeat()


async def tell(uow: UnitOfWork, report: Report, step: int) -> tuple[Role, ...]:
    """Promise one step's pushes; gives the roles that will hear of it."""
    people = await _receivers(uow, report, FIRST_TOLD if step == 0 else LATER_TOLD)
    if not people:
        people = await _receivers(uow, report, LATER_TOLD)
    for person in people:
        push = outbox.Push(
            worker_id=person.id,
            kind="report",
            key=f"report:{report.id}:{step}:{person.id}",
            payload={"report_id": report.id, "step": step},
            urgent=True,
        )
        await outbox.promise(uow, report.town_id, push)
    told = {person.role for person in people}
    return tuple(role for role in LATER_TOLD if role in told)


async def promise_escalations(uow: UnitOfWork) -> int:
    """One tick: climb every report whose next step is due; gives how many climbed.

    After an outage only the step that holds now is told, not each one that was missed. Rows are
    locked (and skipped where another worker has them); the push's key makes a repeat harmless.
    """
    found = await uow.session.execute(
        sa.select(Report)
        .where(Report.next_escalation_at <= uow.now, Report.acknowledged_at.is_(None))
        .order_by(Report.next_escalation_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    reports = found.scalars().all()
    for report in reports:
        await _climb(uow, report)
    return len(reports)


async def _climb(uow: UnitOfWork, report: Report) -> None:
    step = step_of(report.created_at, uow.now)
    report.level = step
    report.next_escalation_at = moment_of(report.created_at, step + 1)
    await tell(uow, report, step)
    if step in REPORTER_WARNED_AT:
        warning = outbox.Push(
            worker_id=report.reporter_id,
            kind="report_waiting",
            key=f"report_waiting:{report.id}:{step}",
            payload={"report_id": report.id, "step": step},
            urgent=True,
        )
        await outbox.promise(uow, report.town_id, warning)
    audit.record(uow, "report:climb", "reports", report.id, step=step)


async def tell_addition(uow: UnitOfWork, report: Report, addition_id: int) -> None:
    """Promise to tell the police and the supervisor that something was added."""
    for person in await _receivers(uow, report, FIRST_TOLD):
        push = outbox.Push(
            worker_id=person.id,
            kind="report_addition",
            key=f"report_addition:{addition_id}:{person.id}",
            payload={"report_id": report.id, "addition_id": addition_id},
            urgent=True,
            not_before=uow.now + MERGE_ADDITIONS,
        )
        await outbox.promise(uow, report.town_id, push)


async def _receivers(uow: UnitOfWork, report: Report, roles: Sequence[Role]) -> Sequence[Worker]:
    """Who hears of a report; never the reporter, who could acknowledge it away."""
    found = await uow.session.execute(
        sa.select(Worker)
        .where(
            Worker.town_id == report.town_id,
            Worker.role.in_(roles),
            Worker.active.is_(True),
            Worker.id != report.reporter_id,
        )
        .order_by(Worker.id)
    )
    return found.scalars().all()
