"""Climbing: when something overdue is told to whom, as one push per person and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from models import Worker
from models.worker import Role
from services import outbox
from services.calendar import Calendar, load_calendar
from services.outbox import Push
from services.policy import Policy, Step, Tell, load_policy
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

BATCH = 200
"""Rows of one tick's transaction; a tick goes on until a batch is not full."""

LADDER = (Role.CHILD_DIRECTOR, Role.SUPERVISOR, Role.LEADER)
"""Where nobody holds a role, the next one up is told instead."""

ROLE_TOLD = {
    Tell.CHILD_DIRECTOR: Role.CHILD_DIRECTOR,
    Tell.SUPERVISOR: Role.SUPERVISOR,
    Tell.LEADER: Role.LEADER,
    Tell.LEAD_DEPARTMENT: Role.SUPERVISOR,  # who passes it on to a department outside the bot
}

MAX_DAYS_AHEAD = 5
"""How many days a push may be held back because that day's has already been sent."""


def pushed(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that are a push of their own; the worker's own step is the morning digest."""
    return tuple(step for step in steps if step.tell is not Tell.WORKER)


@dataclass(frozen=True)
class Ladder:
    """The steps of one kind of thing overdue, and the clock they run by."""

    steps: tuple[Step, ...]
    policy: Policy
    calendar: Calendar

    def moment(self, due_on: date, step: int, *, every_day: bool) -> datetime | None:
        """When step `step` (from 0) falls due; None after the last one."""
        if step >= len(self.steps):
            return None
        day = due_on.fromordinal(due_on.toordinal() + self.steps[step].days)
        if not every_day:
            day = self.calendar.working_day_from(day)
        return datetime.combine(day, self.policy.climb_at, tzinfo=LOCAL_ZONE)

    def passed(
        self, due_on: date, stage: int, now: datetime, *, every_day: bool
    ) -> tuple[Step, ...]:
        """The steps after `stage` that have fallen due by `now`."""
        found = []
        while (moment := self.moment(due_on, stage, every_day=every_day)) and moment <= now:
            found.append(self.steps[stage])
            stage += 1
        return tuple(found)


def visit_ladder() -> Ladder:
    """The climb of visits and inspections."""
    policy = load_policy()
    return Ladder(pushed(policy.visit_overdue), policy, load_calendar())


def finding_ladder() -> Ladder:
    """The climb of findings."""
    policy = load_policy()
    return Ladder(pushed(policy.finding_overdue), policy, load_calendar())


@dataclass
class Staff:
    """The people of some towns who hear of what is overdue."""

    by_post: dict[tuple[Role, int, int | None], list[int]] = field(default_factory=dict)

    def told(self, tell: Tell, town_id: int, village_id: int) -> list[int]:
        """Worker ids for a step; of the next role up where there is nobody."""
        role = ROLE_TOLD.get(tell, Role.SUPERVISOR)
        for higher in LADDER[LADDER.index(role) :]:
            post = village_id if higher is Role.CHILD_DIRECTOR else None
            if found := self.by_post.get((higher, town_id, post)):
                return found
        return []


async def staff_of(uow: UnitOfWork, town_ids: Iterable[int]) -> Staff:
    """Everybody in these towns who may be told (one statement)."""
    found = await uow.session.execute(
        sa.select(Worker.id, Worker.role, Worker.town_id, Worker.village_id)
        .where(Worker.town_id.in_(set(town_ids)), Worker.role.in_(LADDER), Worker.active.is_(True))
        .order_by(Worker.id)
    )
    by_post: dict[tuple[Role, int, int | None], list[int]] = defaultdict(list)
    for worker_id, role, town_id, village_id in found:
        post = village_id if role is Role.CHILD_DIRECTOR else None
        by_post[role, town_id, post].append(worker_id)
    return Staff(dict(by_post))


@dataclass
class Bundles:
    """Pushes being gathered: what each person has to hear, row numbers only."""

    kind: str
    ids_key: str
    ids: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def add(self, town_id: int, worker_ids: Iterable[int], row_id: int) -> None:
        """Tell these people about a row."""
        for worker_id in worker_ids:
            told = self.ids.setdefault((worker_id, town_id), [])
            if row_id not in told:
                told.append(row_id)

    async def promise(self, uow: UnitOfWork) -> None:
        """Promise one push per person.

        In the order of worker ids: two ticks that meet must not wait for each other crosswise.
        """
        for (worker_id, town_id), ids in sorted(self.ids.items()):
            await self._promise_one(uow, town_id, worker_id, ids)

    async def _promise_one(
        self, uow: UnitOfWork, town_id: int, worker_id: int, ids: list[int]
    ) -> None:
        """Join today's push while it waits; once it has gone out, the next working day's."""
        policy, calendar, day = load_policy(), load_calendar(), uow.today
        for _ in range(MAX_DAYS_AHEAD):
            push = Push(
                worker_id=worker_id,
                kind=self.kind,
                key=f"{self.kind}:{worker_id}:{day.isoformat()}",
                payload={self.ids_key: ids},
                not_before=datetime.combine(day, policy.climb_at, tzinfo=LOCAL_ZONE),
            )
            if await outbox.promise(uow, town_id, push):
                return
            if await outbox.join(uow, push, self.ids_key):
                return
            day = calendar.next_working_day(day)
