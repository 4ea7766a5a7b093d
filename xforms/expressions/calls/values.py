"""Functions over values: logic, texts, sums, digests, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.expressions.calls.table import (
    CALLS,
    Args,
    Generated,
    amounts,
    arity,
    define,
    members,
    moment,
)
from xforms.expressions.scope import Scope
from xforms.expressions.syntax import Call, Expr, Path, Text
from xforms.expressions.tokens import ExpressionError
from xforms.patterns import PatternError, compiled

if TYPE_CHECKING:
    from xforms.expressions.codegen import Generator


@define("concat")
def _concat(generator: Generator, args: Args, scope: Scope) -> Generated:
    return f"joined('', {members(generator, args, scope)})", "s"


@define("join")
def _join(generator: Generator, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("join() needs a separator")
    separator = generator.text(args[0], scope)
    return f"joined({separator}, {members(generator, args[1:], scope)})", "s"


@define("substr")
def _substr(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 2, 3)
    end = generator.number(args[2], scope) if len(args) == 3 else "None"
    code = f"substr({generator.text(args[0], scope)}, {generator.number(args[1], scope)}, {end})"
    return code, "s"


@define("substring")
def _substring(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 2, 3)
    length = generator.number(args[2], scope) if len(args) == 3 else "None"
    value, start = generator.text(args[0], scope), generator.number(args[1], scope)
    return f"substring({value}, {start}, {length})", "s"


@define("round")
def _round(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1, 2)
    places = generator.number(args[1], scope) if len(args) == 2 else "0.0"
    return f"rounded({generator.number(args[0], scope)}, {places})", "n"


_TEXTUAL = frozenset({"s", "v", "w", "N"})


@define("if")
def _if(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 3)
    condition = generator.boolean(args[0], scope)
    yes, no = generator.any(args[1], scope), generator.any(args[2], scope)
    if yes.kind == no.kind and yes.kind in ("n", "b"):
        return f"({yes.code} if {condition} else {no.code})", yes.kind
    if yes.kind in _TEXTUAL and no.kind in _TEXTUAL:
        codes = [f"first({one.code})" if one.kind == "N" else one.code for one in (yes, no)]
        return f"({codes[0]} if {condition} else {codes[1]})", "s"
    codes = [f"first({one.code})" if one.kind == "N" else one.code for one in (yes, no)]
    return f"({codes[0]} if {condition} else {codes[1]})", "a"


@define("coalesce")
def _coalesce(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 2)
    return f"({generator.stored(args[0], scope)} or {generator.stored(args[1], scope)})", "s"


@define("once")
def _once(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1)
    here = scope.current()
    value = generator.stored(args[0], scope)
    if here.node.kind not in ("leaf", "attribute"):
        return value, "s"
    return f"({here.expr}.v[{here.node.slot}] or {value})", "s"


@define("regex")
def _regex(generator: Generator, args: Args, scope: Scope) -> Generated:
    """A literal pattern is read now, so that its fault has a place."""
    arity(args, 2)
    if isinstance(args[1], Text):
        try:
            compiled(args[1].value)
        except PatternError as error:
            raise ExpressionError(f"regex(): {error}") from None
    value, pattern = generator.text(args[0], scope), generator.text(args[1], scope)
    return f"matches({pattern}, {value})", "b"


def _selected(generator: Generator, args: Args, scope: Scope) -> Generated:
    """A token test: a literal is trimmed and looked up in the cached set of tokens."""
    arity(args, 2)
    chosen = generator.text(args[0], scope)
    if isinstance(args[1], Text):
        value = args[1].value.strip()
        if value and " " not in value:
            return f"({value!r} in TOKENS[{chosen}])", "b"
    return f"selected({chosen}, {generator.text(args[1], scope)})", "b"


CALLS["selected"] = CALLS["is-selected"] = _selected


@define("count")
def _count(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1)
    return generator.count(args[0], scope), "n"


@define("count-non-empty")
def _count_non_empty(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1)
    return f"count_filled({members(generator, args, scope)})", "n"


@define("sum")
def _sum(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1)
    return f"total({amounts(generator, args, scope)})", "n"


@define("min")
def _min(generator: Generator, args: Args, scope: Scope) -> Generated:
    return f"least({amounts(generator, args, scope)})", "n"


@define("max")
def _max(generator: Generator, args: Args, scope: Scope) -> Generated:
    return f"most({amounts(generator, args, scope)})", "n"


@define("digest")
def _digest(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 2, 3)
    codes = [generator.text(arg, scope) for arg in args]
    return f"digest({', '.join(codes)})", "s"


@define("checklist")
def _checklist(generator: Generator, args: Args, scope: Scope) -> Generated:
    if len(args) < 2:
        raise ExpressionError("checklist() needs a minimum and a maximum")
    bounds = [generator.number(arg, scope) for arg in args[:2]]
    flags = _flags(generator, args[2:], scope)
    return f"checklist({bounds[0]}, {bounds[1]}, {flags})", "b"


def _flags(generator: Generator, args: Args, scope: Scope) -> str:
    if len(args) == 1 and _is_set(generator, args[0], scope):
        return f"[one != '' for one in {generator.nodes(args[0], scope)}]"
    return "[" + ", ".join(generator.boolean(arg, scope) for arg in args) + "]"


def _is_set(generator: Generator, arg: Expr, scope: Scope) -> bool:
    """Whether an argument is a list of nodes; other calls are not compiled to find out."""
    listed = isinstance(arg, Path) or (isinstance(arg, Call) and arg.name == "randomize")
    return listed and generator.kind(arg, scope) == "N"


@define("weighted-checklist")
def _weighted_checklist(generator: Generator, args: Args, scope: Scope) -> Generated:
    if len(args) < 2 or len(args) % 2:
        raise ExpressionError("weighted-checklist() needs pairs of value and weight")
    bounds = [generator.number(arg, scope) for arg in args[:2]]
    if len(args) == 4 and _is_set(generator, args[2], scope):
        flags = _flags(generator, args[2:3], scope)
        weights = f"[NUM[one] for one in {members(generator, args[3:], scope)}]"
    else:
        flags = _flags(generator, args[2::2], scope)
        weights = "[" + ", ".join(generator.number(arg, scope) for arg in args[3::2]) + "]"
    return f"weighted_checklist({bounds[0]}, {bounds[1]}, {flags}, {weights})", "b"


def _area(generator: Generator, args: Args, scope: Scope) -> Generated:
    """Of nodes as JavaRosa computes it; of a text, which JavaRosa refuses, as Web Forms does."""
    arity(args, 1)
    name = "area" if isinstance(args[0], Path) else "area_of_text"
    return f"{name}({members(generator, args, scope)})", "n"


CALLS["area"] = CALLS["enclosed-area"] = _area


@define("distance")
def _distance(generator: Generator, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("distance() needs a line or points")
    return f"distance({members(generator, args, scope)})", "n"


@define("date")
def _date(generator: Generator, args: Args, scope: Scope) -> Generated:
    return _dated("as_date", generator, args, scope)


@define("date-time")
def _date_time(generator: Generator, args: Args, scope: Scope) -> Generated:
    return _dated("as_date_time", generator, args, scope)


def _dated(name: str, generator: Generator, args: Args, scope: Scope) -> Generated:
    """A text, or NaN where a number was given."""
    arity(args, 1)
    code, kind = moment(generator, args[0], scope)
    return f"{name}({code}, R)", "a" if kind in ("n", "a") else "s"
