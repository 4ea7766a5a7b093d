"""What a submitted visit or inspection does to what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa

from models import Child, DueVisit, Run, Submission, Venue
from models.child import Grade
from models.due_visit import DueReason, DueStatus
from services import audit
from services.errors import NotFoundError
from services.follow_ups import Problem, soonest_visit
from services.policy import load_policy
from services.unit_of_work import UnitOfWork
from services.visits.planning import follow_up, schedule_child, schedule_venue
from services.visits.rows import BESIDE, close, open_rows, opened_on

Subject = TypeVar("Subject", Child, Venue)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What a submission says about the visit itself.

    Attributes:
        seen: The child was seen in person; only then does the visit count.
        grade: The risk grade concluded, None where the form has none.
        next_on: The date the worker chose for the next visit.
        problems: Everything found, of any severity.
    """

    seen: bool = False
    grade: Grade | None = None
    next_on: date | None = None
    problems: Sequence[Problem] = ()


async def after_submission(
    uow: UnitOfWork, submission: Submission, visit: VisitFacts
) -> date | None:
    """Close what the visit clears and plan what follows.

    Returns:
        When the child or venue is due next; None where nothing is.

    Raises:
        NobodyResponsibleError: The town has nobody who could make the next visit.
    """
    if submission.child_id is not None:
        await _after_visit(uow, submission, visit)
    elif submission.venue_id is not None:
        await _after_inspection(uow, submission)
    await uow.session.flush()
    return await _next_due_on(uow, submission)


async def _after_visit(uow: UnitOfWork, submission: Submission, visit: VisitFacts) -> None:
    child = await _locked(uow, Child, submission.child_id)
    became_urgent = _grade(uow, child, visit.grade)
    submission.child_seen = visit.seen and not any(p.does_not_count for p in visit.problems)
    if submission.child_seen:
        await _clear(uow, child, submission)
    elif not visit.seen:
        child.unseen_in_a_row += 1
    chosen = visit.next_on if _is_later(visit.next_on, submission) else None
    reason = DueReason.URGENT if became_urgent else None
    await schedule_child(uow, child, reason=reason, not_after=chosen)
    if (again := _again_on(submission, visit)) is not None:
        await follow_up(uow, child, again)


def _is_later(day: date | None, submission: Submission) -> bool:
    return submission.child_seen and day is not None and day > submission.visited_on


def _grade(uow: UnitOfWork, child: Child, grade: Grade | None) -> bool:
    """Take over the grade; whether the child has become urgent by it."""
    if grade is None or grade is child.grade:
        return False
    audit.record(uow, "child:grade", "child", child.id, old=child.grade, new=grade)
    child.grade = grade
    return grade is Grade.URGENT


async def _clear(uow: UnitOfWork, child: Child, submission: Submission) -> None:
    """A visit handed in late (an old draft) clears nothing that came up after it."""
    day, before = submission.visited_on, child.last_seen_on
    counts = before is None or day >= before
    for row in await open_rows(uow, child):
        if day >= opened_on(row) or (counts and row.reason not in BESIDE):
            close(uow, row, submission)
    if counts:
        child.last_seen_on, child.unseen_in_a_row = day, 0


def _again_on(submission: Submission, visit: VisitFacts) -> date | None:
    """When to come again because of what was found, or because the child was not seen."""
    days = soonest_visit(problem.follow_up for problem in visit.problems)
    if days is None and not visit.seen:
        days = load_policy().unseen_revisit_days
    return None if days is None else submission.visited_on + timedelta(days=days)


async def _after_inspection(uow: UnitOfWork, submission: Submission) -> None:
    """A re-check asks only the open points: it does not count as the inspection due."""
    venue = await _locked(uow, Venue, submission.venue_id)
    recheck_of = await uow.session.scalar(
        sa.select(Run.recheck_of_id).where(Run.id == submission.run_id)
    )
    before = venue.last_inspected_on
    if recheck_of is None and (before is None or submission.visited_on >= before):
        venue.last_inspected_on = submission.visited_on
        for row in await open_rows(uow, venue):
            if row.reason not in BESIDE:
                close(uow, row, submission)
    await schedule_venue(uow, venue)


async def _locked(uow: UnitOfWork, table: type[Subject], row_id: int | None) -> Subject:
    """Read the subject as it is now, in line with everybody who plans for it."""
    await uow.session.flush()
    found = await uow.session.get(table, row_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFoundError(f"{table.__tablename__} {row_id} is gone")
    return found


async def _next_due_on(uow: UnitOfWork, submission: Submission) -> date | None:
    same = (
        DueVisit.child_id == submission.child_id
        if submission.child_id is not None
        else DueVisit.venue_id == submission.venue_id
    )
    return await uow.session.scalar(
        sa.select(sa.func.min(DueVisit.due_on)).where(same, DueVisit.status == DueStatus.OPEN)
    )
