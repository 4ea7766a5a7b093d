"""Begin a run, or go on with the draft there is; begin a re-check; list drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

import xforms
from models import Child, Finding, FormVersion, Run, Submission, Venue, Worker
from models.base import random_name
from models.finding import FindingStatus
from models.run import RunStatus
from services import children, sealing, venues
from services.errors import NotFoundError
from services.form_library import library as form_library
from services.form_library.library import Library
from services.runs import prefill, showing, turns, walking
from services.runs.loading import OpenRun, encoded, language_of, surroundings
from services.runs.notes import Notes
from services.runs.prefill import Subject
from services.runs.standing import Standing
from services.unit_of_work import UnitOfWork

OF_TODAY = frozenset({"date", "dateTime", "time"})
"""Types whose defaults belong to the day of a re-check, not to the old submission."""


@dataclass(frozen=True, slots=True)
class Begin:
    """What to begin: a form for a child or a venue, from a due visit or by choice."""

    form_id: str
    child_id: int | None = None
    venue_id: int | None = None
    due_visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An open run of the actor, for a list: codes only."""

    run_id: int
    code: str
    form_id: str
    title: str
    recheck: bool
    updated_at: datetime


async def start(uow: UnitOfWork, library: Library, begin: Begin) -> Standing:
    """Begin a run; the open draft of the same worker, subject and form goes on instead.

    Raises:
        NotFoundError: The child or venue is not in scope, or no such form is published.
    """
    subject = await find_subject(uow, begin)
    await _one_at_a_time(uow)
    draft_id = await _draft_of(uow, subject, begin.form_id, recheck=False)
    if draft_id is not None:
        return await turns.resume(uow, library, draft_id)
    run = await _begin(uow, library, subject, begin)
    run.go(walking.first(run))
    await turns.keep(uow, run, "start")
    return showing.standing(run, uow.today)


async def start_recheck(uow: UnitOfWork, library: Library, venue_id: int) -> Standing:
    """Begin a re-check of a venue: only the points of its open findings are asked.

    Every other answer is kept from the last submission of the form.

    Raises:
        NotFoundError: The venue is not in scope, or nothing is open there.
    """
    venue = await venues.find(uow, venue_id)
    await _one_at_a_time(uow)
    subject = Subject(venue=venue)
    form_id, questions = await _open_points(uow, venue)
    draft_id = await _draft_of(uow, subject, form_id, recheck=True)
    if draft_id is not None:
        return await turns.resume(uow, library, draft_id)
    last = await prefill.last_submission(uow, subject, form_id)
    if last is None:
        raise NotFoundError(f"venue {venue_id} has no submission to re-check")
    run = await _begin(uow, library, subject, Begin(form_id, venue_id=venue_id))
    run.row.recheck_of_id = last.id
    _take_over(run, await prefill.opened(uow, subject, last), questions)
    run.notes.only = sorted(questions)
    run.go(walking.first(run))
    await turns.keep(uow, run, "start_recheck")
    return showing.standing(run, uow.today)


async def drafts(uow: UnitOfWork) -> Sequence[Draft]:
    """The actor's open runs, the one worked on last first. Opens nothing sealed."""
    actor = uow.who
    found = await uow.session.execute(
        sa.select(Run, FormVersion.form_id, FormVersion.title, Child.code, Venue.code)
        .select_from(Run)
        .join(FormVersion, FormVersion.id == Run.form_version_id)
        .outerjoin(Child, sa.and_(Child.id == Run.child_id, actor.children()))
        .outerjoin(Venue, sa.and_(Venue.id == Run.venue_id, actor.venues()))
        .where(Run.worker_id == actor.worker_id, Run.status == RunStatus.OPEN)
        .order_by(Run.updated_at.desc(), Run.id.desc())
    )
    return [
        Draft(
            run.id, child or venue, form_id, title, run.recheck_of_id is not None, run.updated_at
        )
        for run, form_id, title, child, venue in found
        if child or venue
    ]


