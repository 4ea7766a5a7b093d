"""The evaluation loop: after a change, only what depends on it, inputs before their readers."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from xforms.choices import ranked
from xforms.dependencies import CALCULATE, CASCADE, COUNT, RELEVANT
from xforms.faults import refused
from xforms.items import text_of
from xforms.limits import MAX_EVALUATIONS, MAX_FRAMES, MAX_INSTANCES
from xforms.program import Function
from xforms.schema import Node, Seed
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.form import Form, Table

_MANY = 100
"""Evaluations after which an emptied queue gives its memory back: a start needs most of it."""

_BITS = 32
_MASK = (1 << _BITS) - 1


class Engine:
    """Cells of a run and the queue of what must be evaluated.

    A queue entry is one integer, rank above cell number, so that the heap yields the lowest rank
    first; an expression whose value did not change stops the wave there.
    """

    def __init__(self, form: Form, host: Any) -> None:
        plan = form.plan
        self.form = form
        self.host = host
        self.tables = plan.tables
        self.kinds = plan.kinds
        self.slots = plan.slots
        self.casts = form.vertex_casts
        self.functions = form.vertex_functions
        self.cells: dict[int, Cell] = {}
        self.heap: list[int] = []
        self.queued: set[int] = set()
        self.numbered = 0
        self.root = self.cell(0, None, 0)

    def cell(self, definition: int, parent: Cell | None, position: int) -> Cell:
        """A blank cell, entered in the run.

        Raises:
            FormRefused: more repeat instances than the limit.
        """
        if len(self.cells) >= MAX_FRAMES:
            raise refused(
                "FORM-LIMIT-INSTANCES",
                f"More than {MAX_FRAMES} repeat instances in one run.",
                "Correct the number of repeats.",
            )
        cell = Cell(definition, parent, position, self.numbered)
        self.cells[self.numbered] = cell
        self.numbered += 1
        table = self.tables[definition]
        count = len(table.blank)
        cell.raw = table.blank.copy()
        cell.v = table.blank.copy()
        cell.own = [True] * count
        cell.rel = [True] * count
        for slot, _ in table.repeats:
            cell.kids[slot] = []
        return cell

    def plant(self, cell: Cell, seed: Seed) -> None:
        """Initial values of a cell and its instances."""
        for slot, value in seed.values.items():
            cell.raw[slot] = cell.v[slot] = value
        for slot, definition in self.tables[cell.d].repeats:
            for position, kid in enumerate(seed.kids.get(slot, ())):
                made = self.cell(definition, cell, position)
                cell.kids[slot].append(made)
                self.plant(made, kid)
        for slot in self.tables[cell.d].late:
            cell.own[slot] = False
            self.refresh(cell, slot)

    def schedule_all(self, cell: Cell) -> None:
        """Everything in a cell and below."""
        for rank in self.tables[cell.d].ranks:
            self.push(rank, cell)
        for kids in cell.kids.values():
            for kid in kids:
                self.schedule_all(kid)

    def push(self, rank: int, cell: Cell) -> None:
        """Queue one expression of one cell."""
        key = rank << _BITS | cell.u
        if key not in self.queued:
            self.queued.add(key)
            heappush(self.heap, key)

    def touch(self, cell: Cell, slot: int, near: Sequence[int] | None = None) -> None:
        """The text of a node changed: queue everyone who reads it, or of its own cell `near`."""
        links = self.tables[cell.d].links
        number, queued, heap = cell.u, self.queued, self.heap
        for rank in links.near[slot] if near is None else near:
            key = rank << _BITS | number
            if key not in queued:
                queued.add(key)
                heappush(heap, key)
        for far in links.far[slot]:
            self.push_far(cell, far)

    def touch_presence(self, cell: Cell, slot: int) -> None:
        """A node came or went without a change of text: only those who count nodes care."""
        links = self.tables[cell.d].links
        for rank in links.near_set[slot]:
            self.push(rank, cell)
        for far in links.far_set[slot]:
            self.push_far(cell, far)

    def push_far(self, cell: Cell, far: tuple[int, int, tuple[int, ...]]) -> None:
        """Queue a reader in other cells: up to the shared frame, then down."""
        rank, up, down = far
        start: Cell | None = cell
        for _ in range(up):
            start = start.p if start is not None else None
        if start is None:
            return
        cells = [start]
        for slot in down:
            cells = [kid for one in cells for kid in one.kids[slot]]
        for one in cells:
            self.push(rank, one)

    def write(self, cell: Cell, slot: int, value: str, near: Sequence[int] | None = None) -> None:
        """Store a text; readers (of its own cell perhaps only `near`) see it if it changed."""
        cell.raw[slot] = value
        if cell.rel[slot] and cell.v[slot] != value:
            cell.v[slot] = value
            self.touch(cell, slot, near)

    def settle(self) -> None:
        """Evaluate until nothing is queued.

        Raises:
            FormRefused: more evaluations than the limit: the form goes round in a circle.
        """
        heap, queued, cells, host = self.heap, self.queued, self.cells, self.host
        kinds, slots, functions = self.kinds, self.slots, self.functions
        left = MAX_EVALUATIONS
        while heap:
            key = heappop(heap)
            queued.discard(key)
            cell = cells.get(key & _MASK)
            if cell is None:
                continue
            left -= 1
            if left < 0:
                self.exhausted()
            rank = key >> _BITS
            slot = slots[rank]
            if kinds[rank] == RELEVANT:
                relevant = functions[rank](cell, host)
                if relevant is not cell.own[slot]:
                    cell.own[slot] = relevant
                    self.refresh(cell, slot)
            elif cell.rel[slot]:
                self.evaluate(rank, cell, slot)
        if left < MAX_EVALUATIONS - _MANY:
            queued.clear()
            heap.clear()

    def evaluate(self, rank: int, cell: Cell, slot: int) -> None:
        """A calculation, count or list of one relevant node; a change queues its readers."""
        kind, function = self.kinds[rank], self.functions[rank]
        if kind == CALCULATE:
            value = function(cell, self.host)
            over = cell.over
            if over is not None and slot in over:
                if over[slot] == value:
                    return
                del over[slot]
            cast = self.casts[rank]
            if cast is not None:
                value = cast(value)
            if value != cell.raw[slot]:
                self.write(cell, slot, value)
        elif kind == COUNT:
            self.count(cell, slot, function(cell, self.host))
        elif cell.raw[slot]:
            self.cascade(cell, slot, function)

    def override(self, cell: Cell, slot: int) -> None:
        """An answer takes the place of a calculation until that has another result."""
        if cell.over is None:
            cell.over = {}
        if slot not in cell.over:
            for rank in self.tables[cell.d].refresh[slot]:
                if self.kinds[rank] == CALCULATE:
                    cell.over[slot] = self.functions[rank](cell, self.host)

    def exhausted(self) -> None:
        """Give up on a form that goes round in a circle."""
        self.heap.clear()
        self.queued.clear()
        raise refused(
            "FORM-LIMIT-EVALUATIONS",
            f"One answer made more than {MAX_EVALUATIONS} evaluations.",
            "The form goes round in a circle: take one value out of the other's calculation.",
        )

    def refresh(self, cell: Cell, slot: int) -> None:
        """Recompute the effective relevance of a node and, where it flips, of all inside it."""
        table = self.tables[cell.d]
        parents, children, own, rel = table.parent, table.children, cell.own, cell.rel
        left = [slot]
        while left:
            at = left.pop()
            parent = parents[at]
            around = rel[parent] if parent >= 0 else self.surroundings_relevant(cell)
            relevant = own[at] and around
            if relevant is rel[at]:
                continue
            rel[at] = relevant
            self.flip(cell, at, table, relevant)
            left.extend(children[at])
            if at in cell.kids:
                for kid in cell.kids[at]:
                    self.refresh(kid, 0)

    def flip(self, cell: Cell, slot: int, table: Table, relevant: bool) -> None:
        """A node came or went: its text, who reads or counts it, and what it computes itself."""
        if table.leaf[slot]:
            value = cell.raw[slot] if relevant else ""
            if value != cell.v[slot]:
                cell.v[slot] = value
                self.touch(cell, slot)
        links = table.links
        if links.near_set[slot] or links.far_set[slot]:
            self.touch_presence(cell, slot)
        if relevant:
            if cell.over is not None:
                cell.over.pop(slot, None)
            for rank in table.refresh[slot]:
                if self.kinds[rank] != CASCADE or cell.raw[slot]:
                    self.push(rank, cell)

    def surroundings_relevant(self, cell: Cell) -> bool:
        """Relevance of what is around a cell."""
        outer = cell.p
        if outer is None:
            return True
        frame = self.form.schema.frames[cell.d]
        assert frame.node is not None
        return outer.rel[frame.node.slot]

    def cascade(self, cell: Cell, slot: int, function: Function) -> None:
        """An answer that the list does not offer is not seen; of several, the others are.

        It is kept, as that of a question that is not relevant: the list may offer it again. Only
        where the list depends on the answer itself it is blanked: that would never come to rest.
        """
        raw = cell.raw[slot]
        node = self.form.schema.frames[cell.d].nodes[slot]
        values = self.offered(cell, node, function)
        if values is None:
            return
        kind = node.control.kind if node.control is not None else ""
        if kind == "select1":
            kept = raw if raw in values else ""
        else:
            kept = " ".join(token for token in raw.split() if token in values)
            if kind == "rank" and len(kept.split()) < len(values):
                kept = ranked(self.host, cell, node, kept)
        if kept != cell.v[slot]:
            choices = self.form.plan.choices.get(node.id)
            if choices is not None and choices.mirrors:
                cell.raw[slot] = kept
            cell.v[slot] = kept
            self.touch(cell, slot)

    def offered(self, cell: Cell, node: Node, function: Function) -> frozenset[str] | None:
        """Values of the choices now; None where the list was not given, so nobody can tell."""
        choices = self.form.plan.choices.get(node.id)
        if choices is None:
            return self.written(node)
        if choices.pairs:
            return frozenset(value for value, _ in function(cell, self.host))
        if choices.instance and not self.host.has_items(choices.instance):
            return None
        key = ("values", node.id)
        shared = choices.fixed and choices.instance not in self.host.given
        found: frozenset[str] | None = self.form.cache.get(key) if shared else None
        if found is None:
            name, offered = choices.value, function(cell, self.host)
            if name in (".", ""):
                found = frozenset([text_of(item) for item in offered])
            else:
                found = frozenset([item.d.get(name, "") for item in offered])
            if shared:
                self.form.cache[key] = found
        return found

    def written(self, node: Node) -> frozenset[str]:
        """Values of the choices that stand in the body."""
        key = ("values", node.id)
        found: frozenset[str] | None = self.form.cache.get(key)
        if found is None:
            items = node.control.items if node.control is not None else ()
            found = self.form.cache[key] = frozenset([item.value for item in items])
        return found

    def count(self, cell: Cell, slot: int, wanted: float) -> None:
        """jr:count: blank keeps what is there; more are added, fewer are taken from the end."""
        if wanted != wanted:  # noqa: PLR0124 - NaN
            return
        kids = cell.kids[slot]
        number = int(max(0.0, min(float(MAX_INSTANCES), wanted)))
        while len(kids) > number:
            self.remove(cell, slot, len(kids) - 1)
        if len(kids) < number:
            own = self.seed_of(cell).kids.get(slot, ())
            for position in range(len(kids), number):
                self.add(cell, slot, own[position] if position < len(own) else None)

    def seed_of(self, cell: Cell) -> Seed:
        """What the form's own record has in the place of a cell; else the template."""
        frame = self.form.schema.frames[cell.d]
        if cell.p is None or frame.node is None:
            return self.form.schema.seed
        own = self.seed_of(cell.p).kids.get(frame.node.slot, ())
        return own[cell.i] if cell.i < len(own) else frame.template or Seed()

    def add(self, cell: Cell, slot: int, seed: Seed | None = None) -> Cell:
        """A new instance at the end, from the template if no `seed`; it is queued."""
        definition = next(found for at, found in self.tables[cell.d].repeats if at == slot)
        kids = cell.kids[slot]
        made = self.cell(definition, cell, len(kids))
        kids.append(made)
        self.plant(made, seed or self.form.schema.frames[definition].template or Seed())
        self.refresh(made, 0)
        self.host.on_new_instance(made)
        self.schedule_all(made)
        self.touch(cell, slot)
        return made

    def remove(self, cell: Cell, slot: int, position: int) -> None:
        """Take an instance away; those behind it move up."""
        kids = cell.kids[slot]
        self.forget(kids.pop(position))
        for at in range(position, len(kids)):
            kids[at].i = at
        self.touch(cell, slot)

    def forget(self, cell: Cell) -> None:
        """Take a cell and those inside it out of the run."""
        del self.cells[cell.u]
        for kids in cell.kids.values():
            for kid in kids:
                self.forget(kid)
