"""The table of functions: name to the Python that a call becomes. Nothing else can be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from xforms.expressions.scope import Scope, Use
from xforms.expressions.syntax import Expr, Path, Step, Text
from xforms.expressions.tokens import ExpressionError
from xforms.patterns import PatternError, compiled

Generated: TypeAlias = tuple[str, str]
Args: TypeAlias = tuple[Expr, ...]
Make: TypeAlias = Callable[[Any, Args, Scope], Generated]

CALLS: dict[str, Make] = {}

_SIMPLE: dict[str, tuple[str, str, str]] = {
    # name: (argument types, "?" before the optional ones; Python; result type)
    "true": ("", "True", "b"),
    "false": ("", "False", "b"),
    "boolean": ("b", "{0}", "b"),
    "boolean-from-string": ("s", "({0} in TRUE_TEXTS)", "b"),
    "not": ("b", "(not {0})", "b"),
    "string": ("?s", "{0}", "s"),
    "number": ("?n", "{0}", "n"),
    "int": ("n", "truncate({0})", "n"),
    "floor": ("n", "floor({0})", "n"),
    "ceiling": ("n", "ceiling({0})", "n"),
    "abs": ("n", "abs({0})", "n"),
    "sqrt": ("n", "safe_math(SQRT, {0})", "n"),
    "exp": ("n", "safe_math(EXP, {0})", "n"),
    "exp10": ("n", "power(10.0, {0})", "n"),
    "log": ("n", "safe_math(LOG, {0})", "n"),
    "log10": ("n", "safe_math(LOG10, {0})", "n"),
    "sin": ("n", "safe_math(SIN, {0})", "n"),
    "cos": ("n", "safe_math(COS, {0})", "n"),
    "tan": ("n", "safe_math(TAN, {0})", "n"),
    "asin": ("n", "safe_math(ASIN, {0})", "n"),
    "acos": ("n", "safe_math(ACOS, {0})", "n"),
    "atan": ("n", "safe_math(ATAN, {0})", "n"),
    "atan2": ("nn", "ATAN2({0}, {1})", "n"),
    "pow": ("nn", "power({0}, {1})", "n"),
    "pi": ("", "PI", "n"),
    "contains": ("ss", "({1} in {0})", "b"),
    "starts-with": ("ss", "{0}.startswith({1})", "b"),
    "ends-with": ("ss", "{0}.endswith({1})", "b"),
    "substring-before": ("ss", "substring_before({0}, {1})", "s"),
    "substring-after": ("ss", "substring_after({0}, {1})", "s"),
    "translate": ("sss", "translate({0}, {1}, {2})", "s"),
    "string-length": ("?s", "float(len({0}))", "n"),
    "normalize-space": ("?s", "' '.join({0}.split())", "s"),
    "count-selected": ("s", "float(len({0}.split()))", "n"),
    "selected-at": ("sn", "selected_at({0}, {1})", "s"),
    "date": ("a", "as_date({0}, R)", "s"),
    "date-time": ("a", "as_date_time({0}, R)", "s"),
    "decimal-date-time": ("a", "decimal_date_time({0}, R)", "n"),
    "decimal-time": ("a", "decimal_time({0}, R)", "n"),
    "format-date": ("as", "format_date({0}, {1}, R)", "s"),
    "format-date-time": ("as", "format_date({0}, {1}, R)", "s"),
    "base64-decode": ("s", "base64_decode({0})", "s"),
    "extract-signed": ("ss", "extract_signed({0}, {1})", "s"),
    "property": ("s", "R.property({0})", "s"),
    "geofence": ("ss", "geofence({0}, {1})", "b"),
    "intersects": ("s", "intersects({0})", "b"),
    "pulldata": ("ssss", "R.pulldata({0}, {1}, {2}, {3})", "s"),
}


def _define(name: str) -> Callable[[Make], Make]:
    def enter(make: Make) -> Make:
        CALLS[name] = make
        return make

    return enter


def _arity(args: Args, least: int, most: int | None = None) -> None:
    most = least if most is None else most
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ExpressionError(f"needs {wanted} arguments, has {len(args)}")


def _argument(generator: Any, kind: str, arg: Expr, scope: Scope) -> str:
    if kind == "n":
        return str(generator.number(arg, scope))
    if kind == "s":
        return str(generator.text(arg, scope))
    if kind == "b":
        return str(generator.boolean(arg, scope))
    operand = generator.any(arg, scope)
    return f"first({operand.code})" if operand.kind == "N" else str(operand.code)


def _simple(name: str) -> Make:
    kinds, template, result = _SIMPLE[name]
    optional = kinds.startswith("?")
    kinds = kinds.lstrip("?")

    def make(generator: Any, args: Args, scope: Scope) -> Generated:
        given = args
        if optional and not args:
            given = (Path(".", (Step("self", "*", ()),)),)
        try:
            _arity(given, len(kinds))
        except ExpressionError as error:
            raise ExpressionError(f"{name}() {error}") from None
        codes = [
            _argument(generator, kind, arg, scope) for kind, arg in zip(kinds, given, strict=True)
        ]
        return template.format(*codes), result

    return make


for _name in _SIMPLE:
    CALLS[_name] = _simple(_name)


def _members(generator: Any, args: Args, scope: Scope) -> str:
    """All arguments as one list of texts: node-sets give all their members."""
    parts: list[str] = []
    for arg in args:
        one = len(args) > 1 and isinstance(arg, Path) and generator.kind(arg, scope) in _SINGLE
        nodes = None if one else generator.nodes(arg, scope)
        parts.append(nodes if nodes is not None else f"[{generator.text(arg, scope)}]")
    return "(" + " + ".join(parts) + ")" if parts else "[]"


_SINGLE = frozenset({"v", "w"})
"""One path among several arguments stands for one value, even if it is blank."""


def _amounts(generator: Any, args: Args, scope: Scope) -> str:
    """All arguments as one list of numbers."""
    parts: list[str] = []
    for arg in args:
        nodes = generator.nodes(arg, scope)
        if nodes is not None:
            parts.append(f"[NUM[one] for one in {nodes}]")
        else:
            parts.append(f"[{generator.number(arg, scope)}]")
    return "(" + " + ".join(parts) + ")" if parts else "[]"


@_define("concat")
def _concat(generator: Any, args: Args, scope: Scope) -> Generated:
    return f"joined('', {_members(generator, args, scope)})", "s"


@_define("join")
def _join(generator: Any, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("join() needs a separator")
    separator = generator.text(args[0], scope)
    return f"joined({separator}, {_members(generator, args[1:], scope)})", "s"


@_define("substr")
def _substr(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 2, 3)
    end = generator.number(args[2], scope) if len(args) == 3 else "None"
    code = f"substr({generator.text(args[0], scope)}, {generator.number(args[1], scope)}, {end})"
    return code, "s"


@_define("substring")
def _substring(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 2, 3)
    length = generator.number(args[2], scope) if len(args) == 3 else "None"
    value, start = generator.text(args[0], scope), generator.number(args[1], scope)
    return f"substring({value}, {start}, {length})", "s"


@_define("round")
def _round(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1, 2)
    places = generator.number(args[1], scope) if len(args) == 2 else "0.0"
    return f"rounded({generator.number(args[0], scope)}, {places})", "n"


_TEXTUAL = frozenset({"s", "v", "w", "N"})


@_define("if")
def _if(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 3)
    condition = generator.boolean(args[0], scope)
    yes, no = generator.any(args[1], scope), generator.any(args[2], scope)
    if yes.kind == no.kind and yes.kind in ("n", "b"):
        return f"({yes.code} if {condition} else {no.code})", yes.kind
    if yes.kind in _TEXTUAL and no.kind in _TEXTUAL:
        codes = [f"first({one.code})" if one.kind == "N" else one.code for one in (yes, no)]
        return f"({codes[0]} if {condition} else {codes[1]})", "s"
    codes = [f"first({one.code})" if one.kind == "N" else one.code for one in (yes, no)]
    return f"({codes[0]} if {condition} else {codes[1]})", "a"


@_define("coalesce")
def _coalesce(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 2)
    return f"({generator.stored(args[0], scope)} or {generator.stored(args[1], scope)})", "s"


@_define("once")
def _once(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1)
    here = scope.current()
    value = generator.stored(args[0], scope)
    if here.node.kind not in ("leaf", "attribute"):
        return value, "s"
    return f"({here.expr}.raw[{here.node.slot}] or {value})", "s"


@_define("regex")
def _regex(generator: Any, args: Args, scope: Scope) -> Generated:
    """A literal pattern is read now, so that its fault has a place."""
    _arity(args, 2)
    if isinstance(args[1], Text):
        try:
            compiled(args[1].value)
        except PatternError as error:
            raise ExpressionError(f"regex(): {error}") from None
    value, pattern = generator.text(args[0], scope), generator.text(args[1], scope)
    return f"matches({pattern}, {value})", "b"


def _selected(generator: Any, args: Args, scope: Scope) -> Generated:
    """A token test: a literal is trimmed and looked up in the cached set of tokens."""
    _arity(args, 2)
    chosen = generator.text(args[0], scope)
    if isinstance(args[1], Text):
        value = args[1].value.strip()
        if value and " " not in value:
            return f"({value!r} in TOKENS[{chosen}])", "b"
    return f"selected({chosen}, {generator.text(args[1], scope)})", "b"


CALLS["selected"] = CALLS["is-selected"] = _selected


@_define("count")
def _count(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1)
    return generator.count(args[0], scope), "n"


@_define("count-non-empty")
def _count_non_empty(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1)
    return f"count_filled({_members(generator, args, scope)})", "n"


@_define("sum")
def _sum(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1)
    return f"total({_amounts(generator, args, scope)})", "n"


@_define("min")
def _min(generator: Any, args: Args, scope: Scope) -> Generated:
    return f"least({_amounts(generator, args, scope)})", "n"


@_define("max")
def _max(generator: Any, args: Args, scope: Scope) -> Generated:
    return f"most({_amounts(generator, args, scope)})", "n"


@_define("today")
def _today(_generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0)
    scope.uses.volatile = True
    return "R.today", "s"


@_define("now")
def _now(_generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0)
    scope.uses.volatile = True
    return "R.now", "s"


@_define("random")
def _random(_generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0)
    scope.uses.volatile = True
    return "R.random()", "n"


@_define("uuid")
def _uuid(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0, 1)
    scope.uses.volatile = True
    return f"R.uuid({generator.number(args[0], scope) if args else ''})", "s"


@_define("version")
def _version(_generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0)
    return repr(scope.schema.version), "s"


@_define("depend")
def _depend(generator: Any, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("depend() needs an argument")
    for arg in args[1:]:
        generator.any(arg, scope)
    operand = generator.any(args[0], scope)
    return operand.code, operand.kind


@_define("last")
def _last(_generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0)
    return (scope.last or "1.0"), "n"


@_define("position")
def _position(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0, 1)
    if not args and scope.position:
        return f"float({scope.position})", "n"
    path = args[0] if args else Path(".", (Step("self", "*", ()),))
    places = generator.places(path, scope)
    if not places:
        return "0.0", "n"
    place = places[0]
    if place.home is not place.node.inner:
        return "1.0", "n"
    anchor = min(place.anchor, place.node.frame.depth)
    scope.uses.nodes.add(Use(place.node.id, anchor, "list"))
    if place.single:
        return f"({place.expr}.i + 1.0)", "n"
    return f"first_number([{place.expr}.i + 1.0 {' '.join(place.loops)}])", "n"


def _name_of(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 0, 1)
    places = generator.places(args[0] if args else Path(".", (Step("self", "*", ()),)), scope)
    return repr(places[0].node.name if places else ""), "s"


CALLS["name"] = CALLS["local-name"] = _name_of


@_define("namespace-uri")
def _namespace_uri(_generator: Any, _args: Args, _scope: Scope) -> Generated:
    return "''", "s"


@_define("indexed-repeat")
def _indexed_repeat(generator: Any, args: Args, scope: Scope) -> Generated:
    """indexed-repeat(path, repeat, index, …): the path with each index as a predicate."""
    if len(args) not in (3, 5, 7, 9, 11):
        raise ExpressionError("indexed-repeat() needs a path and pairs of repeat and index")
    targets = generator.places(args[0], scope)
    if not targets:
        return "''", "s"
    indexes: dict[int, str] = {}
    for repeat, index in zip(args[1::2], args[2::2], strict=True):
        found = generator.places(repeat, scope)
        if found and found[0].node.inner is not None:
            indexes[found[0].node.id] = generator.number(index, scope)
    target = targets[0]
    return _climb(generator, target.node, indexes, scope), "s"


def _climb(generator: Any, node: Any, indexes: dict[int, str], scope: Scope) -> str:
    """From the target up to the root: every repeat by its index, or by the context's own."""
    steps: list[Any] = []
    frame = node.frame
    while frame.node is not None:
        steps.append(frame.node)
        frame = frame.parent
    expr, chain, on_chain, anchor = scope.frame_at(0), scope.chain(), True, 0
    for repeat in reversed(steps):
        depth = repeat.inner.depth
        own = on_chain and depth < len(chain) and chain[depth] is repeat.inner
        if repeat.id in indexes:
            scope.uses.nodes.add(Use(repeat.id, anchor, "list"))
            scope.uses.loops = True
            expr = f"nth({expr}, {repeat.slot}, {indexes[repeat.id]})"
            on_chain = False
        elif own:
            expr, anchor = scope.frame_at(depth), min(depth, scope.anchor)
        else:
            scope.uses.nodes.add(Use(repeat.id, anchor, "list"))
            expr, on_chain = f"nth({expr}, {repeat.slot}, 1.0)", False
    scope.uses.nodes.add(Use(node.id, anchor, "value"))
    return f"value_at({expr}, {node.slot})"


