"""The numbers of a summary, and the promise of one every working morning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models import Child, DeclinedSuspicion, DueVisit, Finding, Report, Submission, Village, Worker
from models.child import Sex
from models.worker import Role
from services import outbox, slots
from services.actors import Actor
from services.calendar import CalendarWarning, load_calendar
from services.policy import load_policy
from services.summaries import scope
from services.summaries.scope import AHEAD_DAYS, BACK_DAYS
from services.unit_of_work import UnitOfWork

__all__ = ["AHEAD_DAYS", "BACK_DAYS", "Count", "Summary", "VillageCounts", "content"]


@dataclass(frozen=True, slots=True)
class Count:
    """Visits to girls, to boys, and inspections of venues."""

    girls: int = 0
    boys: int = 0
    venues: int = 0

    @property
    def children(self) -> int:
        """Visits to children."""
        return self.girls + self.boys

    def __add__(self, other: Count) -> Count:
        return Count(self.girls + other.girls, self.boys + other.boys, self.venues + other.venues)


@dataclass(frozen=True, slots=True)
class VillageCounts:
    """One village: done in the last 7 days, due in the next 7, overdue."""

    village_id: int
    name: str
    done: Count
    due: Count
    overdue: Count


@dataclass(frozen=True, slots=True)
class Summary:
    """What a supervisor, leader or child director is told.

    Numbers that are not the role's business are 0 (`for_town` says whether reports, declined
    suspicions and unbound staff were counted). `lists` says whether the role may open lists.
    """

    day: date
    villages: tuple[VillageCounts, ...]
    done_yesterday: int
    findings_open: int
    findings_overdue: int
    for_town: bool
    lists: bool
    reports_waiting: int = 0
    declined: int = 0
    unbound: int = 0
    warning: CalendarWarning | None = None
    done: Count = field(default_factory=Count)
    due: Count = field(default_factory=Count)
    overdue: Count = field(default_factory=Count)


async def content(uow: UnitOfWork) -> Summary:
    """The summary of the actor's town or village at this moment. Opens nothing.

    Raises:
        NotAllowedError: The role gets no summary.
    """
    who = scope.reader(uow)
    villages = await _villages(uow, who)
    for_town = who.role in scope.TOWN_READERS
    yesterday = uow.today - timedelta(days=1)
    return Summary(
        day=uow.today,
        villages=villages,
        done_yesterday=await _number(
            uow, who, Submission, scope.done(uow.today), Submission.visited_on == yesterday
        ),
        findings_open=await _number(uow, who, Finding, scope.findings()),
        findings_overdue=await _number(uow, who, Finding, scope.findings(uow.today)),
        for_town=for_town,
        lists=who.role != Role.LEADER,
        reports_waiting=await _number(uow, who, Report, Report.acknowledged_at.is_(None))
        if for_town
        else 0,
        declined=await _number(
            uow,
            who,
            DeclinedSuspicion,
            DeclinedSuspicion.declined_at >= scope.declined_from(uow.today),
        )
        if for_town
        else 0,
        unbound=await _number(uow, who, Worker, scope.unbound()) if for_town else 0,
        warning=load_calendar().warning(uow.today) if for_town else None,
        done=sum((village.done for village in villages), Count()),
        due=sum((village.due for village in villages), Count()),
        overdue=sum((village.overdue for village in villages), Count()),
    )


async def _number(
    uow: UnitOfWork, who: Actor, table: Any, *conditions: sa.ColumnElement[bool]
) -> int:
    statement = sa.select(sa.func.count()).select_from(table)
    found = await uow.session.scalar(statement.where(scope.covers(who, table), *conditions))
    return found or 0


async def _villages(uow: UnitOfWork, who: Actor) -> tuple[VillageCounts, ...]:
    done = await _counts(uow, who, Submission, scope.done(uow.today))
    due = await _counts(uow, who, DueVisit, scope.due(uow.today))
    overdue = await _counts(uow, who, DueVisit, scope.overdue(uow.today))
    where = Village.town_id == who.town_id
    if who.role not in scope.TOWN_READERS:
        where = sa.and_(where, Village.id == who.village_id)
    found = await uow.session.scalars(sa.select(Village).where(where).order_by(Village.number))
    return tuple(
        VillageCounts(row.id, row.name, done[row.id], due[row.id], overdue[row.id])
        for row in found
    )


async def _counts(
    uow: UnitOfWork, who: Actor, table: Any, condition: sa.ColumnElement[bool]
) -> defaultdict[int, Count]:
    """Rows per village and kind of subject: one grouped query."""
    found = await uow.session.execute(
        sa.select(table.village_id, Child.sex, sa.func.count())
        .select_from(table)
        .outerjoin(Child, Child.id == table.child_id)
        .where(scope.covers(who, table), condition)
        .group_by(table.village_id, Child.sex)
    )
    counts: defaultdict[int, Count] = defaultdict(Count)
    for village_id, sex, number in found.all():
        counts[village_id] += _count(sex, number)
    return counts


def _count(sex: Sex | None, number: int) -> Count:
    if sex is None:
        return Count(venues=number)
    return Count(girls=number) if sex is Sex.FEMALE else Count(boys=number)


async def promise_summaries(uow: UnitOfWork) -> int:
    """One tick: promise today's summary to supervisors and leaders; "0 条" days are told too."""
    towns = await slots.take(uow, "summary", load_policy().summary_at)
    promised = 0
    for reader in await _readers(uow, towns):
        push = outbox.Push(
            worker_id=reader.id,
            kind="summary",
            key=f"summary:{reader.id}:{uow.today}",
            payload={"day": uow.today.isoformat()},
        )
        promised += await outbox.promise(uow, reader.town_id, push)
    return promised


async def _readers(uow: UnitOfWork, towns: Sequence[int]) -> Sequence[Worker]:
    if not towns:
        return ()
    found = await uow.session.scalars(
        sa.select(Worker)
        .where(
            Worker.town_id.in_(towns),
            Worker.role.in_(scope.TOWN_READERS),
            Worker.active.is_(True),
        )
        .order_by(Worker.id)
    )
    return found.all()
