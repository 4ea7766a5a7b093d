"""Staff and their chats: invite by a one-time link, bind a chat, close it, choose a language."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from models import ChannelAccount, Invite, Worker
from models.worker import Role
from services import audit
from services.actors import Actor, actor_of
from services.errors import InviteError, NotAllowedError, NotFoundError
from services.unit_of_work import UnitOfWork

INVITE_LIVES = timedelta(hours=24)
TOKEN_BYTES = 24
"""Security research §3.8: a token of 24 random bytes, 24 hours, single use."""

INVITING = frozenset({Role.SUPERVISOR, Role.CLERK})


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invite. The token is in clear only here; the database has its keyed hash."""

    token: str
    code: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff as others see them: a code and a post, and whether they can be reached."""

    worker_id: int
    code: str
    role: Role
    bound: bool


async def invite(uow: UnitOfWork, code: str) -> Invited:
    """Make an invite for a colleague, found by code; earlier unused ones end now.

    Raises:
        NotAllowedError: The actor is neither supervisor nor clerk.
        NotFoundError: No active colleague of the town has this code.
    """
    worker = await _colleague(uow, Worker.code == code.strip().upper())
    await uow.session.execute(
        sa.update(Invite)
        .where(Invite.worker_id == worker.id, Invite.used_at.is_(None))
        .values(expires_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Invite(
        token_hash=_hash(uow, token),
        worker_id=worker.id,
        created_at=uow.now,
        expires_at=uow.now + INVITE_LIVES,
    )
    uow.session.add(row)
    await uow.session.flush()
    audit.record(uow, "invite:make", "worker", worker.id)
    return Invited(token, worker.code, worker.role, row.expires_at)


async def redeem(uow: UnitOfWork, channel: str, chat_id: int, token: str) -> Actor:
    """Bind a chat to the invited person and act as them from now on (`uow.actor`).

    The person's older chat on the same channel is closed.

    Raises:
        InviteError: Unknown, used or expired; or the person has left.
    """
    used = await uow.session.execute(
        sa.update(Invite)
        .where(
            Invite.token_hash == _hash(uow, token),
            Invite.used_at.is_(None),
            Invite.expires_at > uow.now,
        )
        .values(used_at=uow.now)
        .returning(Invite.worker_id)
    )
    worker_id = used.scalar_one_or_none()
    worker = await uow.session.get(Worker, worker_id) if worker_id else None
    if worker is None or not worker.active:
        raise InviteError("unknown, used or expired")
    await _bind(uow, worker, channel, chat_id)
    uow.actor = actor_of(worker)
    audit.record(uow, "invite:redeem", "worker", worker.id, channel=channel)
    return uow.actor


async def revoke(uow: UnitOfWork, worker_id: int) -> int:
    """Close all chats of a colleague, effective with their next message; how many there were.

    Raises:
        NotAllowedError: The actor is neither supervisor nor clerk.
        NotFoundError: Not a colleague of the town.
    """
    worker = await _colleague(uow, Worker.id == worker_id)
    closed = await uow.session.execute(
        sa.update(ChannelAccount)
        .where(ChannelAccount.worker_id == worker.id, ChannelAccount.revoked_at.is_(None))
        .values(revoked_at=uow.now)
        .returning(ChannelAccount.id)
    )
    count = len(closed.all())
    audit.record(uow, "account:revoke", "worker", worker.id, count=count)
    return count


async def set_language(uow: UnitOfWork, language: str) -> Actor:
    """Keep the actor's language with the person; the actor as they are from now on."""
    worker = await uow.session.get_one(Worker, uow.who.worker_id)
    worker.language = language
    uow.actor = replace(uow.who, language=language)
    return uow.actor


async def colleagues(uow: UnitOfWork) -> Sequence[Colleague]:
    """The active staff of the actor's town, by code; raises NotAllowedError for other roles."""
    _check_may_invite(uow.who)
    bound = (
        sa.exists()
        .where(ChannelAccount.worker_id == Worker.id, ChannelAccount.revoked_at.is_(None))
        .label("bound")
    )
    found = await uow.session.execute(
        sa.select(Worker.id, Worker.code, Worker.role, bound)
        .where(Worker.town_id == uow.who.town_id, Worker.active.is_(True))
        .order_by(Worker.code)
    )
    return [Colleague(row.id, row.code, row.role, row.bound) for row in found]


async def colleague(uow: UnitOfWork, worker_id: int) -> Colleague:
    """One of them; raises NotFoundError for anybody else."""
    for one in await colleagues(uow):
        if one.worker_id == worker_id:
            return one
    raise NotFoundError("no such colleague in this town")


async def reached_again(uow: UnitOfWork, channel: str, chat_id: int) -> None:
    """The person speaks to us again: pushes may go to this chat as before."""
    await uow.session.execute(
        sa.update(ChannelAccount)
        .where(
            ChannelAccount.channel == channel,
            ChannelAccount.chat_id == chat_id,
            ChannelAccount.unreachable_at.is_not(None),
        )
        .values(unreachable_at=None)
        .execution_options(synchronize_session=False)
    )


async def _bind(uow: UnitOfWork, worker: Worker, channel: str, chat_id: int) -> None:
    await uow.session.execute(
        sa.update(ChannelAccount)
        .where(
            ChannelAccount.worker_id == worker.id,
            ChannelAccount.channel == channel,
            ChannelAccount.chat_id != chat_id,
            ChannelAccount.revoked_at.is_(None),
        )
        .values(revoked_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    found = await uow.session.execute(
        sa.select(ChannelAccount).where(
            ChannelAccount.channel == channel, ChannelAccount.chat_id == chat_id
        )
    )
    account = found.scalar_one_or_none() or ChannelAccount(channel=channel, chat_id=chat_id)
    account.worker_id, account.bound_at = worker.id, uow.now
    account.revoked_at = account.unreachable_at = None
    uow.session.add(account)
    await uow.session.flush()


async def _colleague(uow: UnitOfWork, condition: sa.ColumnElement[bool]) -> Worker:
    _check_may_invite(uow.who)
    found = await uow.session.execute(
        sa.select(Worker).where(
            condition, Worker.town_id == uow.who.town_id, Worker.active.is_(True)
        )
    )
    worker = found.scalar_one_or_none()
    if worker is None:
        raise NotFoundError("no such colleague in this town")
    return worker


def _check_may_invite(actor: Actor) -> None:
    if actor.role not in INVITING:
        raise NotAllowedError("only supervisors and clerks see to the staff")


def _hash(uow: UnitOfWork, token: str) -> str:
    return uow.keyring.blind_index("invite", token)