@_define("jr:choice-name")
def _choice_name(generator: Any, args: Args, scope: Scope) -> Generated:
    from xforms.expressions.parser import parse

    _arity(args, 2)
    if not isinstance(args[1], Text):
        raise ExpressionError("jr:choice-name() needs a quoted path as its second argument")
    value = generator.text(args[0], scope)
    places = generator.places(parse(args[1].value.strip()), scope)
    scope.uses.language = True
    if not places:
        return "''", "s"
    place = places[0]
    generator.value(place, scope)
    generator.choices_used(place, scope)
    if place.single:
        return f"R.choice_name({value}, {place.node.id}, {place.expr})", "s"
    frames = f"[{place.expr} {' '.join(place.loops)}]"
    return f"R.choice_name({value}, {place.node.id}, *{frames}[:1])", "s"


@_define("jr:itext")
def _itext(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 1)
    return f"R.itext({generator.text(args[0], scope)}, {scope.current().expr})", "s"


@_define("randomize")
def _randomize(generator: Any, args: Args, scope: Scope) -> Generated:
    from xforms.expressions.syntax import Call

    return generator.nodes(Call("randomize", args), scope), "N"


@_define("instance")
def _instance(generator: Any, args: Args, scope: Scope) -> Generated:
    from xforms.expressions.syntax import Call

    return generator.nodes(Path(Call("instance", args), ()), scope), "N"


