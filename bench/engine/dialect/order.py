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
from xforms.choices import choices_of
from xforms.dependencies import CALCULATE, CASCADE, COUNT, RELEVANT
from xforms.engine import Engine
from xforms.form import Setter, Table
from xforms.limits import MAX_EVALUATIONS, MAX_INSTANCES
from xforms.questions import Question
from xforms.references import walk
from xforms.run import Run
from xforms.schema import Node
from xforms.state import Cell

CELL_BITS = 32
CELL = (1 << CELL_BITS) - 1
"""The number of the cell in an entry of the queue, its rank above."""
_PASSES = 4
"""As often goes JavaRosa's runner through the form while instances are made."""
_flip, _choice_name = Engine.flip, Run.choice_name


def count(_engine: Engine, _cell: Cell, _slot: int, _wanted: float) -> None:
    """jr:count makes instances when the person comes to them, see `page`, and takes none away."""


def begin(run: Run) -> None:
    """Defaults are set before anything is calculated, and counted instances made after."""
    engine = run.engine
    engine.plant(engine.root, run.form.schema.seed)
    for cell in list(engine.cells.values()):
        loading.normalise(run, cell)
        loading.preload(run, cell)
    for setter in run.form.plan.first_load + run.form.plan.every_load:
        run.actions.apply(engine.root, setter)
        run.actions.work()
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
    """Go through the form: make counted instances, show every list.

    An answer that its list lacks is gone, and nobody is told.
    """
    for _ in range(_PASSES):
        before = len(run.engine.cells)
        _pass(run, set())
        if len(run.engine.cells) == before:
            return


def _pass(run: Run, seen: set[tuple[int, int]]) -> None:
    for cell, node in walk(run):
        slot = node.slot
        if (cell.u, node.id) in seen or node.frame.id != cell.d or not cell.rel[slot]:
            continue
        seen.add((cell.u, node.id))
        for rank in run.engine.tables[cell.d].ranks:
            if run.engine.slots[rank] != slot:
                continue
            if run.engine.kinds[rank] == CASCADE:
                _show(run, cell, slot, rank)
            elif run.engine.kinds[rank] == COUNT and _made(run, cell, slot, rank):
                _pass(run, seen)
                return


def _made(run: Run, cell: Cell, slot: int, rank: int) -> bool:
    """Whether instances were missing; they are there now."""
    wanted = run.engine.functions[rank](cell, run)
    if wanted != wanted:  # noqa: PLR0124 - NaN
        return False
    missing = int(max(0.0, min(float(MAX_INSTANCES), wanted))) - len(cell.kids[slot])
    for _ in range(missing):
        run.engine.add(cell, slot)
        run.settle()
    return missing > 0


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


def store(run: Run, cell: Cell, question: Question, value: str) -> None:
    """An answer fires what waits for it, though its list may take it away at once."""
    slot = question.slot
    if cell.raw[slot] == value:
        return
    if question.node.calculated and cell.rel[slot]:
        cell.override(slot)
    run.engine.write(cell, slot, value)
    run.engine.settle()
    run.actions.trigger(cell, question.node)
    run.actions.work()


def choice_name(run: Run, value: str, node_id: int, cell: Cell | None = None) -> str:
    """To look up a name is to look at the list."""
    found = _choice_name(run, value, node_id, cell)
    node = run.form.schema.nodes[node_id]
    if cell is not None and cell.d == node.frame.id:
        for rank in run.engine.tables[cell.d].ranks:
            if run.engine.kinds[rank] == CASCADE and run.engine.slots[rank] == node.slot:
                _show(run, cell, node.slot, rank)
    return found


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
    if cell.raw[node.slot] == value:
        return
    run.engine.write(cell, node.slot, value)
    run.engine.settle()
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
def events(*, peeking: bool) -> Iterator[None]:
    """Let things happen when they happen in JavaRosa.

    Where several expressions wait for one answer their order in JavaRosa is chance: `peeking` lets
    jr:choice-name() take an answer away before the others have seen it.
    """
    with ExitStack() as stack:
        if peeking:
            stack.enter_context(patch.object(Run, "choice_name", choice_name))
        for owner, name, other in (
            (Engine, "count", count),
            (Engine, "settle", settle),
            (Engine, "flip", flip),
            (Engine, "cascade", cascade),
            (loading, "begin", begin),
            (Run, "store", store),
            (Actions, "assign", assign),
            (Run, "on_new_instance", on_new_instance),
            (Run, "language", property(lambda run: run.spoken, _speak)),
        ):
            stack.enter_context(patch.object(owner, name, other))
        yield
