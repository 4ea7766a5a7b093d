"""Paths over the record and over secondary instances, resolved before the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from xforms.expressions.scope import Place, Scope, Use
from xforms.expressions.syntax import Binary, Call, Expr, Number, Path, Step, Text
from xforms.expressions.tokens import ExpressionError
from xforms.schema import Node

if TYPE_CHECKING:
    from collections.abc import Iterable


class Compiler(Protocol):
    """What paths need of the code generator."""

    def boolean(self, expr: Expr, scope: Scope) -> str:
        """Python for a bool."""

    def number(self, expr: Expr, scope: Scope) -> str:
        """Python for a float."""

    def text(self, expr: Expr, scope: Scope) -> str:
        """Python for a str."""

    def kind(self, expr: Expr, scope: Scope) -> str:
        """The type of the code."""

    def nowhere(self, path: Path) -> None:
        """A path of the record leads to no node."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of elements of a secondary instance, as Python; `leaf` is a last step not taken."""

    code: str
    leaf: str = ""

    def elements(self) -> str:
        """Python for the elements themselves."""
        return f"below({self.code}, {self.leaf!r})" if self.leaf else self.code

    def texts(self) -> str:
        """Python for their texts."""
        if self.leaf:
            return f"texts({self.code}, {self.leaf!r})"
        return f"[text_of(e) for e in {self.code}]"

    def first(self) -> str:
        """Python for the text of the first."""
        if self.leaf:
            return f"first_text({self.code}, {self.leaf!r})"
        return f"first([text_of(e) for e in {self.code}])"


def locate(path: Path, scope: Scope, compiler: Compiler) -> list[Place] | Items:
    """Resolve a path.

    Raises:
        ExpressionError: a construct that cannot be resolved before the run.
    """
    if isinstance(path.start, str):
        if path.start == "." and scope.item:
            return _from_item(path, scope, compiler)
        found = _walk([] if path.start == "/" else [_context(scope)], path, scope, compiler)
        if not found:
            compiler.nowhere(path)
        return found
    if isinstance(path.start, Call):
        name = path.start.name
        if name == "current":
            current = scope.current()
            return _walk([_context(current)], path, scope, compiler)
        if name == "instance":
            return _from_instance(path, scope, compiler)
        if name == "randomize":
            return _from_shuffled(path, scope, compiler)
    if isinstance(path.start, Path):
        inner = locate(path.start, scope, compiler)
        if isinstance(inner, Items):
            return _items(inner, path, scope, compiler)
        return _walk(inner, path, scope, compiler)
    raise ExpressionError("a path can only start at a node")


def _context(scope: Scope) -> Place:
    return Place(scope.node, scope.home, scope.expr, min(scope.home.depth, scope.anchor))


def _walk(start: list[Place], path: Path, scope: Scope, compiler: Compiler) -> list[Place]:
    places, steps = start, list(path.steps)
    absolute = path.start == "/"
    if absolute:
        top = scope.frame_at(0)
        root = Place(scope.schema.root, scope.schema.root.frame, top, 0)
        if not steps:
            return [root]
        first = steps[0]
        if first.axis == "descendant":
            places = [root]
        else:
            if first.name not in ("*", root.node.name):
                return []
            places, steps = _kept([root], first.predicates, scope, compiler), steps[1:]
    if path.predicates:
        places = _kept(places, path.predicates, scope, compiler)
    for at, step in enumerate(steps):
        last = at == len(steps) - 1
        contextual = absolute and not last and not step.predicates
        places = [
            found
            for place in places
            for found in _step(place, step, scope, compiler, contextual=contextual)
        ]
    return [place for place in places if place.node.id >= 0]


def _step(
    place: Place, step: Step, scope: Scope, compiler: Compiler, *, contextual: bool
) -> list[Place]:
    if step.axis == "self":
        found = [place]
    elif step.axis == "parent":
        found = _parent(place, scope)
    elif step.axis == "descendant":
        found = _descendants(place, step.name, scope)
    else:
        found = [
            _child(place, node, scope, contextual=contextual)
            for node in _named(place.node, step.name)
            if (node.kind == "attribute") is (step.axis == "attribute")
        ]
    return _kept(found, step.predicates, scope, compiler)


def _named(node: Node, name: str) -> list[Node]:
    if name == "*":
        return node.children
    return [child for child in node.children if child.name == name]


def _parent(place: Place, scope: Scope) -> list[Place]:
    node = place.node
    if node.parent is None:
        above = scope.schema.document
        if above is None or node is above:
            return []
        return [_in_frame(place, above, place.expr, place.anchor)]
    if place.home is node.inner:
        outer = place.home.parent
        assert outer is not None
        return [_in_frame(place, node.parent, _up(place), min(place.anchor, outer.depth))]
    return [_in_frame(place, node.parent, place.expr, place.anchor)]


