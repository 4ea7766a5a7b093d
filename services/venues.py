"""Venues in the actor's scope: lists by code, which checklist is theirs, the name on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import DueVisit, Finding, Run, Venue
from models.due_visit import DueStatus
from models.finding import FindingStatus
from models.run import RunStatus
from services import audit, sealing
from services.children import PAGE, Page, page_of
from services.errors import NotFoundError
from services.unit_of_work import UnitOfWork

FORM_OF_KIND = {"hotel": "hotel", "inn": "hotel", "guesthouse": "hotel", "bath": "hotel"}
"""Checklist of each kind of venue (checklists.md (b): hotel, inn, guesthouse, bath with beds)."""


@dataclass(frozen=True, slots=True)
class VenueCard:
    """What is known of a venue without opening anything sealed."""

    venue_id: int
    code: str
    kind: str
    form_id: str | None
    last_inspected_on: date | None
    next_due_on: date | None
    open_findings: int
    draft_id: int | None


def owner_of(venue: Venue) -> str:
    """Whose key seals what belongs to this venue."""
    return f"venue:{venue.uid}"


def form_of(kind: str) -> str | None:
    """The checklist for a kind of venue; None where there is none yet."""
    return FORM_OF_KIND.get(kind)


async def find(uow: UnitOfWork, venue_id: int) -> Venue:
    """A venue in scope.

    Raises:
        NotFoundError: No such venue, or not the actor's.
    """
    found = await uow.session.execute(
        sa.select(Venue).where(Venue.id == venue_id, uow.who.venues())
    )
    venue = found.scalar_one_or_none()
    if venue is None:
        raise NotFoundError(f"venue {venue_id} is not in scope")
    return venue


async def in_scope(uow: UnitOfWork, number: int) -> Page[Venue]:
    """A page of the active venues in scope, by code."""
    mine = sa.and_(uow.who.venues(), Venue.active.is_(True))
    total = await uow.session.scalar(sa.select(sa.func.count()).select_from(Venue).where(mine))
    shown, pages = page_of(total or 0, number)
    found = await uow.session.execute(
        sa.select(Venue).where(mine).order_by(Venue.code).offset(shown * PAGE).limit(PAGE)
    )
    return Page(found.scalars().all(), shown, pages, total or 0)


async def card(uow: UnitOfWork, venue_id: int) -> VenueCard:
    """One venue without any sealed field.

    Raises:
        NotFoundError: No such venue, or not the actor's.
    """
    venue = await find(uow, venue_id)
    due_on = sa.select(sa.func.min(DueVisit.due_on)).where(
        DueVisit.venue_id == venue.id, DueVisit.status == DueStatus.OPEN
    )
    findings = sa.select(sa.func.count(Finding.id)).where(
        Finding.venue_id == venue.id, Finding.status == FindingStatus.OPEN
    )
    draft = sa.select(sa.func.max(Run.id)).where(
        Run.venue_id == venue.id,
        Run.worker_id == uow.who.worker_id,
        Run.status == RunStatus.OPEN,
    )
    known = (
        await uow.session.execute(
            sa.select(
                due_on.scalar_subquery(), findings.scalar_subquery(), draft.scalar_subquery()
            )
        )
    ).one()
    audit.record(uow, "venue:look", "venue", venue.id)
    return VenueCard(
        venue_id=venue.id,
        code=venue.code,
        kind=venue.kind,
        form_id=form_of(venue.kind),
        last_inspected_on=venue.last_inspected_on,
        next_due_on=known[0],
        open_findings=known[1],
        draft_id=known[2],
    )


async def open_name(uow: UnitOfWork, venue_id: int) -> tuple[str, str]:
    """(code, name) of a venue in scope; the opening is written down.

    Raises:
        NotFoundError: No such venue, or not the actor's.
    """
    venue = await find(uow, venue_id)
    audit.record(uow, "venue:open_name", "venue", venue.id)
    return venue.code, await sealing.open_text(uow, owner_of(venue), venue, "name")
