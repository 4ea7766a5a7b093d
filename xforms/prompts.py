"""What a screen shows: questions, groups, repeats, in the language of the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xforms.checks import message_of, problem_of, readonly_of, required_of
from xforms.choices import Choice, choices_of
from xforms.faults import RunRefused
from xforms.labelling import Labelling, labelling_of, labels_around, told
from xforms.questions import Question, question_of
from xforms.ranges import Range
from xforms.references import follow, locate, reference, route_of
from xforms.schema import Control, Node
from xforms.screens import repeat_relevant
from xforms.screens_plan import Screen
from xforms.state import Cell
from xforms.wording import say, spoken

if TYPE_CHECKING:
    from xforms.run import Run

_NOTHING: dict[str, str] = {}


class Problem(NamedTuple):
    """What is wrong with the answer as it stands."""

    kind: str
    message: str | None


class Prompt(NamedTuple):
    """One question. Texts are plain or Markdown, as the form's author wrote them."""

    ref: str
    name: str
    type: str
    control: str
    appearance: str
    label: str
    hint: str
    guidance: str
    media: dict[str, str]
    required: bool
    readonly: bool
    value: str
    choices: tuple[Choice, ...]
    range: Range | None
    problem: Problem | None
    attributes: dict[str, str]
    """Foreign bind attributes, keyed prefix:name."""
    body: dict[str, str]
    """Attributes of the body element by plain name (mediatype, accept, rows, …)."""
    path: tuple[str, ...]
    """Labels of the groups around it, outermost first."""


