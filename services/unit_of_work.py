"""One transaction with everything a use case needs; the only place that commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from privacy.keyring import DataCipher, Keyring
from services.actors import Actor
from services.errors import NotAllowedError

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
"""What readers see and what dates mean; instants are stored in UTC."""

Sessions = async_sessionmaker[AsyncSession]


class OutsideWorkError(Exception):
    """A use case needs work that takes seconds: it is done with no transaction open, then the use
    case begins again and finds the result under this name.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(name)
        self.name, self.work = name, work


@dataclass
class UnitOfWork:
    """A transaction: its session, its moment (aware UTC), who acts, and the keys.

    `actor` is None for a stranger. `uow.who` is for use cases that need somebody. `finished`
    holds the results of work that was done for it outside.
    """

    session: AsyncSession
    now: datetime
    keyring: Keyring
    actor: Actor | None = None
    ciphers: dict[str, DataCipher] = field(default_factory=dict, repr=False)
    finished: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def who(self) -> Actor:
        """The actor; raises `NotAllowedError` for a stranger."""
        if self.actor is None:
            raise NotAllowedError("this chat belongs to nobody: open an invite link first")
        return self.actor

    def outside(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """The result of work that would hold the transaction open for seconds.

        Raises:
            OutsideWorkError: The work has yet to be done; whoever began the transaction does it.
        """
        if name not in self.finished:
            raise OutsideWorkError(name, work)
        return self.finished[name]

    @property
    def local_now(self) -> datetime:
        """`now` on the readers' clock."""
        return self.now.astimezone(LOCAL_ZONE)

    @property
    def today(self) -> date:
        """The readers' date."""
        return self.local_now.date()


@asynccontextmanager
async def unit_of_work(
    sessions: Sessions, *, now: datetime, keyring: Keyring, actor: Actor | None = None
) -> AsyncIterator[UnitOfWork]:
    """Begin; commit when the block ends well, roll back when it raises.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a unit of work needs an aware moment")
    async with sessions() as session, session.begin():
        yield UnitOfWork(session=session, now=now, keyring=keyring, actor=actor)
