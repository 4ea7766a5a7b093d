"""Children in the actor's scope: lists by code, one card, and the name on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import sqlalchemy as sa

from models import Child, DueVisit, Run
from models.child import ChildStatus, Grade, Sex
from models.due_visit import DueStatus
from models.run import RunStatus
from services import audit, sealing
from services.errors import NotFoundError
from services.unit_of_work import UnitOfWork

FORM_ID = "home_visit"
"""The checklist of a visit to a child."""

PAGE = 8
"""Buttons of a list that fit a phone's screen."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `number` counts from 0."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a child without opening anything sealed."""

    child_id: int
    code: str
    sex: Sex
    age: int
    classes: tuple[str, ...]
    grade: Grade
    four_in_one: bool
    last_seen_on: date | None
    next_due_on: date | None
    draft_id: int | None


def owner_of(child: Child) -> str:
    """Whose key seals what belongs to this child."""
    return f"child:{child.uid}"


def age_on(child: Child, day: date) -> int:
    """Full years; the day of birth is not kept, so the month counts as reached."""
    return day.year - child.birth_year - (day.month < child.birth_month)


def page_of(total: int, number: int) -> tuple[int, int]:
    """(page shown, pages there are) for a wanted page; a vanished page becomes the last one."""
    pages = max(1, -(-total // PAGE))
    return min(max(number, 0), pages - 1), pages


async def find(uow: UnitOfWork, child_id: int) -> Child:
    """A child in scope.

    Raises:
        NotFoundError: No such child, or not the actor's.
    """
    found = await uow.session.execute(
        sa.select(Child).where(Child.id == child_id, uow.who.children())
    )
    child = found.scalar_one_or_none()
    if child is None:
        raise NotFoundError(f"child {child_id} is not in scope")
    return child


async def in_scope(uow: UnitOfWork, number: int) -> Page[Child]:
    """A page of the active children in scope, by code."""
    mine = sa.and_(uow.who.children(), Child.status == ChildStatus.ACTIVE)
    total = await uow.session.scalar(sa.select(sa.func.count()).select_from(Child).where(mine))
    shown, pages = page_of(total or 0, number)
    found = await uow.session.execute(
        sa.select(Child).where(mine).order_by(Child.code).offset(shown * PAGE).limit(PAGE)
    )
    return Page(found.scalars().all(), shown, pages, total or 0)


async def card(uow: UnitOfWork, child_id: int) -> Card:
    """One child without any sealed field.

    Raises:
        NotFoundError: No such child, or not the actor's.
    """
    child = await find(uow, child_id)
    due_on = await uow.session.scalar(
        sa.select(sa.func.min(DueVisit.due_on)).where(
            DueVisit.child_id == child.id, DueVisit.status == DueStatus.OPEN
        )
    )
    draft_id = await uow.session.scalar(
        sa.select(sa.func.max(Run.id)).where(
            Run.child_id == child.id,
            Run.worker_id == uow.who.worker_id,
            Run.status == RunStatus.OPEN,
        )
    )
    audit.record(uow, "child:look", "child", child.id)
    return Card(
        child_id=child.id,
        code=child.code,
        sex=child.sex,
        age=age_on(child, uow.today),
        classes=tuple(child.classes),
        grade=child.grade,
        four_in_one=child.four_in_one,
        last_seen_on=child.last_seen_on,
        next_due_on=due_on,
        draft_id=draft_id,
    )


async def open_name(uow: UnitOfWork, child_id: int) -> tuple[str, str]:
    """(code, name) of a child in scope; the opening is written down.

    Raises:
        NotFoundError: No such child, or not the actor's.
    """
    child = await find(uow, child_id)
    audit.record(uow, "child:open_name", "child", child.id)
    return child.code, await sealing.open_text(uow, owner_of(child), child, "name")
