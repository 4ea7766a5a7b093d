"""Hand a run in: the closing confirmation, the submission, its problems and what follows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import xforms
from models import FormVersion, Submission
from models.base import random_name
from models.child import Grade
from models.run import RunStatus
from privacy.sealed import place
from services import audit, findings, focus, sealing, visits
from services.form_library.library import Library
from services.runs import moving, problems, showing, turns, walking
from services.runs.loading import OpenRun, Press, load
from services.runs.notes import REVIEW
from services.runs.standing import Found, Remark, Standing, Wrong
from services.unit_of_work import UnitOfWork

MEANS = "hulei:means"
SEEN = "hulei:seen"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a view says after a run was handed in.

    `must_report`: a situation of mandatory report that was neither reported nor declined (None
    in the ordinary case). `next_due_on`: the next visit of this child or venue.
    """

    submission_id: int
    code: str
    title: str
    child_id: int | None
    venue_id: int | None
    recheck: bool
    severity: int
    found: tuple[Found, ...]
    findings: int
    next_due_on: date | None
    must_report: int | None
    child_seen: bool


async def submit(uow: UnitOfWork, library: Library, press: Press) -> Submitted | Standing:
    """Hand in what the review shows.

    Returns:
        `Submitted`; or where the run stands, with a remark, when something is missing, the
        button is stale or the run is over.

    Raises:
        NotFoundError: Not the actor's run.
    """
    _, _, run = await load(uow, library, press.run_id)
    if run is None or run.is_stale(press):
        return await turns.look(uow, library, press)
    remark = _close(run)
    if remark is not None:
        await turns.keep(uow, run, "answer")
        return showing.standing(run, uow.today, remark=remark)
    return await _hand_in(uow, run)


def _close(run: OpenRun) -> Remark | None:
    """Check everything and answer the confirmation; a remark leads to what is missing."""
    if problems.alarms(run):
        moving.head_for(run, REVIEW)
        return Remark(Wrong.INCOMPLETE)
    open_one = walking.first_lacking(run)
    if open_one is not None:
        run.notes.returning = True
        run.go(open_one.ref)
        return Remark(Wrong.INCOMPLETE, _message_to_read(run, open_one))
    for ref, _, _ in run.answers.nodes_with(walking.CONFIRM):
        outcome = run.answers.answer(ref, _consent(run.answers.prompt(ref)))
        if isinstance(outcome, xforms.Rejected):
            return Remark(Wrong.CONSTRAINT, outcome.message or "")
    for problem in run.answers.check():
        if problem.kind == "required" and not _can_be_answered(run, problem.ref):
            continue
        position = run.answers.position(problem.ref)
        run.notes.returning = True
        run.go(position.ref if position is not None else REVIEW)
        return Remark(Wrong.CONSTRAINT, problem.message or "")
    return None


def _message_to_read(run: OpenRun, position: xforms.Position) -> str:
    """The form's own words where a value that is only read stands in the way."""
    prompt = walking.incomplete(run, position)[0]
    problem = prompt.problem if prompt.readonly else None
    return (problem.message if problem is not None else None) or ""


def _can_be_answered(run: OpenRun, ref: str) -> bool:
    """Not a calculation, and not read-only: somebody can fill it in."""
    try:
        return not run.answers.prompt(ref).readonly
    except xforms.RunRefused:
        return False


def _consent(prompt: xforms.Prompt) -> str:
    if prompt.control == "trigger":
        return "OK"
    values = [choice.value for choice in prompt.choices]
    told = prompt.attributes.get(walking.NORMAL, "yes")
    return told if told in values or not values else values[0]


