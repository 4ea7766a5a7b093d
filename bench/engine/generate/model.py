"""What a generated form consists of: its sheets, and its nodes as far as a walk must know them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

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

    def xform(self) -> str | None:
        """The XForm that pyxform makes of the sheets; None where it refuses them."""
        try:
            return str(convert(self.workbook(), validate=False, form_name="data").xform)
        except PyXFormError:
            return None


class Dice:
    """Choices that follow from one number, which Hypothesis draws: a seed repeats a form.

    Were each choice drawn from Hypothesis, it could shrink forms itself, but two in three of those
    it makes would repeat others; `bench.engine.shrink` cuts rows instead, for a person to read.
    """

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return self._random.choice(options)

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All options in another order."""
        return self._random.sample(options, len(options))

    def number(self, low: int, high: int) -> int:
        """A whole number between the two, both included."""
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        """True `percent` times in a hundred."""
        return self._random.randrange(100) < percent

    def weighted(self, table: Mapping[T, int]) -> T:
        """A key, as often as its weight says."""
        return self._random.choices(list(table), list(table.values()))[0]
