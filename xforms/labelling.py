"""What a control shows in one language: found once per form, told again for each run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from xforms.checks import message_is_constant
from xforms.choices import Choice, fixed_choices, has_own_list
from xforms.ranges import Range, range_of
from xforms.schema import Control, Node
from xforms.state import Cell
from xforms.wording import Saying, media_of, saying, spoken

if TYPE_CHECKING:
    from xforms.run import Run


class Around(NamedTuple):
    """The label of a group around a control, and the frame it is told in."""

    said: Saying
    home: int


class Labelling(NamedTuple):
    """The texts of a control, and what of it no answer changes."""

    label: Saying
    hint: Saying
    guidance: Saying
    media: dict[str, str]
    path: tuple[str, ...] | None
    """Labels of the groups around it, outermost first; None where one follows the answers."""
    around: tuple[Around, ...]
    range: Range | None
    choices: tuple[Choice, ...] | None
    steady: bool
    """Whether the question, before it is answered, is the same whatever else was answered."""


def labelling_of(run: Run, cell: Cell, node: Node, control: Control) -> Labelling:
    """Built once per form, language and control; for a list of the run's own, each time."""
    found: Labelling | None = run.labellings.get(control)
    if found is None:
        found = _build(run, cell, node, control)
        if not has_own_list(run, node):
            run.labellings[control] = found
    return found


def _build(run: Run, cell: Cell, node: Node, control: Control) -> Labelling:
    around = tuple(_around(run, control))[::-1]
    path = tuple([one.said for one in around if isinstance(one.said, str)])
    still = len(path) == len(around)
    texts = (
        saying(run, control.label, node),
        saying(run, control.hint, node),
        saying(run, control.hint, node, "guidance"),
    )
    choices = None if has_own_list(run, node) else fixed_choices(run, node, cell)
    steady = still and choices is not None and all(isinstance(text, str) for text in texts)
    return Labelling(
        *texts,
        media_of(run, control.label),
        path if still else None,
        around,
        range_of(control) if control.kind == "range" else None,
        choices,
        steady and _always_the_same(run, node),
    )


def _always_the_same(run: Run, node: Node) -> bool:
    """Whether required, its message and read-only depend on no answer."""
    plan = run.form.plan
    if plan.required.get(node.id, -1) >= 0:
        return False
    if any(number >= 0 for number, _ in plan.readonly.get(node.id, ())):
        return False
    return message_is_constant(run, node, "required")


def _around(run: Run, control: Control) -> Iterator[Around]:
    """Labels of the groups around a control, innermost first, unlabelled ones left out."""
    outer = control.parent
    while outer is not None:
        node = outer.node or run.form.schema.root
        said = saying(run, outer.label, node)
        if said:
            yield Around(said, (node.inner or node.frame).id)
        outer = outer.parent


def labels_around(run: Run, cell: Cell, control: Control) -> tuple[str, ...]:
    """Labels of the groups around a control, outermost first, empty ones left out."""
    return told(run, cell, tuple(_around(run, control))[::-1])


def told(run: Run, cell: Cell, around: tuple[Around, ...]) -> tuple[str, ...]:
    """Labels of groups as they are now, seen from a cell inside them."""
    found: list[str] = []
    for said, home in around:
        if not isinstance(said, str):
            at: Cell | None = cell
            while at is not None and at.d != home:
                at = at.p
            said = spoken(run, said, at) if at is not None else ""  # noqa: PLW2901
        if said:
            found.append(said)
    return tuple(found)
