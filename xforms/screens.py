"""Going through a form: next and previous screen, computed from the state, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from xforms.faults import RunRefused
from xforms.references import locate, reference
from xforms.schema import Node
from xforms.screens_plan import Screen, Screens
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run


class Position(NamedTuple):
    """Where a person is: question, group (shown whole) or repeat (the "add another?" screen)."""

    ref: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Spot:
    cell: Cell
    index: int


def screens_of(run: Run) -> Screens:
    """The layout of the form."""
    plan: Screens = run.form.plan.screens[0]
    return plan


def first(run: Run) -> Position | None:
    """The first screen; None where the form shows nothing."""
    return _position(run, _forward(run, run.engine.root, 0))


def following(run: Run, at: Position | str) -> Position | None:
    """The screen after this one; None at the end of the form."""
    spot = _spot(run, at)
    if spot is None:
        return nearest(run, at)
    return _position(run, _forward(run, spot.cell, spot.index + 1))


def preceding(run: Run, at: Position | str) -> Position | None:
    """The screen before this one; None at the beginning."""
    spot = _spot(run, at)
    if spot is None:
        return nearest(run, at)
    screen = screens_of(run).frames[spot.cell.d][spot.index]
    if screen.kind == "repeat":
        inner = _last_inside(run, spot.cell, screen)
        if inner is not None:
            return _position(run, inner)
    return _position(run, _backward(run, spot.cell, spot.index - 1))


def nearest(run: Run, at: Position | str) -> Position | None:
    """The same screen if it can be shown, else the next that can, else the last before it."""
    ref = at.ref if isinstance(at, Position) else at
    spot = _spot(run, ref)
    if spot is None:
        spot = _closest_spot(run, ref)
    screen = _screen_at(run, spot)
    if screen is not None and screen.kind == "repeat" and offers(run, spot.cell, screen):
        return _position(run, spot)
    found = _forward(run, spot.cell, spot.index)
    if found is None:
        found = _backward(run, spot.cell, spot.index)
    return _position(run, found)


def _screen_at(run: Run, spot: _Spot) -> Screen | None:
    screens = screens_of(run).frames[spot.cell.d]
    return screens[spot.index] if spot.index < len(screens) else None


def _spot(run: Run, at: Position | str) -> _Spot | None:
    """The place of a reference among the screens of its cell."""
    ref = at.ref if isinstance(at, Position) else at
    node = run.form.by_path.get(ref)
    if node is not None and node.frame.id == 0:
        where = screens_of(run).at.get(node.id)
        return _Spot(run.engine.root, where[1]) if where is not None else None
    try:
        cell, node = locate(run, ref)
    except RunRefused:
        return None
    if node.inner is not None and cell.d == node.inner.id:
        return _Spot(cell, 0) if screens_of(run).frames[cell.d] else None
    where = screens_of(run).at.get(node.id)
    return _Spot(cell, where[1]) if where is not None and where[0] == cell.d else None


def _closest_spot(run: Run, ref: str) -> _Spot:
    """Where a vanished reference was: the screen of the nearest part of its path that exists."""
    path = ref
    while "/" in path[1:]:
        path = path.rpartition("/")[0]
        for one in (path, path.rpartition("[")[0] if path.endswith("]") else ""):
            spot = _spot(run, one) if one else None
            if spot is not None:
                return spot
    return _Spot(run.engine.root, 0)


def _forward(run: Run, cell: Cell, index: int) -> _Spot | None:
    """The first showable screen at or after an index, climbing out of instances."""
    layout = screens_of(run).frames
    while True:
        screens = layout[cell.d]
        rel = cell.rel
        while index < len(screens):
            screen = screens[index]
            if screen.kind == "question":
                if rel[screen.slot]:
                    return _Spot(cell, index)
            elif screen.kind == "repeat":
                found = _enter(run, cell, screen, 0)
                if found is not None:
                    return found
            elif shows(cell, screen):
                return _Spot(cell, index)
            index += 1
        if cell.p is None:
            return None
        outer, repeat = cell.p, run.form.schema.frames[cell.d].node
        assert repeat is not None
        screen = layout[outer.d][screens_of(run).at[repeat.id][1]]
        found = _enter(run, outer, screen, cell.i + 1)
        if found is not None:
            return found
        cell, index = outer, screen.index + 1


def _enter(run: Run, cell: Cell, screen: Screen, start: int) -> _Spot | None:
    """The first screen of the instances of a repeat from one on, or its "add another?"."""
    for kid in cell.kids[screen.slot][start:]:
        found = _within(run, kid)
        if found is not None:
            return found
    return _Spot(cell, screen.index) if offers(run, cell, screen) else None


def _within(run: Run, cell: Cell) -> _Spot | None:
    """The first showable screen of one instance alone."""
    if not cell.rel[0]:
        return None
    for index, screen in enumerate(screens_of(run).frames[cell.d]):
        if screen.kind == "repeat":
            found = _enter(run, cell, screen, 0)
            if found is not None:
                return found
        elif shows(cell, screen):
            return _Spot(cell, index)
    return None


def _backward(run: Run, cell: Cell, index: int) -> _Spot | None:
    """The last showable screen at or before an index, climbing out of instances."""
    layout = screens_of(run).frames
    while True:
        screens = layout[cell.d]
        while index >= 0:
            screen = screens[index]
            if screen.kind == "repeat":
                if offers(run, cell, screen):
                    return _Spot(cell, index)
                found = _last_inside(run, cell, screen)
                if found is not None:
                    return found
            elif shows(cell, screen):
                return _Spot(cell, index)
            index -= 1
        if cell.p is None:
            return None
        outer, repeat = cell.p, run.form.schema.frames[cell.d].node
        assert repeat is not None
        at = screens_of(run).at[repeat.id][1]
        for kid in reversed(outer.kids[repeat.slot][: cell.i]):
            found = _last_of(run, kid)
            if found is not None:
                return found
        cell, index = outer, at - 1


def _last_inside(run: Run, cell: Cell, screen: Screen) -> _Spot | None:
    for kid in reversed(cell.kids[screen.slot]):
        found = _last_of(run, kid)
        if found is not None:
            return found
    return None


def _last_of(run: Run, cell: Cell) -> _Spot | None:
    """The last showable screen of one instance alone."""
    if not cell.rel[0]:
        return None
    for index in range(len(screens_of(run).frames[cell.d]) - 1, -1, -1):
        screen = screens_of(run).frames[cell.d][index]
        if screen.kind == "repeat":
            if offers(run, cell, screen):
                return _Spot(cell, index)
            found = _last_inside(run, cell, screen)
            if found is not None:
                return found
        elif shows(cell, screen):
            return _Spot(cell, index)
    return None


def shows(cell: Cell, screen: Screen) -> bool:
    """Whether a question or group has something to show now."""
    if not cell.rel[screen.slot]:
        return False
    if screen.kind == "question":
        return True
    return any(member.node is not None and cell.rel[member.node.slot] for member in screen.members)


def offers(run: Run, cell: Cell, screen: Screen) -> bool:
    """Whether "add another?" is asked: the repeat is relevant and people may add to it."""
    if not screen.control.may_add:
        return False
    return repeat_relevant(run, cell, screen.node)


def repeat_relevant(run: Run, cell: Cell, node: Node) -> bool:
    """Relevance of a repeat as a whole: of its instances, or of the place where they would be."""
    if not cell.rel[node.slot]:
        return False
    kids = cell.kids[node.slot]
    if kids:
        return any(kid.rel[0] for kid in kids)
    number = run.form.plan.ranges.get(node.id, -1)
    return number < 0 or bool(run.form.functions[number](cell, run))


def _position(run: Run, spot: _Spot | None) -> Position | None:
    if spot is None:
        return None
    screen = screens_of(run).frames[spot.cell.d][spot.index]
    cell, node = spot.cell, screen.node
    if cell.p is None:
        return Position(node.path, screen.kind)
    if screen.kind == "group" and node.inner is not None:
        return Position(reference(run.form, cell), "group")
    return Position(reference(run.form, cell, node), screen.kind)


def progress(run: Run, at: Position | str | None) -> tuple[int, int]:
    """(screens before this one, all relevant screens); at the end both are equal."""
    here = at.ref if isinstance(at, Position) else at
    done, total, passed = 0, 0, False
    spot = _forward(run, run.engine.root, 0)
    while spot is not None:
        position = _position(run, spot)
        assert position is not None
        passed = passed or position.ref == here
        total += 1
        done += not passed
        spot = _forward(run, spot.cell, spot.index + 1)
    return done, total