@_define("current")
def _current(generator: Any, args: Args, scope: Scope) -> Generated:
    from xforms.expressions.syntax import Call

    operand = generator.path(Path(Call("current", args), ()), scope)
    return operand.code, operand.kind


@_define("digest")
def _digest(generator: Any, args: Args, scope: Scope) -> Generated:
    _arity(args, 2, 3)
    codes = [generator.text(arg, scope) for arg in args]
    return f"digest({', '.join(codes)})", "s"


@_define("checklist")
def _checklist(generator: Any, args: Args, scope: Scope) -> Generated:
    if len(args) < 2:
        raise ExpressionError("checklist() needs a minimum and a maximum")
    bounds = [generator.number(arg, scope) for arg in args[:2]]
    flags = _flags(generator, args[2:], scope)
    return f"checklist({bounds[0]}, {bounds[1]}, {flags})", "b"


def _flags(generator: Any, args: Args, scope: Scope) -> str:
    if len(args) == 1 and isinstance(args[0], Path) and generator.kind(args[0], scope) == "N":
        return f"[one != '' for one in {generator.nodes(args[0], scope)}]"
    return "[" + ", ".join(generator.boolean(arg, scope) for arg in args) + "]"


@_define("weighted-checklist")
def _weighted_checklist(generator: Any, args: Args, scope: Scope) -> Generated:
    if len(args) < 2 or len(args) % 2:
        raise ExpressionError("weighted-checklist() needs pairs of value and weight")
    bounds = [generator.number(arg, scope) for arg in args[:2]]
    if len(args) == 4 and isinstance(args[2], Path) and generator.kind(args[2], scope) == "N":
        flags = _flags(generator, args[2:3], scope)
        weights = f"[NUM[one] for one in {_members(generator, args[3:], scope)}]"
    else:
        flags = _flags(generator, args[2::2], scope)
        weights = "[" + ", ".join(generator.number(arg, scope) for arg in args[3::2]) + "]"
    return f"weighted_checklist({bounds[0]}, {bounds[1]}, {flags}, {weights})", "b"


def _area(generator: Any, args: Args, scope: Scope) -> Generated:
    """Of nodes as JavaRosa computes it; of a text, which JavaRosa refuses, as Web Forms does."""
    _arity(args, 1)
    name = "area" if isinstance(args[0], Path) else "area_of_text"
    return f"{name}({_members(generator, args, scope)})", "n"


CALLS["area"] = CALLS["enclosed-area"] = _area


@_define("distance")
def _distance(generator: Any, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("distance() needs a line or points")
    return f"distance({_members(generator, args, scope)})", "n"
