"""The beginning of a run: initial values, preloads, first evaluation, actions of loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.answers import CANONICAL, canonical
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run


def begin(run: Run) -> None:
    """Fill a blank run as the form says, and settle it."""
    engine = run.engine
    engine.plant(engine.root, run.form.schema.seed)
    for cell in list(engine.cells.values()):
        normalise(run, cell)
        preload(run, cell)
    engine.schedule_all(engine.root)
    run.settle()
    plan = run.form.plan
    for setter in plan.first_load + plan.every_load:
        run.actions.apply(engine.root, setter)
    if plan.first_load or plan.every_load:
        forget_once(run)
    run.settle()


def forget_once(run: Run) -> None:
    """What once() keeps is the first value after the defaults are set, not one from before."""
    frames = run.form.schema.frames
    kept = [
        node
        for frame in frames
        for node in frame.nodes
        if node.bind and "once(" in node.bind.calculate
    ]
    for cell in list(run.engine.cells.values()) if kept else ():
        for node in kept:
            if node.frame.id == cell.d and cell.raw[node.slot]:
                run.engine.write(cell, node.slot, "")
    if kept:
        run.engine.schedule_all(run.engine.root)


def prepare(run: Run, cell: Cell) -> None:
    """Initial values and preloads of a new instance and of the instances inside it."""
    normalise(run, cell)
    preload(run, cell)
    for kids in cell.kids.values():
        for kid in kids:
            prepare(run, kid)


def normalise(run: Run, cell: Cell) -> None:
    """Initial values in their canonical form."""
    for node in run.form.schema.frames[cell.d].nodes:
        slot = node.slot
        if node.type in CANONICAL and node.inner is None and cell.raw[slot]:
            cell.raw[slot] = canonical(node.type, cell.raw[slot]) or ""
            cell.v[slot] = cell.raw[slot] if cell.rel[slot] else ""


def preload(run: Run, cell: Cell) -> None:
    """jr:preload of every node of a cell."""
    for node in run.form.schema.frames[cell.d].nodes:
        bind = node.bind
        if bind is not None and bind.preload and node.inner is None:
            value = preloaded(run, bind.preload.strip(), bind.preload_params.strip())
            if value is not None:
                run.engine.write(cell, node.slot, value)


def preloaded(run: Run, kind: str, params: str) -> str | None:
    """The value of a preload; None for one that is not due at the beginning."""
    if kind == "uid":
        return "uuid:" + run.uuid()
    if kind == "timestamp":
        return run.now if params == "start" else None
    if kind == "date":
        return run.today
    return run.property(params) if kind == "property" else None
