"""Functions over nodes: positions, lists, choices, translated texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.expressions.calls.table import CALLS, SELF, Args, Generated, arity, define
from xforms.expressions.parser import parse
from xforms.expressions.paths import Items, locate
from xforms.expressions.scope import Place, Scope, Use
from xforms.expressions.syntax import Call, Expr, Path, Step, Text
from xforms.expressions.tokens import ExpressionError
from xforms.schema import Frame, Node

if TYPE_CHECKING:
    from xforms.expressions.codegen import Generator


@define("last")
def _last(_generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0)
    return (scope.last or "1.0"), "n"


@define("position")
def _position(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0, 1)
    if not args and scope.position:
        return f"float({scope.position})", "n"
    path = args[0] if args else SELF
    path = path if isinstance(path, Path) else Path(path, ())
    if path.start == "/":  # of a repeat around the context, its own instance is meant
        path = path._replace(steps=(*path.steps, Step("self", "", ())))
    found = locate(path, scope, generator)
    if isinstance(found, Items):
        return f"place_of({found.elements()})", "n"
    return _place_of(found, path, generator, scope), "n"


def _place_of(places: list[Place], path: Expr, generator: Generator, scope: Scope) -> str:
    """Code for the position of the first of some nodes of the record; 0 of nothing."""
    if not places:
        return "0.0"
    place = places[0]
    if place.home is not place.node.inner:
        return "1.0" if place.single else f"({generator.count(path, scope)} and 1.0)"
    anchor = min(place.anchor, place.node.frame.depth)
    scope.uses.nodes.add(Use(place.node.id, anchor, "list"))
    if place.single:
        return f"({place.expr}.i + 1.0)"
    return f"first_number([{place.expr}.i + 1.0 {' '.join(place.loops)}] or [0.0])"


def _name_of(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0, 1)
    places = generator.places(args[0] if args else SELF, scope)
    return repr(places[0].node.name if places else ""), "s"


CALLS["name"] = CALLS["local-name"] = _name_of


@define("namespace-uri")
def _namespace_uri(_generator: Generator, _args: Args, _scope: Scope) -> Generated:
    return "''", "s"


@define("indexed-repeat")
def _indexed_repeat(generator: Generator, args: Args, scope: Scope) -> Generated:
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
    return _climb(target.node, indexes, scope), "s"


def _climb(node: Node, indexes: dict[int, str], scope: Scope) -> str:
    """From the target up to the root: every repeat by its index, or by the context's own."""
    steps: list[Node] = []
    frame: Frame | None = node.frame
    while frame is not None and frame.node is not None:
        steps.append(frame.node)
        frame = frame.parent
    expr, chain, on_chain, anchor = scope.frame_at(0), scope.chain(), True, 0
    for repeat in reversed(steps):
        assert repeat.inner is not None
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


@define("jr:choice-name")
def _choice_name(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 2)
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


@define("jr:itext")
def _itext(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 1)
    return f"R.itext({generator.text(args[0], scope)}, {scope.current().expr})", "s"


@define("randomize")
def _randomize(generator: Generator, args: Args, scope: Scope) -> Generated:
    return generator.nodes(Call("randomize", args), scope) or "[]", "N"


@define("instance")
def _instance(generator: Generator, args: Args, scope: Scope) -> Generated:
    return generator.nodes(Path(Call("instance", args), ()), scope) or "[]", "N"


@define("current")
def _current(generator: Generator, args: Args, scope: Scope) -> Generated:
    operand = generator.path(Path(Call("current", args), ()), scope)
    return operand.code, operand.kind