async def find_subject(uow: UnitOfWork, begin: Begin) -> Subject:
    """The child or venue, if it is in scope.

    Raises:
        NotFoundError: It is not, or neither is given.
    """
    if begin.child_id is not None:
        return Subject(child=await children.find(uow, begin.child_id))
    if begin.venue_id is not None:
        return Subject(venue=await venues.find(uow, begin.venue_id))
    raise NotFoundError("a run needs a child or a venue")


async def _one_at_a_time(uow: UnitOfWork) -> None:
    """Two devices of one person must not begin the same draft twice: lock the person."""
    await uow.session.execute(
        sa.select(Worker.id).where(Worker.id == uow.who.worker_id).with_for_update()
    )


async def _draft_of(
    uow: UnitOfWork, subject: Subject, form_id: str, *, recheck: bool
) -> int | None:
    of_recheck = Run.recheck_of_id.is_not(None) if recheck else Run.recheck_of_id.is_(None)
    column = Run.child_id if subject.child is not None else Run.venue_id
    found = await uow.session.execute(
        sa.select(Run.id)
        .join(FormVersion, FormVersion.id == Run.form_version_id)
        .where(
            Run.worker_id == uow.who.worker_id,
            Run.status == RunStatus.OPEN,
            column == subject.row.id,
            FormVersion.form_id == form_id,
            of_recheck,
        )
        .order_by(Run.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def _begin(uow: UnitOfWork, library: Library, subject: Subject, begin: Begin) -> OpenRun:
    version_id = await form_library.current_version(uow, begin.form_id)
    form = await library.form(uow, version_id)
    row = Run(
        uid=random_name(),
        town_id=subject.row.town_id,
        worker_id=uow.who.worker_id,
        form_version_id=version_id,
        child_id=begin.child_id,
        venue_id=begin.venue_id,
        due_visit_id=begin.due_visit_id,
        revision=0,
        started_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    await uow.session.flush()
    await sealing.cipher_of(uow, subject.owner)
    known = await prefill.instances(uow, subject, begin.form_id)
    language = language_of(form, uow.who.language)
    answers = xforms.start(
        form, surroundings(uow, row), instances=encoded(known), language=language or None
    )
    run = OpenRun(row, subject, form, answers, Notes(), known)
    _never_prefill_signs(run)
    return run


def _never_prefill_signs(run: OpenRun) -> None:
    """Signs of harm start empty, whatever a form's default says (design, promise 3)."""
    for ref, value, _ in run.answers.nodes_with(walking.SIGN):
        if value:
            run.answers.set(ref, "")


async def _open_points(uow: UnitOfWork, venue: Venue) -> tuple[str, set[str]]:
    """(form id, questions) of the open findings of a venue; the newest finding's form counts."""
    found = await uow.session.execute(
        sa.select(Finding.form_id, Finding.question)
        .join(Submission, Submission.id == Finding.submission_id)
        .where(Finding.venue_id == venue.id, Finding.status == FindingStatus.OPEN)
        .order_by(Submission.submitted_at.desc(), Finding.id.desc())
    )
    rows = found.all()
    if not rows:
        raise NotFoundError(f"venue {venue.id} has no open finding")
    form_id = rows[0][0]
    return form_id, {question for of_form, question in rows if of_form == form_id}


def _take_over(run: OpenRun, old: dict[str, str], questions: set[str]) -> None:
    """Fill the form from an old submission, all but the points to be looked at again."""
    for _ in range(2):  # an answer may make another question relevant
        for prompt in _prompts(run):
            known = old.get(prompt.name) if prompt.name not in questions else None
            if known and (prompt.type not in OF_TODAY or not prompt.value):
                run.answers.answer(prompt.ref, known)
    by_name = {prompt.name: prompt for prompt in _prompts(run)}
    for name in questions & by_name.keys():
        run.answers.set(by_name[name].ref, "")


def _prompts(run: OpenRun) -> list[xforms.Prompt]:
    """Every relevant question outside repeats."""
    found: list[xforms.Prompt] = []
    position = run.answers.first()
    while position is not None:
        if position.kind == "question":
            found.append(run.answers.prompt(position.ref))
        elif position.kind == "group":
            found.extend(run.answers.group(position.ref).prompts)
        position = run.answers.next(position.ref)
    return found
