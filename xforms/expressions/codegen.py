"""Syntax tree to Python source: typed, so that no value is inspected at run time without need.

Types of generated code: n float, s text, b bool, v the text of a node, w that of a node with a
numeric type, N list of texts of nodes, a any of float, text and bool (an if with two types).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from xforms.expressions.calls import CALLS, Generated
from xforms.expressions.paths import Items, locate
from xforms.expressions.scope import Place, Scope, Use
from xforms.expressions.syntax import Binary, Call, Expr, Negative, Number, Path, Text
from xforms.expressions.tokens import ExpressionError
from xforms.limits import MAX_GENERATION_STEPS
from xforms.schema import Node

_RELATIONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_EQUALITIES = {"=": "==", "!=": "!="}
_PLAIN = {"+": "+", "-": "-", "*": "*"}


class FormUses(Protocol):
    """What knows the itemsets and calculations of the form."""

    def choices_used(self, generator: Generator, place: Place, scope: Scope) -> None:
        """Record what the labels of a question's choices depend on."""

    def condition_read(self, node: Node) -> None:
        """Record that a calculated node is used as a condition by itself."""

    def leads_nowhere(self, path: Path) -> None:
        """Record that an expression names a place that the record does not have."""


@dataclass(frozen=True, slots=True)
class Operand:
    """Generated code with its type."""

    code: str
    kind: str


