"""The lists behind the numbers: codes, days and who is responsible; girls first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models import Child, DueVisit, Finding, Grid, Submission, Venue, Village, Worker
from models.child import Sex
from models.worker import Role
from services.actors import Actor
from services.errors import NotAllowedError
from services.reports import DeclinedLine, declined_since
from services.summaries import scope
from services.unit_of_work import UnitOfWork

PER_PAGE = 8


class Listing(StrEnum):
    """Which number's list."""

    OVERDUE = "overdue"
    GIRLS_OVERDUE = "girls"
    DUE = "due"
    DONE = "done"
    FINDINGS = "findings"
    FINDINGS_OVERDUE = "late"
    UNBOUND = "unbound"


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row. `row_id` is the finding's number in a list of findings, else 0.

    `code` is the child's, venue's or finding's; empty in a list of people. `day` is the due date,
    the day of the visit or the deadline. The last four say who is responsible.
    """

    row_id: int
    code: str
    girl: bool
    day: date | None
    role: Role
    staff: str
    village: str
    grid: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page; pages count from 0. `village` names the village it is narrowed to, or ''."""

    listing: Listing
    lines: tuple[ListLine, ...]
    total: int
    page: int
    pages: int
    today: date
    village_id: int = 0
    village: str = ""


async def lines(
    uow: UnitOfWork, listing: Listing, *, village_id: int = 0, page: int = 0
) -> ListPage:
    """One page of a list, for a supervisor (town) or a child director (village).

    Raises:
        NotAllowedError: A leader gets counts only; other roles nothing.
    """
    who = scope.list_reader(uow)
    statement, order = _statement(who, listing, uow.today)
    if village_id:
        statement = statement.where(Village.id == village_id, Village.town_id == who.town_id)
    total = await uow.session.scalar(
        sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())
    )
    pages = max(1, -(-(total or 0) // PER_PAGE))
    page = min(max(page, 0), pages - 1)
    found = await uow.session.execute(
        statement.order_by(*order).offset(page * PER_PAGE).limit(PER_PAGE)
    )
    rows = tuple(_line(row) for row in found.all())
    named = await uow.session.get(Village, village_id) if village_id else None
    name = named.name if named is not None and named.town_id == who.town_id else ""
    return ListPage(
        listing, rows, total or 0, page, pages, uow.today, village_id=village_id, village=name
    )


def _line(row: Any) -> ListLine:
    return ListLine(
        row_id=row.row_id,
        code=row.code or "",
        girl=row.sex is Sex.FEMALE,
        day=row.day,
        role=row.role,
        staff=row.staff,
        village=row.village or "",
        grid=row.grid,
    )


Ordered = tuple[sa.Select[*tuple[Any, ...]], Sequence[Any]]


def _statement(who: Actor, listing: Listing, today: date) -> Ordered:
    if listing is Listing.UNBOUND:
        return _people(who)
    if listing in (Listing.FINDINGS, Listing.FINDINGS_OVERDUE):
        late = today if listing is Listing.FINDINGS_OVERDUE else None
        return _findings(who, late)
    if listing is Listing.DONE:
        return _visits(who, Submission, Submission.visited_on.desc(), scope.done(today))
    condition = scope.due(today) if listing is Listing.DUE else scope.overdue(today)
    if listing is Listing.GIRLS_OVERDUE:
        condition = sa.and_(condition, Child.sex == Sex.FEMALE)
    return _visits(who, DueVisit, DueVisit.due_on, condition)


def _visits(who: Actor, table: Any, day: Any, condition: sa.ColumnElement[bool]) -> Ordered:
    """Visits made (`Submission`) or due (`DueVisit`), girls first, then by day."""
    moment = table.visited_on if table is Submission else table.due_on
    statement = (
        sa.select(
            sa.literal(0).label("row_id"),
            sa.func.coalesce(Child.code, Venue.code).label("code"),
            Child.sex.label("sex"),
            moment.label("day"),
            *_who_columns(),
        )
        .select_from(table)
        .join(Worker, Worker.id == table.worker_id)
        .join(Village, Village.id == table.village_id)
        .outerjoin(Child, Child.id == table.child_id)
        .outerjoin(Venue, Venue.id == table.venue_id)
        .outerjoin(Grid, Grid.id == sa.func.coalesce(Child.grid_id, Venue.grid_id))
        .where(scope.covers(who, table), condition)
    )
    girls_first = sa.case((Child.sex == Sex.FEMALE, 0), else_=1)
    return statement, (girls_first, day, table.id)


def _findings(who: Actor, late: date | None) -> Ordered:
    statement = (
        sa.select(
            Finding.id.label("row_id"),
            Finding.code.label("code"),
            Child.sex.label("sex"),
            Finding.deadline.label("day"),
            *_who_columns(),
        )
        .select_from(Finding)
        .join(Worker, Worker.id == Finding.owner_id)
        .join(Village, Village.id == Finding.village_id)
        .outerjoin(Child, Child.id == Finding.child_id)
        .outerjoin(Grid, Grid.id == Worker.grid_id)
        .where(scope.covers(who, Finding), scope.findings(late))
    )
    return statement, (Finding.deadline.is_(None), Finding.deadline, Finding.id)


def _people(who: Actor) -> Ordered:
    statement = (
        sa.select(
            sa.literal(0).label("row_id"),
            sa.null().label("code"),
            sa.null().label("sex"),
            sa.null().label("day"),
            *_who_columns(),
        )
        .select_from(Worker)
        .outerjoin(Village, Village.id == Worker.village_id)
        .outerjoin(Grid, Grid.id == Worker.grid_id)
        .where(scope.covers(who, Worker), scope.unbound())
    )
    return statement, (Worker.role, Worker.id)


def _who_columns() -> tuple[Any, ...]:
    return (
        Worker.role.label("role"),
        Worker.code.label("staff"),
        Village.name.label("village"),
        Grid.number.label("grid"),
    )


async def declined(uow: UnitOfWork) -> Sequence[DeclinedLine]:
    """The declined suspicions that the summary counts, newest first, for the supervisor.

    Raises:
        NotAllowedError: Another role.
    """
    if scope.list_reader(uow).role != Role.SUPERVISOR:
        raise NotAllowedError("declined suspicions are for the supervisor")
    return await declined_since(uow, scope.declined_from(uow.today))
