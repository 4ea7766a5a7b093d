"""14 invented venues and 3 schools."""

from __future__ import annotations

from random import Random

from bot.demo import names
from bot.demo.places import TOWN_CODE, Places
from models import Institution, Venue
from models.base import random_name
from services import sealing
from services.unit_of_work import UnitOfWork


async def make_venues(uow: UnitOfWork, places: Places, random: Random) -> list[Venue]:
    """Make the venues, spread over villages and grids."""
    venues: list[Venue] = []
    pairs = zip(names.VENUE_NAMES, names.VENUE_KINDS, strict=True)
    for number, (name, kind) in enumerate(pairs):
        village = places.villages[number % len(places.villages)]
        uid = random_name()
        owner = f"venue:{uid}"
        contact = f"{names.person(random)[0]}经理"
        address = f"{village.name}{random.choice(names.LANES)}"
        venues.append(
            Venue(
                uid=uid,
                town_id=places.town.id,
                village_id=village.id,
                grid_id=places.grids[village.id][number % 2].id,
                code=f"{TOWN_CODE}-V-{number + 1:03}",
                kind=kind,
                name=await sealing.seal(uow, owner, ("venues", "name", uid), name),
                address=await sealing.seal(uow, owner, ("venues", "address", uid), address),
                contact=await sealing.seal(uow, owner, ("venues", "contact", uid), contact),
            )
        )
    uow.session.add_all(venues)
    await uow.session.flush()
    return venues


async def make_schools(uow: UnitOfWork, places: Places) -> None:
    """Make the schools and the kindergarten."""
    for number, (kind, name) in enumerate(names.SCHOOLS, 1):
        uid = random_name()
        sealed = await sealing.seal(uow, f"institution:{uid}", ("institutions", "name", uid), name)
        uow.session.add(
            Institution(
                uid=uid,
                town_id=places.town.id,
                village_id=places.villages[number - 1].id,
                code=f"{TOWN_CODE}-S-{number:02}",
                kind=kind,
                name=sealed,
            )
        )
    await uow.session.flush()
