"""The whole state of a run at once, in the shape of the recorded walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xforms.checks import problem_of, readonly_of, required_of
from xforms.questions import question_of
from xforms.references import reference, walk
from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run

_KINDS = {"select1": "select", "odk:rank": "rank"}


def snapshot(run: Run) -> dict[str, dict[str, Any]]:
    """State of every element by reference: t type, rel, v, ro, req, bad; n for repeats.

    What was added to the form's own record is left out.
    """
    found: dict[str, dict[str, Any]] = {}
    supplied = run.form.schema.supplied
    for cell, node in walk(run):
        if node.kind == "attribute" or (supplied and f"{node.path}/".startswith(f"{supplied}/")):
            continue
        whole = node.inner is not None and cell.d != node.inner.id
        ref = reference(run.form, cell, node)
        if whole:
            ref = (reference(run.form, cell) if cell.p is not None else "") + (
                node.path[len(_repeat_path(run, cell)) :]
            )
            found[ref + "[]"] = {
                "t": "repeat:count" if node.control and node.control.count else "repeat",
                "rel": cell.rel[node.slot],
                "n": len(cell.kids[node.slot]),
            }
        elif node.kind == "leaf":
            found[ref] = _leaf(run, cell, node)
        else:
            slot = 0 if node.inner is not None else node.slot
            found[ref] = {"t": _container(node), "rel": cell.rel[slot]}
    return found


def _repeat_path(run: Run, cell: Cell) -> str:
    repeat = run.form.schema.frames[cell.d].node
    return repeat.path if repeat is not None else ""


def _container(node: Node) -> str:
    if node.parent is None:
        return "root"
    return "repeat-instance" if node.inner is not None else "group"


def _leaf(run: Run, cell: Cell, node: Node) -> dict[str, Any]:
    question = question_of(run.form, node)
    required = required_of(run, cell, question)
    return {
        "t": _kind(node),
        "rel": cell.rel[node.slot],
        "v": cell.v[node.slot],
        "ro": readonly_of(run, cell, node),
        "req": required,
        "bad": problem_of(run, cell, question, required=required),
    }


def _kind(node: Node) -> str:
    control = node.control
    if control is None:
        return "model-value"
    if control.kind == "input" and node.bind is not None and node.bind.readonly == "true()":
        return "note"
    return _KINDS.get(control.kind, control.kind)
