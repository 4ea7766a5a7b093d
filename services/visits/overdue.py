"""Overdue visits climb: child director, supervisor, leader; each step is taken once."""

from __future__ import annotations

import sqlalchemy as sa

from models import Child, DueVisit
from models.due_visit import DueStatus
from services.climbs import BATCH, Bundles, staff_of, visit_ladder
from services.policy import Tell
from services.unit_of_work import UnitOfWork
from services.visits.rows import climbs_every_day

KIND = "overdue"
IDS = "due_visit_ids"


async def promise_escalations(uow: UnitOfWork, *, limit: int = BATCH) -> int:
    """Take every step that has fallen due, for at most `limit` rows.

    After an outage, or when the demo's clock has jumped, a row catches up with all its steps
    at once; each person still gets one push a day (`outbox` kind `overdue`, payload
    `due_visit_ids`). Rows that another tick holds are left to it.

    Returns:
        How many rows were looked at; fewer than `limit` means that none is left.
    """
    found = await uow.session.execute(
        sa.select(DueVisit, Child.grade)
        .outerjoin(Child, Child.id == DueVisit.child_id)
        .where(DueVisit.status == DueStatus.OPEN, DueVisit.next_action_at <= uow.now)
        .order_by(DueVisit.next_action_at, DueVisit.id)
        .limit(limit)
        .with_for_update(of=DueVisit, skip_locked=True)
    )
    rows = found.all()
    if not rows:
        return 0
    staff = await staff_of(uow, {row.town_id for row, _ in rows})
    bundles, ladder = Bundles(KIND, IDS), visit_ladder()
    for row, grade in rows:
        every_day = climbs_every_day(grade)
        steps = ladder.passed(row.due_on, row.stage, uow.now, every_day=every_day)
        for step in steps:
            if step.tell is Tell.CHILD_DIRECTOR and row.child_id is None:
                continue  # inspections are no business of the child director's
            told = staff.told(step.tell, row.town_id, row.village_id)
            bundles.add(row.town_id, [one for one in told if one != row.worker_id], row.id)
        row.stage += len(steps)
        row.next_action_at = ladder.moment(row.due_on, row.stage, every_day=every_day)
    await uow.session.flush()
    await bundles.promise(uow)
    return len(rows)
