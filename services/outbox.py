"""The outbox: promise a push, claim what is due, settle what became of it.

Only the outbox tells a third person something. A promise is made in the transaction of its
cause; its key makes a second tick or a second worker harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import OutboxMessage
from models.outbox_message import OutboxStatus
from services.policy import load_policy
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

LEASE = timedelta(minutes=2)
"""How long a claimed row is nobody else's; a crashed sender's rows come back after it."""

MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=8)
"""Doubled with every attempt: 8 attempts span about 17 minutes."""

WAITING = (OutboxStatus.READY, OutboxStatus.CLAIMED)


class Receipt(StrEnum):
    """What a channel says became of a push."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # surely not: try again
    UNKNOWN = "unknown"  # may have arrived: try again, marked
    UNREACHABLE = "unreachable"  # blocked or gone: never again
    REFUSED = "refused"  # the channel says our message is wrong: a bug


@dataclass(frozen=True, slots=True)
class Push:
    """One push to promise. `key` must be unique for its cause, recipient and slot."""

    worker_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    urgent: bool = False
    not_before: datetime | None = None


def after_quiet_hours(moment: datetime) -> datetime:
    """Move a moment out of the quiet hours (policy, local wall clock): to their end."""
    policy, local = load_policy(), moment.astimezone(LOCAL_ZONE)
    if policy.quiet_until <= local.time() < policy.quiet_from:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= policy.quiet_from else 0)
    return datetime.combine(day, policy.quiet_until, tzinfo=LOCAL_ZONE)


def is_quiet(moment: datetime) -> bool:
    """Whether only urgent pushes may go out at this moment."""
    return after_quiet_hours(moment) != moment


async def promise(uow: UnitOfWork, town_id: int, push: Push) -> bool:
    """Promise a push; False if its key has been promised before (nothing is written then)."""
    dialect = uow.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    moment = max(push.not_before or uow.now, uow.now)
    statement = (
        insert(OutboxMessage)
        .values(
            town_id=town_id,
            worker_id=push.worker_id,
            kind=push.kind,
            payload=push.payload,
            dedup_key=push.key,
            urgent=push.urgent,
            status=OutboxStatus.READY,
            attempts=0,
            uncertain=False,
            promised_at=uow.now,
            due_at=moment if push.urgent else after_quiet_hours(moment),
        )
        .on_conflict_do_nothing(index_elements=["dedup_key"])
        .returning(OutboxMessage.id)
    )
    return (await uow.session.execute(statement)).first() is not None


async def join(uow: UnitOfWork, push: Push, ids_key: str) -> bool:
    """Add the ids of `push` to the push promised under its key; False if that one has gone out.

    One that was dropped because it had become untrue waits again, with the new ids only.
    """
    found = await uow.session.execute(
        sa.select(OutboxMessage)
        .where(OutboxMessage.dedup_key == push.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    message = found.scalar_one()
    kept: list[int] = []
    if message.status is OutboxStatus.READY and not message.uncertain:
        kept = list(message.payload[ids_key])
    elif message.status is not OutboxStatus.DROPPED:
        return False
    added = [one for one in push.payload[ids_key] if one not in kept]
    message.payload = message.payload | {ids_key: kept + added}
    message.status = OutboxStatus.READY
    return True


async def claim(uow: UnitOfWork, limit: int) -> Sequence[OutboxMessage]:
    """Take up to `limit` due pushes, urgent ones first, for `LEASE`.

    A claimed row whose lease has run out was somebody's who died: it may have been sent, so
    its next copy is marked (`uncertain`). In quiet hours only urgent ones are taken, however
    long the others have been waiting.
    """
    due = sa.and_(OutboxMessage.status.in_(WAITING), OutboxMessage.due_at <= uow.now)
    if is_quiet(uow.now):
        due = sa.and_(due, OutboxMessage.urgent.is_(True))
    found = await uow.session.execute(
        sa.select(OutboxMessage)
        .where(due)
        .order_by(OutboxMessage.urgent.desc(), OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = [message for message in found.scalars() if _take(uow, message)]
    await uow.session.flush()
    return taken


def _take(uow: UnitOfWork, message: OutboxMessage) -> bool:
    if message.attempts >= MAX_ATTEMPTS and not message.urgent:
        message.status = OutboxStatus.DEAD  # whoever claimed it died every time
        return False
    if message.status is OutboxStatus.CLAIMED:
        message.uncertain = True
    message.status = OutboxStatus.CLAIMED
    message.attempts += 1
    message.due_at = uow.now + LEASE
    return True


def settle(
    uow: UnitOfWork,
    message: OutboxMessage,
    receipt: Receipt,
    *,
    retry_after: timedelta | None = None,
) -> None:
    """Write down what became of a claimed push.

    Anything but SENT is too late once somebody else has settled it: their word stands.
    """
    if receipt is Receipt.SENT:
        message.status, message.sent_at = OutboxStatus.SENT, uow.now
        return
    if message.status is not OutboxStatus.CLAIMED:
        return
    exhausted = message.attempts >= MAX_ATTEMPTS and not message.urgent
    if receipt in (Receipt.UNREACHABLE, Receipt.REFUSED) or exhausted:
        message.status = OutboxStatus.DEAD
        return
    message.uncertain = message.uncertain or receipt is Receipt.UNKNOWN
    message.status = OutboxStatus.READY
    back_off = FIRST_RETRY * 2 ** min(message.attempts - 1, 7)
    message.due_at = uow.now + (retry_after or back_off)


def drop(message: OutboxMessage) -> None:
    """It is no longer true: do not send it."""
    message.status = OutboxStatus.DROPPED


async def get(uow: UnitOfWork, message_id: int) -> OutboxMessage:
    """A claimed push again, in a later transaction, locked."""
    found = await uow.session.execute(
        sa.select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    )
    return found.scalar_one()


def postpone(message: OutboxMessage, until: datetime) -> None:
    """Put a claimed push back until a moment; the attempt does not count."""
    if message.status is not OutboxStatus.CLAIMED:
        return
    message.status = OutboxStatus.READY
    message.attempts -= 1
    message.due_at = until
