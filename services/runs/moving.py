"""Moving through a run: on, back, to any screen; an alarm stands in the way of every move on."""

from __future__ import annotations

import xforms
from services.runs import problems, walking
from services.runs.loading import OpenRun
from services.runs.notes import ALARM, OWN_PLACES, REASON, REVIEW
from services.runs.places import PLACES
from services.runs.standing import Remark, Wrong


def onward(run: OpenRun) -> Remark | None:
    """The present screen is done: to the next one, or back to the review one came from."""
    position = walking.present(run)
    if position is None:
        return None
    if position.ref not in run.notes.seen:
        run.notes.seen.append(position.ref)
    if run.notes.returning:
        open_one = walking.first_open(run)
        run.notes.returning = open_one is not None
        target = open_one.ref if open_one else REVIEW
    else:
        following = walking.following(run, position.ref)
        target = following.ref if following else REVIEW
    head_for(run, target)
    return None


def head_for(run: OpenRun, target: str) -> None:
    """Go there, unless an answer calls for something first."""
    if problems.alarms(run):
        run.notes.before, run.notes.after = run.row.at, target
        run.go(ALARM)
        return
    run.go(target)


def back(run: OpenRun) -> Remark | None:
    """One step back; an open point closes first. Nothing is lost on the way."""
    at = run.row.at
    if run.notes.point:
        run.notes.in_turn = False
        run.go(at)
    elif at == REASON:
        run.go(ALARM)
    elif at == ALARM:
        run.go(run.notes.before or walking.first(run))
    else:
        position = walking.preceding(run, at)
        if position is not None:
            run.go(position.ref)
    return None


def to_screen(run: OpenRun, number: int) -> Remark | None:
    """To a screen by its number, from the review or the list of screens."""
    refs = [position.ref for position in walking.screens(run)]
    if 0 <= number < len(refs):
        run.notes.returning = run.row.at == REVIEW or run.notes.returning
        head_for(run, refs[number])
    return None


def nth(run: OpenRun, number: int) -> str:
    """The reference of a point of the block on the screen; '' if there is none."""
    points = _points_here(run)
    return points[number].ref if 0 <= number < len(points) else ""


def add_row(run: OpenRun) -> Remark | None:
    """One more entry of the repeat on the screen, and into its first question."""
    position = walking.present(run)
    if position is None or position.kind != "repeat":
        return None
    if not run.answers.repeat(position.ref).may_add:
        return Remark(Wrong.CONSTRAINT)
    inside = run.answers.position(run.answers.add_repeat(position.ref))
    run.go(inside.ref if inside is not None else position.ref)
    return None


def remove_row(run: OpenRun, number: int) -> Remark | None:
    """Take one entry off the repeat on the screen."""
    position = walking.present(run)
    if position is None or position.kind != "repeat":
        return None
    repeat = run.answers.repeat(position.ref)
    if repeat.may_remove and 0 <= number < len(repeat.instances):
        _remove(run, repeat.instances[number][0], position.ref)
    return None


def remove_here(run: OpenRun) -> Remark | None:
    """Take off the entry that the question on the screen belongs to."""
    position = walking.present(run)
    row = walking.row_around(run, position.ref) if position is not None else None
    if row is not None:
        _remove(run, row.instance, row.repeat)
    return None


def _remove(run: OpenRun, instance: str, repeat: str) -> None:
    run.answers.remove_repeat(instance)
    run.notes.forget_row(instance)
    problems.forget_gone(run)
    after = run.answers.position(repeat)
    run.go(after.ref if after is not None else REVIEW)


def open_point(run: OpenRun, ref: str) -> Remark | None:
    """Open one point of the block on the screen, to choose or type its answer."""
    if ref in {point.ref for point in _points_here(run)}:
        run.notes.in_turn = False
        run.go(run.row.at, ref)
    return None


def to_review(run: OpenRun) -> Remark | None:
    """To the review of all answers."""
    if run.row.at != REVIEW:
        head_for(run, REVIEW)
    return None


def asks_place(run: OpenRun) -> bool:
    """Whether the question on the screen asks the phone for its place."""
    prompt = question_here(run)
    return prompt is not None and prompt.type in PLACES


def ask_reason(run: OpenRun) -> Remark | None:
    """It is not a suspicion: ask why. Alarms without a situation need no reason."""
    if problems.situations(problems.alarms(run)):
        run.go(REASON)
    else:
        leave_alarm(run, "noted")
    return None


def leave_alarm(run: OpenRun, how: str) -> None:
    """The alarm is settled: on to where the person was going."""
    problems.settle(run, how)
    after = run.notes.after
    run.notes.before = run.notes.after = ""
    run.go(after if after in OWN_PLACES or after in _refs(run) else _somewhere(run))


def skip(run: OpenRun) -> Remark | None:
    """Leave a question without an answer, where the form allows that."""
    prompt = question_here(run)
    if prompt is None or prompt.required:
        return Remark(Wrong.REQUIRED)
    if prompt.value or prompt.ref in run.notes.pending:
        run.notes.pending.pop(prompt.ref, None)
        run.answers.set(prompt.ref, "")
    close(run)
    return None


def clear(run: OpenRun) -> Remark | None:
    """Take the answer away and stay, to begin anew."""
    prompt = question_here(run)
    if prompt is not None and not prompt.readonly:
        run.notes.pending.pop(prompt.ref, None)
        run.answers.set(prompt.ref, "")
        run.changed = True
    return None


def close(run: OpenRun) -> None:
    """A question is answered: back to its block, or on to the next screen."""
    if not run.notes.point:
        onward(run)
        return
    head_for(run, run.row.at)
    if run.notes.in_turn and run.row.at not in OWN_PLACES:
        fill_in_turn(run)


def fill_in_turn(run: OpenRun) -> Remark | None:
    """Open the next point of the block that only the person can answer; the block if none is."""
    position = walking.present(run)
    left = walking.unfillable(run, position) if position is not None else ()
    run.notes.in_turn = bool(left)
    if left:
        run.go(run.row.at, left[0].ref)
    return None


def _points_here(run: OpenRun) -> tuple[xforms.Prompt, ...]:
    position = walking.present(run)
    if position is None or not walking.is_block(position):
        return ()
    return walking.points_of(run, position.ref)


def question_here(run: OpenRun) -> xforms.Prompt | None:
    """The question on the screen: an open point of a block, or the screen's only one."""
    if run.notes.point:
        return run.answers.prompt(run.notes.point)
    position = walking.present(run)
    if position is None or position.kind != "question":
        return None
    return run.answers.prompt(position.ref)


def _refs(run: OpenRun) -> set[str]:
    return {position.ref for position in walking.screens(run)}


def _somewhere(run: OpenRun) -> str:
    open_one = walking.first_open(run)
    return open_one.ref if open_one else REVIEW
