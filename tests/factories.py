"""Rows with defaults: a test names only what it is about. Everybody is invented."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, TypeVar

from models import Child, Grid, Town, Venue, Village, Worker
from models.base import random_name
from models.child import Grade, Sex
from models.worker import Role
from services import sealing
from services.unit_of_work import UnitOfWork

_numbers = count(1)
Row = TypeVar("Row")

NAMES = ("云小禾", "田小苗", "林小满", "安小棠", "程小麦")
"""Invented; the canary tests look for them."""


async def _add(uow: UnitOfWork, row: Row) -> Row:
    uow.session.add(row)
    await uow.session.flush()
    return row


async def town(uow: UnitOfWork, *, code: str | None = None) -> Town:
    """A town; the first one is QH, as in the demo."""
    number = next(_numbers)
    return await _add(uow, Town(code=code or f"T{number}", name="青禾镇"))


async def village(uow: UnitOfWork, town: Town, *, number: int = 1) -> Village:
    """A village of the town."""
    return await _add(uow, Village(town_id=town.id, number=number, name=f"第{number}村"))


async def grid(uow: UnitOfWork, village: Village, *, number: int = 1) -> Grid:
    """A grid of the village."""
    return await _add(uow, Grid(village_id=village.id, number=number))


async def place(uow: UnitOfWork) -> tuple[Town, Village, Grid]:
    """A town with one village with one grid."""
    one_town = await town(uow)
    one_village = await village(uow, one_town)
    return one_town, one_village, await grid(uow, one_village)


async def worker(
    uow: UnitOfWork,
    town: Town,
    *,
    role: Role = Role.GRID_WORKER,
    village: Village | None = None,
    grid: Grid | None = None,
    **fields: Any,
) -> Worker:
    """A member of staff of the town."""
    uid, number = random_name(), next(_numbers)
    name = await sealing.seal(uow, f"worker:{uid}", ("workers", "name", uid), "穆青山")
    phone = await sealing.seal(uow, f"worker:{uid}", ("workers", "phone", uid), "13900000000")
    row = Worker(
        uid=uid,
        town_id=town.id,
        village_id=village.id if village else None,
        grid_id=grid.id if grid else None,
        code=f"{town.code}-W-{number}",
        role=role,
        name=name,
        phone=phone,
        **fields,
    )
    return await _add(uow, row)


async def child(uow: UnitOfWork, town: Town, village: Village, grid: Grid, **fields: Any) -> Child:
    """A girl of nine, left behind, low risk, registered long ago."""
    uid, number = random_name(), next(_numbers)
    owner = f"child:{uid}"
    values: dict[str, Any] = {
        "sex": Sex.FEMALE,
        "birth_year": 2017,
        "birth_month": 5,
        "classes": ["left_behind"],
        "grade": Grade.LOW,
        "registered_on": date(2025, 3, 3),
        "name": await sealing.seal(uow, owner, ("children", "name", uid), NAMES[number % 5]),
        "address": await sealing.seal(uow, owner, ("children", "address", uid), "水车坡七号"),
    }
    row = Child(
        uid=uid,
        town_id=town.id,
        village_id=village.id,
        grid_id=grid.id,
        code=f"{town.code}-{village.number:02}-{number:04}",
        **(values | fields),
    )
    return await _add(uow, row)


async def venue(uow: UnitOfWork, town: Town, village: Village, grid: Grid, **fields: Any) -> Venue:
    """A hotel."""
    uid, number = random_name(), next(_numbers)
    owner = f"venue:{uid}"
    values: dict[str, Any] = {
        "kind": "hotel",
        "name": await sealing.seal(uow, owner, ("venues", "name", uid), "青禾渡口旅馆"),
        "contact": await sealing.seal(uow, owner, ("venues", "contact", uid), "穆经理"),
    }
    row = Venue(
        uid=uid,
        town_id=town.id,
        village_id=village.id,
        grid_id=grid.id,
        code=f"{town.code}-V-{number:03}",
        **(values | fields),
    )
    return await _add(uow, row)
