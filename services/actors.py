"""Who acts: the person behind an update or a tick, and what lies in their scope."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models import CareTeamMember, ChannelAccount, Child, DueVisit, Venue, Worker
from models.worker import Role

CHILD_ROLES = frozenset({Role.GRID_WORKER, Role.CHILD_DIRECTOR, Role.SUPERVISOR})
"""Roles that see children at all; the others work with venues, reports or counts."""

VENUE_ROLES = frozenset({Role.GRID_WORKER, Role.CHILD_DIRECTOR, Role.INSPECTOR, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting, with role, scope and language. `worker_id` 0 is the system itself."""

    worker_id: int
    town_id: int
    role: Role
    village_id: int | None = None
    grid_id: int | None = None
    language: str = "zh_Hans"

    @property
    def is_system(self) -> bool:
        """A tick, not a person."""
        return self.worker_id == 0

    def children(self) -> sa.ColumnElement[bool]:
        """The children in scope, as a condition on `Child`.

        A grid worker: the own grid, and children of whose care team they are. A child director:
        the village. A supervisor: the town. Everybody else: none.
        """
        if self.role == Role.GRID_WORKER:
            team = sa.select(CareTeamMember.child_id).where(
                CareTeamMember.worker_id == self.worker_id
            )
            mine = sa.or_(Child.grid_id == self.grid_id, Child.id.in_(team))
            return sa.and_(Child.town_id == self.town_id, mine)
        if self.role == Role.CHILD_DIRECTOR:
            return sa.and_(Child.town_id == self.town_id, Child.village_id == self.village_id)
        if self.role == Role.SUPERVISOR or self.is_system:
            return Child.town_id == self.town_id
        return sa.false()

    def venues(self) -> sa.ColumnElement[bool]:
        """The venues in scope, as a condition on `Venue`."""
        if self.role == Role.GRID_WORKER:
            return sa.and_(Venue.town_id == self.town_id, Venue.grid_id == self.grid_id)
        if self.role == Role.CHILD_DIRECTOR:
            return sa.and_(Venue.town_id == self.town_id, Venue.village_id == self.village_id)
        if self.role in (Role.INSPECTOR, Role.SUPERVISOR) or self.is_system:
            return Venue.town_id == self.town_id
        return sa.false()

    def due_visits(self) -> sa.ColumnElement[bool]:
        """The due visits whose child or venue is in scope, as a condition on `DueVisit`."""
        children = DueVisit.child_id.in_(sa.select(Child.id).where(self.children()))
        venues = DueVisit.venue_id.in_(sa.select(Venue.id).where(self.venues()))
        return sa.and_(DueVisit.town_id == self.town_id, sa.or_(children, venues))


def system_actor(town_id: int) -> Actor:
    """The actor of ticks: sees one town, is nobody."""
    return Actor(worker_id=0, town_id=town_id, role=Role.SUPERVISOR)


def actor_of(worker: Worker) -> Actor:
    """The actor a member of staff is."""
    return Actor(
        worker_id=worker.id,
        town_id=worker.town_id,
        role=worker.role,
        village_id=worker.village_id,
        grid_id=worker.grid_id,
        language=worker.language,
    )


async def find_actor(session: AsyncSession, channel: str, chat_id: int) -> Actor | None:
    """Who is behind a chat; None for a stranger, a revoked account or a person who left."""
    found = await session.execute(
        sa.select(Worker)
        .join(ChannelAccount, ChannelAccount.worker_id == Worker.id)
        .where(
            ChannelAccount.channel == channel,
            ChannelAccount.chat_id == chat_id,
            ChannelAccount.revoked_at.is_(None),
            Worker.active.is_(True),
        )
    )
    worker = found.scalar_one_or_none()
    return actor_of(worker) if worker else None
