"""JavaRosa's memory for conditions on lists: asked once for all that an answer sets going.

It goes by the text of the condition, so that an absolute path in it means in every instance of a
repeat what it meant in the first that asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from xforms.expressions import paths
from xforms.expressions.paths import Compiler, Items
from xforms.expressions.scope import Scope
from xforms.expressions.syntax import Binary, Call, Expr, Number, Path, Text

_REMEMBERED = frozenset(
    {
        *("regex", "starts-with", "ends-with", "contains", "substr", "substring-before"),
        *("substring-after", "translate", "string-length", "normalize-space", "concat", "join"),
        *("boolean-from-string", "string"),
    }
)
"""The functions that a remembered condition may call."""
_filter_items = paths._filter_items  # noqa: SLF001


def filter_items(
    items: Items, predicates: Iterable[Expr], scope: Scope, compiler: Compiler
) -> Items:
    """A list that does not depend on the instance, filtered by conditions that may be kept."""
    for predicate in predicates:
        source = items.elements()
        items = _filter_items(items, (predicate,), scope, compiler)
        if source.startswith("R.items(") and remembered(predicate):
            key = (source, repr(predicate))
            items = Items(f"once_found(R, {key!r}, lambda: {items.code})")
    return items


def remembered(expr: Expr) -> bool:
    """Whether JavaRosa holds a condition to give the same whenever it is asked."""
    if isinstance(expr, Number | Text):
        return True
    if isinstance(expr, Path):
        inner = [one for step in expr.steps for one in step.predicates] + list(expr.predicates)
        start = isinstance(expr.start, str) or remembered(expr.start)
        return start and all(map(remembered, inner))
    if isinstance(expr, Call):
        return expr.name in _REMEMBERED and all(map(remembered, expr.args))
    if isinstance(expr, Binary):
        return remembered(expr.left) and remembered(expr.right)
    return remembered(expr.operand)


def once_found(run: Any, key: Any, find: Callable[[], Any]) -> Any:
    """What was found for the same condition since the answer was given."""
    kept: dict[Any, Any] | None = run.__dict__.get("kept_conditions")
    if kept is None:
        return find()
    if key not in kept:
        kept[key] = find()
    return kept[key]


@contextmanager
def caching(run: Any) -> Iterator[None]:
    """One answer and all that follows from it."""
    run.__dict__["kept_conditions"] = {}
    try:
        yield
    finally:
        del run.__dict__["kept_conditions"]
