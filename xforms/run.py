"""One person filling a form: answers in, settled state out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from xforms import prompts, screens
from xforms.answering import Accepted, Rejected, answer
from xforms.answers import CANONICAL, canonical
from xforms.checks import Problem, check
from xforms.engine import Engine
from xforms.evaluation import evaluate
from xforms.faults import RunRefused
from xforms.functions.calendar import write_moment
from xforms.functions.shuffles import seed_of, shuffle
from xforms.items import EMPTY, Instance, first_named
from xforms.limits import MAX_ACTION_ROUNDS, MAX_VALUE_CHARS
from xforms.persistence import dump
from xforms.prompts import Group, Prompt, Repeat
from xforms.references import locate, reference
from xforms.schema import Node, Seed
from xforms.screens import Position
from xforms.snapshot import snapshot, walk
from xforms.state import Cell
from xforms.submission import Submission, submission
from xforms.surroundings import Chance, Surroundings

if TYPE_CHECKING:
    from xforms.form import Form, Setter


class Run:
    """The state of one filling of a form.

    The methods without a docstring of their own are called by generated expressions.
    """

    def __init__(
        self,
        form: Form,
        surroundings: Surroundings,
        instances: Mapping[str, Instance],
        language: str,
    ) -> None:
        self.form = form
        self.given = instances
        self._language = language
        self.chance = Chance(surroundings.seed)
        self.surroundings = surroundings
        self.engine = Engine(form, self)
        self.pending: list[tuple[Cell, Setter]] = []

    @property
    def surroundings(self) -> Surroundings:
        """Clock and properties; may be replaced at any time. The first seed stays."""
        return self._surroundings

    @surroundings.setter
    def surroundings(self, value: Surroundings) -> None:
        self._surroundings = value
        self.today = value.now.date().isoformat()
        self.now = write_moment(value.now)

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""
        return self._surroundings.zone

    @property
    def language(self) -> str:
        """The language of labels and of texts in calculations; '' if the form has none."""
        return self._language

    @language.setter
    def language(self, value: str) -> None:
        if value not in self.form.languages:
            raise RunRefused("RUN-LANGUAGE", "the form has no such language")
        if value == self._language:
            return
        self._language = value
        engine = self.engine
        for frame, rank in self.form.plan.language_ranks:
            for cell in list(engine.cells.values()):
                if cell.d == frame:
                    engine.push(rank, cell)
        self.settle()

    # answers

    def set(self, ref: str, value: str) -> None:
        """Store an answer without asking whether it is allowed; what is no value blanks.

        Raises:
            RunRefused: no such question.
        """
        cell, node = self.leaf(ref)
        if len(value) > MAX_VALUE_CHARS:
            raise RunRefused("RUN-VALUE", f"an answer has at most {MAX_VALUE_CHARS} characters")
        self.store(cell, node, canonical(node.type, value) or "")

    def answer(self, ref: str, value: str) -> Accepted | Rejected:
        """Take an answer as a person gives it; '' clears. A rejected answer changes nothing."""
        return answer(self, ref, value)

    def store(self, cell: Cell, node: Node, value: str) -> None:
        """Store a canonical text, settle, and run the actions that watch this node."""
        if cell.raw[node.slot] == value:
            return
        self.engine.write(cell, node.slot, value)
        self.engine.settle()
        setters = self.form.plan.changed.get(node.id)
        if setters:
            self.pending.extend((cell, setter) for setter in setters)
        if self.pending:
            self.act()

    def settle(self) -> None:
        """Evaluate what is queued, then run actions until there are none."""
        self.engine.settle()
        if self.pending:
            self.act()

    def act(self) -> None:
        for _ in range(MAX_ACTION_ROUNDS):
            if not self.pending:
                return
            todo, self.pending = self.pending, []
            for cell, setter in todo:
                self.apply(cell, setter)
            self.engine.settle()
        self.pending = []

    def apply(self, start: Cell, setter: Setter) -> None:
        """One action; its target may lie above or below the cell it starts from."""
        cell: Cell | None = start
        for _ in range(setter.up):
            cell = cell.p if cell is not None else None
        cells = [] if cell is None else [cell]
        for slot in setter.down:
            cells = [kid for one in cells for kid in one.kids[slot]]
        node = self.form.schema.nodes[setter.target]
        for one in cells:
            if one.u in self.engine.cells and setter.function != -2:
                self.assign(one, node, setter)

    def assign(self, cell: Cell, node: Node, setter: Setter) -> None:
        value = setter.text
        if setter.function >= 0:
            value = self.form.functions[setter.function](cell, self)
        value = canonical(node.type, value) if node.type in CANONICAL else value
        if cell.raw[node.slot] == (value or ""):
            return
        self.engine.write(cell, node.slot, value or "")
        self.engine.settle()
        following = self.form.plan.changed.get(node.id)
        if following:
            self.pending.extend((cell, one) for one in following)

    def on_new_instance(self, cell: Cell) -> None:
        """odk-new-repeat: before anything in the instance is computed."""
        setters = self.form.plan.new_repeat.get(cell.d)
        if setters:
            self.pending.extend((cell, setter) for setter in setters)
        self.preload(cell)

    def add_repeat(self, ref: str) -> str:
        """Add an instance to a repeat (`/data/rep`, or any of its instances) and return its ref.

        Raises:
            RunRefused: no such repeat, or as many instances as the limit allows.
        """
        cell, slot = self.repeat_at(ref)
        from xforms.limits import MAX_INSTANCES

        if len(cell.kids[slot]) >= MAX_INSTANCES:
            raise RunRefused("RUN-INSTANCES", f"a repeat has at most {MAX_INSTANCES} instances")
        made = self.engine.add(cell, slot)
        self.settle()
        return reference(self.form, made)

    def remove_repeat(self, ref: str) -> None:
        """Remove one instance (`/data/rep[2]`).

        Raises:
            RunRefused: no such instance.
        """
        cell, node = locate(self, ref)
        if node.inner is None or cell.d != node.inner.id or cell.p is None:
            raise RunRefused("RUN-REFERENCE", "no instance of a repeat")
        self.engine.remove(cell.p, node.slot, cell.i)
        self.settle()

    def repeat_at(self, ref: str) -> tuple[Cell, int]:
        """The cell around a repeat, and its slot there."""
        cell, node = locate(self, ref)
        if node.inner is None:
            raise RunRefused("RUN-REFERENCE", "no repeat")
        if cell.d == node.inner.id and cell.p is not None:
            cell = cell.p
        return cell, node.slot

    def leaf(self, ref: str) -> tuple[Cell, Node]:
        """The cell and node of a question.

        Raises:
            RunRefused: no such question.
        """
        node = self.form.by_path.get(ref)
        if node is not None and node.frame.id == 0 and node.kind == "leaf":
            return self.engine.root, node
        cell, node = locate(self, ref)
        if node.kind not in ("leaf", "attribute"):
            raise RunRefused("RUN-REFERENCE", "no question")
        return cell, node

    # reading

    def value(self, ref: str) -> str:
        """The text of a question as others see it: blank while irrelevant."""
        cell, node = self.leaf(ref)
        return cell.v[node.slot]

    def is_relevant(self, ref: str) -> bool:
        """Whether a question, group or instance counts now."""
        cell, node = locate(self, ref)
        slot = 0 if node.inner is not None and cell.d == node.inner.id else node.slot
        return cell.rel[slot]

    def values(self) -> dict[str, str]:
        """Relevant answers that are not blank, by reference, in document order."""
        return {
            reference(self.form, cell, node): cell.v[node.slot]
            for cell, node in walk(self)
            if node.kind == "leaf" and cell.v[node.slot]
        }

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """The state of every node by reference: t, rel, v, ro, req, bad."""
        return snapshot(self)

    def nodes_with(self, attribute: str) -> list[tuple[str, str, dict[str, str]]]:
        """(reference, value, attributes) of relevant nodes whose bind has a foreign attribute."""
        found: list[tuple[str, str, dict[str, str]]] = []
        for node in self.form.marked(attribute):
            assert node.bind is not None
            for cell in self.cells_of(node):
                slot = 0 if node.inner is not None else node.slot
                if cell.rel[slot]:
                    value = cell.v[slot]
                    found.append((reference(self.form, cell, node), value, node.bind.attributes))
        return found

    def cells_of(self, node: Node) -> list[Cell]:
        """Every cell that holds a node (for a repeat: its instances), in document order."""
        path: list[int] = []
        frame = node.inner or node.frame
        while frame.node is not None and frame.parent is not None:
            path.append(frame.node.slot)
            frame = frame.parent
        cells = [self.engine.root]
        for slot in reversed(path):
            cells = [kid for one in cells for kid in one.kids[slot]]
        return cells

    def evaluate(self, ref: str, expression: str) -> str:
        """The value of an expression seen from a node; for tests and tools, it compiles each time.

        Raises:
            FormRefused: the expression is not one.
            RunRefused: no such node.
        """
        return evaluate(self, ref, expression)

    # screens

    def first(self) -> Position | None:
        """The first screen; None where the form shows nothing."""
        return screens.first(self)

    def next(self, at: Position | str) -> Position | None:
        """The screen after this one; None at the end."""
        return screens.following(self, at)

    def previous(self, at: Position | str) -> Position | None:
        """The screen before this one; None at the beginning."""
        return screens.preceding(self, at)

    def position(self, ref: Position | str) -> Position | None:
        """This screen, or the nearest that can be shown now."""
        return screens.nearest(self, ref)

    def progress(self, at: Position | str | None) -> tuple[int, int]:
        """(screens before this one, all relevant screens)."""
        return screens.progress(self, at)

    def prompt(self, ref: str) -> Prompt:
        """The question at a reference."""
        return prompts.prompt(self, ref)

    def group(self, ref: str) -> Group:
        """The group shown on one screen, with its relevant questions."""
        return prompts.group(self, ref)

    def repeat(self, ref: str) -> Repeat:
        """The "add another?" screen of a repeat."""
        return prompts.repeat(self, ref)

    def check(self) -> list[Problem]:
        """Every relevant answer that is missing or not allowed, in document order."""
        return check(self)

    def submission(self) -> Submission:
        """Finalise the record (end time, identity) and write it."""
        return submission(self)

    def dump(self) -> bytes:
        """The state as compressed bytes, for `xforms.restore`."""
        return dump(self)

    # first load

    def begin(self) -> None:
        """A new run: initial values, preloads, every expression, then the actions of loading."""
        engine = self.engine
        engine.plant(engine.root, self.form.schema.seed)
        for cell in list(engine.cells.values()):
            self.normalise(cell)
            self.preload(cell)
        engine.schedule_all(engine.root)
        self.settle()
        plan = self.form.plan
        for setter in plan.first_load + plan.every_load:
            self.apply(engine.root, setter)
        self.settle()

    def normalise(self, cell: Cell) -> None:
        """Initial values in their canonical form."""
        for node in self.form.schema.frames[cell.d].nodes:
            if node.type in CANONICAL and cell.raw[node.slot]:
                slot = node.slot
                cell.raw[slot] = cell.v[slot] = canonical(node.type, cell.raw[slot]) or ""

    def preload(self, cell: Cell) -> None:
        for node in self.form.schema.frames[cell.d].nodes:
            bind = node.bind
            if bind is not None and bind.preload and node.inner is None:
                value = self.preloaded(bind.preload.strip(), bind.preload_params.strip())
                if value is not None:
                    self.engine.write(cell, node.slot, value)

    def preloaded(self, kind: str, params: str) -> str | None:
        if kind == "uid":
            return "uuid:" + self.uuid()
        if kind == "timestamp":
            return self.now if params == "start" else None
        if kind == "date":
            return self.today
        if kind == "property":
            return self.property(params)
        return None

    # what expressions ask for

    def items(self, name: str) -> Instance:
        return self.given.get(name) or self.form.instances.get(name) or EMPTY

    def has_items(self, name: str) -> bool:
        return name in self.given or name in self.form.instances

    def property(self, name: str) -> str:
        plain = name.removeprefix("uri:").strip()
        return str(self._surroundings.properties.get(plain, ""))

    def random(self) -> float:
        return self.chance.number()

    def uuid(self, length: float | None = None) -> str:
        if length is not None and length == length:  # noqa: PLR0124 - NaN
            return self.chance.characters(int(max(0.0, min(length, 1_000.0))))
        made = self._surroundings.uuid
        return made() if made is not None else self.chance.identifier()

    def shuffle(self, items: Sequence[Any], seed: str | None) -> list[Any]:
        number = self.chance.seed if seed is None or seed == "" else seed_of(seed)
        return shuffle(items, number)

    def pulldata(self, name: str, wanted: str, key: str, value: str) -> str:
        instance = self.items(name.removesuffix(".csv"))
        found = instance.index(("root", "item"), key).get(value)
        return first_named(found, wanted) if found else ""

    def text_of(self, cell: Cell, node_id: int) -> str:
        """The string value of a group or instance: all texts inside, in order."""
        node = self.form.schema.nodes[node_id]
        return "".join(self.texts_in(cell, node))

    def texts_in(self, cell: Cell, node: Node) -> Iterable[str]:
        for child in node.children:
            if child.kind == "leaf":
                yield cell.v[child.slot]
            elif child.inner is not None:
                for kid in cell.kids[child.slot]:
                    yield from self.texts_in(kid, child)
            elif child.kind == "group":
                yield from self.texts_in(cell, child)

    def itext(self, key: str, cell: Cell) -> str:
        from xforms.wording import itext_value

        return itext_value(self, key, cell)

    def choice_name(self, value: str, node_id: int, cell: Cell | None = None) -> str:
        from xforms.wording import choice_name

        return "" if cell is None else choice_name(self, value, node_id, cell)


def blank_cell(run: Run, node: Node, parent: Cell) -> Cell:
    """A stand-in for the instance that a repeat does not have yet; not part of the run."""
    assert node.inner is not None
    table = run.form.plan.tables[node.inner.id]
    cell = Cell(node.inner.id, parent, 0, -1)
    count = len(table.blank)
    cell.raw, cell.v = table.blank.copy(), table.blank.copy()
    cell.own, cell.rel = [True] * count, [True] * count
    seed = node.inner.template or Seed()
    for slot, value in seed.values.items():
        cell.raw[slot] = cell.v[slot] = value
    for slot, _ in table.repeats:
        cell.kids[slot] = []
    return cell
