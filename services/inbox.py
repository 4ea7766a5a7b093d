"""The inbox: store what came in, take the oldest open update of a chat, note what became of it.

An update is acknowledged to its channel when its row is committed, and handled in one transaction
that also closes the row. NEW → HANDLED (committed, reply on its way) → ANSWERED, or DEAD.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import InboxUpdate
from models.inbox_update import InboxStatus
from privacy.sealed import Sealed, place
from services import sealing
from services.unit_of_work import UnitOfWork

MAX_TRIES = 5
BACK_OFF = tuple(timedelta(seconds=s) for s in (1, 4, 15, 60, 60))
"""Pause after the first, second, … failure (security research §3.1: 1 to 60 s, dead after 5)."""

REPLY_LEASE = timedelta(seconds=30)
"""How long a reply may be on its way before somebody else shows the person the present screen."""

KEPT = timedelta(days=30)
"""Closed rows stay so long, to know a repeated update again."""

OPEN = (InboxStatus.NEW, InboxStatus.HANDLED)

Chat = tuple[str, int]
"""(channel, chat number)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An open update that is ours in this transaction."""

    id: int
    channel: str
    chat_id: int
    dedup_key: str
    status: InboxStatus
    tries: int
    body: Sealed | None

    @property
    def chat(self) -> Chat:
        """Where it came from."""
        return self.channel, self.chat_id

    @property
    def owner(self) -> str:
        """Whose key its body is sealed with."""
        return _owner(self.chat)


async def add(uow: UnitOfWork, chat: Chat, dedup_key: str, update: dict[str, Any] | None) -> bool:
    """Store an update; False if it is there already. `update` None: only that it came is kept."""
    values = {
        "channel": chat[0],
        "chat_id": chat[1],
        "dedup_key": dedup_key,
        "body": await _seal(uow, chat, dedup_key, update) if update is not None else None,
        "status": InboxStatus.NEW,
        "tries": 0,
        "next_try_at": uow.now,
        "received_at": uow.now,
    }
    on_postgres = uow.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgres else sqlite.insert
    statement = (
        insert(InboxUpdate)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["channel", "dedup_key"])
        .returning(InboxUpdate.id)
    )
    return (await uow.session.execute(statement)).first() is not None


async def take(
    uow: UnitOfWork, channels: Collection[str], *, busy: Collection[Chat] = ()
) -> Taken | None:
    """Take the oldest update that may be handled now, and its chat's lock until the commit.

    An earlier open update of the same chat comes first: one that waits for its next try, and one
    whose reply is on its way. Chats in `busy` are left out.
    """
    found = await uow.session.execute(_may_be_handled(uow.now, channels, 4 + len(busy)))
    for row in found.scalars().all():
        if (row.channel, row.chat_id) in busy or not await _lock(uow.session, row):
            continue
        return Taken(
            row.id, row.channel, row.chat_id, row.dedup_key, row.status, row.tries, row.body
        )
    return None


async def read(uow: UnitOfWork, taken: Taken) -> dict[str, Any]:
    """The update as it came in; raises ValueError when its body has been wiped."""
    if taken.body is None:
        raise ValueError("the body of this update has been wiped")
    cipher = await sealing.cipher_of(uow, taken.owner)
    clear = cipher.open(taken.body, _place(taken.chat, taken.dedup_key))
    update: dict[str, Any] = json.loads(clear)
    return update


async def mark_handled(uow: UnitOfWork, taken: Taken) -> bool:
    """In the transaction of the deed: it is done, its body wiped, its reply ours for a while.

    False if somebody else was first.
    """
    return await _change(
        uow.session,
        taken,
        status=InboxStatus.HANDLED,
        body=None,
        tries=0,
        handled_at=uow.now,
        next_try_at=uow.now + REPLY_LEASE,
    )


async def mark_failed(uow: UnitOfWork, taken: Taken) -> int:
    """It could not be handled or answered: try again later; how often it has failed by now."""
    tries = taken.tries + 1
    pause = BACK_OFF[min(tries, MAX_TRIES) - 1]
    changes: dict[str, Any] = {"tries": tries, "next_try_at": uow.now + pause}
    if tries >= MAX_TRIES:
        changes |= {"next_try_at": uow.now, "body": None}
    await _change(uow.session, taken, **changes)
    return tries


async def close(uow: UnitOfWork, taken: Taken, status: InboxStatus) -> None:
    """ANSWERED or DEAD; earlier replies of this chat that never left are not needed any more."""
    same_chat = sa.and_(
        InboxUpdate.channel == taken.channel,
        InboxUpdate.chat_id == taken.chat_id,
        InboxUpdate.status == InboxStatus.HANDLED,
        InboxUpdate.id < taken.id,
    )
    await uow.session.execute(
        sa.update(InboxUpdate).where(same_chat).values(status=InboxStatus.ANSWERED)
    )
    await uow.session.execute(
        sa.update(InboxUpdate).where(InboxUpdate.id == taken.id).values(status=status, body=None)
    )


async def reclaim_replies(uow: UnitOfWork) -> int:
    """Only when no other process is running: replies that were on their way are nobody's now."""
    done = await uow.session.execute(
        sa.update(InboxUpdate)
        .where(InboxUpdate.status == InboxStatus.HANDLED)
        .values(next_try_at=uow.now)
        .returning(InboxUpdate.id)
    )
    return len(done.all())


