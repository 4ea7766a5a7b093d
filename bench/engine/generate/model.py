"""What a generated form consists of: its sheets, and its nodes as far as a walk must know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

Row = dict[str, str]
T = TypeVar("T")

# Kinds of value an expression may have; a question's kind says where its value may be read.
NUMBER, TEXT, DATE, TIME, STAMP = "number", "text", "date", "time", "stamp"
ONE, MANY, POINT, LINE, FLAG, OTHER = "one", "many", "point", "line", "flag", "other"


@dataclass(frozen=True)
class Node:
    """A question or calculation: name, kind, groups and repeats around it, possible answers."""

    name: str
    kind: str
    path: tuple[str, ...]
    repeats: tuple[str, ...]
    type: str
    answers: tuple[str, ...] = ()


@dataclass
class Sheets:
    """A workbook as rows, and the nodes in it in the order of the survey."""

    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    settings: list[Row] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    repeats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def workbook(self) -> dict[str, Any]:
        """The shape that pyxform takes in place of a file."""
        book: dict[str, Any] = {"survey": self.survey, "choices": self.choices}
        book["settings"] = self.settings
        for sheet, rows in list(book.items()):
            book[f"{sheet}_header"] = [{key: None for row in rows for key in row}]
        return book


class Dice:
    """Choices drawn from Hypothesis, so that a seed repeats a form exactly."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        chosen: T = options[self._draw(st.integers(0, len(options) - 1))]
        return chosen

    def number(self, low: int, high: int) -> int:
        """A whole number between the two, both included."""
        drawn: int = self._draw(st.integers(low, high))
        return drawn

    def chance(self, percent: int) -> bool:
        """True about `percent` times in a hundred."""
        return self.number(0, 99) >= 100 - percent

    def weighted(self, table: Mapping[T, int]) -> T:
        """A key, as often as its weight says."""
        at = self.number(0, sum(table.values()) - 1)
        for key, weight in table.items():
            if at < weight:
                return key
            at -= weight
        raise AssertionError("weights do not add up")
