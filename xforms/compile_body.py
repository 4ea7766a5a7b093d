"""The body, compiled: choices, outputs in texts, repeat counts, actions, order of screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xforms.dependencies import CASCADE, COUNT
from xforms.expressions.codegen import Generator
from xforms.expressions.parser import parse
from xforms.expressions.paths import Items, locate
from xforms.expressions.scope import Place, Scope, Use, Uses, scope_of
from xforms.expressions.syntax import Call, Expr, Path, Text, path_text
from xforms.expressions.tokens import ExpressionError
from xforms.faults import FormFault
from xforms.form import Choices, Setter
from xforms.items import everywhere
from xforms.parse.texts import words_from
from xforms.schema import Action, Control, Itemset, Node, Output, Words
from xforms.screens_plan import plan_screens

if TYPE_CHECKING:
    from xforms.compile import FormCompiler

DEVICE = -2
"""Marks an action whose value only the user's device knows (odk:setgeopoint)."""

_SELECTS = frozenset({"select1", "select", "rank"})
"""Controls whose answer must be among their choices; those of a range are labels of its ticks."""

_SEARCH = re.compile(r"search\s*\(")


class BodyCompiler:
    """Compiles controls and actions into the plan of a FormCompiler."""

    def __init__(self, form: FormCompiler) -> None:
        self.form = form
        self.plan = form.plan
        self.schema = form.schema
        self.outputs_of = self._texts_with_outputs()
        self.places = {node.path: node for node in form.schema.nodes}

    def compile(self) -> None:
        """All controls, messages and actions."""
        self.form.readonly()
        for control in self.schema.body:
            self.control(control, self.schema.root)
        for node in self.schema.nodes:
            if node.bind is not None:
                for message in (node.bind.constraint_message, node.bind.required_message):
                    if message:
                        self.words(words_from(message, literal=True), node)
        for action in self.schema.actions:
            self.action(action)
        self.plan.screens = plan_screens(self.schema)

    def control(self, control: Control, around: Node) -> None:
        """One control and those inside it."""
        node = control.node or around
        for words in (control.label, control.hint, control.guidance):
            if words is not None:
                self.words(words, node)
        for item in control.items:
            self.words(item.label, node)
        if control.kind == "repeat" and control.node is not None and control.count:
            self.count(control, control.node)
        if control.node is not None and (control.itemset or control.query):
            self.choices(control, control.node)
        elif control.node is not None and control.items:
            if "search" in control.appearance:
                self.search(control, control.node)
            elif control.kind in _SELECTS:
                self.offer(control.node, self.form.program.add("()"), Uses())
        for child in control.children:
            self.control(child, node)

    def _texts_with_outputs(self) -> dict[str, list[Output]]:
        """Itext id → the values shown in it, over all languages."""
        found: dict[str, list[Output]] = {}
        for table in self.schema.texts.values():
            for key, forms in table.items():
                for parts in forms.values():
                    outputs = [part for part in parts if isinstance(part, Output)]
                    if outputs:
                        found.setdefault(key, []).extend(outputs)
        return found

    def words(self, words: Words, node: Node) -> None:
        """Compile every value inside a text, seen from the node that shows it."""
        for output in self.outputs_in(words):
            self.output(output.expression, node)

    def outputs_in(self, words: Words) -> list[Output]:
        """The values that a text shows, whatever the language."""
        if words.itext:
            return self.outputs_of.get(words.itext, [])
        if words.expression:
            return [Output(words.expression)]
        return [part for part in words.parts if isinstance(part, Output)]

    def output(self, source: str, node: Node) -> None:
        """Compile one value shown in a text."""
        key = (node.id, source)
        if key in self.plan.outputs:
            return
        scope = scope_of(self.schema, node, Uses())
        number = self.form.function(
            source or "''", scope, f"{node.path}, output", lambda generator: generator.shown
        )
        self.plan.outputs[key] = number

    def count(self, control: Control, repeat: Node) -> None:
        """jr:count, evaluated once per place of the repeat; its context is the repeat.

        A name that is none of its own is one beside it, as JavaRosa reads it.
        """
        uses = Uses()
        scope = scope_of(self.schema, repeat, uses, instance=False)
        own = [child.name for child in repeat.children]
        beside = _NAME.match(control.count) and control.count not in own
        source = f"../{control.count}" if beside else control.count
        number = self.form.function(
            source, scope, f"{repeat.path}, count", lambda generator: generator.number
        )
        self.plan.counts[repeat.id] = number
        self.form.vertex(COUNT, repeat, repeat.frame, number, uses)

    def choices(self, control: Control, node: Node) -> None:
        """Compile where the choices of a question come from."""
        itemset = control.itemset or Itemset(control.query, "name", "label")
        uses = Uses()
        scope = scope_of(self.schema, node, uses)
        made = Choices(value=itemset.value, label=itemset.label, itext=itemset.itext)
        number = self.form.function(
            itemset.nodeset,
            scope,
            f"{node.path}, choices",
            lambda generator: lambda tree, inner: self.items(generator, tree, inner, made),
        )
        made.function = number
        made.fixed = not (uses.nodes or uses.volatile or "randomize" in itemset.nodeset)
        self.plan.choices[node.id] = made
        self.item_texts(made, node)
        made.mirrors = any(use.node == node.id for use in uses.nodes)
        if control.itemset is not None and control.kind in _SELECTS:
            self.offer(node, number, uses)

    def offer(self, node: Node, number: int, uses: Uses) -> None:
        """Look after each change whether an answer is among its choices."""
        uses.nodes.add(Use(node.id, node.frame.depth, "value"))
        self.form.vertex(CASCADE, node, node.frame, number, uses)

    def search(self, control: Control, node: Node) -> None:
        """Choices from a table by appearance; the written choice names the columns."""
        match = _SEARCH.search(control.appearance)
        if match is None:
            return
        source = call_at(control.appearance, match.start())
        column = next((item for item in control.items if not item.value.isdigit()), None)
        if column is None:
            return
        label = "".join(part for part in column.label.parts if isinstance(part, str))
        made = Choices(value=column.value, label=label or column.value, fixed=False)
        made.columns = column.label.itext
        made.function = self.form.function(
            source,
            scope_of(self.schema, node, Uses()),
            f"{node.path}, search",
            lambda generator: lambda tree, scope: _search_code(generator, tree, scope),
        )
        self.plan.choices[node.id] = made

    @staticmethod
    def items_code(generator: Generator, itemset: Itemset, scope: Scope) -> str:
        """Python for the nodes of an itemset, seen from a place."""
        found = locate(_path(parse(itemset.nodeset)), scope, generator)
        return found.elements() if isinstance(found, Items) else generator.texts(found, scope)

    def items(self, generator: Generator, tree: object, scope: Scope, made: Choices) -> str:
        """Python for the list of choices."""
        if isinstance(tree, Call):
            tree = Path(tree, ())
        if not isinstance(tree, Path):
            raise ExpressionError("choices need a list")
        shuffled = self._shuffled_places(generator, tree, scope, made)
        if shuffled:
            return shuffled
        found = locate(tree, scope, generator)
        if isinstance(found, Items):
            made.instance = self._instance(tree)
            made.lasting = not found.leaf and "everywhere(" not in found.code
            return found.elements()
        made.pairs = True
        return self.pairs(generator, found, scope, made)

    def _shuffled_places(
        self, generator: Generator, tree: Path, scope: Scope, made: Choices
    ) -> str:
        call = tree.start
        if not isinstance(call, Call) or call.name != "randomize" or tree.steps:
            return ""
        if not call.args or not isinstance(call.args[0], Path):
            raise ExpressionError("randomize() needs a list")
        seed = generator.text(call.args[1], scope) if len(call.args) == 2 else "None"
        return f"R.shuffle({self.items(generator, call.args[0], scope, made)}, {seed})"

    def _instance(self, tree: Path) -> str:
        start = tree.start
        while isinstance(start, Call) and start.name == "randomize" and start.args:
            inner = start.args[0]
            start = inner.start if isinstance(inner, Path) else inner
        if isinstance(start, Call) and start.args and isinstance(start.args[0], Text):
            return start.args[0].value
        return ""

    def pairs(self, generator: Generator, places: list[Place], scope: Scope, made: Choices) -> str:
        """Choices from the record itself: the instances of a repeat."""
        lists: list[str] = []
        for place in places:
            inner = scope.inside(place, place.expr)
            value = generator.text(parse(made.value), inner)
            label = generator.text(parse(made.label or made.value), inner)
            lists.append(f"[({value}, {label}) {generator.clauses(place)}]")
        return "(" + " + ".join(lists or ["[]"]) + ")"

    def item_texts(self, made: Choices, node: Node) -> None:
        """Outputs in translated choice labels."""
        for output in self.item_outputs(made.instance, made.label) if made.itext else ():
            self.output(output.expression, node)

    def item_outputs(self, instance: str, label: str) -> list[Output]:
        """The values shown in the translated labels of a secondary instance."""
        found = self.form.instances.get(instance)
        if found is None or not self.outputs_of:
            return []
        return [
            output
            for item in everywhere([found.document], "*")
            for output in self.outputs_of.get(item.d.get(label, ""), ())
        ]

    def choices_used(self, generator: Generator, control: Control, scope: Scope) -> None:
        """What decides the choices of a question and their labels counts for who names them."""
        outputs = [output for item in control.items for output in self.outputs_in(item.label)]
        if control.itemset is not None:
            self.items_code(generator, control.itemset, scope)
            if control.itemset.itext:
                source = self._instance(_path(parse(control.itemset.nodeset)))
                outputs += self.item_outputs(source, control.itemset.label)
        for output in outputs:
            generator.text(parse(output.expression or "''"), scope)

    def action(self, action: Action) -> None:
        """Compile one action."""
        target = self._target(action.ref)
        if target is None:
            self.schema.warnings.append(
                FormFault(
                    "FORM-ACTION",
                    sheet="action",
                    column=action.ref,
                    what="The action sets a place that the record does not have.",
                    remedy="Check the spelling of its name; its path must begin with a slash.",
                )
            )
            return
        number = self._value(action, target)
        for event in action.events:
            self._event(event, action, target, number)

    def _target(self, ref: str) -> Node | None:
        if "[" not in ref:
            return self.places.get(ref)
        try:
            path = parse(ref)
        except ExpressionError:
            return None
        if not isinstance(path, Path) or path.start != "/":
            return None
        return self.places.get(path_text(path))

    def _value(self, action: Action, target: Node) -> int:
        if action.kind != "setvalue":
            return DEVICE
        if not action.value:
            return -1
        scope = scope_of(self.schema, target, Uses())
        return self.form.stored(action.value, scope, f"{target.path}, setvalue")

    def _event(self, event: str, action: Action, target: Node, number: int) -> None:
        name = event.rpartition(":")[2]
        if name in ("odk-instance-first-load", "xforms-ready"):
            self.plan.first_load.append(self._setter(action, target, number, self.schema.root))
        elif name == "odk-instance-load":
            self.plan.every_load.append(self._setter(action, target, number, self.schema.root))
        elif name == "odk-new-repeat":
            inner = target.frame
            setter = self._setter(action, target, number, inner.node or self.schema.root)
            self.plan.new_repeat.setdefault(inner.id, []).append(setter)
        elif name == "xforms-value-changed" and action.owner is not None:
            setter = self._setter(action, target, number, action.owner)
            self.plan.changed.setdefault(action.owner.id, []).append(setter)
        elif name != "xforms-value-changed":
            self.form.fault(
                "FORM-EVENT",
                "action",
                action.ref,
                f"The event {name} is not known.",
                "Use odk-instance-first-load, odk-new-repeat or xforms-value-changed.",
            )

    def _setter(self, action: Action, target: Node, number: int, owner: Node) -> Setter:
        """The way from the owner's frame to the target's: up to where they part, then down."""
        start = owner.inner or owner.frame
        ours, theirs = start, target.frame
        up = 0
        down: list[int] = []
        while ours is not theirs:
            if ours.depth >= theirs.depth and ours.parent is not None:
                ours, up = ours.parent, up + 1
            else:
                assert theirs.node is not None
                assert theirs.parent is not None
                down.append(theirs.node.slot)
                theirs = theirs.parent
        text = action.text if action.kind == "setvalue" and action.value is None else ""
        where = self._where(action, owner) if "[" in action.ref else -1
        return Setter(target.id, number, text, up, tuple(reversed(down)), start.id, where)

    def _where(self, action: Action, owner: Node) -> int:
        """The function that finds the target by the conditions in its path."""
        scope = scope_of(self.schema, owner, Uses())
        place = f"{owner.path}, setvalue"
        return self.form.function(action.ref, scope, place, lambda generator: generator.cells)


_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")


def _path(tree: Expr) -> Path:
    return tree if isinstance(tree, Path) else Path(tree, ())


def call_at(text: str, start: int) -> str:
    """The call that begins at a place, up to its closing bracket."""
    depth, quote = 0, ""
    for at in range(start, len(text)):
        mark = text[at]
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "'\"":
            quote = mark
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if not depth:
                return text[start : at + 1]
    return text[start:]


_SEARCH_ARGUMENTS = (1, 4, 6)


def _search_code(generator: Generator, tree: object, scope: Scope) -> str:
    if not isinstance(tree, Call) or len(tree.args) not in _SEARCH_ARGUMENTS:
        raise ExpressionError("search() needs a table, and perhaps how, where and what to find")
    codes = [generator.text(arg, scope) for arg in tree.args]
    return f"R.search({', '.join(codes)})"
