"""JavaRosa's order of events: what it does before, later or never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from heapq import heappop
from typing import Any
from unittest.mock import patch

import xforms
from bench.engine.dialect.glimpse import beginning, noting
from bench.engine.dialect.pages import choice_name
from bench.engine.dialect.predicates import caching
from bench.engine.dialect.twins import schedule_all
from xforms import loading
from xforms.actions import Actions
from xforms.answers import CANONICAL, CASTS, canonical
from xforms.dependencies import CALCULATE, COUNT, RELEVANT
from xforms.engine import Engine
from xforms.form import Setter, Table
from xforms.limits import MAX_EVALUATIONS
from xforms.questions import Question
from xforms.run import Run
from xforms.schema import Node, Seed
from xforms.state import Cell

CELL_BITS = 32
CELL = (1 << CELL_BITS) - 1
"""The number of the cell in an entry of the queue, its rank above."""
_flip, _add, _remove = Engine.flip, Engine.add, Engine.remove


def count(_engine: Engine, _cell: Cell, _slot: int, _wanted: float) -> None:
    """jr:count makes instances when the person comes to them, see `page`, and takes none away."""


def begin(run: Run) -> None:
    """Defaults are set before anything is calculated, and counted instances made after."""
    engine = run.engine
    engine.plant(engine.root, run.form.schema.seed)
    for cell in list(engine.cells.values()):
        loading.normalise(run, cell)
        loading.preload(run, cell)
    engine.heap.clear()
    engine.queued.clear()
    for setter in run.form.plan.first_load + run.form.plan.every_load:
        run.actions.apply(engine.root, setter)
        run.actions.work()
    engine.schedule_all(engine.root)
    run.settle()


def settle(engine: Engine) -> None:
    """Evaluate until nothing is queued; what is calculated is so even where it is irrelevant.

    All that could follow from a change is evaluated, be there a change in it or not.
    """
    left = MAX_EVALUATIONS
    done: set[int] = set()
    with caching(engine.host):
        while engine.heap:
            key = heappop(engine.heap)
            engine.queued.discard(key)
            cell = engine.cells.get(key & CELL)
            if cell is None:
                continue
            left -= 1
            if left < 0:
                engine.exhausted()
            _evaluate(engine, key >> CELL_BITS, cell)
            if key not in done:
                done.add(key)
                _follow(engine, key >> CELL_BITS, cell)


def _evaluate(engine: Engine, rank: int, cell: Cell) -> None:
    slot, kind = engine.slots[rank], engine.kinds[rank]
    if kind == RELEVANT:
        relevant = engine.functions[rank](cell, engine.host)
        if relevant is not cell.own[slot]:
            cell.own[slot] = relevant
            engine.refresh(cell, slot)
    elif kind == CALCULATE or cell.rel[slot]:
        engine.evaluate(rank, cell, slot)


def _follow(engine: Engine, rank: int, cell: Cell) -> None:
    """Queue what reads a result; of relevance, what reads anything inside, too."""
    if engine.kinds[rank] == CALCULATE:
        engine.touch(cell, engine.slots[rank])
    elif engine.kinds[rank] == RELEVANT:
        _follow_down(engine, cell, engine.slots[rank])


def _follow_down(engine: Engine, cell: Cell, slot: int) -> None:
    engine.touch(cell, slot)
    engine.touch_presence(cell, slot)
    for child in engine.tables[cell.d].children[slot]:
        _follow_down(engine, cell, child)
    for kid in cell.kids.get(slot, ()):
        _follow_down(engine, kid, 0)


def write(
    engine: Engine, cell: Cell, slot: int, value: str, near: Sequence[int] | None = None
) -> None:
    """What reads an answer is computed even where the answer is irrelevant."""
    cell.raw[slot] = value
    if cell.rel[slot]:
        cell.v[slot] = value
    engine.touch(cell, slot, near)


def flip(engine: Engine, cell: Cell, slot: int, table: Table, relevant: bool) -> None:
    """A node that comes or goes has been calculated already."""
    counts = [rank for rank in table.refresh[slot] if engine.kinds[rank] == COUNT]
    refresh = (*table.refresh[:slot], tuple(counts), *table.refresh[slot + 1 :])
    _flip(engine, cell, slot, replace(table, refresh=refresh), relevant)


def add(engine: Engine, cell: Cell, slot: int, seed: Seed | None = None) -> Cell:
    """What reads the repeat or what stands directly in it is computed, not what reads deeper."""
    made = _add(engine, cell, slot, seed)
    _touch_inside(engine, made)
    return made


def remove(engine: Engine, cell: Cell, slot: int, position: int) -> None:
    """The same when an instance goes."""
    gone = cell.kids[slot][position]
    _remove(engine, cell, slot, position)
    _touch_inside(engine, gone)


def _touch_inside(engine: Engine, cell: Cell) -> None:
    for child in engine.tables[cell.d].children[0]:
        engine.touch(cell, child)
        engine.touch_presence(cell, child)


def cascade(_engine: Engine, _cell: Cell, _slot: int, _function: Any) -> None:
    """An answer is held against its list only when the list is shown: see `page`."""


def store(run: Run, cell: Cell, question: Question, value: str) -> None:
    """An answer fires what waits for it, though its list may take it away at once.

    What reads it is computed even where it is the same as before.
    """
    slot = question.slot
    changed = cell.raw[slot] != value
    if changed and question.node.calculated and cell.rel[slot]:
        cell.override(slot)
    run.engine.write(cell, slot, value)
    run.engine.settle()
    if changed:
        run.actions.trigger(cell, question.node)
        run.actions.work()


def assign(actions: Actions, cell: Cell, node: Node, setter: Setter) -> None:
    """What an action sets has the type of its node alone, however it was computed."""
    run = actions.run
    value = setter.text
    if setter.function >= 0:
        value = run.form.functions[setter.function](cell, run)
        cast = CASTS.get(node.type)
        value = str(value if cast is None else cast(value))
    elif node.type in CANONICAL:
        value = canonical(node.type, value) or ""
    changed = cell.raw[node.slot] != value
    run.engine.write(cell, node.slot, value)
    run.engine.settle()
    if changed:
        actions.trigger(cell, node)


def _speak(run: Run, language: str) -> None:
    if language not in run.form.languages:
        raise xforms.RunRefused("RUN-LANGUAGE", "the form has no such language")
    run.speak(language)


def on_new_instance(run: Run, cell: Cell) -> None:
    """Defaults of a new instance are set before anything in it is calculated."""
    loading.prepare(run, cell)
    for setter in run.form.plan.new_repeat.get(cell.d, ()):
        run.actions.apply(cell, setter)


@contextmanager
def events(*, peeking: bool, early: bool) -> Iterator[None]:
    """Let things happen when they happen in JavaRosa.

    Where several expressions wait for one answer their order in JavaRosa is chance: `peeking` lets
    jr:choice-name() take an answer away before the others have seen it, `early` lets it see the
    lists while everything is relevant yet.
    """
    with ExitStack() as stack:
        if peeking:
            looking = noting(choice_name) if early else choice_name
            stack.enter_context(patch.object(Run, "choice_name", looking))
        for owner, name, other in (
            (Engine, "count", count),
            (Engine, "settle", settle),
            (Engine, "write", write),
            (Engine, "schedule_all", schedule_all),
            (Engine, "flip", flip),
            (Engine, "add", add),
            (Engine, "remove", remove),
            (Engine, "cascade", cascade),
            (loading, "begin", beginning(begin) if early else begin),
            (Run, "store", store),
            (Actions, "assign", assign),
            (Run, "on_new_instance", on_new_instance),
            (Run, "language", property(lambda run: run.spoken, _speak)),
        ):
            stack.enter_context(patch.object(owner, name, other))
        yield
