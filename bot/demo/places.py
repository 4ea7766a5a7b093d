"""青禾镇 on the map: 6 villages of 3 grids, and the 24 people who work there."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bot.demo import names
from models import Grid, Town, Village, Worker
from models.base import random_name
from models.worker import Role
from services import sealing
from services.unit_of_work import UnitOfWork

TOWN_CODE = "QH"
GRIDS_PER_VILLAGE = 3
TOWN_STAFF = (
    (Role.SUPERVISOR, True),
    (Role.LEADER, False),
    (Role.POLICE, False),
    (Role.CLERK, True),
    (Role.INSPECTOR, False),
    (Role.INSPECTOR, True),
)


@dataclass
class Places:
    """The rows later steps build on. `staff` is everybody, in the order of their codes."""

    town: Town
    villages: list[Village] = field(default_factory=list)
    grids: dict[int, list[Grid]] = field(default_factory=dict)
    staff: list[Worker] = field(default_factory=list)


async def make_places(uow: UnitOfWork, random: Random) -> Places:
    """Make town, villages, grids and staff.

    Two of three grids have a grid worker of their own; the third is looked after by the child
    director of the village, as small villages do.
    """
    town = Town(code=TOWN_CODE, name="青禾镇")
    uow.session.add(town)
    await uow.session.flush()
    places = Places(town)
    for number, name in enumerate(names.VILLAGES, 1):
        village = Village(town_id=town.id, number=number, name=name)
        uow.session.add(village)
        await uow.session.flush()
        grids = [Grid(village_id=village.id, number=n + 1) for n in range(GRIDS_PER_VILLAGE)]
        uow.session.add_all(grids)
        places.villages.append(village)
        places.grids[village.id] = grids
    await uow.session.flush()
    await _make_staff(uow, places, random)
    return places


async def _make_staff(uow: UnitOfWork, places: Places, random: Random) -> None:
    posts: list[tuple[Role, bool, Village | None, Grid | None]] = [
        (role, woman, None, None) for role, woman in TOWN_STAFF
    ]
    for number, village in enumerate(places.villages):
        posts.append((Role.CHILD_DIRECTOR, number != 2, village, None))
        first, second, _third = places.grids[village.id]
        posts.append((Role.GRID_WORKER, number % 2 == 0, village, first))
        posts.append((Role.GRID_WORKER, number % 2 == 1, village, second))
    for number, (role, woman, post_village, grid) in enumerate(posts, 1):
        uid = random_name()
        owner = f"worker:{uid}"
        name, phone = names.person(random), names.phone(number)
        places.staff.append(
            Worker(
                uid=uid,
                town_id=places.town.id,
                village_id=post_village.id if post_village else None,
                grid_id=grid.id if grid else None,
                code=f"{TOWN_CODE}-W-{number:02}",
                role=role,
                woman=woman,
                name=await sealing.seal(uow, owner, ("workers", "name", uid), name),
                phone=await sealing.seal(uow, owner, ("workers", "phone", uid), phone),
            )
        )
    uow.session.add_all(places.staff)
    await uow.session.flush()
