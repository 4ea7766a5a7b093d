"""Keep the due rows of a child or venue as the rules say; called when anything changes."""

from __future__ import annotations

from datetime import date, timedelta

from models import Child, DueVisit, Submission, Venue
from models.child import ChildStatus, Grade
from models.due_visit import DueReason
from services.calendar import load_calendar
from services.policy import load_policy
from services.unit_of_work import UnitOfWork
from services.visits.intervals import Planned, next_inspection, routine
from services.visits.responsible import responsible_for_child, responsible_for_venue
from services.visits.rows import (
    HOME_VISIT,
    arm,
    cancel,
    close,
    lock,
    move,
    open_row,
    open_rows,
    opened_on,
    routine_of,
)


async def schedule_child(
    uow: UnitOfWork,
    child: Child,
    *,
    reason: DueReason | None = None,
    not_after: date | None = None,
    only_earlier: bool = False,
) -> DueVisit | None:
    """Bring a child's routine row in line with grade, sex, policy and calendar.

    Args:
        uow: The transaction of the change.
        child: The child, with its new grade and date last seen.
        reason: `URGENT` when the child has just been graded urgent: contact within 24 hours.
        not_after: The date a worker has chosen for the next visit, where it is sooner.
        only_earlier: Never move a date back (the nightly sweep does not know of `not_after`).

    Returns:
        The routine row; None where nothing is due any more (moved away, grown up).

    Raises:
        NobodyResponsibleError: The town has nobody who could make the visit.
    """
    await lock(uow, child)
    rows = await open_rows(uow, child)
    if child.status is not ChildStatus.ACTIVE:
        for row in rows:
            cancel(uow, row)
        return None
    worker_id = await responsible_for_child(uow, child)
    kept = routine_of(rows)
    planned = _plan(uow, child, reason, not_after, kept)
    if kept is None:
        kept = open_row(uow, child, planned, form_id=HOME_VISIT, worker_id=worker_id)
    elif planned.due_on < kept.due_on or not only_earlier:
        move(kept, _no_debt_from_the_past(uow, planned, kept))
    for row in (kept, *rows):
        row.worker_id = worker_id
        arm(row, child.grade)
    await uow.session.flush()
    return kept


def _plan(
    uow: UnitOfWork,
    child: Child,
    reason: DueReason | None,
    not_after: date | None,
    kept: DueVisit | None,
) -> Planned:
    policy = load_policy()
    known_since = opened_on(kept) if kept else uow.today
    plans = [routine(child, policy, load_calendar(), known_since)]
    if reason is DueReason.URGENT:
        contact = uow.today + timedelta(days=policy.urgent_contact_days)
        plans.append(Planned(contact, DueReason.URGENT))
    if kept and kept.reason is DueReason.URGENT and child.grade is Grade.URGENT:
        plans.append(Planned(kept.due_on, DueReason.URGENT))
    if not_after is not None:
        plans.append(Planned(not_after, DueReason.INTERVAL))
    return min(plans, key=lambda plan: plan.due_on)


def _no_debt_from_the_past(uow: UnitOfWork, planned: Planned, kept: DueVisit) -> Planned:
    """A stricter rule binds from today on: nobody is made late by a rule of this minute."""
    limit = min(kept.due_on, uow.today)
    return planned if planned.due_on >= limit else Planned(limit, planned.reason)


async def schedule_venue(uow: UnitOfWork, venue: Venue) -> DueVisit | None:
    """Bring a venue's routine row in line with policy and calendar.

    A venue never inspected is due a whole interval after today, so that a new register does
    not start with everything overdue.

    Returns:
        The routine row; None for a closed venue or a kind that has no checklist.

    Raises:
        NobodyResponsibleError: The town has nobody who could make the inspection.
    """
    await lock(uow, venue)
    rows = await open_rows(uow, venue)
    rule = load_policy().venues.get(venue.kind)
    if rule is None or not venue.active:
        for row in rows:
            cancel(uow, row)
        return None
    worker_id = await responsible_for_venue(uow, venue, rule)
    kept, since = routine_of(rows), venue.last_inspected_on
    due_on = next_inspection(rule, load_calendar(), since or uow.today)
    planned = Planned(due_on, DueReason.INTERVAL)
    if kept is None:
        kept = open_row(uow, venue, planned, form_id=rule.form_id, worker_id=worker_id)
    elif since is not None:
        move(kept, _no_debt_from_the_past(uow, planned, kept))
    kept.worker_id = worker_id
    arm(kept, None)
    await uow.session.flush()
    return kept


async def follow_up(uow: UnitOfWork, child: Child, due_on: date) -> DueVisit:
    """Make a visit due beside the routine one; an earlier follow-up that is open stays."""
    rows = await open_rows(uow, child)
    kept = next((row for row in rows if row.reason is DueReason.FOLLOW_UP), None)
    planned = Planned(due_on, DueReason.FOLLOW_UP)
    if kept is None:
        worker_id = await responsible_for_child(uow, child)
        kept = open_row(uow, child, planned, form_id=HOME_VISIT, worker_id=worker_id)
    elif due_on < kept.due_on:
        move(kept, planned)
    arm(kept, child.grade)
    await uow.session.flush()
    return kept


async def plan_recheck(
    uow: UnitOfWork, venue: Venue, due_on: date | None, submission: Submission
) -> None:
    """Keep the one re-check row of a venue, which belongs to whoever inspected.

    Args:
        uow: The transaction of the inspection.
        venue: The venue.
        due_on: Earliest deadline of its open findings; None when all are in order.
        submission: The inspection or re-check that this follows from.
    """
    await lock(uow, venue)
    rows = await open_rows(uow, venue)
    kept = next((row for row in rows if row.reason is DueReason.RECHECK), None)
    if due_on is None:
        if kept is not None:
            close(uow, kept, submission)
        return
    planned = Planned(due_on, DueReason.RECHECK)
    if kept is None:
        form_id, worker_id = submission.form_id, submission.worker_id
        kept = open_row(uow, venue, planned, form_id=form_id, worker_id=worker_id)
    move(kept, planned)
    arm(kept, None)
    await uow.session.flush()
