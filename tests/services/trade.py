"""A staffed place and visits handed in, for tests of the rules of the trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from typing import Any

import sqlalchemy as sa

from models import (
    Child,
    DueVisit,
    Finding,
    FormVersion,
    Grid,
    OutboxMessage,
    Run,
    Submission,
    Town,
    Venue,
    Village,
    Worker,
)
from models.due_visit import DueStatus
from models.run import RunStatus
from models.worker import Role
from privacy.sealed import Sealed
from services import findings, visits
from services.follow_ups import Problem
from services.unit_of_work import LOCAL_ZONE, UnitOfWork
from services.visits import VisitFacts
from tests import factories

_versions = count(1)
NOTHING = Sealed(b"-")


@dataclass
class Place:
    """One village with one grid and everybody who hears of what is late."""

    town: Town
    village: Village
    grid: Grid
    worker: Worker
    director: Worker
    supervisor: Worker
    leader: Worker
    inspector: Worker

    async def child(self, uow: UnitOfWork, **fields: Any) -> Child:
        """A child of the grid."""
        return await factories.child(uow, self.town, self.village, self.grid, **fields)

    async def venue(self, uow: UnitOfWork, **fields: Any) -> Venue:
        """A hotel of the grid."""
        return await factories.venue(uow, self.town, self.village, self.grid, **fields)


async def place(uow: UnitOfWork) -> Place:
    """A town of one village of one grid with a person in each role."""
    town, village, grid = await factories.place(uow)

    async def one(role: Role, **where: Any) -> Worker:
        return await factories.worker(uow, town, role=role, **where)

    return Place(
        town=town,
        village=village,
        grid=grid,
        worker=await one(Role.GRID_WORKER, village=village, grid=grid),
        director=await one(Role.CHILD_DIRECTOR, village=village),
        supervisor=await one(Role.SUPERVISOR),
        leader=await one(Role.LEADER),
        inspector=await one(Role.INSPECTOR),
    )


@dataclass
class HandedIn:
    """What a submission led to."""

    submission: Submission
    findings: list[Finding]
    next_due_on: date | None


async def hand_in(
    uow: UnitOfWork,
    worker: Worker,
    subject: Child | Venue,
    facts: VisitFacts | None = None,
    *,
    on: date | None = None,
    recheck_of: Submission | None = None,
    answered: Sequence[str] | None = None,
) -> HandedIn:
    """Submit a visit or inspection as `services.runs.submit` does."""
    facts = facts or VisitFacts(seen=isinstance(subject, Child))
    submission = await store(uow, worker, subject, facts, on or uow.today, recheck_of)
    raised = await findings.raise_from(uow, submission, facts.problems, answered=answered)
    next_on = await visits.after_submission(uow, submission, facts)
    return HandedIn(submission, raised, next_on)


async def store(
    uow: UnitOfWork,
    worker: Worker,
    subject: Child | Venue,
    facts: VisitFacts,
    on: date,
    recheck_of: Submission | None = None,
) -> Submission:
    """A submission and the run it came from, without what follows."""
    child = subject if isinstance(subject, Child) else None
    venue = subject if isinstance(subject, Venue) else None
    form_id = "home_visit" if child else "hotel"
    version = FormVersion(
        form_id=form_id,
        version="1",
        digest=str(next(_versions)),
        title=form_id,
        xform="",
        workbook=b"",
        published_at=uow.now,
    )
    uow.session.add(version)
    await uow.session.flush()
    of = {"child_id": child.id if child else None, "venue_id": venue.id if venue else None}
    run = Run(
        town_id=worker.town_id,
        worker_id=worker.id,
        form_version_id=version.id,
        status=RunStatus.SUBMITTED,
        recheck_of_id=recheck_of.id if recheck_of else None,
        started_at=uow.now,
        updated_at=uow.now,
        **of,
    )
    uow.session.add(run)
    await uow.session.flush()
    submission = Submission(
        town_id=worker.town_id,
        village_id=subject.village_id,
        run_id=run.id,
        form_id=form_id,
        form_version_id=version.id,
        worker_id=worker.id,
        visited_on=on,
        submitted_at=uow.now,
        child_seen=facts.seen,
        worst_severity=max((p.severity for p in facts.problems), default=0),
        answers=NOTHING,
        xml=NOTHING,
        **of,
    )
    uow.session.add(submission)
    await uow.session.flush()
    return submission


def at(day: str, hour: str = "09:00") -> datetime:
    """A local moment: `at("2026-11-23", "08:20")`."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), LOCAL_ZONE)


async def open_due(uow: UnitOfWork, subject: Child | Venue) -> list[DueVisit]:
    """The open rows of a child or venue, earliest first."""
    column = DueVisit.child_id if isinstance(subject, Child) else DueVisit.venue_id
    found = await uow.session.scalars(
        sa.select(DueVisit)
        .where(column == subject.id, DueVisit.status == DueStatus.OPEN)
        .order_by(DueVisit.due_on, DueVisit.id)
    )
    return list(found)


async def pushes(uow: UnitOfWork, kind: str) -> list[OutboxMessage]:
    """The promised pushes of a kind, in order."""
    found = await uow.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    )
    return list(found)


def problem(follow_up: str, severity: int = 2, question: str = "hv_home_hazard") -> Problem:
    """A problem with follow-up codes."""
    return Problem(question, severity, follow_up, "住处隐患", "Home hazard")
