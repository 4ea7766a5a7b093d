"""The screens of a run in order: what is asked, what a re-check leaves out, what is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import xforms
from services.runs.loading import OpenRun
from services.runs.notes import OWN_PLACES, REVIEW
from xforms.faults import RunRefused

CONFIRM = "hulei:confirm"
NORMAL = "hulei:normal"
FACT = "hulei:fact"
SIGN = "hulei:sign"
QUICK = "hulei:quick"
VOICE = "hulei:voice"
"""At a text: the question of sound beside it that a voice note goes to."""

_ROW = re.compile(r"(?P<instance>(?P<repeat>.*)\[(?P<number>\d+)\])")

Step = Callable[[str], "xforms.Position | None"]


def is_asked(run: OpenRun, prompt: xforms.Prompt) -> bool:
    """Not the closing confirmation (the review asks it), and part of a re-check if it is one."""
    if CONFIRM in prompt.attributes:
        return False
    return not run.notes.only or prompt.name in run.notes.only


def points_of(run: OpenRun, ref: str) -> tuple[xforms.Prompt, ...]:
    """The questions of a block that are asked, in order; texts without an answer left out."""
    prompts = run.answers.group(ref).prompts
    return tuple(p for p in prompts if not is_note(p) and is_asked(run, p))


def is_note(prompt: xforms.Prompt) -> bool:
    """A text or value to be read, with nothing to answer."""
    return prompt.readonly


def is_text(run: OpenRun, position: xforms.Position) -> bool:
    """A screen with nothing to answer."""
    if position.kind == "question":
        return is_note(run.answers.prompt(position.ref))
    return position.kind == "group" and not points_of(run, position.ref)


def is_block(position: xforms.Position) -> bool:
    """A screen of several questions."""
    return position.kind == "group"


def shows(run: OpenRun, position: xforms.Position) -> bool:
    """Whether this place of the form is a screen of this run."""
    if position.kind == "repeat":
        return not run.notes.only
    if position.kind == "question":
        return is_asked(run, run.answers.prompt(position.ref))
    group = run.answers.group(position.ref)
    if any(is_asked(run, prompt) for prompt in group.prompts if not is_note(prompt)):
        return True
    return not run.notes.only and any(is_note(prompt) for prompt in group.prompts)


def voice_of(run: OpenRun, prompt: xforms.Prompt) -> xforms.Prompt | None:
    """Where a voice note sent at this question goes; None if the form has no place for it now."""
    name = prompt.attributes.get(VOICE)
    if not name:
        return None
    beside = f"{prompt.ref.rpartition('/')[0]}/{name}"
    try:
        return run.answers.prompt(beside) if run.answers.is_relevant(beside) else None
    except RunRefused:
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a repeat: its reference, the repeat's, its number from 1."""

    instance: str
    repeat: str
    number: int
    may_remove: bool


def row_around(run: OpenRun, ref: str) -> Row | None:
    """The innermost entry of a repeat that a question or block stands in."""
    found = _ROW.match(ref)
    if found is None:
        return None
    repeat = run.answers.repeat(found["repeat"])
    return Row(found["instance"], repeat.ref, int(found["number"]), repeat.may_remove)


def following(run: OpenRun, at: str) -> xforms.Position | None:
    """The next screen; None after the last one."""
    return _first_shown(run, run.answers.next(at), run.answers.next)


def preceding(run: OpenRun, at: str) -> xforms.Position | None:
    """The screen before; the last one for a screen of ours; None before the first."""
    if at in OWN_PLACES:
        return next(iter(reversed(list(screens(run)))), None)
    return _first_shown(run, run.answers.previous(at), run.answers.previous)


def screens(run: OpenRun) -> Iterator[xforms.Position]:
    """All screens there are now, in order."""
    position = _first_shown(run, run.answers.first(), run.answers.next)
    while position is not None:
        yield position
        position = following(run, position.ref)


def first(run: OpenRun) -> str:
    """Where a run begins; the review if nothing is to be asked."""
    position = next(screens(run), None)
    return position.ref if position else REVIEW


def present(run: OpenRun) -> xforms.Position | None:
    """The engine's position of the present screen; None on a screen of ours."""
    if run.row.at in OWN_PLACES:
        return None
    return run.answers.position(run.row.at)


def is_complete(run: OpenRun, position: xforms.Position) -> bool:
    """Nothing on this screen is missing or wrong."""
    return not incomplete(run, position)


def incomplete(run: OpenRun, position: xforms.Position) -> tuple[xforms.Prompt, ...]:
    """The questions of a screen that are missing or wrong."""
    if position.kind == "repeat":
        return ()
    return tuple(p for p in _prompts(run, position) if lacks(run, p))


def lacks(run: OpenRun, prompt: xforms.Prompt) -> bool:
    """Missing though required, or filled with what the form does not accept.

    What is only read cannot be missing: nobody could fill it in.
    """
    if prompt.ref in run.notes.pending:
        return True
    return prompt.problem is not None and bool(prompt.value or not prompt.readonly)


def unfillable(run: OpenRun, position: xforms.Position) -> tuple[xforms.Prompt, ...]:
    """Points of a block that must be answered and have no normal answer to be given by a tap."""
    if not is_block(position):
        return ()
    points = points_of(run, position.ref)
    return tuple(p for p in points if p.required and not p.value and NORMAL not in p.attributes)


def is_wrong(prompt: xforms.Prompt) -> bool:
    """Filled with what the form does not accept (a blank one is missing, not wrong)."""
    return prompt.problem is not None and bool(prompt.value)


def first_open(run: OpenRun) -> xforms.Position | None:
    """The first screen that the person has not been through, or that lacks something."""
    for position in screens(run):
        if position.ref not in run.notes.seen or not is_complete(run, position):
            return position
    return None


def first_lacking(run: OpenRun) -> xforms.Position | None:
    """The first screen that lacks something; one that may be left open does not count."""
    return next((p for p in screens(run) if not is_complete(run, p)), None)


def counted(run: OpenRun, position: xforms.Position | None) -> tuple[int, int]:
    """(number of the present screen, screens in all) for `第 3/14 步`."""
    if run.notes.only:
        refs = [screen.ref for screen in screens(run)]
        here = position.ref if position is not None else ""
        return refs.index(here) + 1 if here in refs else len(refs), len(refs)
    done, total = run.answers.progress(position)
    total -= sum(_stands_alone(run, ref) for ref, _, _ in run.answers.nodes_with(CONFIRM))
    return min(done + 1, total), total


def _stands_alone(run: OpenRun, ref: str) -> bool:
    """Whether the closing confirmation is a screen of its own, which the review replaces."""
    position = run.answers.position(ref)
    return position is not None and position.ref == ref


def _prompts(run: OpenRun, position: xforms.Position) -> Sequence[xforms.Prompt]:
    if position.kind == "question":
        return (run.answers.prompt(position.ref),)
    return points_of(run, position.ref)


def _first_shown(
    run: OpenRun, position: xforms.Position | None, step: Step
) -> xforms.Position | None:
    while position is not None and not shows(run, position):
        position = step(position.ref)
    return position
