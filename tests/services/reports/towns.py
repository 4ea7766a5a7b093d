"""A town with everybody who has to do with a report."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models import Child, OutboxMessage, Run, Town, Village, Worker
from models.form_version import FormVersion
from models.report import Danger
from models.worker import Role
from services.actors import Actor, actor_of
from services.reports import Answers, Place
from services.unit_of_work import UnitOfWork
from tests import factories

HURT_AT_HOME = Answers(situation=4, danger=Danger.YES, place=Place.HOME)


@dataclass
class ReportTown:
    """Rows of one town; `actor(worker)` acts as that person."""

    town: Town
    village: Village
    child: Child
    grid_worker: Worker
    director: Worker
    police: Worker
    supervisor: Worker
    second_supervisor: Worker
    leader: Worker

    def actor(self, worker: Worker) -> Actor:
        return actor_of(worker)


async def report_town(uow: UnitOfWork) -> ReportTown:
    """One village, one child, one person of each post and a second supervisor."""
    town, village, grid = await factories.place(uow)

    async def person(role: Role, **fields: object) -> Worker:
        return await factories.worker(uow, town, role=role, **fields)  # type: ignore[arg-type]

    return ReportTown(
        town=town,
        village=village,
        child=await factories.child(uow, town, village, grid),
        grid_worker=await person(Role.GRID_WORKER, village=village, grid=grid),
        director=await person(Role.CHILD_DIRECTOR, village=village),
        police=await person(Role.POLICE),
        supervisor=await person(Role.SUPERVISOR),
        second_supervisor=await person(Role.SUPERVISOR),
        leader=await person(Role.LEADER),
    )


async def open_run(uow: UnitOfWork, town: ReportTown, worker: Worker) -> Run:
    """An open run of the worker about the town's child."""
    version = FormVersion(
        form_id="home_visit",
        version="1",
        digest=f"d{worker.id}",
        title="入户走访",
        xform="<x/>",
        workbook=b"",
        published_at=uow.now,
    )
    uow.session.add(version)
    await uow.session.flush()
    run = Run(
        town_id=town.town.id,
        worker_id=worker.id,
        form_version_id=version.id,
        child_id=town.child.id,
        started_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(run)
    await uow.session.flush()
    return run


async def pushed(uow: UnitOfWork, kind: str) -> list[tuple[int, dict[str, object]]]:
    """Who has been promised pushes of a kind, in order: (worker id, payload)."""
    found = await uow.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    )
    return [(row.worker_id, row.payload) for row in found]
