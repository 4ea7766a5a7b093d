"""JavaRosa's order of events: what it does before, later or never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from heapq import heappop
from typing import Any
from unittest.mock import patch

import xforms
from xforms import loading
from xforms.actions import Actions
from xforms.answers import CANONICAL, CASTS, canonical
from xforms.dependencies import CALCULATE, CASCADE, COUNT, RELEVANT
from xforms.engine import Engine
from xforms.form import Setter, Table
from xforms.limits import MAX_EVALUATIONS, MAX_INSTANCES
from xforms.run import Run
from xforms.schema import Node
from xforms.state import Cell

CELL_BITS = 32
CELL = (1 << CELL_BITS) - 1
"""The number of the cell in an entry of the queue, its rank above."""
_flip = Engine.flip
_loading: set[int] = set()
"""Runs whose counted instances are not made yet."""


def count(engine: Engine, cell: Cell, slot: int, wanted: float) -> None:
    """jr:count makes instances when the person comes to them, and takes none away."""
    if wanted != wanted or id(engine) in _loading:  # noqa: PLR0124 - NaN
        return
    number = int(max(0.0, min(float(MAX_INSTANCES), wanted)))
    while len(cell.kids[slot]) < number:
        engine.add(cell, slot)


def begin(run: Run) -> None:
    """Defaults are set before anything is calculated, and counted instances made after."""
    engine = run.engine
    _loading.add(id(engine))
    engine.plant(engine.root, run.form.schema.seed)
    for cell in list(engine.cells.values()):
        loading.normalise(run, cell)
        loading.preload(run, cell)
    for setter in run.form.plan.first_load + run.form.plan.every_load:
        run.actions.apply(engine.root, setter)
    engine.schedule_all(engine.root)
    run.settle()
    _loading.discard(id(engine))
    engine.schedule_all(engine.root)
    run.settle()


def settle(engine: Engine) -> None:
    """Evaluate until nothing is queued; what is calculated is so even where it is irrelevant."""
    left = MAX_EVALUATIONS
    while engine.heap:
        key = heappop(engine.heap)
        engine.queued.discard(key)
        cell = engine.cells.get(key & CELL)
        if cell is None:
            continue
        left -= 1
        if left < 0:
            engine.exhausted()
        rank = key >> CELL_BITS
        slot, kind = engine.slots[rank], engine.kinds[rank]
        if kind == RELEVANT:
            relevant = engine.functions[rank](cell, engine.host)
            if relevant is not cell.own[slot]:
                cell.own[slot] = relevant
                engine.refresh(cell, slot)
        elif kind == CALCULATE or cell.rel[slot]:
            engine.evaluate(rank, cell, slot)


def flip(engine: Engine, cell: Cell, slot: int, table: Table, relevant: bool) -> None:
    """A node that comes or goes has been calculated already."""
    counts = [rank for rank in table.refresh[slot] if engine.kinds[rank] == COUNT]
    refresh = (*table.refresh[:slot], tuple(counts), *table.refresh[slot + 1 :])
    _flip(engine, cell, slot, replace(table, refresh=refresh), relevant)


def cascade(_engine: Engine, _cell: Cell, _slot: int, _function: Any) -> None:
    """An answer is held against its list only when the list is shown: see `page`."""


def page(run: Run) -> None:
    """Show every list: an answer that it lacks is gone, and nobody is told."""
    engine = run.engine
    for cell in list(engine.cells.values()):
        for rank in engine.tables[cell.d].ranks:
            slot = engine.slots[rank]
            if engine.kinds[rank] == CASCADE and cell.rel[slot] and cell.raw[slot]:
                _show(run, cell, slot, rank)


class Emptied(str):
    """Several answers of which none is left: blank, and yet an answer to `required`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


def _show(run: Run, cell: Cell, slot: int, rank: int) -> None:
    node = run.form.schema.frames[cell.d].nodes[slot]
    if run.form.plan.choices.get(node.id) is None:
        return
    values = run.engine.offered(cell, node, run.engine.functions[rank])
    if values is not None:
        left = " ".join(one for one in cell.raw[slot].split() if one in values)
        if not left and node.control is not None and node.control.kind != "select1":
            left = Emptied()
        cell.raw[slot] = cell.v[slot] = left


def assign(actions: Actions, cell: Cell, node: Node, setter: Setter) -> None:
    """What an action sets has the type of its node alone, however it was computed."""
    run = actions.run
    value = setter.text
    if setter.function >= 0:
        value = run.form.functions[setter.function](cell, run)
        cast = CASTS.get(node.type)
        value = str(value if cast is None else cast(value))
    if node.type in CANONICAL:
        value = canonical(node.type, value) or ""
    if cell.raw[node.slot] == value:
        return
    run.engine.write(cell, node.slot, value)
    run.engine.settle()
    actions.trigger(cell, node)


def _speak(run: Run, language: str) -> None:
    if language not in run.form.languages:
        raise xforms.RunRefused("RUN-LANGUAGE", "the form has no such language")
    run.speak(language)


def trigger_new(actions: Actions, cell: Cell) -> None:
    """Defaults of a new instance are set before anything in it is calculated."""
    for setter in actions.run.form.plan.new_repeat.get(cell.d, ()):
        actions.apply(cell, setter)


@contextmanager
def events() -> Iterator[None]:
    """Let things happen when they happen in JavaRosa."""
    with ExitStack() as stack:
        for owner, name, other in (
            (Engine, "count", count),
            (Engine, "settle", settle),
            (Engine, "flip", flip),
            (Engine, "cascade", cascade),
            (loading, "begin", begin),
            (Actions, "assign", assign),
            (Actions, "trigger_new", trigger_new),
            (Run, "language", property(lambda run: run.spoken, _speak)),
        ):
            stack.enter_context(patch.object(owner, name, other))
        yield
