"""Whether an answer is allowed: read-only, required, constraint. Evaluated when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xforms.parse.texts import words_from
from xforms.references import reference, walk
from xforms.schema import Node
from xforms.state import Cell
from xforms.wording import say, saying

if TYPE_CHECKING:
    from xforms.run import Run


class Problem(NamedTuple):
    """What is wrong with one answer: kind is required or constraint; message is the form's own."""

    ref: str
    kind: str
    message: str | None


def readonly_of(run: Run, cell: Cell, node: Node) -> bool:
    """Whether the node or anything around it is read-only now."""
    conditions = run.form.plan.readonly.get(node.id)
    if not conditions:
        return False
    for number, up in conditions:
        if number < 0:
            return True
        at: Cell | None = cell
        for _ in range(up):
            at = at.p if at is not None else None
        if at is not None and run.form.functions[number](at, run):
            return True
    return False


def required_of(run: Run, cell: Cell, node: Node) -> bool:
    """Whether an answer is required now, were the node relevant."""
    number = run.form.plan.required.get(node.id)
    if number is None:
        return False
    return number < 0 or bool(run.form.functions[number](cell, run))


def constraint_holds(run: Run, cell: Cell, node: Node) -> bool:
    """Whether the constraint holds; a blank answer has none."""
    number = run.form.plan.constraint.get(node.id)
    if number is None or not cell.v[node.slot]:
        return True
    return number < 0 or bool(run.form.functions[number](cell, run))


def problem_of(run: Run, cell: Cell, node: Node) -> str | None:
    """required, constraint or None for the answer as it stands."""
    if not cell.rel[node.slot]:
        return None
    if not cell.v[node.slot]:
        return "required" if required_of(run, cell, node) else None
    return None if constraint_holds(run, cell, node) else "constraint"


def message_of(run: Run, cell: Cell, node: Node, kind: str) -> str | None:
    """The form's own message for a problem, in the language of the run."""
    source = _message(node, kind)
    if not source:
        return None
    return say(run, words_from(source, literal=True), node, cell) or None


def message_is_constant(run: Run, node: Node, kind: str) -> bool:
    """Whether a message holds no values."""
    source = _message(node, kind)
    return not source or isinstance(saying(run, words_from(source, literal=True), node), str)


def _message(node: Node, kind: str) -> str:
    bind = node.bind
    if bind is None:
        return ""
    return bind.required_message if kind == "required" else bind.constraint_message


def check(run: Run) -> list[Problem]:
    """Every relevant answer that is missing or not allowed, in document order."""
    found: list[Problem] = []
    for cell, node in walk(run):
        if node.kind != "leaf" or not cell.rel[node.slot]:
            continue
        kind = problem_of(run, cell, node)
        if kind is not None:
            ref = reference(run.form, cell, node)
            found.append(Problem(ref, kind, message_of(run, cell, node, kind)))
    return found
