"""Open findings in the actor's scope: the list, one of them, those of a child or venue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Child, Finding, Venue, Worker
from models.finding import FindingStatus
from services import audit
from services.children import PAGE, Page, page_of
from services.errors import NotFoundError
from services.findings.deadlines import is_to_be_transferred
from services.follow_ups import departments
from services.unit_of_work import LOCAL_ZONE, UnitOfWork


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One finding. `days_late` is 0 or less while there is time, None without a deadline.

    `say_zh` and `say_en` are the form's own words; the view picks one. `owner` is the staff code
    of who has to see to it, `transfer` that it is late enough for the lead department, the first
    of `departments`.
    """

    finding_id: int
    code: str
    subject: str
    child_id: int | None
    venue_id: int | None
    form_id: str
    severity: int
    say_zh: str
    say_en: str
    opened_on: date
    deadline: date | None
    days_late: int | None
    owner: str
    transfer: bool
    departments: tuple[str, ...]
    is_open: bool

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed and the point is still open."""
        return self.is_open and self.days_late is not None and self.days_late > 0


def in_scope(uow: UnitOfWork) -> sa.ColumnElement[bool]:
    """The findings whose child or venue the actor may see, as a condition on `Finding`."""
    actor = uow.who
    children = Finding.child_id.in_(sa.select(Child.id).where(actor.children()))
    venues = Finding.venue_id.in_(sa.select(Venue.id).where(actor.venues()))
    return sa.and_(Finding.town_id == actor.town_id, sa.or_(children, venues))


async def listing(uow: UnitOfWork, number: int = 0) -> Page[FindingItem]:
    """A page of the open findings in scope: earliest deadline first, then the gravest.

    Raises:
        NotAllowedError: Nobody acts.
    """
    wanted = sa.and_(in_scope(uow), Finding.status == FindingStatus.OPEN)
    total = await uow.session.scalar(sa.select(sa.func.count()).select_from(Finding).where(wanted))
    shown, pages = page_of(total or 0, number)
    order = (Finding.deadline.is_(None), Finding.deadline, Finding.severity.desc(), Finding.id)
    found = await uow.session.execute(
        _select().where(wanted).order_by(*order).offset(shown * PAGE).limit(PAGE)
    )
    items = [_item(uow, row) for row in found]
    return Page(items, shown, pages, total or 0)


async def look(uow: UnitOfWork, finding_id: int) -> FindingItem:
    """One finding in scope; the look is written down.

    Raises:
        NotFoundError: No such finding, or not in the actor's scope.
    """
    found = await uow.session.execute(_select().where(Finding.id == finding_id, in_scope(uow)))
    row = found.one_or_none()
    if row is None:
        raise NotFoundError(f"finding {finding_id} is not in scope")
    audit.record(uow, "finding:look", "finding", finding_id)
    return _item(uow, row)


async def open_of(
    uow: UnitOfWork, *, child_id: int | None = None, venue_id: int | None = None
) -> Sequence[Finding]:
    """The open findings of a child or venue in scope, earliest deadline first."""
    subject = Finding.child_id == child_id if child_id else Finding.venue_id == venue_id
    found = await uow.session.execute(
        sa.select(Finding)
        .where(subject, in_scope(uow), Finding.status == FindingStatus.OPEN)
        .order_by(Finding.deadline.is_(None), Finding.deadline, Finding.id)
    )
    return found.scalars().all()


def _select() -> sa.Select[Finding, str, str]:
    return (
        sa.select(Finding, sa.func.coalesce(Child.code, Venue.code), Worker.code)
        .outerjoin(Child, Child.id == Finding.child_id)
        .outerjoin(Venue, Venue.id == Finding.venue_id)
        .join(Worker, Worker.id == Finding.owner_id)
    )


def _item(uow: UnitOfWork, row: sa.Row[Finding, str, str]) -> FindingItem:
    finding, subject, owner = row
    late = None if finding.deadline is None else (uow.today - finding.deadline).days
    return FindingItem(
        finding_id=finding.id,
        code=finding.code,
        subject=subject,
        child_id=finding.child_id,
        venue_id=finding.venue_id,
        form_id=finding.form_id,
        severity=finding.severity,
        say_zh=finding.say_zh,
        say_en=finding.say_en,
        opened_on=finding.opened_at.astimezone(LOCAL_ZONE).date(),
        deadline=finding.deadline,
        days_late=late,
        owner=owner,
        transfer=is_to_be_transferred(finding),
        departments=departments(finding.follow_up),
        is_open=finding.status is FindingStatus.OPEN,
    )
