"""A schema to a compiled form: every expression to a function, sorted by what it reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from xforms.compile_body import BodyCompiler
from xforms.dependencies import (
    CALCULATE,
    CASCADE,
    COUNT,
    RELEVANT,
    Vertex,
    ancestors,
    connect,
    contradiction,
    links,
    order,
)
from xforms.expressions.codegen import Generator, to_stored
from xforms.expressions.parser import parse
from xforms.expressions.scope import Place, Scope, Uses, scope_of
from xforms.expressions.syntax import Expr, Path, path_text
from xforms.expressions.tokens import ExpressionError
from xforms.faults import FormFault, FormRefused, refused
from xforms.form import Form, Plan, Table
from xforms.limits import MAX_MESSAGES, MAX_TOTAL_EXPRESSION_CHARS
from xforms.parse.document import read_document
from xforms.program import Program, load
from xforms.schema import Frame, Node, Schema

if TYPE_CHECKING:
    from xforms.dependencies import Links
    from xforms.items import Instance

_ALWAYS = frozenset({"true()", "true( )", "1"})
_TRUE_AS_TEXT = {
    "b": ("false", "Write boolean-from-string(…) around it, or = 'true' behind it."),
    "n": ("0", "Write what it must be, for example > 0."),
}
_NEVER = frozenset({"", "false()", "false( )"})


def compile_form(xform: str | bytes, *, media: Mapping[str, bytes] | None = None) -> Form:
    """Compile an XForm.

    Args:
        xform: the document.
        media: attached lists by file name.

    Raises:
        FormRefused: with every fault that was found, each with its place and a remedy.
    """
    try:
        schema, instances = read_document(xform, media or {})
        compiler = FormCompiler(schema, instances)
        plan = compiler.compile()
        source = xform.encode("utf-8", "surrogatepass") if isinstance(xform, str) else xform
        plan.digest = _digest(source, media or {})
        codes = compiler.program.compiled()
    except (RecursionError, MemoryError) as error:
        fault = FormFault(
            "FORM-SIZE",
            what=f"The form is nested too deeply ({type(error).__name__}).",
            remedy="Use simpler expressions and fewer groups inside groups.",
        )
        raise FormRefused([fault]) from None
    return Form(plan, instances, codes, load(codes, plan.count))


def _digest(source: bytes, media: Mapping[str, bytes]) -> str:
    """Identity of a form: another list may decide otherwise, so it makes another form."""
    whole = hashlib.sha256(source)
    for name, content in sorted(media.items()):
        whole.update(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest())
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()[:16]


class FormCompiler:
    """Compiles one form; collects faults instead of stopping at the first."""

    def __init__(self, schema: Schema, instances: dict[str, Instance]) -> None:
        self.schema = schema
        self.instances = instances
        self.program = Program()
        self.faults: list[FormFault] = []
        self.vertices: list[Vertex] = []
        self.characters = 0
        self.kinds: dict[int, str] = {}
        """Type of each calculation's result."""
        self.conditions: set[int] = set()
        """Calculated nodes that stand as a condition by themselves."""
        self.place = ""
        """Where the expression stands that is compiled now."""
        self.nowhere: dict[tuple[str, str], None] = {}
        """(place, path) of what names a node that the record does not have, in order."""
        self.late: set[int] = set()
        """Nodes whose relevance is asked of what is in them."""
        self.plan = Plan(schema, [], [], [], [], [], [], ())
        self.body = BodyCompiler(self)

    def compile(self) -> Plan:
        """All expressions.

        Raises:
            FormRefused: with all faults.
        """
        for node in self.schema.nodes:
            if node.bind is not None:
                self.bind(node)
        self.body.compile()
        if self.faults:
            raise FormRefused(self.faults[:MAX_MESSAGES])
        self.warn()
        self.sort()
        self.plan.count = len(self.program.sources)
        return self.plan

    def fault(self, code: str, sheet: str, place: str, what: str, remedy: str) -> None:
        """Record a fault with its place."""
        self.faults.append(FormFault(code, sheet=sheet, column=place, what=what, remedy=remedy))

    def function(
        self,
        source: str,
        scope: Scope,
        place: str,
        make: Callable[[Generator], Callable[..., str]],
    ) -> int:
        """Compile one expression; a fault is recorded and -9 returned."""
        self.characters += len(source)
        self.check_length()
        self.place = place
        try:
            return self.program.add(make(Generator(self))(parse(source), scope))
        except ExpressionError as error:
            self.fault(
                "FORM-EXPRESSION",
                "bind",
                place,
                f"{error} (in: {source[:120]})",
                "Correct the expression; see the XLSForm documentation for what is known.",
            )
            return -9

    def check_length(self) -> None:
        """Stop at a form whose expressions are too long together.

        Raises:
            FormRefused: over the limit.
        """
        if self.characters > MAX_TOTAL_EXPRESSION_CHARS:
            raise refused(
                "FORM-SIZE",
                f"All expressions together have over {MAX_TOTAL_EXPRESSION_CHARS} characters.",
                "Split the form in several forms.",
                sheet="bind",
            )

    def boolean(self, source: str, scope: Scope, place: str) -> int:
        """Compile a condition."""
        return self.function(source, scope, place, lambda generator: generator.boolean)

    def stored(self, source: str, scope: Scope, place: str) -> int:
        """Compile a calculation."""
        return self.function(source, scope, place, lambda generator: generator.stored)

    def choices_used(self, generator: Generator, place: Place, scope: Scope) -> None:
        """What the labels of a question's choices depend on counts for who shows them."""
        control = place.node.control
        if control is None:
            return
        inner = replace(
            scope, node=place.node, home=place.home, expr=place.expr, anchor=place.anchor, item=""
        )
        self.body.choices_used(generator, control, inner)

    def calculation(self, node: Node, source: str, scope: Scope) -> int:
        """Compile a calculation and note the type of its result."""

        def make(generator: Generator) -> Callable[..., str]:
            def stored(tree: Expr, inner: Scope) -> str:
                operand = generator.any(tree, inner)
                self.kinds[node.id] = operand.kind
                return to_stored(operand)

            return stored

        return self.function(source, scope, f"{node.path}, calculate", make)

    def condition_read(self, node: Node) -> None:
        """A calculated node is used as a condition by itself."""
        self.conditions.add(node.id)

    def leads_nowhere(self, path: Path) -> None:
        """An expression names a place that the record does not have."""
        self.nowhere[self.place, path_text(path)] = None

    def warn(self) -> None:
        """What the form may say and its author can hardly mean."""
        self.warn_of_conditions()
        for place, path in self.nowhere:
            self.schema.warnings.append(
                FormFault(
                    "FORM-NOWHERE",
                    sheet="bind",
                    column=place,
                    what=f"The form has no {path} here; it reads as blank.",
                    remedy="Check the name, and whether trigger and target are in one group.",
                )
            )

    def warn_of_conditions(self) -> None:
        """Conditions that hold although the calculation says false: ODK stores it as a text."""
        for number in sorted(self.conditions):
            kind = self.kinds.get(number)
            if kind not in _TRUE_AS_TEXT:
                continue
            stored, remedy = _TRUE_AS_TEXT[kind]
            self.schema.warnings.append(
                FormFault(
                    "FORM-ALWAYS-TRUE",
                    sheet="bind",
                    column=self.schema.nodes[number].path,
                    what="A condition uses this calculation as it stands; its result is stored"
                    f" as a text, and the text {stored} counts as true.",
                    remedy=remedy,
                )
            )

    def vertex(self, kind: int, node: Node, home: Frame, function: int, uses: Uses) -> None:
        """Enter an expression that is kept up to date."""
        if function >= 0:
            self.vertices.append(Vertex(kind, node, home, function, uses))

    def bind(self, node: Node) -> None:
        """The expressions of one bind."""
        bind = node.bind
        assert bind is not None
        if bind.relevant not in _ALWAYS and bind.relevant:
            self.relevant(node, bind.relevant)
        if bind.calculate not in ("", ".") and node.kind in ("leaf", "attribute"):
            uses = Uses()
            number = self.calculation(node, bind.calculate, scope_of(self.schema, node, uses))
            self.vertex(CALCULATE, node, node.frame, number, uses)
        if bind.required not in _NEVER:
            self.plan.required[node.id] = self.lazy(bind.required, node, "required")
        if bind.constraint not in _ALWAYS and bind.constraint:
            self.plan.constraint[node.id] = self.lazy(bind.constraint, node, "constraint")

    def relevant(self, node: Node, source: str) -> None:
        """Relevance of a node; of a repeat, also as a whole."""
        uses = Uses()
        scope = scope_of(self.schema, node, uses)
        number = self.boolean(source, scope, f"{node.path}, relevant")
        self.vertex(RELEVANT, node, scope.home, number, uses)
        if node.inner is not None:
            whole = scope_of(self.schema, node, Uses(), instance=False)
            before, nowhere = len(self.faults), self.nowhere.copy()
            self.plan.ranges[node.id] = self.boolean(source, whole, f"{node.path}, relevant")
            del self.faults[before:]
            self.nowhere = nowhere

    def lazy(self, source: str, node: Node, what: str) -> int:
        """-1 for a condition that always holds."""
        if source in _ALWAYS:
            return -1
        scope = scope_of(self.schema, node, Uses())
        return self.boolean(source, scope, f"{node.path}, {what}")

    def readonly(self) -> None:
        """A node is read-only by its own condition or that of any ancestor."""
        own: dict[int, int] = {}
        for node in self.schema.nodes:
            if node.bind is not None and node.bind.readonly not in _NEVER:
                own[node.id] = self.lazy(node.bind.readonly, node, "readonly")
        for node in self.schema.nodes:
            depth = (node.inner or node.frame).depth
            found = [
                (own[one.id], depth - (one.inner or one.frame).depth)
                for one in (node, *ancestors(node))
                if one.id in own
            ]
            if found:
                always = any(number == -1 for number, _ in found)
                self.plan.readonly[node.id] = ((-1, 0),) if always else tuple(found)

    def sort(self) -> None:
        """Order the expressions and lay out the tables of the evaluation loop."""
        connect(self.schema, self.vertices)
        for circle in order(self.vertices):
            self.settle_slowly(circle)
            if contradiction(circle):
                names = ", ".join(sorted({vertex.node.path for vertex in circle})[:6])
                self.fault(
                    "FORM-CYCLE",
                    "bind",
                    names,
                    "These values are computed from each other in a circle.",
                    "Take one of them out of the other's calculation.",
                )
        if self.faults:
            raise FormRefused(self.faults[:MAX_MESSAGES])
        self.vertices.sort(key=lambda vertex: vertex.rank)
        plan = self.plan
        plan.kinds = [vertex.kind for vertex in self.vertices]
        plan.functions = [vertex.function for vertex in self.vertices]
        plan.nodes = [vertex.node.id for vertex in self.vertices]
        plan.slots = [
            0 if vertex.kind == RELEVANT and vertex.node.inner is not None else vertex.node.slot
            for vertex in self.vertices
        ]
        plan.types = [
            vertex.node.type if vertex.kind == CALCULATE else "" for vertex in self.vertices
        ]
        plan.language_ranks = tuple(
            (vertex.home.id, vertex.rank) for vertex in self.vertices if vertex.uses.language
        )
        every = links(self.schema, self.vertices)
        plan.tables = [self.table(frame, every[frame.id]) for frame in self.schema.frames]

    def settle_slowly(self, circle: list[Vertex]) -> None:
        """In a circle nothing is relevant at first, and what a list takes away is gone."""
        for vertex in circle:
            choices = self.plan.choices.get(vertex.node.id)
            if vertex.kind == RELEVANT:
                self.late.add(vertex.node.id)
            elif vertex.kind == CASCADE and len(circle) > 1 and choices is not None:
                choices.mirrors = True

    def table(self, frame: Frame, made: Links) -> Table:
        """What the evaluation loop needs of one frame."""
        members = {node.id: slot for slot, node in enumerate(frame.nodes)}
        refresh: list[list[int]] = [[] for _ in frame.nodes]
        ranks: list[int] = []
        for vertex in self.vertices:
            if vertex.home is not frame:
                continue
            ranks.append(vertex.rank)
            if vertex.kind in (CALCULATE, CASCADE, COUNT):
                refresh[vertex.node.slot].append(vertex.rank)
        parents = [self.parent_slot(frame, node, members) for node in frame.nodes]
        kids: list[list[int]] = [[] for _ in frame.nodes]
        for slot, parent in enumerate(parents):
            if parent >= 0:
                kids[parent].append(slot)
        return Table(
            parent=tuple(parents),
            children=tuple(map(tuple, kids)),
            leaf=tuple(node.kind in ("leaf", "attribute") for node in frame.nodes),
            refresh=tuple(map(tuple, refresh)),
            ranks=tuple(ranks),
            repeats=tuple(
                (node.slot, node.inner.id) for node in frame.repeats if node.inner is not None
            ),
            links=made,
            blank=[""] * len(frame.nodes),
            late=tuple(
                0 if node is frame.node else node.slot
                for node in frame.nodes
                if node.id in self.late and (node.inner is None or node is frame.node)
            ),
        )

    def parent_slot(self, frame: Frame, node: Node, members: dict[int, int]) -> int:
        """Slot of the parent in the same frame, -1 at the top."""
        if node is frame.node or node.parent is None:
            return -1
        return 0 if node.parent is frame.node else members[node.parent.id]