def _up(place: Place) -> str:
    return f"{place.expr}.p"


def _in_frame(place: Place, node: Node, expr: str, anchor: int) -> Place:
    home = node.inner if node.inner is not None else node.frame
    return Place(node, home, expr, anchor, place.loops, place.on_chain)


def _child(place: Place, node: Node, scope: Scope, *, contextual: bool) -> Place:
    if node.inner is None:
        return Place(node, node.frame, place.expr, place.anchor, place.loops, place.on_chain)
    depth = node.inner.depth
    chain = scope.chain()
    if contextual and place.on_chain and depth < len(chain) and chain[depth] is node.inner:
        return Place(node, node.inner, scope.frame_at(depth), min(depth, scope.anchor))
    scope.uses.nodes.add(Use(node.id, place.anchor, "list"))
    scope.uses.loops = True
    var = f"g{scope.level}_{node.inner.id}_{len(place.loops)}"
    loop = f"for {var} in {place.expr}.kids[{node.slot}]"
    return Place(node, node.inner, var, place.anchor, (*place.loops, loop), on_chain=False)


def _descendants(place: Place, name: str, scope: Scope) -> list[Place]:
    found: list[Place] = []
    for node in place.node.children:
        if node.kind == "attribute":
            continue
        below = _child(place, node, scope, contextual=False)
        if name in ("*", node.name):
            found.append(below)
        found.extend(_descendants(below, name, scope))
    return found


def _kept(
    places: list[Place], predicates: tuple[Expr, ...], scope: Scope, compiler: Compiler
) -> list[Place]:
    for predicate in predicates:
        places = [_filtered(place, predicate, scope, compiler) for place in places]
    return places


def _filtered(place: Place, predicate: Expr, scope: Scope, compiler: Compiler) -> Place:
    """One predicate; where it counts positions, it counts the instances of that one repeat."""
    loops = place.loops
    positional = _positional(predicate, compiler, scope.inside(place, place.expr))
    if not positional or not loops or not loops[-1].startswith("for "):
        inner = replace(scope.inside(place, place.expr), position="1.0", last="1.0")
        condition = _condition(predicate, inner, compiler)
        return replace(place, loops=(*loops, f"if {condition}"))
    var, source = place.expr, loops[-1].partition(" in ")[2]
    index = f"i_{var}"
    inner = replace(scope.inside(place, var), position=index, last=f"float(len({source}))")
    condition = _condition(predicate, inner, compiler)
    loop = f"for {var} in [{var} for {index}, {var} in enumerate({source}, 1) if {condition}]"
    return replace(place, loops=(*loops[:-1], loop))


def _condition(predicate: Expr, scope: Scope, compiler: Compiler) -> str:
    if compiler.kind(predicate, scope) == "n":
        return f"({scope.position} == {compiler.number(predicate, scope)})"
    return compiler.boolean(predicate, scope)


def _positional(predicate: Expr, compiler: Compiler, scope: Scope) -> bool:
    probe = replace(scope, position="1.0", last="1.0")
    return compiler.kind(predicate, probe) == "n" or _counts(predicate)


def _counts(expr: Expr) -> bool:
    """Whether an expression calls position() or last() on its own context."""
    if isinstance(expr, Call):
        if expr.name in ("position", "last") and not expr.args:
            return True
        return any(_counts(arg) for arg in expr.args)
    if isinstance(expr, Binary):
        return _counts(expr.left) or _counts(expr.right)
    if isinstance(expr, Number | Text | Path):
        return False
    return _counts(expr.operand)


def _from_instance(path: Path, scope: Scope, compiler: Compiler) -> Items:
    call = path.start
    assert isinstance(call, Call)
    if len(call.args) != 1 or not isinstance(call.args[0], Text):
        raise ExpressionError("instance() needs a quoted name")
    name = call.args[0].value
    steps: list[str] = []
    rest = list(path.steps)
    while rest and rest[0].axis == "child" and rest[0].name != "*" and not rest[0].predicates:
        steps.append(rest.pop(0).name)
    if path.predicates or not rest:
        return _pure_end(name, steps, path, scope, compiler)
    step = rest[0]
    if step.axis == "child" and step.name != "*":
        rest.pop(0)
        where = (*steps, step.name)
        found, left = _indexed(name, where, step.predicates, scope, compiler)
        items = _filter_items(found, left, scope, compiler)
        return _items(items, Path(".", tuple(rest)), scope, compiler)
    start = Items(f"R.items({name!r}).at({tuple(steps)!r})")
    return _items(start, Path(".", tuple(rest)), scope, compiler)


def _pure_end(name: str, steps: list[str], path: Path, scope: Scope, compiler: Compiler) -> Items:
    if len(steps) < 2:
        return Items(f"R.items({name!r}).at({tuple(steps)!r})")
    items = Items(f"R.items({name!r}).at({tuple(steps[:-1])!r})", steps[-1])
    if steps == ["root", "item"]:
        items = Items(f"R.items({name!r}).at({tuple(steps)!r})")
    return _filter_items(items, path.predicates, scope, compiler)


