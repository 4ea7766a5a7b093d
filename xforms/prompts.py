"""What a screen shows: questions, groups, repeats, in the language of the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from xforms.checks import (
    constraint_holds,
    message_is_constant,
    message_of,
    readonly_of,
    required_of,
)
from xforms.choices import Choice, choices_of, fixed_choices, has_own_list
from xforms.faults import RunRefused
from xforms.ranges import Range, range_of
from xforms.references import locate, reference
from xforms.schema import Control, Node
from xforms.screens import repeat_relevant
from xforms.screens_plan import Screen
from xforms.state import Cell
from xforms.wording import constant, media_of, say

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
    cell, question = run.question(ref)
    node = question.node
    if node.control is None:
        raise RunRefused("RUN-REFERENCE", "the form asks nothing there")
    return prompt_of(run, cell, node, node.control, ref)


class _Still(NamedTuple):
    """What a control says in one language; None for what follows the answers."""

    label: str | None
    hint: str | None
    guidance: str | None
    media: dict[str, str]
    path: tuple[str, ...] | None
    range: Range | None
    choices: tuple[Choice, ...] | None
    blank: dict[str, Prompt] | None
    """The question before it is answered, by reference, where no other answer changes it."""


_BLANKS = 64
"""Instances whose blank question is kept, per control and language."""


def _still(run: Run, cell: Cell, node: Node, control: Control) -> _Still:
    """Built once per form, language and control; for a list of the run's own, each time."""
    found: _Still | None = run.still.get(control)
    if found is None:
        found = _build(run, cell, node, control)
        if not has_own_list(run, node):
            run.still[control] = found
    return found


def _build(run: Run, cell: Cell, node: Node, control: Control) -> _Still:
    around: list[str | None] = []
    outer = control.parent
    while outer is not None:
        around.append(constant(run, outer.label))
        outer = outer.parent
    path = None if None in around else tuple(label for label in reversed(around) if label)
    label, hint = constant(run, control.label), constant(run, control.hint)
    guidance = constant(run, control.hint, "guidance")
    choices = None if has_own_list(run, node) else fixed_choices(run, node, cell)
    fixed = None not in (label, hint, guidance, path, choices)
    return _Still(
        label,
        hint,
        guidance,
        media_of(run, control.label),
        path,
        range_of(control) if control.kind == "range" else None,
        choices,
        {} if fixed and _always_the_same(run, node) else None,
    )


def _always_the_same(run: Run, node: Node) -> bool:
    """Whether required, its message and read-only depend on no answer."""
    plan = run.form.plan
    if plan.required.get(node.id, -1) >= 0:
        return False
    if any(number >= 0 for number, _ in plan.readonly.get(node.id, ())):
        return False
    return message_is_constant(run, node, "required")


def prompt_of(run: Run, cell: Cell, node: Node, control: Control, ref: str) -> Prompt:
    """The question of one control."""
    still = _still(run, cell, node, control)
    blanks = still.blank
    if blanks is None or cell.v[node.slot] or not cell.rel[node.slot] or run.given:
        return _made(run, cell, node, control, ref, still)
    found = blanks.get(ref)
    if found is None:
        found = _made(run, cell, node, control, ref, still)
        if len(blanks) < _BLANKS:
            blanks[ref] = found
    return found


def _made(run: Run, cell: Cell, node: Node, control: Control, ref: str, still: _Still) -> Prompt:
    label, hint, guidance, media, path, bounds, choices, _ = still
    value, required = cell.v[node.slot], required_of(run, cell, node)
    kind = None
    if cell.rel[node.slot]:
        if not value:
            kind = "required" if required else None
        elif not constraint_holds(run, cell, node):
            kind = "constraint"
    return Prompt(
        ref,
        node.name,
        node.type,
        "select1" if control.query else control.kind,
        control.appearance,
        say(run, control.label, node, cell) if label is None else label,
        say(run, control.hint, node, cell) if hint is None else hint,
        say(run, control.hint, node, cell, "guidance") if guidance is None else guidance,
        media,
        required,
        node.id in run.form.plan.readonly and readonly_of(run, cell, node),
        value,
        choices_of(run, node, cell) if choices is None or run.given else choices,
        bounds,
        None if kind is None else Problem(kind, message_of(run, cell, node, kind)),
        _NOTHING if node.bind is None else node.bind.attributes,
        control.attributes,
        labels_around(run, cell, control) if path is None else path,
    )


def labels_around(run: Run, cell: Cell, control: Control) -> tuple[str, ...]:
    """Labels of the groups around a control, outermost first, unlabelled ones left out."""
    found: list[str] = []
    around = control.parent
    while around is not None:
        if around.label is not None:
            label = _label_above(run, cell, around)
            if label:
                found.append(label)
        around = around.parent
    return tuple(found[::-1])


def _label_above(run: Run, cell: Cell, control: Control) -> str:
    node = control.node or run.form.schema.root
    home = (node.inner or node.frame).id
    at: Cell | None = cell
    while at is not None and at.d != home:
        at = at.p
    return say(run, control.label, node, at) if at is not None else ""


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
            prompt_of(run, cell, member.node, member, reference(run.form, cell, member.node))
            for member in screen.members
            if member.node is not None and cell.rel[member.node.slot]
        ],
        node.bind.attributes if node.bind is not None else _NOTHING,
        control.attributes,
        labels_around(run, cell, label_of),
    )


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
