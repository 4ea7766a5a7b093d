"""今日: what is due in the actor's scope, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Child, DueVisit, Venue
from models.child import Grade, Sex
from models.due_visit import DueReason, DueStatus
from services.calendar import load_calendar
from services.unit_of_work import UnitOfWork

RANK = {Grade.URGENT: 0, Grade.HIGH: 1, Grade.MEDIUM: 2, Grade.LOW: 3, None: 4}
"""Order of grades; venues come last."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One child or venue to go to. `days_late` is negative where the day is still to come."""

    due_visit_id: int
    code: str
    kind: str
    due_on: date
    days_late: int
    reason: DueReason
    grade: Grade | None
    girl: bool
    form_id: str
    child_id: int | None
    venue_id: int | None
    village_id: int
    worker_id: int

    @property
    def order(self) -> tuple[int | bool | str, ...]:
        """Urgent first, then the longest overdue, girls first among equals, then by grade."""
        urgent = self.grade is Grade.URGENT
        return (not urgent, -self.days_late, not self.girl, RANK[self.grade], self.code)


async def today(uow: UnitOfWork) -> list[DueItem]:
    """What is due by the next working day, in the actor's scope.

    On the last day before a weekend or holiday this looks ahead over the days off. A child or
    venue stands in the list once, with the row that is due first.

    Raises:
        NotAllowedError: Nobody acts.
    """
    return await due_by(uow, load_calendar().reaches(uow.today))


async def due_by(uow: UnitOfWork, last: date, *, worker_id: int | None = None) -> list[DueItem]:
    """As `today`, up to the day `last`; of one responsible person where `worker_id` is given."""
    wanted = [uow.who.due_visits(), DueVisit.status == DueStatus.OPEN, DueVisit.due_on <= last]
    if worker_id is not None:
        wanted.append(DueVisit.worker_id == worker_id)
    found = await uow.session.execute(
        sa.select(
            DueVisit,
            sa.func.coalesce(Child.code, Venue.code),
            Child.grade,
            Child.sex,
            Venue.kind,
        )
        .outerjoin(Child, Child.id == DueVisit.child_id)
        .outerjoin(Venue, Venue.id == DueVisit.venue_id)
        .where(*wanted)
        .order_by(DueVisit.due_on, DueVisit.id)
    )
    first: dict[tuple[int | None, int | None], DueItem] = {}
    for row, code, grade, sex, kind in found:
        subject = (row.child_id, row.venue_id)
        if subject not in first:
            first[subject] = _item(uow, row, (code, kind or "child"), (grade, sex))
    return sorted(first.values(), key=lambda item: item.order)


def _item(
    uow: UnitOfWork,
    row: DueVisit,
    named: tuple[str, str],
    child: tuple[Grade | None, Sex | None],
) -> DueItem:
    code, kind = named
    grade, sex = child
    return DueItem(
        due_visit_id=row.id,
        code=code,
        kind=kind,
        due_on=row.due_on,
        days_late=(uow.today - row.due_on).days,
        reason=row.reason,
        grade=grade,
        girl=sex is Sex.FEMALE,
        form_id=row.form_id,
        child_id=row.child_id,
        venue_id=row.venue_id,
        village_id=row.village_id,
        worker_id=row.worker_id,
    )
