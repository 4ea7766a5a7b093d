"""The nightly sweep: no child or venue without a due row, none later than the rules allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from models import Child, DueVisit, Venue, Worker
from models.child import ChildStatus
from models.due_visit import DueStatus
from services.calendar import load_calendar
from services.policy import load_policy
from services.unit_of_work import UnitOfWork
from services.visits.intervals import routine
from services.visits.planning import schedule_child, schedule_venue
from services.visits.responsible import NobodyResponsibleError
from services.visits.rows import BESIDE, opened_on

SWEEP_BATCH = 500


async def sweep_children(
    uow: UnitOfWork, after_id: int = 0, *, limit: int = SWEEP_BATCH
) -> int | None:
    """Mend the due rows of up to `limit` children after row `after_id`.

    Finds children without a row, rows later than policy and calendar allow now, and rows of
    people who have left. Dates are only ever moved forward.

    Returns:
        The last row looked at, to go on from; None when there are no more.
    """
    found = await uow.session.execute(
        sa.select(Child)
        .where(Child.id > after_id, Child.status == ChildStatus.ACTIVE)
        .order_by(Child.id)
        .limit(limit)
    )
    children = found.scalars().all()
    rows = await _routine_rows(uow, DueVisit.child_id, [child.id for child in children])
    policy, calendar = load_policy(), load_calendar()
    for child in children:
        row = rows.get(child.id)
        due_on = row and routine(child, policy, calendar, opened_on(row[0])).due_on
        if row is None or due_on is None or not row[1] or due_on < row[0].due_on:
            try:
                await schedule_child(uow, child, only_earlier=True)
            except NobodyResponsibleError:
                continue
    return children[-1].id if len(children) == limit else None


async def sweep_venues(
    uow: UnitOfWork, after_id: int = 0, *, limit: int = SWEEP_BATCH
) -> int | None:
    """As `sweep_children`, for the venues of kinds that have a checklist."""
    kinds = list(load_policy().venues)
    found = await uow.session.execute(
        sa.select(Venue)
        .where(Venue.id > after_id, Venue.active.is_(True), Venue.kind.in_(kinds))
        .order_by(Venue.id)
        .limit(limit)
    )
    venues = found.scalars().all()
    rows = await _routine_rows(uow, DueVisit.venue_id, [venue.id for venue in venues])
    for venue in venues:
        row = rows.get(venue.id)
        if row is None or not row[1]:
            try:
                await schedule_venue(uow, venue)
            except NobodyResponsibleError:
                continue
    return venues[-1].id if len(venues) == limit else None


async def _routine_rows(
    uow: UnitOfWork, column: sa.orm.InstrumentedAttribute[int | None], ids: Sequence[int]
) -> Mapping[int, tuple[DueVisit, bool]]:
    """Routine row and whether its responsible person is still there, by child or venue."""
    found = await uow.session.execute(
        sa.select(column, DueVisit, Worker.active)
        .join(Worker, Worker.id == DueVisit.worker_id)
        .where(
            column.in_(ids),
            DueVisit.status == DueStatus.OPEN,
            DueVisit.reason.not_in(BESIDE),
        )
    )
    return {subject: (row, active) for subject, row, active in found if subject is not None}
