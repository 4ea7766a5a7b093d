"""Overdue findings climb: the supervisor, then the lead department; each step is taken once."""

from __future__ import annotations

import sqlalchemy as sa

from models import Finding
from models.finding import FindingStatus
from services.climbs import BATCH, Bundles, finding_ladder, staff_of
from services.findings.deadlines import climbs_every_day
from services.unit_of_work import UnitOfWork

KIND = "finding_overdue"
IDS = "finding_ids"


async def promise_escalations(uow: UnitOfWork, *, limit: int = BATCH) -> int:
    """Take every step that has fallen due, for at most `limit` findings.

    As for visits: one push per person and day (kind `finding_overdue`, payload `finding_ids`).

    Returns:
        How many rows were looked at; fewer than `limit` means that none is left.
    """
    found = await uow.session.execute(
        sa.select(Finding)
        .where(Finding.status == FindingStatus.OPEN, Finding.next_action_at <= uow.now)
        .order_by(Finding.next_action_at, Finding.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = found.scalars().all()
    if not rows:
        return 0
    staff = await staff_of(uow, {row.town_id for row in rows})
    bundles, ladder = Bundles(KIND, IDS), finding_ladder()
    for row in rows:
        if row.deadline is None:
            row.next_action_at = None
            continue
        every_day = climbs_every_day(row)
        steps = ladder.passed(row.deadline, row.stage, uow.now, every_day=every_day)
        for step in steps:
            told = staff.told(step.tell, row.town_id, row.village_id)
            bundles.add(row.town_id, [one for one in told if one != row.owner_id], row.id)
        row.stage += len(steps)
        row.next_action_at = ladder.moment(row.deadline, row.stage, every_day=every_day)
    await uow.session.flush()
    await bundles.promise(uow)
    return len(rows)