@dataclass(slots=True)
class Group:
    """A group shown on one screen."""

    ref: str
    label: str
    hint: str
    appearance: str
    prompts: list[Prompt]
    attributes: dict[str, str]
    body: dict[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Repeat:
    """The "add another?" screen of a repeat."""

    ref: str
    label: str
    instances: list[tuple[str, str]]
    may_add: bool
    may_remove: bool
    attributes: dict[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


def prompt(run: Run, ref: str) -> Prompt:
    """The question at a reference.

    Raises:
        RunRefused: no question there.
    """
    known: Blank | None = run.blanks.get(ref)
    if known is not None and not run.given:
        steps, slot = known.steps, known.slot
        cell = follow(run, steps) if steps else run.engine.root
        if cell.rel[slot] and not cell.v[slot]:
            return known.prompt
    cell, question = run.question(ref)
    control = question.node.control
    if control is None:
        raise RunRefused("RUN-REFERENCE", "the form asks nothing there")
    return prompt_of(run, cell, question, control, ref)


class Blank(NamedTuple):
    """A question before it is answered that no other answer changes, and where it stands."""

    prompt: Prompt
    steps: tuple[tuple[int, int], ...]
    slot: int


_BLANKS = 4_096
"""Blank questions kept per form and language: all of a large form's, or of a few instances."""


def prompt_of(run: Run, cell: Cell, question: Question, control: Control, ref: str) -> Prompt:
    """The question of one control."""
    shown = labelling_of(run, cell, question.node, control)
    made = _made(run, cell, question, control, ref, shown)
    slot = question.slot
    blank = shown.steady and cell.rel[slot] and not cell.v[slot] and not run.given
    if blank and len(run.blanks) < _BLANKS:
        run.blanks[ref] = Blank(made, route_of(run.form, ref).steps, slot)
    return made


def _made(
    run: Run, cell: Cell, question: Question, control: Control, ref: str, shown: Labelling
) -> Prompt:
    label, hint, guidance, media, path, around, bounds, choices, _ = shown
    node, value = question.node, cell.v[question.slot]
    required = required_of(run, cell, question)
    kind = problem_of(run, cell, question, required=required)
    return tuple.__new__(  # half the time of its own constructor, which is written in Python
        Prompt,
        (
            ref,
            node.name,
            node.type,
            "select1" if control.query else control.kind,
            control.appearance,
            label if isinstance(label, str) else spoken(run, label, cell),
            hint if isinstance(hint, str) else spoken(run, hint, cell),
            guidance if isinstance(guidance, str) else spoken(run, guidance, cell),
            media,
            required,
            question.readonly and readonly_of(run, cell, node),
            value,
            choices_of(run, node, cell) if choices is None or run.given else choices,
            bounds,
            None if kind is None else Problem(kind, message_of(run, cell, node, kind)),
            _NOTHING if node.bind is None else node.bind.attributes,
            control.attributes,
            told(run, cell, around) if path is None else path,
        ),
    )


def group(run: Run, ref: str) -> Group:
    """The group at a reference, with its relevant questions.

    Raises:
        RunRefused: no group shown whole there.
    """
    cell, node = locate(run, ref)
    screen = _screen(run, cell, node)
    if screen is None:
        raise RunRefused("RUN-REFERENCE", "no group that is shown on one screen")
    control = screen.control
    label_of = control
    while label_of.label is None and label_of.parent is not None and label_of.kind == "repeat":
        label_of = label_of.parent
    return Group(
        ref,
        say(run, label_of.label, node, cell),
        say(run, control.hint, node, cell),
        control.appearance,
        [
            _member(run, cell, member.node, member)
            for member in screen.members
            if member.node is not None and cell.rel[member.node.slot]
        ],
        node.bind.attributes if node.bind is not None else _NOTHING,
        control.attributes,
        labels_around(run, cell, label_of),
    )


def _member(run: Run, cell: Cell, node: Node, control: Control) -> Prompt:
    ref = reference(run.form, cell, node)
    return prompt_of(run, cell, question_of(run.form, node), control, ref)


def _screen(run: Run, cell: Cell, node: Node) -> Screen | None:
    for screen in run.form.plan.screens[0].frames[cell.d]:
        if screen.kind == "group" and screen.node is node:
            found: Screen = screen
            return found
    return None


def repeat(run: Run, ref: str) -> Repeat:
    """The "add another?" screen at a reference.

    Raises:
        RunRefused: no repeat there.
    """
    cell, slot = run.repeat_at(ref)
    node = run.form.schema.frames[cell.d].nodes[slot]
    control = node.control
    assert control is not None
    kids = cell.kids[slot]
    labelled: Control | None = control
    while labelled is not None and labelled.label is None and labelled.node in (node, None):
        labelled = labelled.parent
    own = labelled is not None and labelled.node is node
    label = say(run, labelled.label, node, _sample(run, cell, node)) if own and labelled else ""
    relevant = repeat_relevant(run, cell, node)
    return Repeat(
        ref=reference(run.form, cell, node),
        label=label,
        instances=[
            (reference(run.form, kid), summary(run, kid, node)) for kid in kids if kid.rel[0]
        ],
        may_add=relevant and control.may_add,
        may_remove=relevant and control.may_add and bool(kids),
        attributes=node.bind.attributes if node.bind is not None else _NOTHING,
        path=labels_around(run, cell, labelled or control),
    )


def _sample(run: Run, cell: Cell, node: Node) -> Cell:
    kids = cell.kids[node.slot]
    return kids[0] if kids else _blank_cell(run, node, cell)


def _blank_cell(run: Run, node: Node, parent: Cell) -> Cell:
    """A stand-in for the instance that a repeat does not have yet; not part of the run."""
    assert node.inner is not None
    table = run.form.plan.tables[node.inner.id]
    cell = Cell(node.inner.id, parent, 0, -1)
    count = len(table.blank)
    cell.raw, cell.v = table.blank.copy(), table.blank.copy()
    cell.own, cell.rel = [True] * count, [True] * count
    for slot, _ in table.repeats:
        cell.kids[slot] = []
    return cell


_SUMMARY_ANSWERS = 3


def summary(run: Run, cell: Cell, node: Node) -> str:
    """A short name of an instance: the label of its first group, else its first answers."""
    control = node.control
    for child in control.children if control is not None else ():
        if child.kind == "group" and child.label is not None and child.node is not None:
            label = say(run, child.label, child.node, cell)
            if label:
                return label
        break
    found: list[str] = []
    for one in run.form.schema.frames[cell.d].nodes:
        if one.kind == "leaf" and one.control is not None and cell.v[one.slot]:
            found.append(_shown(run, cell, one))
            if len(found) == _SUMMARY_ANSWERS:
                break
    return " · ".join(found)


def _shown(run: Run, cell: Cell, node: Node) -> str:
    """An answer as people read it: labels instead of the names of choices."""
    value = cell.v[node.slot]
    labels = {choice.value: choice.label for choice in choices_of(run, node, cell)}
    if not labels:
        return value
    if node.control is not None and node.control.kind == "select1":
        return labels.get(value) or value
    return ", ".join(labels.get(one) or one for one in value.split())
