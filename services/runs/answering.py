"""Taking answers: one tap, ticks, a whole block as normal, facts as last time, typed text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import xforms
from services.runs import moving, problems, walking
from services.runs.loading import OpenRun
from services.runs.notes import REASON
from services.runs.standing import Remark, Wrong
from services.runs.typed import WrongInput, other_readings, parse
from xforms import chat_answers

MANY = ("select", "rank")
"""Controls that take several options: a tap ticks, 完成 goes on."""

SHORT_LIST = 10
"""Options that stand on one screen; in a longer list, words that name none look for some."""

REASON_LENGTH = range(2, 201)
"""Characters of the reason why it is not a suspicion."""


def choose(run: OpenRun, index: int) -> Remark | None:
    """An option of the question on the screen: answers and goes on, or ticks where many may be."""
    prompt = moving.question_here(run)
    if prompt is None or not 0 <= index < len(prompt.choices):
        return Remark(Wrong.CHOICE)
    value = prompt.choices[index].value
    if prompt.control in MANY:
        return tick(run, prompt, value)
    return take(run, prompt, value)


def give(run: OpenRun, value: str) -> Remark | None:
    """A ready value of a button (a number, a date, OK): answers and goes on."""
    prompt = moving.question_here(run)
    return Remark(Wrong.TAP) if prompt is None else take(run, prompt, value)


def take(run: OpenRun, prompt: xforms.Prompt, value: str) -> Remark | None:
    """Answer a question and leave it; a rejected answer changes nothing."""
    remark = put(run, prompt, value)
    if remark is None:
        moving.close(run)
    return remark


def put(run: OpenRun, prompt: xforms.Prompt, value: str) -> Remark | None:
    """Answer a question without leaving the screen."""
    outcome = run.answers.answer(prompt.ref, value)
    if isinstance(outcome, xforms.Rejected):
        return _rejected(prompt, outcome)
    run.notes.pending.pop(prompt.ref, None)
    if walking.FACT in prompt.attributes and value != prompt.value:
        run.notes.touched = sorted({*run.notes.touched, prompt.ref})
    problems.forget_gone(run)
    run.changed = True
    return None


def tick(run: OpenRun, prompt: xforms.Prompt, value: str) -> Remark | None:
    """Tick or untick one of several options.

    An option that excludes the others (`hulei:exclusive`, or found from the constraint) unticks
    them, and the other way round. Ticks that the form does not accept yet are kept beside it.
    """
    ticked = ticks(run, prompt)
    wanted = [v for v in ticked if v != value] if value in ticked else [*ticked, value]
    if value not in ticked:
        wanted = _without_excluded(prompt, wanted, value)
    if not wanted:
        run.notes.pending.pop(prompt.ref, None)
        run.answers.set(prompt.ref, "")
        run.changed = True
        problems.forget_gone(run)
        return None
    ordered = wanted if prompt.control == "rank" else _in_order(prompt, wanted)
    settled = bool(prompt.value) and prompt.ref not in run.notes.pending
    remark = put(run, prompt, " ".join(ordered))
    if remark is None:
        return None
    if value not in ticked and settled:
        return None if _takes_the_place(run, prompt, value) else remark
    run.notes.pending[prompt.ref] = " ".join(ordered)
    run.changed = True
    return None


def ticks(run: OpenRun, prompt: xforms.Prompt) -> list[str]:
    """The options ticked now, accepted or not."""
    return run.notes.pending.get(prompt.ref, prompt.value).split()


def done(run: OpenRun) -> Remark | None:
    """完成 or 下一步: leave the question or the block, if it is complete."""
    prompt = moving.question_here(run)
    if prompt is not None:
        return _leave_question(run, prompt)
    position = walking.present(run)
    if position is None:
        return None
    return _leave_block(run, position)


def all_normal(run: OpenRun) -> Remark | None:
    """全部正常: every unanswered point of this screen gets its normal answer, then on.

    Only this screen's, and nothing that was answered is touched.
    """
    position = walking.present(run)
    if position is None or not walking.is_block(position):
        return None
    tried: set[str] = set()
    while True:
        unanswered = [
            p
            for p in walking.points_of(run, position.ref)
            if not p.value and p.ref not in tried and walking.NORMAL in p.attributes
        ]
        if not unanswered:
            return _leave_block(run, position)
        tried.add(unanswered[0].ref)
        put(run, unanswered[0], unanswered[0].attributes[walking.NORMAL])


def set_point(run: OpenRun, ref: str, option: int) -> Remark | None:
    """A tap on a yes/no point of a block: it gets this option; the screen stays."""
    position = walking.present(run)
    points = (
        walking.points_of(run, position.ref) if position and walking.is_block(position) else ()
    )
    point = next((p for p in points if p.ref == ref), None)
    if point is None or not 0 <= option < len(point.choices):
        return None
    remark = put(run, point, point.choices[option].value)
    if remark is None and problems.alarms(run):
        moving.head_for(run, run.row.at)
    return remark


def type_in(run: OpenRun, text: str, today: date) -> Remark | None:
    """Typed text: the answer of the question on the screen, if it can be read as one."""
    if run.row.at == REASON:
        return (
            None if len(text.strip()) in REASON_LENGTH else Remark(Wrong.LENGTH, example="2–200")
        )
    prompt = moving.question_here(run) or only_open_point(run)
    if prompt is None or walking.is_note(prompt):
        return Remark(Wrong.TAP)
    read = parse(prompt, text, today)
    if isinstance(read, WrongInput):
        found = chat_answers.matching(prompt, text) if len(prompt.choices) > SHORT_LIST else ()
        return Remark(read.wrong, example=example_of(prompt) or read.example, found=found)
    if prompt.control == "select" and len(prompt.choices) > SHORT_LIST and ticks(run, prompt):
        return _tick_more(run, prompt, read.split())
    remark = put(run, prompt, read)
    for other in other_readings(prompt, text, today) if remark else ():
        if put(run, prompt, other) is None:
            remark = None
            break
    if remark is None and moving.question_here(run) is not None:
        moving.close(run)
    return remark


def _tick_more(run: OpenRun, prompt: xforms.Prompt, values: list[str]) -> Remark | None:
    """Options of a long list that are typed one by one join those ticked before; 完成 goes on."""
    for value in values:
        here = run.answers.prompt(prompt.ref)
        remark = tick(run, here, value) if value not in ticks(run, here) else None
        if remark is not None:
            return remark
    return None


def example_of(prompt: xforms.Prompt) -> str:
    """An answer that would do, in the form's words; '' if the form shows none."""
    normal = prompt.attributes.get(walking.NORMAL, "")
    labels = {choice.value: choice.label for choice in prompt.choices}
    return labels.get(normal, normal if not labels else "")


