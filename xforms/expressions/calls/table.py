"""Where functions are entered, and what their makers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from xforms.expressions.scope import Scope
from xforms.expressions.syntax import Expr, Path, Step
from xforms.expressions.tokens import ExpressionError

if TYPE_CHECKING:
    from xforms.expressions.codegen import Generator

Generated: TypeAlias = tuple[str, str]
"""Python source and its type."""

Args: TypeAlias = tuple[Expr, ...]
Make: TypeAlias = "Callable[[Generator, Args, Scope], Generated]"

CALLS: dict[str, Make] = {}
"""Every function that a form may call."""

SELF = Path(".", (Step("self", "*", ()),))
"""The expression `.`"""


def define(name: str) -> Callable[[Make], Make]:
    """Enter a maker under a name."""

    def enter(make: Make) -> Make:
        CALLS[name] = make
        return make

    return enter


def arity(args: Args, least: int, most: int | None = None) -> None:
    """Check the number of arguments.

    Raises:
        ExpressionError: too few or too many.
    """
    most = least if most is None else most
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ExpressionError(f"needs {wanted} arguments, has {len(args)}")


def moment(generator: Generator, arg: Expr, scope: Scope) -> Generated:
    """An argument that stands for a moment: a text, or days as a number or in a numeric node."""
    operand = generator.any(arg, scope)
    if operand.kind == "N":
        return f"first({operand.code})", "s"
    if operand.kind == "w":
        return f"NUM[{operand.code}]", "n"
    return operand.code, operand.kind


def members(generator: Generator, args: Args, scope: Scope) -> str:
    """All arguments as one list of texts: node-sets give all their members."""
    parts: list[str] = []
    for arg in args:
        one = len(args) > 1 and isinstance(arg, Path) and generator.kind(arg, scope) in _SINGLE
        nodes = None if one else generator.nodes(arg, scope)
        parts.append(f"*({nodes})" if nodes is not None else generator.text(arg, scope))
    return f"[{', '.join(parts)}]"


_SINGLE = frozenset({"v", "w"})
"""One path among several arguments stands for one value, even if it is blank."""


def amounts(generator: Generator, args: Args, scope: Scope) -> str:
    """All arguments as one list of numbers."""
    parts: list[str] = []
    for arg in args:
        nodes = generator.nodes(arg, scope)
        if nodes is not None:
            parts.append(f"*[NUM[one] for one in {nodes}]")
        else:
            parts.append(generator.number(arg, scope))
    return f"[{', '.join(parts)}]"
