"""JavaRosa's look at a list by jr:choice-name() while the form is opened and all is relevant yet.

Whether that comes before or after the relevance of what the filter names is chance. A list that
was seen so is kept until an answer that the filter names is another.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.engine.dialect.lists import forget
from xforms.choices import choices_of
from xforms.dependencies import CASCADE
from xforms.run import Run
from xforms.schema import Node
from xforms.state import Cell

ChoiceName = Callable[[Run, str, int, Cell | None], str]


def noting(choice_name: ChoiceName) -> ChoiceName:
    """Note whose list is looked at."""

    def noted(run: Run, value: str, node_id: int, cell: Cell | None = None) -> str:
        node = run.form.schema.nodes[node_id]
        if cell is not None and cell.d == node.frame.id:
            run.__dict__.setdefault("looked_at", {})[node_id, cell.u] = (node, cell)
        return choice_name(run, value, node_id, cell)

    return noted


def beginning(begin: Callable[[Run], None]) -> Callable[[Run], None]:
    """Open the form, then keep every list that was looked at as it was with all relevant."""

    def opened(run: Run) -> None:
        begin(run)
        cells = list(run.engine.cells.values())
        seen = [(cell, cell.v, cell.rel) for cell in cells]
        for cell in cells:
            cell.v, cell.rel = cell.raw.copy(), [True] * len(cell.rel)
        for node, cell in run.__dict__.get("looked_at", {}).values():
            forget(run, node)
            _look(run, node, cell)
        for cell, texts, relevance in seen:
            cell.v, cell.rel = texts, relevance

    return opened


def _look(run: Run, node: Node, cell: Cell) -> None:
    engine = run.engine
    for rank in engine.tables[cell.d].ranks:
        if engine.slots[rank] == node.slot and engine.kinds[rank] == CASCADE:
            choices_of(run, node, cell)
            engine.offered(cell, node, engine.functions[rank])
