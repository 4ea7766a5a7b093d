"""Where a person's pushes go: the chats they have bound, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import ChannelAccount
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Address:
    """One chat on one channel."""

    account_id: int
    channel: str
    chat_id: int


async def addresses_of(
    uow: UnitOfWork, worker_id: int, channels: Sequence[str]
) -> tuple[Address, ...]:
    """The person's reachable chats on the channels there are, the one bound last first."""
    found = await uow.session.scalars(
        sa.select(ChannelAccount)
        .where(
            ChannelAccount.worker_id == worker_id,
            ChannelAccount.channel.in_(channels),
            ChannelAccount.revoked_at.is_(None),
            ChannelAccount.unreachable_at.is_(None),
        )
        .order_by(ChannelAccount.bound_at.desc(), ChannelAccount.id.desc())
    )
    return tuple(Address(row.id, row.channel, row.chat_id) for row in found)


async def mark_unreachable(uow: UnitOfWork, account_ids: Sequence[int]) -> None:
    """The channel says that nobody is there any more; binding anew makes it reachable."""
    if not account_ids:
        return
    await uow.session.execute(
        sa.update(ChannelAccount)
        .where(ChannelAccount.id.in_(account_ids))
        .values(unreachable_at=uow.now)
        .execution_options(synchronize_session=False)
    )
