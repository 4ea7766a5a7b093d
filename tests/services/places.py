"""A town with visits due, late and done, and findings: for summaries, digests and pushes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models import DueVisit, Finding, FormVersion, Grid, Run, Submission, Town, Village, Worker
from models.child import Sex
from models.due_visit import DueReason
from models.worker import Role
from privacy.sealed import Sealed
from services.unit_of_work import UnitOfWork
from tests import factories

TODAY = date(2026, 11, 23)
"""The Monday of `tests.conftest`."""


@dataclass
class Place:
    """Two villages with a grid worker each, a supervisor and a leader."""

    town: Town
    villages: list[Village]
    grids: list[Grid]
    workers: list[Worker]
    supervisor: Worker
    leader: Worker


async def due(uow: UnitOfWork, place: Place, village: int, sex: Sex | None, days: int) -> DueVisit:
    """An open due visit `days` from today; sex None is a venue's."""
    where = (place.town, place.villages[village], place.grids[village])
    child = venue = None
    if sex is None:
        venue = await factories.venue(uow, *where)
    else:
        child = await factories.child(uow, *where, sex=sex)
    visit = DueVisit(
        town_id=place.town.id,
        village_id=place.villages[village].id,
        child_id=child.id if child else None,
        venue_id=venue.id if venue else None,
        worker_id=place.workers[village].id,
        form_id="home_visit",
        reason=DueReason.INTERVAL,
        due_on=TODAY + timedelta(days=days),
        created_at=uow.now,
    )
    uow.session.add(visit)
    await uow.session.flush()
    return visit


async def done(
    uow: UnitOfWork, place: Place, visit: DueVisit, days_ago: int, *, seen: bool = True
) -> Submission:
    """A submission about the subject of a due visit."""
    version = FormVersion(
        form_id="home_visit", version="1", digest=f"{visit.id}-{days_ago}", title="走访",
        xform="<x/>", workbook=b"", published_at=uow.now,
    )  # fmt: skip
    uow.session.add(version)
    await uow.session.flush()
    run = Run(
        town_id=place.town.id, worker_id=visit.worker_id, form_version_id=version.id,
        child_id=visit.child_id, venue_id=visit.venue_id, started_at=uow.now, updated_at=uow.now,
    )  # fmt: skip
    uow.session.add(run)
    await uow.session.flush()
    submission = Submission(
        town_id=place.town.id, village_id=visit.village_id, run_id=run.id, form_id="home_visit",
        form_version_id=version.id, worker_id=visit.worker_id, child_id=visit.child_id,
        venue_id=visit.venue_id, visited_on=TODAY - timedelta(days=days_ago),
        submitted_at=uow.now, child_seen=seen and visit.child_id is not None,
        answers=Sealed(b"-"), xml=Sealed(b"-"),
    )  # fmt: skip
    uow.session.add(submission)
    await uow.session.flush()
    return submission


async def finding(
    uow: UnitOfWork, place: Place, submission: Submission, deadline_in: int
) -> Finding:
    """An open finding of a submission."""
    row = Finding(
        town_id=place.town.id, village_id=submission.village_id,
        code=f"{place.town.code}-F-{submission.id}-{deadline_in}", submission_id=submission.id,
        child_id=submission.child_id, venue_id=submission.venue_id, form_id="hotel",
        question="ht_register", severity=2, follow_up="R7", say_zh="登记不全",
        say_en="Register incomplete", owner_id=submission.worker_id,
        deadline=TODAY + timedelta(days=deadline_in), opened_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    await uow.session.flush()
    return row


async def make_place(uow: UnitOfWork) -> Place:
    """The rows of a `Place`."""
    town = await factories.town(uow)
    villages = [await factories.village(uow, town, number=n) for n in (1, 2)]
    grids = [await factories.grid(uow, village) for village in villages]
    workers = [
        await factories.worker(uow, town, village=village, grid=grid)
        for village, grid in zip(villages, grids, strict=True)
    ]
    supervisor = await factories.worker(uow, town, role=Role.SUPERVISOR)
    leader = await factories.worker(uow, town, role=Role.LEADER)
    return Place(town, villages, grids, workers, supervisor, leader)
