"""One person filling a form: answers in, settled state out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xforms import loading, prompts, screens
from xforms.actions import Actions
from xforms.answering import answer
from xforms.answers import canonical
from xforms.checks import Problem, check
from xforms.choices import holds_strangers
from xforms.compact import compact
from xforms.engine import Engine
from xforms.evaluation import evaluate
from xforms.faults import RunRefused
from xforms.hosting import Host
from xforms.items import Instance
from xforms.limits import MAX_INSTANCES, MAX_VALUE_CHARS
from xforms.persistence import dump
from xforms.prompts import Group, Repeat
from xforms.questions import Question
from xforms.references import Route, follow, locate, reference, route_of, walk
from xforms.schema import Node
from xforms.screens import Position
from xforms.snapshot import snapshot
from xforms.state import Cell
from xforms.submission import Submission, submission
from xforms.surroundings import Surroundings

if TYPE_CHECKING:
    from xforms.form import Form


class Run(Host):
    """The state of one filling of a form. Make it with `xforms.start` or `xforms.restore`."""

    def __init__(
        self,
        form: Form,
        surroundings: Surroundings,
        instances: Mapping[str, Instance],
        language: str,
    ) -> None:
        super().__init__(form, surroundings, instances, language)
        self.engine = Engine(form, self)
        self.actions = Actions(self)

    def begin(self) -> None:
        """Fill a new run as the form says: defaults, preloads, calculations, actions."""
        loading.begin(self)

    @property
    def language(self) -> str:
        """The language of labels and of texts in calculations; '' if the form has none."""
        return self.spoken

    @language.setter
    def language(self, value: str) -> None:
        if value not in self.form.languages:
            raise RunRefused("RUN-LANGUAGE", "the form has no such language")
        if value == self.spoken:
            return
        self.speak(value)
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
        cell, question = self.question(ref)
        if len(value) > MAX_VALUE_CHARS:
            raise RunRefused("RUN-VALUE", f"an answer has at most {MAX_VALUE_CHARS} characters")
        self.store(cell, question, canonical(question.node.type, value) or "")

    answer = answer

    def store(self, cell: Cell, question: Question, value: str) -> None:
        """Store a canonical text, settle, and run the actions that watch this node."""
        node, slot = question.node, question.slot
        seen, relevant = cell.v[slot], cell.rel[slot]
        if cell.raw[slot] == value and (seen == value or not relevant):
            return
        ranks = question.ranks
        if ranks and not ranks(self, cell, value) and holds_strangers(self, cell, node, value):
            return
        if node.calculated and relevant:
            self.engine.override(cell, slot)
        self.engine.write(cell, slot, value, None if ranks is None else question.readers)
        self.engine.settle()
        if cell.rel[slot]:
            cell.raw[slot] = cell.v[slot]  # what the list does not offer now is no answer
            if relevant and cell.v[slot] == seen:
                return
        self.actions.trigger(cell, node)
        if self.actions.pending:
            self.actions.work()

    def settle(self) -> None:
        """Evaluate what is queued, then run actions until there are none."""
        self.engine.settle()
        if self.actions.pending:
            self.actions.work()

    def on_new_instance(self, cell: Cell) -> None:
        """Before anything in a new instance is computed."""
        self.actions.trigger_new(cell)
        loading.prepare(self, cell)

    def add_repeat(self, ref: str) -> str:
        """Add an instance to a repeat (`/data/rep`, or any of its instances) and return its ref.

        Raises:
            RunRefused: no such repeat, or as many instances as the limit allows.
        """
        cell, slot = self.repeat_at(ref)
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

    def question(self, ref: str) -> tuple[Cell, Question]:
        """The cell of a question, and what answering it needs.

        Raises:
            RunRefused: no such question.
        """
        route: Route = self.form.routes.get(ref) or route_of(self.form, ref)
        _, steps, question = route
        if question is None:
            raise RunRefused("RUN-REFERENCE", "no question")
        return (follow(self, steps) if steps else self.engine.root), question

    def leaf(self, ref: str) -> tuple[Cell, Node]:
        """The cell and node of a question.

        Raises:
            RunRefused: no such question.
        """
        cell, question = self.question(ref)
        return cell, question.node

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
        """The same screen, or the nearest that can be shown now."""
        return screens.nearest(self, ref)

    def progress(self, at: Position | str | None) -> tuple[int, int]:
        """(screens before this one, all relevant screens)."""
        return screens.progress(self, at)

    prompt = prompts.prompt

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

    def compact(self) -> str:
        """Finalise the record and write it as one short line (SMS); '' if the form has no such."""
        return compact(self)

    def dump(self) -> bytes:
        """The state as compressed bytes, for `xforms.restore`."""
        return dump(self)