class Generator:
    """Compiles one expression; `form` tells what the choices of a question depend on."""

    def __init__(self, form: FormUses | None = None) -> None:
        self.work = 0
        self.form = form

    def choices_used(self, place: Place, scope: Scope) -> None:
        """Record what the labels of a question's choices depend on (jr:choice-name)."""
        if self.form is not None:
            self.form.choices_used(self, place, scope)

    def nowhere(self, path: Path) -> None:
        """Record that a path leads to no node of the record."""
        if self.form is not None:
            self.form.leads_nowhere(path)

    def any(self, expr: Expr, scope: Scope) -> Operand:
        """Code of the type that the expression has by itself."""
        self.work += 1
        if self.work > MAX_GENERATION_STEPS:
            raise ExpressionError("conditions are nested too deeply")
        if isinstance(expr, Binary):
            return self.binary(expr, scope)
        if isinstance(expr, Path):
            return self.path(expr, scope)
        if isinstance(expr, Call):
            return self.call(expr, scope)
        if isinstance(expr, Number):
            return Operand(_float(expr.value), "n")
        if isinstance(expr, Text):
            return Operand(repr(expr.value), "s")
        if isinstance(expr, Negative):
            return Operand(f"(-{self.number(expr.operand, scope)})", "n")
        raise ExpressionError("unknown construct")

    def kind(self, expr: Expr, scope: Scope) -> str:
        """The type alone."""
        return self.any(expr, scope).kind

    def number(self, expr: Expr, scope: Scope) -> str:
        """Code that yields a float."""
        return to_number(self.any(expr, scope))

    def text(self, expr: Expr, scope: Scope) -> str:
        """Code that yields a str as string() would."""
        return to_text(self.any(expr, scope))

    def shown(self, expr: Expr, scope: Scope) -> str:
        """Code that yields the str to show people: a decimal 10.0 is 10, as in Collect."""
        operand = self.any(expr, scope)
        if operand.kind == "w":
            return f"shown_number({operand.code})"
        return to_text(operand)

    def boolean(self, expr: Expr, scope: Scope) -> str:
        """Code that yields a bool; a path is as true as its value, an if() as the branch taken."""
        if isinstance(expr, Call) and expr.name == "if" and len(expr.args) == 3:
            asked, yes, no = (self.boolean(one, scope) for one in expr.args)
            return f"({yes} if {asked} else {no})"
        if isinstance(expr, Path) and self.form is not None:
            found = locate(expr, scope, self)
            if isinstance(found, list) and len(found) == 1 and found[0].node.calculated:
                self.form.condition_read(found[0].node)
        return to_boolean(self.any(expr, scope))

    def stored(self, expr: Expr, scope: Scope) -> str:
        """Code that yields the str that a calculation stores: NaN is blank."""
        return to_stored(self.any(expr, scope))

    def nodes(self, expr: Expr, scope: Scope) -> str | None:
        """Code that yields a list of texts, or None where the expression is no node-set."""
        if isinstance(expr, Path):
            found = locate(expr, scope, self)
            return found.texts() if isinstance(found, Items) else self.texts(found, scope)
        if isinstance(expr, Binary) and expr.op == "|":
            left, right = self.nodes(expr.left, scope), self.nodes(expr.right, scope)
            if left is None or right is None:
                raise ExpressionError("| joins node-sets only")
            return f"({left} + {right})"
        if isinstance(expr, Call) and expr.name == "randomize":
            return self.shuffled(expr, scope)
        if isinstance(expr, Call) and expr.name in ("instance", "current"):
            return self.nodes(Path(expr, ()), scope)
        return None

    def shuffled(self, call: Call, scope: Scope) -> str:
        """randomize() of any node-set, as texts."""
        inner = self.nodes(call.args[0], scope) if 1 <= len(call.args) <= 2 else None
        if inner is None:
            raise ExpressionError("randomize() needs a node-set and perhaps a seed")
        seed = self.text(call.args[1], scope) if len(call.args) == 2 else "None"
        return f"R.shuffle({inner}, {seed})"

    def path(self, path: Path, scope: Scope) -> Operand:
        """Code of a path: one value or a list."""
        found = locate(path, scope, self)
        if isinstance(found, Items):
            return Operand(found.texts(), "N")
        if len(found) == 1 and found[0].single:
            kind = "w" if found[0].node.numeric else "v"
            return Operand(self.value(found[0], scope), kind)
        return Operand(self.texts(found, scope), "N")

    def first(self, expr: Expr, scope: Scope) -> str | None:
        """Cheaper text of the first node of a list lookup."""
        if isinstance(expr, Path):
            found = locate(expr, scope, self)
            if isinstance(found, Items):
                return found.first()
        return None

    def places(self, expr: Expr, scope: Scope) -> list[Place]:
        """The nodes of the record that an expression names.

        Raises:
            ExpressionError: the expression is no path into the record.
        """
        found = locate(expr, scope, self) if isinstance(expr, Path) else None
        if found is None or isinstance(found, Items):
            raise ExpressionError("a path to a question is needed here")
        return found

    def cells(self, expr: Expr, scope: Scope) -> str:
        """Code that yields a list of the cells that hold the nodes of a path."""
        lists = [f"*[{' '.join([one.expr, *one.loops])}]" for one in self.places(expr, scope)]
        return f"[{', '.join(lists)}]"

    def value(self, place: Place, scope: Scope) -> str:
        """The text of one node; of a group, that of everything in it."""
        node = place.node
        if node.kind in ("leaf", "attribute"):
            scope.uses.nodes.add(Use(node.id, place.anchor, "value"))
            return f"{place.expr}.v[{node.slot}]"
        for below in _leaves(node):
            scope.uses.nodes.add(Use(below.id, place.anchor, "set"))
        return f"R.text_of({place.expr}, {node.id})"

    def texts(self, places: list[Place], scope: Scope) -> str:
        """Texts of the relevant nodes among places."""
        if not places:
            return "[]"
        return "(" + " + ".join(self.listed(place, scope) for place in places) + ")"

    def listed(self, place: Place, scope: Scope) -> str:
        """Texts of one place as a list."""
        scope.uses.nodes.add(Use(place.node.id, place.anchor, "set"))
        value = self.value(place, scope)
        return f"[{value} {self.clauses(place)}]"

    def clauses(self, place: Place) -> str:
        """The loops of a comprehension over the relevant nodes of a place."""
        loops = list(place.loops)
        if not loops or not loops[0].startswith("for"):
            loops.insert(0, "for _ in ONE")
        loops.append(f"if {place.expr}.rel[{place.slot}]")
        return " ".join(loops)

    def count(self, expr: Expr, scope: Scope) -> str:
        """Code for the number of nodes.

        Raises:
            ExpressionError: not a node-set.
        """
        texts = self.nodes(expr, scope)
        if texts is None:
            raise ExpressionError("a node-set is needed here")
        if isinstance(expr, Path):
            found = locate(expr, scope, self)
            if isinstance(found, Items):
                return f"float(len({found.elements()}))"
            for place in found:
                scope.uses.nodes.add(Use(place.node.id, place.anchor, "set"))
            lists = [f"[1 {self.clauses(place)}]" for place in found]
            return f"float(len({' + '.join(lists) or '()'}))"
        return f"float(len({texts}))"

    def call(self, call: Call, scope: Scope) -> Operand:
        """Code of a function call."""
        generate = CALLS.get(call.name)
        if generate is None:
            raise ExpressionError(f"the function {call.name}() is not known")
        made: Generated = generate(self, call.args, scope)
        return Operand(made[0], made[1])

    def binary(self, expr: Binary, scope: Scope) -> Operand:
        """Code of an operator."""
        op = expr.op
        if op in ("and", "or"):
            terms = [self.boolean(term, scope) for term in _spine(expr, op)]
            return Operand("(" + f" {op} ".join(terms) + ")", "b")
        if op == "|":
            return Operand(self.nodes(expr, scope) or "[]", "N")
        if op in _PLAIN or op in ("div", "mod"):
            return Operand(self.arithmetic(expr, scope), "n")
        if op in _EQUALITIES:
            return Operand(self.equality(expr, scope), "b")
        return Operand(self.relation(expr, scope), "b")

    def arithmetic(self, expr: Binary, scope: Scope) -> str:
        """A left-leaning chain is written flat: Python limits nesting, not length."""
        chain: list[Binary] = []
        left: Expr = expr
        while isinstance(left, Binary) and left.op in (*_PLAIN, "div", "mod"):
            chain.append(left)
            left = left.left
        code = self.number(left, scope)
        flat = False
        for one in reversed(chain):
            right = self.number(one.right, scope)
            if one.op in ("+", "-"):
                code, flat = f"{code} {one.op} {right}", True
                continue
            if flat:
                code, flat = f"({code})", False
            code = _product(one.op, code, right)
        return f"({code})"

    def relation(self, expr: Binary, scope: Scope) -> str:
        """Code of an order comparison."""
        left, right = self.any(expr.left, scope), self.any(expr.right, scope)
        if left.kind == "N" or right.kind == "N":
            return f"any_pair({expr.op!r}, {left.code}, {right.code})"
        return f"({to_number(left)} {_RELATIONS[expr.op]} {to_number(right)})"

    def equality(self, expr: Binary, scope: Scope) -> str:
        """Code of = and !=."""
        left, right = self.any(expr.left, scope), self.any(expr.right, scope)
        op, kinds = _EQUALITIES[expr.op], {left.kind, right.kind}
        if "N" in kinds:
            return f"any_pair({expr.op!r}, {left.code}, {right.code})"
        if "b" in kinds:
            return f"({to_boolean(left)} {op} {to_boolean(right)})"
        if "a" in kinds:
            return f"({'not ' if op == '!=' else ''}equal({left.code}, {right.code}))"
        if "n" in kinds:
            return f"({to_number(left)} {op} {to_number(right)})"
        if "w" in kinds and self.amount(expr.left, scope) and self.amount(expr.right, scope):
            return f"({'not ' if op == '!=' else ''}same_amount({left.code}, {right.code}))"
        return f"({to_text(left)} {op} {to_text(right)})"

    def amount(self, expr: Expr, scope: Scope) -> bool:
        """Whether an expression is one node of a numeric type, or one that is calculated."""
        found = locate(expr, scope, self) if isinstance(expr, Path) else None
        if not isinstance(found, list) or len(found) != 1 or not found[0].single:
            return False
        return found[0].node.numeric or found[0].node.calculated


