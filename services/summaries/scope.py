"""What one actor's summary covers: a town, or one village for its child director."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from models import ChannelAccount, DueVisit, Finding, Submission, Worker
from models.due_visit import DueStatus
from models.finding import FindingStatus
from models.worker import Role
from services.actors import Actor
from services.errors import NotAllowedError
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

BACK_DAYS = 7
"""Done: visited within the last seven days, today included."""

AHEAD_DAYS = 7
"""Due: within the next seven days, today included."""

READERS = frozenset({Role.SUPERVISOR, Role.LEADER, Role.CHILD_DIRECTOR})
TOWN_READERS = frozenset({Role.SUPERVISOR, Role.LEADER})


def reader(uow: UnitOfWork) -> Actor:
    """The actor, if summaries are for them.

    Raises:
        NotAllowedError: Another role.
    """
    if uow.who.role not in READERS:
        raise NotAllowedError("summaries are for supervisor, leader and child director")
    return uow.who


def list_reader(uow: UnitOfWork) -> Actor:
    """The actor, if the lists behind the numbers are for them: a leader gets counts only.

    Raises:
        NotAllowedError: Another role.
    """
    if uow.who.role not in (Role.SUPERVISOR, Role.CHILD_DIRECTOR):
        raise NotAllowedError("lists are for supervisor and child director")
    return uow.who


def covers(actor: Actor, table: Any) -> sa.ColumnElement[bool]:
    """Rows of a table with `town_id` and `village_id` that the actor's summary counts."""
    town: sa.ColumnElement[bool] = table.town_id == actor.town_id
    if actor.role in TOWN_READERS:
        return town
    return sa.and_(town, table.village_id == actor.village_id)


def done(today: date) -> sa.ColumnElement[bool]:
    """Visits that count: the child was seen, or it was an inspection."""
    since = today - timedelta(days=BACK_DAYS - 1)
    seen = sa.or_(Submission.child_seen.is_(True), Submission.venue_id.is_not(None))
    return sa.and_(Submission.visited_on.between(since, today), seen)


def due(today: date) -> sa.ColumnElement[bool]:
    """Open and due within the next days, not late."""
    until = today + timedelta(days=AHEAD_DAYS - 1)
    return sa.and_(DueVisit.status == DueStatus.OPEN, DueVisit.due_on.between(today, until))


def overdue(today: date) -> sa.ColumnElement[bool]:
    """Open and late."""
    return sa.and_(DueVisit.status == DueStatus.OPEN, DueVisit.due_on < today)


def findings(today: date | None = None) -> sa.ColumnElement[bool]:
    """Open findings; with a day, only those past their deadline then."""
    is_open = Finding.status == FindingStatus.OPEN
    return is_open if today is None else sa.and_(is_open, Finding.deadline < today)


def unbound() -> sa.ColumnElement[bool]:
    """Staff whom no push can reach: no chat bound, or the channel says it is gone."""
    reachable = sa.select(ChannelAccount.worker_id).where(
        ChannelAccount.revoked_at.is_(None), ChannelAccount.unreachable_at.is_(None)
    )
    return sa.and_(Worker.active.is_(True), Worker.id.not_in(reachable))


def declined_from(today: date) -> datetime:
    """Declined suspicions are counted as long as done visits."""
    first = today - timedelta(days=BACK_DAYS - 1)
    return datetime.combine(first, time(), tzinfo=LOCAL_ZONE)
