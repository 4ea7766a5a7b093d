"""Who has to make a visit or an inspection."""

from __future__ import annotations

import sqlalchemy as sa

from models import Child, Venue, Worker
from models.worker import Role
from services.errors import AppError
from services.policy import VenueRule
from services.unit_of_work import UnitOfWork


class NobodyResponsibleError(AppError):
    """The town has nobody in any role that could make the visit."""

    code = "VISIT-001"


def is_of_place(grid_id: int, village_id: int, town_id: int) -> sa.ColumnElement[bool]:
    """Whether a worker works there: in the grid, in the village, or for the whole town."""
    grid_worker = sa.and_(Worker.role == Role.GRID_WORKER, Worker.grid_id == grid_id)
    director = sa.and_(Worker.role == Role.CHILD_DIRECTOR, Worker.village_id == village_id)
    town_staff = Worker.role.in_((Role.SUPERVISOR, Role.INSPECTOR))
    return sa.and_(
        Worker.town_id == town_id,
        Worker.active.is_(True),
        sa.or_(grid_worker, director, town_staff),
    )


async def responsible_for_child(uow: UnitOfWork, child: Child) -> int:
    """The grid worker of the child's grid, else the child director, else the supervisor.

    Raises:
        NobodyResponsibleError: None of them exists.
    """
    order = (Role.GRID_WORKER, Role.CHILD_DIRECTOR, Role.SUPERVISOR)
    return await _first(uow, child, order)


async def responsible_for_venue(uow: UnitOfWork, venue: Venue, rule: VenueRule) -> int:
    """The role that the policy names for this kind of venue, else as for a child.

    Raises:
        NobodyResponsibleError: None of them exists.
    """
    order = (rule.worker, Role.GRID_WORKER, Role.CHILD_DIRECTOR, Role.SUPERVISOR)
    return await _first(uow, venue, order)


async def _first(uow: UnitOfWork, subject: Child | Venue, order: tuple[Role, ...]) -> int:
    ranks = {role: order.index(role) for role in order}
    found = await uow.session.scalar(
        sa.select(Worker.id)
        .where(
            is_of_place(subject.grid_id, subject.village_id, subject.town_id),
            Worker.role.in_(order),
        )
        .order_by(sa.case(ranks, value=Worker.role), Worker.id)
        .limit(1)
    )
    if found is None:
        raise NobodyResponsibleError(f"town {subject.town_id} has nobody to make a visit")
    return found