async def _hand_in(uow: UnitOfWork, run: OpenRun) -> Submitted:
    found = problems.found(run)
    worst = max((problem.severity for problem in found), default=0)
    facts = visit_facts(run, found)
    submission = await _store(uow, run, facts, worst)
    row = run.row
    row.status, row.state, row.updated_at = RunStatus.SUBMITTED, None, uow.now
    row.revision += 1
    asked = _asked(run)
    raised = await findings.raise_from(
        uow, submission, _as_problems(p for p in found if p.question in asked), answered=asked
    )
    next_on = await visits.after_submission(uow, submission, facts)
    audit.record(uow, "run:submit", "run", row.id, submission=submission.id, severity=worst)
    await focus.clear(uow, focus.FocusKind.RUN, row.id)
    return Submitted(
        submission_id=submission.id,
        code=run.subject.code,
        title=run.form.title,
        child_id=row.child_id,
        venue_id=row.venue_id,
        recheck=row.recheck_of_id is not None,
        severity=worst,
        found=found,
        findings=len(raised),
        next_due_on=next_on,
        must_report=_must_report(run, found),
        child_seen=submission.child_seen,
    )


def visit_facts(run: OpenRun, found: tuple[Found, ...]) -> visits.VisitFacts:
    """What the answers mean to the rules of the trade, by `hulei:means` of the form."""
    meant = _meant(run)
    grade, next_on = meant.get("grade"), meant.get("next_on")
    return visits.VisitFacts(
        seen=meant.get("seen") == "yes",
        grade=Grade(grade) if grade in list(Grade) else None,
        next_on=_day(next_on),
        problems=_as_problems(found),
    )


def _meant(run: OpenRun) -> dict[str, str]:
    """Meaning → answer; `seen` is told as yes or no."""
    meant: dict[str, str] = {}
    for _, value, attributes in run.answers.nodes_with(MEANS):
        meaning = attributes[MEANS]
        counts = attributes.get(SEEN, "yes").split()
        meant[meaning] = ("yes" if value in counts else "no") if meaning == "seen" else value
    return meant


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _store(
    uow: UnitOfWork, run: OpenRun, facts: visits.VisitFacts, worst: int
) -> Submission:
    row, subject = run.row, run.subject
    form_version = await uow.session.get_one(FormVersion, row.form_version_id)
    uid = random_name()
    cipher = await sealing.cipher_of(uow, subject.owner)
    answers = json.dumps(answers_by_key(run), ensure_ascii=False, separators=(",", ":"))
    submission = Submission(
        uid=uid,
        town_id=row.town_id,
        village_id=subject.row.village_id,
        run_id=row.id,
        form_id=form_version.form_id,
        form_version_id=row.form_version_id,
        worker_id=row.worker_id,
        child_id=row.child_id,
        venue_id=row.venue_id,
        visited_on=_day(_meant(run).get("visited_on")) or uow.today,
        submitted_at=uow.now,
        child_seen=facts.seen,
        worst_severity=worst,
        answers=cipher.seal(answers, place("submissions", "answers", uid)),
        xml=cipher.seal(run.answers.submission().xml, place("submissions", "xml", uid)),
    )
    uow.session.add(submission)
    await uow.session.flush()
    return submission


def _asked(run: OpenRun) -> set[str]:
    """The questions that this run has an answer to; in a re-check, those it was about."""
    if run.notes.only:
        return set(run.notes.only)
    return {_name(ref) for ref in run.answers.values()}


def answers_by_key(run: OpenRun) -> dict[str, str]:
    """The answers by the last part of their place; by the whole place where that is not unique.

    Left out: what the form only derives from them for us (problems).
    """
    derived = {ref for ref, _, _ in run.answers.nodes_with(problems.SEVERITY)}
    values = {ref: v for ref, v in run.answers.values().items() if ref not in derived}
    names = Counter(_name(ref) for ref in values)
    return {_name(ref) if names[_name(ref)] == 1 else ref: v for ref, v in values.items()}


def _name(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]


def _as_problems(found: Iterable[Found]) -> tuple[findings.Problem, ...]:
    return tuple(
        findings.Problem(
            question=problem.question,
            severity=problem.severity,
            follow_up="; ".join(problem.follow_up),
            say_zh=problem.say_zh,
            say_en=problem.say_en,
        )
        for problem in found
    )


def _must_report(run: OpenRun, found: tuple[Found, ...]) -> int | None:
    """A situation whose alarm was passed without report or reason: none, or it must be said."""
    settled = run.notes.settled
    open_ones = tuple(p for p in found if p.severity >= problems.ALARM_SEVERITY)
    left = problems.situations(tuple(p for p in open_ones if p.ref not in settled))
    return left[0] if left else None
