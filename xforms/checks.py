"""Whether an answer is allowed: read-only, required, constraint. Evaluated when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xforms.parse.texts import words_from
from xforms.questions import Question, question_of
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


def required_of(run: Run, cell: Cell, question: Question) -> bool:
    """Whether an answer is required now, were the question relevant."""
    return question.required is not None and bool(question.required(cell, run))


def problem_of(run: Run, cell: Cell, question: Question, *, required: bool) -> str | None:
    """required, constraint or None for the answer as it stands.

    `required` is what `required_of` says; of a question that is answered nobody asks.
    """
    slot, constraint = question.slot, question.constraint
    if not cell.rel[slot]:
        return None
    if not cell.v[slot]:
        return "required" if required else None
    return None if constraint is None or constraint(cell, run) else "constraint"


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
        question = question_of(run.form, node)
        required = not cell.v[node.slot] and required_of(run, cell, question)
        kind = problem_of(run, cell, question, required=required)
        if kind is not None:
            ref = reference(run.form, cell, node)
            found.append(Problem(ref, kind, message_of(run, cell, node, kind)))
    return found
