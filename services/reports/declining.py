"""A sign that was judged "not suspected": the reason is kept and a supervisor sees it that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from models import Child, DeclinedSuspicion, Run, Venue, Worker
from models.base import random_name
from models.worker import Role
from services import audit, outbox, sealing
from services.errors import NotAllowedError, NotFoundError
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

TOLD_AT = time(16, 30)
"""Before the end of the working day: the supervisor has to see it the same day (proposal)."""


@dataclass(frozen=True, slots=True)
class DeclinedLine:
    """One declined suspicion in a list: codes only."""

    declined_id: int
    subject: str
    worker: str
    situation: int
    declined_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedReason:
    """A declined suspicion with its reason opened."""

    line: DeclinedLine
    reason: str


async def decline(uow: UnitOfWork, run_id: int, situation: int, reason: str) -> None:
    """Keep why the actor saw no suspicion in an answer of their run (checklists §1, rule M 1).

    Raises:
        NotFoundError: Not the actor's run.
    """
    run = await uow.session.get(Run, run_id)
    if run is None or run.worker_id != uow.who.worker_id:
        raise NotFoundError(f"no run {run_id} in scope")
    subject: Child | Venue
    if run.child_id:
        subject = await uow.session.get_one(Child, run.child_id)
    else:
        subject = await uow.session.get_one(Venue, run.venue_id)
    uid = random_name()
    row = DeclinedSuspicion(
        uid=uid,
        town_id=run.town_id,
        village_id=subject.village_id,
        run_id=run.id,
        worker_id=run.worker_id,
        child_id=run.child_id,
        venue_id=run.venue_id,
        situation=situation,
        declined_at=uow.now,
        reason=await sealing.seal(
            uow, _owner(subject), ("declined_suspicions", "reason", uid), reason
        ),
    )
    uow.session.add(row)
    await uow.session.flush()
    audit.record(uow, "suspicion:decline", "declined_suspicions", row.id, situation=situation)
    await _tell(uow, row)


async def _tell(uow: UnitOfWork, row: DeclinedSuspicion) -> None:
    """One push per supervisor in the afternoon; what comes after it is told at once."""
    asked = datetime.combine(uow.today, TOLD_AT, tzinfo=LOCAL_ZONE)
    slot = uow.today.isoformat() if uow.now <= asked else f"{uow.today}:{row.id}"
    found = await uow.session.scalars(
        sa.select(Worker.id).where(
            Worker.town_id == row.town_id,
            Worker.role == Role.SUPERVISOR,
            Worker.active.is_(True),
        )
    )
    for worker_id in sorted(found):
        push = outbox.Push(
            worker_id=worker_id,
            kind="declined",
            key=f"declined:{worker_id}:{slot}",
            payload={},
            not_before=asked,
        )
        await outbox.promise(uow, row.town_id, push)


def _owner(subject: Child | Venue) -> str:
    return f"{'child' if isinstance(subject, Child) else 'venue'}:{subject.uid}"


def _lines() -> sa.Select[DeclinedSuspicion, str, str, str]:
    return (
        sa.select(DeclinedSuspicion, Child.code, Venue.code, Worker.code)
        .join(Worker, Worker.id == DeclinedSuspicion.worker_id)
        .outerjoin(Child, Child.id == DeclinedSuspicion.child_id)
        .outerjoin(Venue, Venue.id == DeclinedSuspicion.venue_id)
    )


async def declined_since(uow: UnitOfWork, since: datetime) -> Sequence[DeclinedLine]:
    """The town's declined suspicions from `since` on, newest first."""
    found = await uow.session.execute(
        _lines()
        .where(
            DeclinedSuspicion.town_id == uow.who.town_id, DeclinedSuspicion.declined_at >= since
        )
        .order_by(DeclinedSuspicion.declined_at.desc(), DeclinedSuspicion.id.desc())
    )
    return [_line(*row) for row in found.all()]


def _line(
    row: DeclinedSuspicion, child: str | None, venue: str | None, worker: str
) -> DeclinedLine:
    return DeclinedLine(row.id, child or venue or "", worker, row.situation, row.declined_at)


async def open_reason(uow: UnitOfWork, declined_id: int) -> OpenedReason:
    """Open the reason, for a supervisor; written down.

    Raises:
        NotAllowedError: Another role.
        NotFoundError: None there, or another town's.
    """
    if uow.who.role != Role.SUPERVISOR:
        raise NotAllowedError("reasons of declined suspicions are for the supervisor")
    found = await uow.session.execute(
        _lines().where(
            DeclinedSuspicion.id == declined_id, DeclinedSuspicion.town_id == uow.who.town_id
        )
    )
    row = found.first()
    if row is None:
        raise NotFoundError(f"no declined suspicion {declined_id} in scope")
    declined = row[0]
    subject: Child | Venue
    if declined.child_id:
        subject = await uow.session.get_one(Child, declined.child_id)
    else:
        subject = await uow.session.get_one(Venue, declined.venue_id)
    reason = await sealing.open_text(uow, _owner(subject), declined, "reason")
    return OpenedReason(_line(*row), reason)
