"""Actions of a form: setvalue and its kin, after what triggers them has settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.answers import CANONICAL, CASTS, canonical
from xforms.limits import MAX_ACTION_ROUNDS
from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.form import Setter
    from xforms.run import Run

DEVICE = -2
"""Function number of an action whose value only the user's device knows (odk:setgeopoint)."""


class Actions:
    """Actions that wait, each with the cell it starts from."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Cell, Setter]] = []

    def trigger(self, cell: Cell, node: Node) -> None:
        """xforms-value-changed of a node."""
        setters = self.run.form.plan.changed.get(node.id)
        if setters:
            self.pending.extend((cell, setter) for setter in setters)

    def trigger_new(self, cell: Cell) -> None:
        """odk-new-repeat of an instance."""
        setters = self.run.form.plan.new_repeat.get(cell.d)
        if setters:
            self.pending.extend((cell, setter) for setter in setters)

    def work(self) -> None:
        """Carry out what waits, and what that triggers, up to the limit of rounds."""
        for _ in range(MAX_ACTION_ROUNDS):
            if not self.pending:
                return
            todo, self.pending = self.pending, []
            for cell, setter in todo:
                self.apply(cell, setter, every=False)
            self.run.engine.settle()
        self.pending = []

    def apply(self, start: Cell, setter: Setter, *, every: bool = True) -> None:
        """One action; its target may lie above or below the cell it starts from.

        At load (`every`) it is set in each instance of a repeat below; for a trigger outside the
        repeat several instances are no answer to the question which, and none is set, unless the
        path to the target says which (`/data/rep[position() = 2]/x`).
        """
        cells = self.targets(start, setter)
        if len(cells) > 1 and not every and setter.where < 0:
            return
        node = self.run.form.schema.nodes[setter.target]
        for one in cells:
            if one.u in self.run.engine.cells and setter.function != DEVICE:
                self.assign(one, node, setter)

    def targets(self, start: Cell, setter: Setter) -> list[Cell]:
        """The cells that hold the target, seen from the cell the action starts from."""
        if setter.where >= 0:
            found: list[Cell] = self.run.form.functions[setter.where](start, self.run)
            return found
        cell: Cell | None = start
        for _ in range(setter.up):
            cell = cell.p if cell is not None else None
        cells = [] if cell is None else [cell]
        for slot in setter.down:
            cells = [kid for one in cells for kid in one.kids[slot]]
        return cells

    def assign(self, cell: Cell, node: Node, setter: Setter) -> None:
        """Set one node; its own watchers are triggered if that changes it."""
        run = self.run
        value = setter.text
        if setter.function >= 0:
            value = run.form.functions[setter.function](cell, run)
            cast = CASTS.get(node.type)
            value = value if cast is None else cast(value)
        if node.type in CANONICAL:
            value = canonical(node.type, value) or ""
        if cell.raw[node.slot] == value:
            return
        run.engine.write(cell, node.slot, value)
        run.engine.settle()
        self.trigger(cell, node)
