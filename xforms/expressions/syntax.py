"""The syntax tree of an expression."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Number(NamedTuple):
    """A numeric literal."""

    value: float


class Text(NamedTuple):
    """A string literal."""

    value: str


class Call(NamedTuple):
    """A function call; the name keeps its prefix (`jr:itext`)."""

    name: str
    args: tuple[Expr, ...]


class Binary(NamedTuple):
    """An operator with two operands: or and = != < <= > >= + - * div mod |."""

    op: str
    left: Expr
    right: Expr


class Negative(NamedTuple):
    """Unary minus."""

    operand: Expr


class Step(NamedTuple):
    """One step of a path: axis child, parent, self, descendant or attribute."""

    axis: str
    name: str
    predicates: tuple[Expr, ...]


class Path(NamedTuple):
    """A location path. `start` is "/" (root), "." (context) or a primary expression."""

    start: str | Expr
    steps: tuple[Step, ...]
    predicates: tuple[Expr, ...] = ()


Expr: TypeAlias = Number | Text | Call | Binary | Negative | Path


def path_text(path: Path) -> str:
    """A path as people write it, without its predicates."""
    marks = {"parent": "..", "self": ".", "attribute": "@"}
    names = [marks.get(step.axis, "") + step.name.strip("*") for step in path.steps]
    return ("/" if path.start == "/" else "") + "/".join(names)
