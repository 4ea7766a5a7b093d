"""Answers as people give them: checked against type, choices, required and constraint first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xforms.answers import canonical
from xforms.checks import message_of, readonly_of, required_of
from xforms.choices import choices_of
from xforms.limits import MAX_VALUE_CHARS
from xforms.ranges import on_grid
from xforms.schema import Control, Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run


class Accepted(NamedTuple):
    """The answer is stored, in its canonical form, and the state is settled."""

    value: str


class Rejected(NamedTuple):
    """The answer is not stored and nothing changed.

    kind: required, constraint, type, choice, readonly or irrelevant.
    message: the form's own, in the language of the run; None where the form has none.
    """

    kind: str
    message: str | None = None


def answer(run: Run, ref: str, value: str) -> Accepted | Rejected:
    """Take an answer; '' clears it.

    Raises:
        RunRefused: no such question.
    """
    cell, node = run.leaf(ref)
    slot = node.slot
    if not cell.rel[slot]:
        return Rejected("irrelevant")
    control = node.control
    if node.id in run.form.plan.readonly and readonly_of(run, cell, node):
        return Rejected("readonly")
    if not value:
        if required_of(run, cell, node):
            return Rejected("required", message_of(run, cell, node, "required"))
        run.store(cell, node, "")
        return Accepted("")
    text = canonical(node.type, value) if len(value) <= MAX_VALUE_CHARS else None
    if text is None:
        return Rejected("type")
    if control is not None and not fits(run, cell, node, control, text):
        return Rejected("choice")
    return _constrained(run, cell, node, text)


def _constrained(run: Run, cell: Cell, node: Node, text: str) -> Accepted | Rejected:
    """Constraints look at the answer in place: it is put there and taken back if refused."""
    number = run.form.plan.constraint.get(node.id)
    if number is not None and number >= 0:
        slot = node.slot
        raw, seen = cell.raw[slot], cell.v[slot]
        cell.raw[slot] = cell.v[slot] = text
        holds = run.form.functions[number](cell, run)
        cell.raw[slot], cell.v[slot] = raw, seen
        if not holds:
            return Rejected("constraint", message_of(run, cell, node, "constraint"))
    run.store(cell, node, text)
    return Accepted(text)


def offered_values(run: Run, cell: Cell, node: Node, control: Control) -> frozenset[str]:
    """Values of the choices of a question now."""
    plan = run.form.plan.choices.get(node.id)
    if plan is not None and control.items:
        return frozenset(choice.value for choice in choices_of(run, node, cell))
    if plan is not None:
        function = run.form.functions[plan.function]
        return run.engine.offered(cell, node, function) or frozenset()
    key = ("values", node.id)
    found: frozenset[str] | None = run.form.cache.get(key)
    if found is None:
        found = frozenset(item.value for item in control.items)
        run.form.cache[key] = found
    return found


def fits(run: Run, cell: Cell, node: Node, control: Control, text: str) -> bool:
    """Whether a select's answer is among the choices, a range's on its grid, a rank complete."""
    kind = "select1" if control.query else control.kind
    if kind == "range":
        return on_grid(control, text)
    if kind not in ("select1", "select", "rank"):
        return True
    offered = offered_values(run, cell, node, control)
    if kind == "select1":
        return text in offered or (bool(control.query) and not offered)
    given = text.split()
    if len(set(given)) != len(given) or not offered.issuperset(given):
        return False
    return kind == "select" or len(given) == len(offered)
