"""今日: what is due in the actor's scope, and beginning one of it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models import DueVisit
from models.due_visit import DueReason, DueStatus
from services import runs, visits
from services.errors import NotFoundError
from services.form_library.library import Library
from services.runs import Begin, Standing
from services.unit_of_work import UnitOfWork
from services.visits import DueItem


async def due(uow: UnitOfWork) -> Sequence[DueItem]:
    """What is due, most urgent first; nothing for roles that make no visits."""
    return await visits.today(uow)


async def begin(uow: UnitOfWork, library: Library, due_visit_id: int) -> Standing:
    """Open the form of a due visit, or go on with its draft. A re-check asks the open points.

    A button of a visit that has been made meanwhile opens a fresh form: the child can be visited
    again at any time.

    Raises:
        NotFoundError: No such visit in the actor's scope.
    """
    found = await uow.session.execute(
        sa.select(DueVisit).where(DueVisit.id == due_visit_id, uow.who.due_visits())
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFoundError(f"due visit {due_visit_id} is not in scope")
    open_one = row.status is DueStatus.OPEN
    if open_one and row.reason is DueReason.RECHECK and row.venue_id is not None:
        return await runs.start_recheck(uow, library, row.venue_id)
    begun = Begin(row.form_id, row.child_id, row.venue_id, row.id if open_one else None)
    return await runs.start(uow, library, begun)
