"""Answers as people give them: checked against type, choices, required and constraint first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xforms.checks import message_of, readonly_of
from xforms.limits import MAX_VALUE_CHARS
from xforms.questions import Question
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
    """Take an answer as a person gives it; '' clears it. A rejected answer changes nothing.

    Raises:
        RunRefused: no such question.
    """
    cell, question = run.question(ref)
    slot = question.slot
    if not cell.rel[slot]:
        return Rejected("irrelevant")
    if question.readonly and readonly_of(run, cell, question.node):
        return Rejected("readonly")
    if not value:
        return _clear(run, cell, question)
    text: str | None = value
    if len(value) > MAX_VALUE_CHARS:
        text = None
    elif question.canonical is not None:
        text = question.canonical(value)
    if text is None:
        return Rejected("type")
    if question.fits is not None and not question.fits(run, cell, text):
        return Rejected("choice")
    if question.constraint is not None and not _allowed(run, cell, question, text):
        return Rejected("constraint", message_of(run, cell, question.node, "constraint"))
    if question.unread:
        cell.raw[slot] = cell.v[slot] = text
    else:
        _store(run, cell, question, text)
    # half the time of its own constructor, which is written in Python
    return tuple.__new__(Accepted, (text,))


def _clear(run: Run, cell: Cell, question: Question) -> Accepted | Rejected:
    if question.required is not None and question.required(cell, run):
        return Rejected("required", message_of(run, cell, question.node, "required"))
    _store(run, cell, question, "")
    return Accepted("")


def _allowed(run: Run, cell: Cell, question: Question, text: str) -> bool:
    """Constraints look at the answer in place: it is put there and taken back."""
    assert question.constraint is not None
    slot, raw, seen = question.slot, cell.raw, cell.v
    before = raw[slot], seen[slot]
    raw[slot] = seen[slot] = text
    holds = bool(question.constraint(cell, run))
    raw[slot], seen[slot] = before
    return holds


def _store(run: Run, cell: Cell, question: Question, text: str) -> None:
    """Store what was found to fit, settle, and run the actions that watch this question."""
    slot = question.slot
    if cell.raw[slot] == text:
        return
    if question.node.calculated:
        run.engine.override(cell, slot)
    cell.raw[slot] = cell.v[slot] = text
    engine, actions = run.engine, run.actions
    if question.is_read:
        engine.touch(cell, slot, question.readers)
        engine.settle()
    if question.setters is not None:
        actions.trigger(cell, question.node)
    if actions.pending:
        actions.work()
