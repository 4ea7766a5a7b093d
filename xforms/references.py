"""References: `/data/rep[2]/x` to a cell and node, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xforms.faults import RunRefused
from xforms.questions import Question, question_of
from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.form import Form
    from xforms.run import Run

_REMEMBERED = 4_096
"""References kept per form: all of a large form's, and those of a few instances each."""

_STEP = re.compile(r"([^\[\]/]+)(?:\[(\d*)\])?")


class Route(NamedTuple):
    """What a reference says of the way to a node; the same for every run of the form."""

    node: Node
    steps: tuple[tuple[int, int], ...]
    """(slot of a repeat, position from 0) of every instance on the way."""
    question: Question | None
    """None for groups and repeats."""


def locate(run: Run, ref: str) -> tuple[Cell, Node]:
    """The cell and node of a reference; an index stands on repeat instances only.

    A repeat without index (or with `[]`) gives the cell around it, one with an index the cell of
    that instance. Inside a path a missing index means the first instance.

    Raises:
        RunRefused: no such place.
    """
    route = route_of(run.form, ref)
    return follow(run, route.steps), route.node


def route_of(form: Form, ref: str) -> Route:
    """The way to a reference.

    Raises:
        RunRefused: the form has no such place.
    """
    found: Route | None = form.routes.get(ref)
    if found is None:
        node = form.by_path.get(ref)
        found = _plain_route(form, node) if node is not None else None
        found = found or _read(form, ref)
        if len(form.routes) < _REMEMBERED:
            form.routes[ref] = found
    return found


def follow(run: Run, steps: Sequence[tuple[int, int]]) -> Cell:
    """The cell at the end of the steps of a route.

    Raises:
        RunRefused: there is no such instance now.
    """
    cell = run.engine.root
    for slot, position in steps:
        kids = cell.kids[slot]
        if position >= len(kids):
            raise _no_instance()
        cell = kids[position]
    return cell


def _plain_route(form: Form, node: Node) -> Route | None:
    return _route(form, node, ()) if node.frame.id == 0 else None


def _route(form: Form, node: Node, steps: Sequence[tuple[int, int]]) -> Route:
    asked = node.kind in ("leaf", "attribute")
    return Route(node, tuple(steps), question_of(form, node) if asked else None)


def _read(form: Form, ref: str) -> Route:
    names = _STEP.findall(ref)
    node = form.schema.root
    if not names or _plain(names[0][0]) != node.name:
        raise _unknown()
    steps: list[tuple[int, int]] = []
    for at, (name, index) in enumerate(names[1:], 2):
        node = _child(node, _plain(name))
        if node.inner is None or (at == len(names) and not index):
            continue
        position = int(index) - 1 if index else 0
        if position < 0:
            raise _no_instance()
        steps.append((node.slot, position))
    return _route(form, node, steps)


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


def _no_instance() -> RunRefused:
    return RunRefused("RUN-REFERENCE", "no such instance")


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
