"""How a report climbs until somebody presses 收到: who hears at each step, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from models import Report, Worker
from models.worker import Role
from services import audit, outbox
from services.policy import load_policy
from services.unit_of_work import UnitOfWork

REPORTER_WARNED_AT = (1, 2)
"""Steps at which the reporter is told to phone; later ones would only be noise."""

MERGE_ADDITIONS = timedelta(minutes=1)
"""Several messages typed in a row are told as one push: an older one is dropped by then."""

BATCH = 50
"""Reports per tick and transaction."""


def moment_of(created_at: datetime, step: int) -> datetime:
    """When a step falls due: the rows of `report_climb`, then every `report_repeat`."""
    policy = load_policy()
    last = len(policy.report_climb) - 1
    if step <= last:
        return created_at + policy.report_climb[step].after
    return created_at + policy.report_climb[last].after + policy.report_repeat * (step - last)


def step_of(created_at: datetime, now: datetime) -> int:
    """The last step that has fallen due by now (0 = the first push)."""
    policy = load_policy()
    passed = sum(1 for step in policy.report_climb if now - created_at >= step.after) - 1
    if passed < len(policy.report_climb) - 1:
        return max(passed, 0)
    return passed + (now - created_at - policy.report_climb[passed].after) // policy.report_repeat


def roles_at(step: int) -> tuple[Role, ...]:
    """Who hears at a step; after the last row of the sheet, the same as there."""
    climb = load_policy().report_climb
    return climb[min(step, len(climb) - 1)].tell


async def tell(uow: UnitOfWork, report: Report, step: int) -> tuple[Role, ...]:
    """Promise one step's pushes; gives the roles that will hear of it.

    Where nobody holds the first roles, everybody of the last step hears at once.
    """
    people = await _receivers(uow, report, roles_at(step))
    if not people:
        people = await _receivers(uow, report, load_policy().report_climb[-1].tell)
    for person in people:
        push = outbox.Push(
            worker_id=person.id,
            kind="report",
            key=f"report:{report.id}:{step}:{person.id}",
            payload={"report_id": report.id, "step": step},
            urgent=True,
        )
        await outbox.promise(uow, report.town_id, push)
    return tuple(sorted({person.role for person in people}))


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
    for person in await _receivers(uow, report, roles_at(0)):
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
    """Who hears of a report; never the reporter, who could acknowledge it away.

    A role of the village hears only of reports from that village.
    """
    found = await uow.session.execute(
        sa.select(Worker)
        .where(
            Worker.town_id == report.town_id,
            Worker.role.in_(roles),
            Worker.active.is_(True),
            Worker.id != report.reporter_id,
            sa.or_(Worker.role != Role.CHILD_DIRECTOR, Worker.village_id == report.village_id),
        )
        .order_by(Worker.id)
    )
    return found.scalars().all()
