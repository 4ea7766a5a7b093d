"""Fill an empty database with 青禾镇: people, children, venues, last visits, what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from bot.demo.children import make_children
from bot.demo.history import make_inspections, make_visits
from bot.demo.phones import give_phones
from bot.demo.places import Places, make_places
from bot.demo.venues import make_schools, make_venues
from models import Child, Town, Venue, Worker
from models.worker import Role
from services import visits
from services.unit_of_work import LOCAL_ZONE, UnitOfWork
from services.visits.responsible import responsible_for_child

OPENS_AT = time(9, 0)

Progress = Callable[[str], None]


def opening_moment(now: datetime) -> datetime:
    """09:00 local of the next working day (or of today): the demo begins in the morning."""
    local = now.astimezone(LOCAL_ZONE)
    day = local.date() if local.time() <= OPENS_AT else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS_AT, tzinfo=LOCAL_ZONE)


async def is_empty(uow: UnitOfWork) -> bool:
    """Whether no town has been made here yet."""
    return await uow.session.scalar(sa.select(Town.id).limit(1)) is None


async def seed(
    uow: UnitOfWork, versions: dict[str, int], progress: Progress, *, phones: bool = True
) -> None:
    """Make the whole town, the same one every time; `phones`: with a web chat for everybody."""
    random = Random(7)  # noqa: S311 - an invented town, not a secret
    progress("青禾镇：6个村、18个网格、24名工作人员")
    places = await make_places(uow, random)
    if phones:
        await give_phones(uow, places.staff)
    progress("60名儿童（28名女童）和他们的监护人")
    children = await make_children(uow, places, random)
    progress("14家场所、3所学校")
    venues = await make_venues(uow, places, random)
    await make_schools(uow, places)
    progress("上次走访和检查的结果")
    await make_visits(
        uow, children, await _visitors(uow, children, places), versions["home_visit"]
    )
    inspector = next(w for w in places.staff if w.role is Role.INSPECTOR)
    hotels = [venue for venue in venues if venue.kind in ("hotel", "inn")]
    await make_inspections(uow, hotels, inspector, versions["hotel"])
    await uow.session.flush()
    progress("下次走访的日期")
    await _schedule(uow, children, venues)


async def _visitors(uow: UnitOfWork, children: list[Child], places: Places) -> dict[int, Worker]:
    staff = {worker.id: worker for worker in places.staff}
    return {child.id: staff[await responsible_for_child(uow, child)] for child in children}


async def _schedule(uow: UnitOfWork, children: list[Child], venues: list[Venue]) -> None:
    for child in children:
        await visits.schedule_child(uow, child)
    for venue in venues:
        await visits.schedule_venue(uow, venue)
