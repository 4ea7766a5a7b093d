"""The worker's morning digest: one push, with what is due and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Child, DueVisit, Finding, Venue, Worker
from models.child import Grade, Sex
from models.due_visit import DueStatus
from models.finding import FindingStatus
from models.worker import Role
from services import outbox, slots
from services.calendar import load_calendar
from services.policy import load_policy
from services.unit_of_work import UnitOfWork

SHOWN = 8
"""Buttons in one push; the rest is behind 「更多」."""

WORKERS = (Role.GRID_WORKER, Role.CHILD_DIRECTOR, Role.INSPECTOR, Role.SUPERVISOR)
"""Whoever can be responsible for a visit."""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One visit or inspection; `days_late` 0 is due today. `venue` picks the word for it."""

    due_visit_id: int
    code: str
    due_on: date
    days_late: int
    urgent: bool
    venue: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """What one worker has to do: the first `SHOWN` items, and how many there are.

    `due` counts what falls due before the next working day: on a Friday the weekend's too.
    """

    day: date
    items: tuple[DigestItem, ...]
    due: int
    overdue: int
    findings: int

    @property
    def hidden(self) -> int:
        """Items without a button of their own."""
        return self.due + self.overdue - len(self.items)


async def promise_digests(uow: UnitOfWork) -> int:
    """One tick: promise today's digest to every worker with something due, and to nobody else."""
    towns = await slots.take(uow, "digest", load_policy().digest_at)
    promised = 0
    for worker in await _busy(uow, towns):
        push = outbox.Push(
            worker_id=worker.id,
            kind="digest",
            key=f"digest:{worker.id}:{uow.today}",
            payload={"day": uow.today.isoformat()},
        )
        promised += await outbox.promise(uow, worker.town_id, push)
    return promised


async def _busy(uow: UnitOfWork, towns: Sequence[int]) -> Sequence[Worker]:
    """Workers of these towns with a visit due or a finding to look at again."""
    if not towns:
        return ()
    visits = sa.select(DueVisit.worker_id).where(DueVisit.town_id.in_(towns), _due(uow.today))
    findings = sa.select(Finding.owner_id).where(Finding.town_id.in_(towns), _at_end(uow.today))
    found = await uow.session.scalars(
        sa.select(Worker)
        .where(
            Worker.town_id.in_(towns),
            Worker.role.in_(WORKERS),
            Worker.active.is_(True),
            sa.or_(Worker.id.in_(visits), Worker.id.in_(findings)),
        )
        .order_by(Worker.id)
    )
    return found.all()


async def content(uow: UnitOfWork, worker_id: int) -> Digest | None:
    """What this worker has to do now; None when it is nothing. Opens nothing."""
    mine = sa.and_(DueVisit.worker_id == worker_id, _due(uow.today))
    counted = await uow.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((DueVisit.due_on < uow.today, 1), else_=0)), 0),
        )
        .select_from(DueVisit)
        .where(mine)
    )
    total, overdue = counted.one()
    findings = await uow.session.scalar(
        sa.select(sa.func.count())
        .select_from(Finding)
        .where(Finding.owner_id == worker_id, _at_end(uow.today))
    )
    if not total and not findings:
        return None
    items = await _items(uow, mine)
    return Digest(uow.today, items, int(total - overdue), int(overdue), findings or 0)


async def _items(uow: UnitOfWork, mine: sa.ColumnElement[bool]) -> tuple[DigestItem, ...]:
    """Most urgent first: urgent grade, then longest overdue, girls first among equals."""
    found = await uow.session.execute(
        sa.select(DueVisit.id, DueVisit.due_on, Child.code, Child.grade, Venue.code)
        .select_from(DueVisit)
        .outerjoin(Child, Child.id == DueVisit.child_id)
        .outerjoin(Venue, Venue.id == DueVisit.venue_id)
        .where(mine)
        .order_by(
            sa.case((Child.grade == Grade.URGENT, 0), else_=1),
            DueVisit.due_on,
            sa.case((Child.sex == Sex.FEMALE, 0), else_=1),
            DueVisit.id,
        )
        .limit(SHOWN)
    )
    return tuple(
        DigestItem(
            due_visit_id=number,
            code=child or venue,
            due_on=due_on,
            days_late=(uow.today - due_on).days,
            urgent=grade is Grade.URGENT,
            venue=child is None,
        )
        for number, due_on, child, grade, venue in found.all()
    )


def _due(today: date) -> sa.ColumnElement[bool]:
    until = load_calendar().reaches(today)
    return sa.and_(DueVisit.status == DueStatus.OPEN, DueVisit.due_on <= until)


def _at_end(today: date) -> sa.ColumnElement[bool]:
    """Open findings whose deadline has come: day 0 of their climb is this digest."""
    return sa.and_(Finding.status == FindingStatus.OPEN, Finding.deadline <= today)