async def forget_old(uow: UnitOfWork) -> int:
    """Delete closed rows older than `KEPT`; how many."""
    done = await uow.session.execute(
        sa.delete(InboxUpdate)
        .where(InboxUpdate.status.not_in(OPEN), InboxUpdate.received_at < uow.now - KEPT)
        .returning(InboxUpdate.id)
    )
    return len(done.all())


def _may_be_handled(
    now: datetime, channels: Collection[str], limit: int
) -> sa.Select[InboxUpdate]:
    earlier = aliased(InboxUpdate)
    on_its_way = sa.and_(
        earlier.status == InboxStatus.HANDLED, earlier.tries == 0, earlier.next_try_at > now
    )
    waits_for = sa.exists().where(
        earlier.channel == InboxUpdate.channel,
        earlier.chat_id == InboxUpdate.chat_id,
        earlier.id < InboxUpdate.id,
        earlier.status.in_(OPEN),
        sa.or_(earlier.status == InboxStatus.NEW, on_its_way),
    )
    return (
        sa.select(InboxUpdate)
        .where(
            InboxUpdate.status.in_(OPEN),
            InboxUpdate.channel.in_(channels),
            InboxUpdate.next_try_at <= now,
            ~waits_for,
        )
        .order_by(InboxUpdate.id)
        .limit(limit)
    )


async def _lock(session: AsyncSession, row: InboxUpdate) -> bool:
    """Lock the row's chat against other processes; False if one has it or was faster.

    SQLite needs none: its transactions begin IMMEDIATE.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    digest = hashlib.blake2b(_owner((row.channel, row.chat_id)).encode(), digest_size=8).digest()
    key = int.from_bytes(digest, "big", signed=True)
    if not await session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))):
        return False
    before = (row.status, row.next_try_at)
    await session.refresh(row)
    return (row.status, row.next_try_at) == before


async def _change(session: AsyncSession, taken: Taken, **values: Any) -> bool:
    done = await session.execute(
        sa.update(InboxUpdate)
        .where(InboxUpdate.id == taken.id, InboxUpdate.status == taken.status)
        .values(**values)
        .returning(InboxUpdate.id)
    )
    return done.first() is not None


async def _seal(uow: UnitOfWork, chat: Chat, dedup_key: str, update: dict[str, Any]) -> Sealed:
    clear = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    return (await sealing.cipher_of(uow, _owner(chat))).seal(clear, _place(chat, dedup_key))


def _owner(chat: Chat) -> str:
    return f"chat:{chat[0]}:{chat[1]}"


def _place(chat: Chat, dedup_key: str) -> str:
    return place(InboxUpdate.__tablename__, "body", f"{chat[0]}:{dedup_key}")