def _leave_question(run: OpenRun, prompt: xforms.Prompt) -> Remark | None:
    pending = run.notes.pending.get(prompt.ref)
    ranked = pending if pending is not None else prompt.value
    if prompt.control == "rank" and ranked and len(ranked.split()) < len(prompt.choices):
        return Remark(Wrong.INCOMPLETE)
    if pending is not None:
        return take(run, prompt, pending)
    if walking.is_note(prompt):
        moving.close(run)
        return None
    if prompt.problem is not None:
        return _present_fault(prompt)
    moving.close(run)
    return None


def _leave_block(run: OpenRun, position: xforms.Position) -> Remark | None:
    lacking = walking.incomplete(run, position)
    if not lacking:
        return moving.onward(run)
    prompt = lacking[0]
    pending = run.notes.pending.get(prompt.ref)
    if pending is not None:
        outcome = run.answers.answer(prompt.ref, pending)
        if isinstance(outcome, xforms.Rejected):
            return replace(_rejected(prompt, outcome), about=prompt.ref)
        del run.notes.pending[prompt.ref]
        return _leave_block(run, position)
    return replace(_present_fault(prompt), about=prompt.ref)


def _present_fault(prompt: xforms.Prompt) -> Remark:
    """What is wrong with the answer as it stands."""
    message = (prompt.problem and prompt.problem.message) or ""
    if not prompt.value:
        return Remark(Wrong.REQUIRED, message)
    return Remark(Wrong.CONSTRAINT, message, example_of(prompt))


def _rejected(prompt: xforms.Prompt, outcome: xforms.Rejected) -> Remark:
    message = outcome.message or ""
    kind = str(outcome.kind)
    wrong = {"required": Wrong.REQUIRED, "choice": Wrong.CHOICE, "readonly": Wrong.READONLY}
    if kind == "type":
        return Remark(_WRONG_TYPES.get(prompt.type, Wrong.CONSTRAINT), message, example_of(prompt))
    return Remark(wrong.get(kind, Wrong.CONSTRAINT), message, example_of(prompt))


_WRONG_TYPES = {
    "int": Wrong.NUMBER,
    "decimal": Wrong.NUMBER,
    "date": Wrong.DATE,
    "dateTime": Wrong.DATE,
    "time": Wrong.TIME,
    "geopoint": Wrong.LOCATION,
    "geotrace": Wrong.CORNERS,
    "geoshape": Wrong.CORNERS,
    "binary": Wrong.PHOTO,
}


def _in_order(prompt: xforms.Prompt, values: list[str]) -> list[str]:
    return [choice.value for choice in prompt.choices if choice.value in values]


def _without_excluded(prompt: xforms.Prompt, wanted: list[str], value: str) -> list[str]:
    """The options left when `value` has just been ticked, by the form's own exclusive options."""
    alone = prompt.attributes.get("hulei:exclusive", "").split()
    if value in alone:
        return [value]
    return [v for v in wanted if v not in alone]


def _takes_the_place(run: OpenRun, prompt: xforms.Prompt, value: str) -> bool:
    """An option that goes with none of those ticked before unticks them.

    That is what an exclusive option looks like where the form has only a constraint for it. A
    limit on the number of ticks looks different: two of them are accepted.
    """
    for other in prompt.value.split():
        both = " ".join(_in_order(prompt, [other, value]))
        if not isinstance(run.answers.answer(prompt.ref, both), xforms.Rejected):
            run.answers.answer(prompt.ref, prompt.value)
            return False
    return put(run, prompt, value) is None


def only_open_point(
    run: OpenRun, fits: Callable[[xforms.Prompt], bool] | None = None
) -> xforms.Prompt | None:
    """What is typed or sent at a block is for its only open point without options, if any.

    `fits` narrows it to points that can take what was sent.
    """
    position = walking.present(run)
    if position is None or not walking.is_block(position):
        return None
    points = walking.points_of(run, position.ref)
    open_ones = [p for p in points if not p.choices and not p.value and (not fits or fits(p))]
    return open_ones[0] if len(open_ones) == 1 else None
