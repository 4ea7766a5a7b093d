"""What is wrong with typed words that cannot be an answer: a value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why it was not taken."""

    EMPTY = "empty"
    LENGTH = "length"
    NUMBER = "number"
    WHOLE = "whole"  # a number, but a whole one is wanted
    GRID = "grid"  # a number that the range does not have
    DATE = "date"
    LUNAR = "lunar"
    IMPOSSIBLE = "impossible"  # a day or time that no calendar or clock has
    TIME = "time"
    MOMENT = "moment"  # day and time are both wanted
    AMBIGUOUS = "ambiguous"  # it can be read in several ways, see `readings`
    CHOICE = "choice"
    INCOMPLETE = "incomplete"  # a rank that leaves options out
    CONFIRM = "confirm"  # only a yes is an answer
    YES_NO = "yes_no"
    FILE = "file"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Misread:
    """Not an answer.

    Attributes:
        kind: Why.
        example: Words that would be an answer to this question; '' if there are none to give.
        readings: What it may have meant, in words that can be typed, where it is ambiguous.
    """

    kind: Kind
    example: str = ""
    readings: tuple[str, ...] = ()
