"""60 invented children, 28 of them girls, with guardians and four-in-one care teams."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.demo import names
from bot.demo.places import TOWN_CODE, Places
from models import CareTeamMember, Child, Grid, Guardian, Village, Worker
from models.base import random_name
from models.care_team_member import CarePart
from models.child import Grade, Sex
from models.worker import Role
from services import sealing
from services.unit_of_work import UnitOfWork

PER_VILLAGE = 10
GIRLS_BY_VILLAGE = (5, 5, 5, 5, 4, 4)
"""28 of 60 (46.7 %; 45.5 % of left-behind children were girls: facts.md §12)."""

GRADES = (Grade.LOW,) * 5 + (Grade.MEDIUM,) * 3 + (Grade.HIGH, Grade.LOW)
CLASSES = ("left_behind", "left_behind", "migrant", "hardship", "single_parent", "blended")
RELATIONS = ("gp", "gp", "mother", "father", "rel")


async def make_children(uow: UnitOfWork, places: Places, random: Random) -> list[Child]:
    """Make the children of every village; one girl of the town is graded urgent."""
    children: list[Child] = []
    for village, girls in zip(places.villages, GIRLS_BY_VILLAGE, strict=True):
        for number in range(PER_VILLAGE):
            girl = number < girls
            grid = places.grids[village.id][number % 3]
            grade = Grade.URGENT if (village.number, number) == (2, 1) else GRADES[number]
            child = await _make_child(uow, (places, village, grid), random, girl, grade)
            child.code = f"{TOWN_CODE}-{village.number:02}-{number + 1:04}"
            children.append(child)
    uow.session.add_all(children)
    await uow.session.flush()
    for number, child in enumerate(children):
        uow.session.add(await _make_guardian(uow, child, random, number))
        if child.four_in_one:
            uow.session.add_all(_care_team(places, child))
    await uow.session.flush()
    return children


async def _make_child(
    uow: UnitOfWork, where: tuple[Places, Village, Grid], random: Random, girl: bool, grade: Grade
) -> Child:
    places, village, grid = where
    uid = random_name()
    owner = f"child:{uid}"
    name = names.person(random, girl)
    address = f"{village.name}{random.choice(names.LANES)}{random.randint(1, 60)}号"
    school = random.choice(names.SCHOOLS)[1]
    return Child(
        uid=uid,
        town_id=places.town.id,
        village_id=village.id,
        grid_id=grid.id,
        code="",
        sex=Sex.FEMALE if girl else Sex.MALE,
        birth_year=uow.today.year - random.randint(5, 15),
        birth_month=random.randint(1, 12),
        classes=[random.choice(CLASSES)],
        grade=grade,
        four_in_one=girl,
        registered_on=uow.today - timedelta(days=random.randint(200, 700)),
        name=await sealing.seal(uow, owner, ("children", "name", uid), name),
        address=await sealing.seal(uow, owner, ("children", "address", uid), address),
        school=await sealing.seal(uow, owner, ("children", "school", uid), school),
    )


async def _make_guardian(uow: UnitOfWork, child: Child, random: Random, number: int) -> Guardian:
    uid = random_name()
    owner = f"child:{child.uid}"
    name, phone = names.person(random), names.phone(1000 + number)
    return Guardian(
        uid=uid,
        child_id=child.id,
        relation=random.choice(RELATIONS),
        name=await sealing.seal(uow, owner, ("guardians", "name", uid), name),
        phone=await sealing.seal(uow, owner, ("guardians", "phone", uid), phone),
    )


def _care_team(places: Places, child: Child) -> list[CareTeamMember]:
    """Town official, child director, teacher, police; the teacher is a woman in this town."""
    director = next(
        w
        for w in places.staff
        if w.role is Role.CHILD_DIRECTOR and w.village_id == child.village_id
    )
    police = next(w for w in places.staff if w.role is Role.POLICE)
    members: list[tuple[CarePart, Worker | None, bool]] = [
        (CarePart.TOWN, None, False),
        (CarePart.VILLAGE, director, director.woman),
        (CarePart.TEACHER, None, True),
        (CarePart.POLICE, None, police.woman),
    ]
    return [
        CareTeamMember(
            child_id=child.id, part=part, worker_id=worker.id if worker else None, woman=woman
        )
        for part, worker, woman in members
    ]


def seen_days_ago(number: int, grade: Grade, girl: bool) -> int:
    """When a child was last seen: most within the interval, every fifth overdue, some due now.

    Args:
        number: 0–9, another order in each village.
        grade: Its risk grade.
        girl: Girls of the four-in-one ledger are due every 30 days at the latest.

    """
    interval = {Grade.URGENT: 7, Grade.HIGH: 14, Grade.MEDIUM: 30, Grade.LOW: 90}[grade]
    interval = min(interval, 30) if girl else interval
    late = {0: 0, 2: 2, 4: -1, 5: 5, 7: 0}.get(number)
    return interval + late if late is not None else (interval * (number + 2)) // 14


def last_seen_on(today: date, number: int, child: Child) -> date:
    """The date behind `seen_days_ago`, never before the child was registered."""
    days = seen_days_ago(number, child.grade, child.sex is Sex.FEMALE)
    return max(today - timedelta(days=days), child.registered_on)
