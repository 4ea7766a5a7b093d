"""JavaRosa's one evaluation for equal expressions, inside a repeat and outside.

Where a new instance has such a node, it is computed for all nodes and instances that share it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from xforms.dependencies import CALCULATE, RELEVANT
from xforms.engine import Engine
from xforms.form import Form
from xforms.state import Cell

Group = frozenset[tuple[int, int]]
"""(frame, rank) of expressions that are one to JavaRosa"""
_RELATIVE = re.compile(r"\.\.|current\(|(?<![\w\]).])\.(?!\d)")
_schedule_all = Engine.schedule_all


def schedule_all(engine: Engine, cell: Cell) -> None:
    """What is in a new cell is computed, and with it what shares an expression with that."""
    _schedule_all(engine, cell)
    groups = _groups(engine.form)
    for rank in engine.tables[cell.d].ranks:
        for frame, other in groups.get(rank, ()):
            for one in engine.cells.values():
                if one.d == frame:
                    engine.push(other, one)


def _groups(form: Form) -> Mapping[int, Group]:
    found: dict[int, Group] | None = form.cache.get("twins")
    if found is None:
        found = form.cache["twins"] = _found(form)
    return found


def _found(form: Form) -> dict[int, Group]:
    alike: dict[tuple[int, str], set[tuple[int, int]]] = {}
    for frame, table in enumerate(form.plan.tables):
        for rank in table.ranks:
            text = _text(form, rank)
            if text and not _RELATIVE.search(text):
                alike.setdefault((form.plan.kinds[rank], text), set()).add((frame, rank))
    return {
        rank: frozenset(group)
        for group in alike.values()
        if len({frame for frame, _ in group}) > 1
        for _, rank in group
    }


def _text(form: Form, rank: int) -> str:
    bind = form.schema.nodes[form.plan.nodes[rank]].bind
    kind = form.plan.kinds[rank]
    if bind is None or kind not in (CALCULATE, RELEVANT):
        return ""
    return (bind.calculate if kind == CALCULATE else bind.relevant).strip()
