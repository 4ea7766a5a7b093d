"""What a form knows before the first question: child or venue, last time, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

import sqlalchemy as sa

from models import Child, Finding, Guardian, Submission, Venue, Worker
from models.child import Grade
from models.finding import FindingStatus
from models.worker import Role
from services import children, sealing, venues
from services.calendar import load_calendar
from services.policy import load_policy
from services.runs.town_settings import form_settings
from services.unit_of_work import UnitOfWork
from services.visits.intervals import next_due

ROLE_CODES = {
    Role.GRID_WORKER: "grid",
    Role.CHILD_DIRECTOR: "director",
    Role.SUPERVISOR: "township",
    Role.INSPECTOR: "township",
    Role.POLICE: "police",
}
"""Roles in the words of the forms (`hv_team`)."""

_LEAF = re.compile(r"<(\w[\w.-]*)>([^<]*)</\1>")


@dataclass(frozen=True, slots=True)
class Subject:
    """The child or venue that a run is about. `owner` is whose key seals it."""

    child: Child | None = None
    venue: Venue | None = None

    @property
    def row(self) -> Child | Venue:
        """Whichever it is."""
        row = self.child or self.venue
        if row is None:
            raise ValueError("a run needs a child or a venue")
        return row

    @property
    def code(self) -> str:
        """The only name that lists and pushes use."""
        return self.row.code

    @property
    def owner(self) -> str:
        """Owner of the data key."""
        if self.child is not None:
            return children.owner_of(self.child)
        return f"venue:{self.row.uid}"

    def is_of(self, column: Mapping[str, sa.ColumnElement[int | None]]) -> sa.ColumnElement[bool]:
        """The condition `child_id = …` or `venue_id = …` on columns given by name."""
        kind = "child_id" if self.child is not None else "venue_id"
        return column[kind] == self.row.id


def columns_of(model: type[Submission] | type[Finding]) -> dict[str, sa.ColumnElement[int | None]]:
    """The two subject columns of a table, for `Subject.is_of`."""
    return {"child_id": model.child_id, "venue_id": model.venue_id}  # type: ignore[dict-item]


async def instances(uow: UnitOfWork, subject: Subject, form_id: str) -> dict[str, str]:
    """The three external instances of a run: `subject`, `last`, `settings`, as XML.

    Opens the last submission (audited); the newest of the same form counts.
    """
    last = await last_submission(uow, subject, form_id)
    answers = await opened(uow, subject, last) if last else {}
    return {
        "subject": _xml(await _subject(uow, subject)),
        "last": _xml({"found": "yes" if last else "no"} | answers),
        "settings": _xml(form_settings() | await _visitor(uow) | _intervals(uow, subject)),
    }


async def last_submission(uow: UnitOfWork, subject: Subject, form_id: str) -> Submission | None:
    """The newest submission of a form about a child or venue."""
    found = await uow.session.execute(
        sa.select(Submission)
        .where(subject.is_of(columns_of(Submission)), Submission.form_id == form_id)
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def opened(uow: UnitOfWork, subject: Subject, submission: Submission) -> dict[str, str]:
    """The answers of a submission by key; the opening is written down."""
    text = await sealing.open_text(uow, subject.owner, submission, "answers")
    answers: dict[str, str] = json.loads(text)
    return answers


async def _subject(uow: UnitOfWork, subject: Subject) -> dict[str, str]:
    found = await uow.session.execute(
        sa.select(Finding.question)
        .where(subject.is_of(columns_of(Finding)), Finding.status == FindingStatus.OPEN)
        .distinct()
    )
    known = {
        "code": subject.code,
        "open_findings": " ".join(sorted(found.scalars())),
    }
    if subject.child is not None:
        return known | _child(uow, subject.child) | await _carer(uow, subject.child)
    if subject.venue is not None:
        return known | _venue(subject.venue)
    return known


def _child(uow: UnitOfWork, child: Child) -> dict[str, str]:
    return {
        "kind": "child",
        "sex": child.sex.value,
        "age": str(children.age_on(child, uow.today)),
        "categories": " ".join(child.classes),
        "risk": child.grade.value,
        "four_in_one": _yes(child.four_in_one),
        "unseen_in_a_row": str(child.unseen_in_a_row),
        "last_seen": child.last_seen_on.isoformat() if child.last_seen_on else "",
        "new": _yes(child.last_seen_on is None),
    }


def _venue(venue: Venue) -> dict[str, str]:
    seen = venue.last_inspected_on
    return {
        "kind": venue.kind,
        "form": venues.form_of(venue.kind) or "",
        "last_seen": seen.isoformat() if seen else "",
    }


async def _carer(uow: UnitOfWork, child: Child) -> dict[str, str]:
    """The carer's relation from the file; names and phones stay sealed."""
    found = await uow.session.execute(
        sa.select(Guardian.relation)
        .where(Guardian.child_id == child.id)
        .order_by(Guardian.id)
        .limit(1)
    )
    relation = found.scalar_one_or_none()
    return {"carer": relation} if relation else {}


def _intervals(uow: UnitOfWork, subject: Subject) -> dict[str, str]:
    """The longest interval in days from today for each grade this child might be given."""
    child = subject.child
    if child is None:
        return {}
    policy, calendar = load_policy(), load_calendar()
    days = {}
    for grade in Grade:
        graded = Child(grade=grade, sex=child.sex, four_in_one=child.four_in_one)
        due = next_due(graded, policy, calendar, uow.today)
        days[f"interval_{grade.value}"] = str((due - uow.today).days)
    return days


async def _visitor(uow: UnitOfWork) -> dict[str, str]:
    """Who fills the form: the role as a code of the forms, and whether it is a woman."""
    worker = await uow.session.get(Worker, uow.who.worker_id)
    role = worker.role if worker else Role.SUPERVISOR
    woman = _yes(bool(worker and worker.woman))
    return {"worker_role": ROLE_CODES.get(role, "other"), "worker_woman": woman}


def leaves(instance: str) -> dict[str, str]:
    """The values of an instance that `instances` wrote, by name."""
    return {name: unescape(text) for name, text in _LEAF.findall(instance)}


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _xml(values: Mapping[str, str]) -> str:
    inside = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in values.items())
    return f"<root>{inside}</root>"
