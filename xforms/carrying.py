"""Carrying an open run over to a new version of its form: answers by path, the rest anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.answers import carried
from xforms.loading import normalise, preload
from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run


def carry(old: Run, new: Run) -> None:
    """Fill a blank run of the new form with what the old run holds.

    Answers move by path, repeat instances by position; what the new form computes is computed
    anew; actions of loading run only for places that the old form did not have.
    """
    engine = new.engine
    engine.plant(engine.root, new.form.schema.seed)
    _copy(old, new, old.engine.root, engine.root, new.form.schema.root)
    for cell in list(engine.cells.values()):
        normalise(new, cell)
        _preload_blank(new, cell)
    engine.schedule_all(engine.root)
    new.settle()
    for setter in new.form.plan.first_load:
        if new.form.schema.nodes[setter.target].path not in old.form.by_path:
            new.actions.apply(engine.root, setter)
    new.settle()


def _preload_blank(run: Run, cell: Cell) -> None:
    """Preloads where the old run had nothing: its identity and start time stay."""
    kept = cell.raw.copy()
    preload(run, cell)
    for slot, value in enumerate(kept):
        if value:
            run.engine.write(cell, slot, value)


def _copy(old: Run, new: Run, source: Cell, target: Cell, node: Node) -> None:
    """Everything inside one node of the new form that the old form has at the same path."""
    for child in node.children:
        twin = old.form.by_path.get(child.path)
        if twin is None or (twin.inner is None) is not (child.inner is None):
            continue
        if child.inner is not None:
            _copy_instances(old, new, source, target, child)
        elif child.kind == "group":
            _copy(old, new, source, target, child)
        elif not child.calculated and source.d == twin.frame.id:
            value = carried(child.type, source.raw[twin.slot])
            target.raw[child.slot] = target.v[child.slot] = value or ""


def _copy_instances(old: Run, new: Run, source: Cell, target: Cell, repeat: Node) -> None:
    twin = old.form.by_path[repeat.path]
    if source.d != twin.frame.id:
        return
    kids = source.kids[twin.slot]
    ours = target.kids[repeat.slot]
    while len(ours) > len(kids):
        new.engine.remove(target, repeat.slot, len(ours) - 1)
    while len(ours) < len(kids):
        new.engine.add(target, repeat.slot)
    for kid, made in zip(kids, ours, strict=True):
        _copy(old, new, kid, made, repeat)
