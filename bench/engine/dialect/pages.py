"""JavaRosa's way through the form after every answer: lists are shown, counted instances made."""

from __future__ import annotations

import math

from xforms.choices import choices_of
from xforms.dependencies import CASCADE, COUNT
from xforms.limits import MAX_INSTANCES
from xforms.run import Run
from xforms.schema import Node
from xforms.state import Cell

_PASSES = 4
"""As often goes JavaRosa's runner through the form while instances are made."""
_choice_name = Run.choice_name


def page(run: Run) -> None:
    """Go through the form: make counted instances, show every list.

    An answer that its list lacks is gone, and nobody is told.
    """
    for _ in range(_PASSES):
        before = len(run.engine.cells)
        _visit(run, run.engine.root, run.form.schema.root)
        if len(run.engine.cells) == before:
            return


def _visit(run: Run, cell: Cell, node: Node) -> None:
    for child in node.children:
        if not cell.rel[child.slot]:
            continue
        if child.inner is not None:
            _visit_instances(run, cell, child)
            continue
        rank = _rank_of(run, cell, child.slot, CASCADE)
        if rank is not None:
            _show(run, cell, child.slot, rank)
        _visit(run, cell, child)


def _visit_instances(run: Run, cell: Cell, node: Node) -> None:
    """Each is made when the one before it has been gone through."""
    kids, rank, at = cell.kids[node.slot], _rank_of(run, cell, node.slot, COUNT), 0
    while at < len(kids) or (rank is not None and _wanted(run, cell, rank) > at):
        if at == len(kids):
            run.engine.add(cell, node.slot)
            run.settle()
        if kids[at].rel[0]:
            _visit(run, kids[at], node)
        at += 1


def _rank_of(run: Run, cell: Cell, slot: int, kind: int) -> int | None:
    engine = run.engine
    ranks = (
        rank
        for rank in engine.tables[cell.d].ranks
        if engine.slots[rank] == slot and engine.kinds[rank] == kind
    )
    return next(ranks, None)


def _wanted(run: Run, cell: Cell, rank: int) -> int:
    wanted = run.engine.functions[rank](cell, run)
    return 0 if math.isnan(wanted) else int(max(0.0, min(float(MAX_INSTANCES), wanted)))


class Emptied(str):
    """Several answers of which none is left: blank, and yet an answer to `required`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


def _show(run: Run, cell: Cell, slot: int, rank: int) -> None:
    node = run.form.schema.frames[cell.d].nodes[slot]
    if run.form.plan.choices.get(node.id) is None:
        return
    choices_of(run, node, cell)
    values = run.engine.offered(cell, node, run.engine.functions[rank])
    if values is not None:
        left = " ".join(one for one in cell.raw[slot].split() if one in values)
        if not cell.raw[slot]:
            return
        if not left and node.control is not None and node.control.kind != "select1":
            left = Emptied()
        cell.raw[slot] = cell.v[slot] = left


def choice_name(run: Run, value: str, node_id: int, cell: Cell | None = None) -> str:
    """To look up a name is to look at the list."""
    found = _choice_name(run, value, node_id, cell)
    node = run.form.schema.nodes[node_id]
    if cell is not None and cell.d == node.frame.id:
        for rank in run.engine.tables[cell.d].ranks:
            if run.engine.kinds[rank] == CASCADE and run.engine.slots[rank] == node.slot:
                _show(run, cell, node.slot, rank)
    return found
