"""References: `/data/rep[2]/x` to a cell and node, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xforms.faults import RunRefused
from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.form import Form
    from xforms.run import Run

_REMEMBERED = 256
"""References kept per run: enough for the screens that a person moves among."""

_STEP = re.compile(r"([^\[\]/]+)(?:\[(\d*)\])?")


def locate(run: Run, ref: str) -> tuple[Cell, Node]:
    """The cell and node of a reference; an index stands on repeat instances only.

    A repeat without index (or with `[]`) gives the cell around it, one with an index the cell of
    that instance. Inside a path a missing index means the first instance.

    Raises:
        RunRefused: no such place.
    """
    form = run.form
    node = form.by_path.get(ref)
    if node is not None and node.frame.id == 0:
        return run.engine.root, node
    places = run.engine.places
    found = places.get(ref)
    if found is None:
        found = _walk(run, ref)
        if len(places) < _REMEMBERED:
            places[ref] = found
    return found


def _walk(run: Run, ref: str) -> tuple[Cell, Node]:
    steps = _STEP.findall(ref)
    node = run.form.schema.root
    if not steps or _plain(steps[0][0]) != node.name:
        raise _unknown()
    cell = run.engine.root
    for at, (name, index) in enumerate(steps[1:], 2):
        node = _child(node, _plain(name))
        if node.inner is None:
            continue
        if at == len(steps) and not index:
            return cell, node
        kids = cell.kids[node.slot]
        position = int(index) - 1 if index else 0
        if not 0 <= position < len(kids):
            raise RunRefused("RUN-REFERENCE", "no such instance")
        cell = kids[position]
    return cell, node


def _child(node: Node, name: str) -> Node:
    for child in node.children:
        if child.name == name and (child.kind == "attribute") is False:
            return child
    if name.startswith("@"):
        for child in node.children:
            if child.kind == "attribute" and child.name == _plain(name[1:]):
                return child
    raise _unknown()


def _plain(name: str) -> str:
    if name.startswith("@"):
        return "@" + name[1:].rpartition(":")[2]
    return name.rpartition(":")[2]


def _unknown() -> RunRefused:
    return RunRefused("RUN-REFERENCE", "the form has no such place")


def reference(form: Form, cell: Cell, node: Node | None = None) -> str:
    """The reference of a node in a cell; without a node, that of the cell itself."""
    if cell.p is None:
        return (node or form.schema.root).path
    prefix, repeat = _prefix(form, cell)
    if node is None or node is repeat:
        return prefix
    return prefix + node.path[len(repeat.path) :]


def _prefix(form: Form, cell: Cell) -> tuple[str, Node]:
    repeat = form.schema.frames[cell.d].node
    assert repeat is not None
    assert cell.p is not None
    if cell.p.p is None:
        return f"{repeat.path}[{cell.i + 1}]", repeat
    outer, around = _prefix(form, cell.p)
    return f"{outer}{repeat.path[len(around.path) :]}[{cell.i + 1}]", repeat


def walk(run: Run) -> Iterator[tuple[Cell, Node]]:
    """Every node of the record in document order; a repeat's list comes before its instances."""
    yield from _inside(run.engine.root, run.form.schema.root)


def _inside(cell: Cell, node: Node) -> Iterator[tuple[Cell, Node]]:
    yield cell, node
    for child in node.children:
        if child.inner is None:
            yield from _inside(cell, child)
            continue
        yield cell, child
        for kid in cell.kids[child.slot]:
            yield from _inside(kid, child)