def _indexed(
    name: str,
    where: tuple[str, ...],
    predicates: tuple[Expr, ...],
    scope: Scope,
    compiler: Compiler,
) -> tuple[Items, tuple[Expr, ...]]:
    """The first equality of a predicate becomes an index lookup, the others stay filters."""
    if predicates:
        terms = _conjuncts(predicates[0])
        for at, term in enumerate(terms):
            key = _key_of(term, scope, compiler)
            if key is not None and not any(_counts(one) for one in terms):
                child, value = key
                code = f"R.items({name!r}).index({where!r}, {child!r}).get({value}, ())"
                left = tuple(terms[:at] + terms[at + 1 :]) + predicates[1:]
                if not any(_positional(one, compiler, scope.over("e")) for one in left):
                    return Items(code), left
    return Items(f"R.items({name!r}).at({where!r})"), predicates


def _conjuncts(expr: Expr) -> list[Expr]:
    terms: list[Expr] = []
    while isinstance(expr, Binary) and expr.op == "and":
        terms.append(expr.right)
        expr = expr.left
    terms.append(expr)
    return terms[::-1]


def _key_of(term: Expr, scope: Scope, compiler: Compiler) -> tuple[str, str] | None:
    """(child, Python text) of `child = value` where the value does not look at the item."""
    if not isinstance(term, Binary) or term.op != "=":
        return None
    for key, value in ((term.left, term.right), (term.right, term.left)):
        child = _simple_child(key)
        if child and not _looks_at_item(value):
            kind = compiler.kind(value, scope)
            if kind in ("s", "v", "w"):
                return child, compiler.text(value, scope)
    return None


def _simple_child(expr: Expr) -> str:
    if isinstance(expr, Path) and expr.start == "." and len(expr.steps) == 1:
        step = expr.steps[0]
        if step.axis == "child" and not step.predicates and step.name != "*":
            return step.name
        if step.axis == "attribute" and not step.predicates:
            return "@" + step.name
    return ""


def _looks_at_item(expr: Expr) -> bool:
    """Whether an expression reads the item of the predicate it stands in."""
    if isinstance(expr, Path):
        if isinstance(expr.start, str):
            return expr.start == "."
        return _looks_at_item(expr.start)
    if isinstance(expr, Call):
        if not expr.args:
            return expr.name in ("position", "last", "string-length", "normalize-space", "name")
        return any(_looks_at_item(arg) for arg in expr.args)
    if isinstance(expr, Binary):
        return _looks_at_item(expr.left) or _looks_at_item(expr.right)
    if isinstance(expr, Number | Text):
        return False
    return _looks_at_item(expr.operand)


def _filter_items(
    items: Items, predicates: Iterable[Expr], scope: Scope, compiler: Compiler
) -> Items:
    for predicate in predicates:
        var = f"e{scope.level}"
        source = items.elements()
        inner = scope.over(var)
        if _positional(predicate, compiler, inner):
            index = f"i_{var}"
            inner = replace(inner, position=index, last=f"float(len({source}))")
            condition = _condition(predicate, inner, compiler)
            items = Items(f"[{var} for {index}, {var} in enumerate({source}, 1) if {condition}]")
        else:
            condition = _condition(predicate, inner, compiler)
            items = Items(f"[{var} for {var} in {source} if {condition}]")
    return items


def _items(items: Items, path: Path, scope: Scope, compiler: Compiler) -> Items:
    items = _filter_items(items, path.predicates, scope, compiler)
    for step in path.steps:
        if step.axis == "self":
            pass
        elif step.axis == "descendant":
            items = Items(f"everywhere({items.elements()}, {step.name!r})")
        elif step.axis in ("child", "attribute"):
            name = step.name if step.axis == "child" else "@" + step.name
            items = Items(items.elements(), name)
        else:
            items = Items(f"above({items.elements()})")
        items = _filter_items(items, step.predicates, scope, compiler)
    return items


def _from_item(path: Path, scope: Scope, compiler: Compiler) -> Items:
    return _items(Items(f"({scope.item},)"), path, scope, compiler)


def _from_shuffled(path: Path, scope: Scope, compiler: Compiler) -> Items:
    call = path.start
    assert isinstance(call, Call)
    if not 1 <= len(call.args) <= 2 or not isinstance(call.args[0], Path):
        raise ExpressionError("randomize() needs a list")
    inner = locate(call.args[0], scope, compiler)
    if not isinstance(inner, Items):
        raise ExpressionError("randomize() in a path needs a list of choices")
    seed = compiler.text(call.args[1], scope) if len(call.args) == 2 else "None"
    return _items(Items(f"R.shuffle({inner.elements()}, {seed})"), path, scope, compiler)
