"""The rows of due visits: open, move, close; at most one of each kind per child or venue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from models import Child, DueVisit, Submission, Venue
from models.child import Grade
from models.due_visit import DueReason, DueStatus
from services.climbs import visit_ladder
from services.policy import Climb, load_policy
from services.unit_of_work import LOCAL_ZONE, UnitOfWork
from services.visits.intervals import Planned

HOME_VISIT = "home_visit"
"""The checklist of a visit to a child."""

BESIDE = (DueReason.FOLLOW_UP, DueReason.RECHECK)
"""Reasons of rows that may stand beside the one routine row (all other reasons)."""


def climbs_every_day(grade: Grade | None) -> bool:
    """Whether an overdue visit climbs on days off too; venues (no grade) do not."""
    return grade is not None and load_policy().intervals[grade].climb is Climb.EVERY_DAY


async def lock(uow: UnitOfWork, subject: Child | Venue) -> None:
    """Put those who plan for the same child or venue in line: there must be one routine row."""
    table = type(subject)
    await uow.session.execute(sa.select(table.id).where(table.id == subject.id).with_for_update())


async def open_rows(uow: UnitOfWork, subject: Child | Venue) -> Sequence[DueVisit]:
    """Read all open rows of a child or venue, earliest first, locked against the tick."""
    column = DueVisit.child_id if isinstance(subject, Child) else DueVisit.venue_id
    found = await uow.session.execute(
        sa.select(DueVisit)
        .where(column == subject.id, DueVisit.status == DueStatus.OPEN)
        .order_by(DueVisit.due_on, DueVisit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalars().all()


def opened_on(row: DueVisit) -> date:
    """Give the local day on which a row was made."""
    return row.created_at.astimezone(LOCAL_ZONE).date()


def routine_of(rows: Sequence[DueVisit]) -> DueVisit | None:
    """The one open row that follows from the rules."""
    return next((row for row in rows if row.reason not in BESIDE), None)


def open_row(
    uow: UnitOfWork,
    subject: Child | Venue,
    planned: Planned,
    *,
    form_id: str,
    worker_id: int,
) -> DueVisit:
    """Add an open row; the caller has to `arm` it."""
    child = isinstance(subject, Child)
    row = DueVisit(
        town_id=subject.town_id,
        village_id=subject.village_id,
        child_id=subject.id if child else None,
        venue_id=None if child else subject.id,
        worker_id=worker_id,
        form_id=form_id,
        reason=planned.reason,
        due_on=planned.due_on,
        status=DueStatus.OPEN,
        stage=0,
        created_at=uow.now,
    )
    uow.session.add(row)
    return row


def move(row: DueVisit, planned: Planned) -> None:
    """Give a row another due date: its climb starts again."""
    if row.due_on != planned.due_on:
        row.due_on, row.stage = planned.due_on, 0
    row.reason = planned.reason


def arm(row: DueVisit, grade: Grade | None) -> None:
    """Set when the tick has to look at a row next.

    A re-check never climbs by itself: its finding does.
    """
    if row.reason is DueReason.RECHECK:
        row.next_action_at = None
        return
    every_day = climbs_every_day(grade)
    row.next_action_at = visit_ladder().moment(row.due_on, row.stage, every_day=every_day)


def close(uow: UnitOfWork, row: DueVisit, submission: Submission) -> None:
    """A visit has cleared it."""
    row.status, row.done_at, row.next_action_at = DueStatus.DONE, uow.now, None
    row.submission_id = submission.id


def cancel(uow: UnitOfWork, row: DueVisit) -> None:
    """Nothing is due any more: the child moved away, the venue closed."""
    row.status, row.done_at, row.next_action_at = DueStatus.CANCELLED, uow.now, None
