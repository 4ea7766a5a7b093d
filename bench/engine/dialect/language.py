"""JavaRosa's way with expressions: the vocabulary and the code generated for our engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from bench.engine.dialect import predicates, values
from xforms import answers, program
from xforms import compile as compiling
from xforms.expressions import codegen, paths
from xforms.expressions.calls import values as calls
from xforms.expressions.calls.table import CALLS, Args, Generated, arity
from xforms.expressions.codegen import Generator, Operand
from xforms.expressions.scope import Place, Scope
from xforms.expressions.syntax import Binary, Call, Expr, Path
from xforms.functions import calendar, places, texts
from xforms.functions.numbers import rounded

_DATES = ("date", "dateTime")
_PLACE, _CODE = Generator.value, codegen.to_text
_vocabulary = program.vocabulary
_walk = paths._walk  # noqa: SLF001
_position = CALLS["position"]
_points = places.points
_decimal_date_time = calendar.decimal_date_time


def vocabulary() -> dict[str, Any]:
    """Names of generated source, with JavaRosa's functions in place of ours."""
    return _vocabulary() | {
        "NUM": values.NUM,
        "number": values.number,
        "text": values.text,
        "stored": values.stored,
        "stored_number": values.kept,
        "number_text": values.written,
        "shown_number": lambda text: values.text(values.amount(text)),
        "true_number": values.true_number,
        "boolean": values.boolean,
        "any_node": values.any_node,
        "any_pair": values.any_pair,
        "alike": values.alike,
        "truth": values.truth,
        "amount": values.amount,
        "day": values.day,
        "most": values.most,
        "least": values.least,
        "nth": lambda cell, slot, index: texts.nth(cell, slot, values.at_least_one(index)),
        "rounded": lambda value, digits: values.rounded(value, digits, rounded),
        "weighted_checklist": values.weighted_checklist,
        "decimal_date_time": decimal_date_time,
        "once_found": predicates.once_found,
        "as_date": lambda value, clock: _dated(calendar.as_date(value, clock)),
        "as_date_time": lambda value, clock: _dated(calendar.as_date_time(value, clock)),
    }


def _dated(value: str | float) -> str | float:
    return values.day(value) if isinstance(value, str) else value


def decimal_date_time(value: float | str | bool, clock: Any) -> float | str:
    """A blank stays a blank text instead of no number."""
    return "" if value == "" else _decimal_date_time(value, clock)


def node_value(generator: Generator, place: Place, scope: Scope) -> str:
    """The text of a node with its type."""
    code = _PLACE(generator, place, scope)
    if place.node.kind != "leaf":
        return code
    if place.node.numeric:
        return f"amount({code})"
    return f"day({code})" if place.node.type in _DATES else code


def walk(start: list[Place], path: Path, scope: Scope, compiler: paths.Compiler) -> list[Place]:
    """Who reads something in a repeat does not wait for its instances to come and go."""
    before = set(scope.uses.nodes)
    found = _walk(start, path, scope, compiler)
    ends = {place.node.id for place in found}
    passed = {use for use in scope.uses.nodes - before if use.mode == "list"}
    scope.uses.nodes -= {use for use in passed if use.node not in ends}
    return found


def to_text(operand: Operand) -> str:
    """A stored number as text is written like any other."""
    return f"text({operand.code})" if operand.kind in ("v", "w") else _CODE(operand)


def to_stored(operand: Operand) -> str:
    """What a calculation stores keeps its type."""
    code, kind = operand.code, operand.kind
    if kind == "n":
        return f"stored_number({code})"
    if kind == "b":
        return f"truth({code})"
    return f"first({code})" if kind == "N" else f"stored({code})"


def to_boolean(operand: Operand) -> str:
    """A value is as true as its type says."""
    code, kind = operand.code, operand.kind
    if kind == "b":
        return code
    return f"any_node({code})" if kind == "N" else f"boolean({code})"


