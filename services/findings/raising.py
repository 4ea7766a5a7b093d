"""Open, keep or close findings by what a submission found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from models import Finding, Submission, Town, Venue
from models.base import random_name
from models.finding import FindingStatus
from services import audit, outbox, visits
from services.climbs import staff_of
from services.errors import NotFoundError
from services.findings.deadlines import arm, deadline_of
from services.follow_ups import TO_BE_MENDED, Problem
from services.outbox import Push
from services.policy import Tell
from services.unit_of_work import UnitOfWork

ALERT = "finding_alert"


async def raise_from(
    uow: UnitOfWork,
    submission: Submission,
    problems: Sequence[Problem],
    *,
    answered: Collection[str] | None = None,
) -> list[Finding]:
    """Turn the problems of a submission into findings; close those that are in order now.

    A problem of severity 2 or more opens a finding, owned by whoever was there. One that is
    still there keeps its finding and its deadline. The supervisor hears of new serious ones.

    Args:
        uow: The transaction of the submission.
        submission: What has just been handed in.
        problems: Everything found, of any severity.
        answered: The questions that were asked this time. A finding of a question that was
            not asked stays open. None: all of them, if the child was seen.

    Returns:
        The findings of this submission that are open: new ones and kept ones.
    """
    worst = _worst_of_each_question(problems)
    kept = {finding.question: finding for finding in await _open_before(uow, submission)}
    asked = _asked(submission, answered, kept)
    closed = [f for q, f in kept.items() if q not in worst and q in asked]
    for finding in closed:
        _close(uow, finding, submission)
    worse = [
        kept[q]
        for q, problem in worst.items()
        if q in kept and _keep(kept[q], problem, submission)
    ]
    opened = [
        await _open(uow, submission, problem) for q, problem in worst.items() if q not in kept
    ]
    await uow.session.flush()
    await _alert(uow, submission, [*opened, *worse])
    await _plan_recheck(uow, submission)
    audit.record(
        uow,
        "finding:raise",
        "submission",
        submission.id,
        opened=len(opened),
        closed=len(closed),
    )
    return [*opened, *(kept[q] for q in worst if q in kept)]


def _worst_of_each_question(problems: Iterable[Problem]) -> dict[str, Problem]:
    """One problem per question: the wording of the worst, the follow-ups of all."""
    found: dict[str, Problem] = {}
    for problem in sorted(problems, key=lambda p: -p.severity):
        if problem.severity < TO_BE_MENDED:
            continue
        worst = found.get(problem.question)
        if worst is None:
            found[problem.question] = problem
            continue
        together = dict.fromkeys(
            code.strip() for one in (worst, problem) for code in one.follow_up.split(";")
        )
        found[problem.question] = Problem(
            question=worst.question,
            severity=worst.severity,
            follow_up="; ".join(code for code in together if code),
            say_zh=worst.say_zh,
            say_en=worst.say_en,
        )
    return found


async def _open_before(uow: UnitOfWork, submission: Submission) -> Sequence[Finding]:
    found = await uow.session.execute(
        sa.select(Finding)
        .where(
            Finding.child_id == submission.child_id
            if submission.child_id is not None
            else Finding.venue_id == submission.venue_id,
            Finding.form_id == submission.form_id,
            Finding.status == FindingStatus.OPEN,
        )
        .order_by(Finding.id)
        .with_for_update()
    )
    return found.scalars().all()


def _asked(
    submission: Submission,
    answered: Collection[str] | None,
    kept: Collection[str],
) -> Collection[str]:
    """Which open questions this submission has an answer to."""
    if answered is not None:
        return answered
    if submission.venue_id is not None or submission.child_seen:
        return kept
    return ()


def _keep(finding: Finding, problem: Problem, submission: Submission) -> bool:
    """Still there: the deadline stays, unless a sooner one is asked now. Whether it is worse."""
    is_worse = problem.severity > finding.severity
    finding.severity = max(finding.severity, problem.severity)
    finding.follow_up = problem.follow_up
    finding.say_zh, finding.say_en = problem.say_zh, problem.say_en
    deadline = deadline_of(problem, submission.visited_on)
    if deadline is not None and (finding.deadline is None or deadline < finding.deadline):
        finding.deadline, finding.stage = deadline, 0
    arm(finding)
    return is_worse


def _close(uow: UnitOfWork, finding: Finding, submission: Submission) -> None:
    finding.status, finding.closed_at = FindingStatus.CLOSED, uow.now
    finding.closed_by_id, finding.next_action_at = submission.id, None


async def _open(uow: UnitOfWork, submission: Submission, problem: Problem) -> Finding:
    finding = Finding(
        town_id=submission.town_id,
        village_id=submission.village_id,
        code=random_name()[:20],  # until the row has its number
        submission_id=submission.id,
        child_id=submission.child_id,
        venue_id=submission.venue_id,
        form_id=submission.form_id,
        question=problem.question,
        severity=problem.severity,
        follow_up=problem.follow_up,
        say_zh=problem.say_zh,
        say_en=problem.say_en,
        owner_id=submission.worker_id,
        status=FindingStatus.OPEN,
        deadline=deadline_of(problem, submission.visited_on),
        stage=0,
        opened_at=uow.now,
    )
    arm(finding)
    uow.session.add(finding)
    await uow.session.flush()
    town = await uow.session.get_one(Town, submission.town_id)
    finding.code = f"{town.code}-F-{finding.id:04}"
    return finding


async def _alert(uow: UnitOfWork, submission: Submission, opened: Sequence[Finding]) -> None:
    """Tell the supervisor the same working day; what is critical, at once."""
    serious = {f.id: p for f in opened if (p := _as_problem(f)).alerts}
    if not serious:
        return
    staff = await staff_of(uow, [submission.town_id])
    told = staff.told(Tell.SUPERVISOR, submission.town_id, submission.village_id)
    for worker_id in told:
        if worker_id != submission.worker_id:
            push = Push(
                worker_id=worker_id,
                kind=ALERT,
                key=f"{ALERT}:{submission.id}:{worker_id}",
                payload={"submission_id": submission.id, "finding_ids": list(serious)},
                urgent=any(problem.alerts_now for problem in serious.values()),
            )
            await outbox.promise(uow, submission.town_id, push)


def _as_problem(finding: Finding) -> Problem:
    return Problem(finding.question, finding.severity, finding.follow_up)


async def _plan_recheck(uow: UnitOfWork, submission: Submission) -> None:
    """A venue with open points has one re-check due, by the earliest of their deadlines."""
    if submission.venue_id is None:
        return
    venue = await uow.session.get(Venue, submission.venue_id)
    if venue is None:
        raise NotFoundError(f"venue {submission.venue_id} is gone")
    earliest = await uow.session.scalar(
        sa.select(sa.func.min(Finding.deadline)).where(
            Finding.venue_id == venue.id,
            Finding.form_id == submission.form_id,
            Finding.status == FindingStatus.OPEN,
        )
    )
    await visits.plan_recheck(uow, venue, earliest, submission)