def _product(op: str, left: str, right: str) -> str:
    if op == "*":
        return f"{left} * {right}"
    if op == "mod":
        return f"modulo({left}, {right})"
    if _nonzero_literal(right):
        return f"{left} / {right}"
    return f"divide({left}, {right})"


def _nonzero_literal(code: str) -> bool:
    try:
        return float(code) != 0.0
    except ValueError:
        return False


def _spine(expr: Expr, op: str) -> list[Expr]:
    """Operands of a left-leaning chain of one operator."""
    terms: list[Expr] = []
    while isinstance(expr, Binary) and expr.op == op:
        terms.append(expr.right)
        expr = expr.left
    terms.append(expr)
    return terms[::-1]


def _leaves(node: Node) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if child.kind == "leaf":
            found.append(child)
        elif child.kind != "attribute":
            found.extend(_leaves(child))
    return found


def _float(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "INF"
    return repr(value)


def to_number(operand: Operand) -> str:
    """Conversion to a float."""
    code, kind = operand.code, operand.kind
    if kind == "n":
        return code
    if kind == "b":
        return f"(1.0 if {code} else 0.0)"
    if kind == "N":
        return f"NUM[first({code})]"
    return f"NUM[{code}]" if kind in ("s", "v", "w") else f"number({code})"


def to_text(operand: Operand) -> str:
    """Conversion to a str."""
    code, kind = operand.code, operand.kind
    if kind in ("s", "v", "w"):
        return code
    if kind == "n":
        return f"number_text({code})"
    if kind == "b":
        return f"('true' if {code} else 'false')"
    return f"first({code})" if kind == "N" else f"text({code})"


def to_boolean(operand: Operand) -> str:
    """Conversion to a bool."""
    code, kind = operand.code, operand.kind
    if kind == "b":
        return code
    if kind == "n":
        return f"true_number({code})"
    if kind == "N":
        return f"any_node({code})"
    if kind == "w":
        return f"true_number(NUM[{code}])"
    return f"({code} != '')" if kind in ("s", "v") else f"boolean({code})"


def to_stored(operand: Operand) -> str:
    """Conversion to what a node stores."""
    code, kind = operand.code, operand.kind
    if kind == "n":
        return f"stored_number({code})"
    return f"stored({code})" if kind == "a" else to_text(operand)