def equality(generator: Generator, expr: Binary, scope: Scope) -> str:
    """= and != look at the types of values."""
    left, right = generator.any(expr.left, scope), generator.any(expr.right, scope)
    return f"({'not ' if expr.op == '!=' else ''}alike({left.code}, {right.code}))"


def boolean(generator: Generator, expr: Expr, scope: Scope) -> str:
    """A condition by the type of its value."""
    if isinstance(expr, Call) and expr.name == "if" and len(expr.args) == 3:
        asked, yes, no = (generator.boolean(one, scope) for one in expr.args)
        return f"({yes} if {asked} else {no})"
    return to_boolean(generator.any(expr, scope))


def members(generator: Generator, args: Args, scope: Scope) -> str:
    """Of several arguments each is one text; a set alone gives its members."""
    if len(args) == 1:
        nodes = generator.nodes(args[0], scope)
        if nodes is not None:
            return f"[text(one) for one in {nodes}]"
    return "[" + ", ".join(generator.text(arg, scope) for arg in args) + "]"


def coalesce(generator: Generator, args: Args, scope: Scope) -> Generated:
    """The first that is not blank, with its type; of two blanks the second as it is."""
    arity(args, 2)
    last = generator.any(args[1], scope)
    code = f"first({last.code})" if last.kind == "N" else last.code
    return f"({generator.stored(args[0], scope)} or {code})", "a"


def once(generator: Generator, args: Args, scope: Scope) -> Generated:
    """The own value, or else the other with its type."""
    arity(args, 1)
    here = scope.current()
    return f"({here.expr}.v[{here.node.slot}] or {generator.stored(args[0], scope)})", "v"


def position(generator: Generator, args: Args, scope: Scope) -> Generated:
    """The position of what is not relevant is 0."""
    code, kind = _position(generator, args, scope)
    one = re.fullmatch(r"\(([\w.]+)\.i \+ 1\.0\)", code)
    return (f"({code} if {one[1]}.rel[0] else 0.0)" if one else code), kind


def _typed(name: str, kind: str) -> Any:
    ours = CALLS[name]

    def make(generator: Generator, args: Args, scope: Scope) -> Generated:
        code = ours(generator, args, scope)[0]
        return (f"day({code})", "v") if kind == "day" else (code, kind)

    return make


def points(found: Any) -> list[places.Point]:
    """A blank is the place 0° 0°."""
    return _points(["0 0" if not text.strip() else text for text in found])


FUNCTIONS = {
    "coalesce": coalesce,
    "once": once,
    "position": position,
    "today": _typed("today", "day"),
    "now": _typed("now", "day"),
    "decimal-date-time": _typed("decimal-date-time", "a"),
}
CASTS = {"int": values.cast_integer, "decimal": values.cast_decimal}


@contextmanager
def expressions() -> Iterator[None]:
    """Compile and evaluate expressions as JavaRosa does."""
    with ExitStack() as stack:
        for owner, name, other in (
            (program, "vocabulary", vocabulary),
            (codegen, "to_text", to_text),
            (codegen, "to_stored", to_stored),
            (codegen, "to_boolean", to_boolean),
            (compiling, "to_stored", to_stored),
            (Generator, "value", node_value),
            (Generator, "equality", equality),
            (Generator, "boolean", boolean),
            (Generator, "choices_used", lambda _generator, _place, _scope: None),
            (calls, "members", members),
            (paths, "_key_of", lambda _term, _scope, _compiler: None),
            (paths, "_walk", walk),
            (paths, "_filter_items", predicates.filter_items),
            (calendar, "language_code", lambda _language: "en"),
            (places, "points", points),
        ):
            stack.enter_context(patch.object(owner, name, other))
        stack.enter_context(patch.dict(CALLS, FUNCTIONS))
        stack.enter_context(patch.dict(answers.CASTS, CASTS))
        yield
