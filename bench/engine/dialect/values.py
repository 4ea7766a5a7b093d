"""JavaRosa's values: what a node holds keeps the type it was computed with.

Numbers are written as Java writes them.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xforms.functions.calendar import days_of

NEAR = 1e-12
"""Numbers closer than this are equal to JavaRosa, and a number closer to a whole one is it."""
_NEAR_STORED = 1e-9
_LARGEST = 2**31 - 1
_SMALLEST = -(2**31)
_TINY = 5e-324
_MOST_PLACES = 30
_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e7
_DIGITS = re.compile(r"[-.0-9]+\Z", re.ASCII)


class Amount(str):
    """A text that stands for a number: an int or decimal node, or a calculation's result."""

    __slots__ = ()


class Truth(str):
    """A text that stands for a boolean."""

    __slots__ = ()


class Day(str):
    """A text that stands for a date or dateTime."""

    __slots__ = ()


def java_double(value: float) -> str:
    """Double.toString: with an exponent below a thousandth and from ten million on."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        text = f"{Decimal(repr(value)):f}"
        return text if "." in text else text + ".0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    power = len(digits) - 1 + int(exponent)
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{power}"


def written(value: float) -> str:
    """A number as text: a whole one of 32 bits without a point, any other as Java writes it."""
    if abs(value) < NEAR:
        return "0"
    if math.isfinite(value) and abs(value) <= _LARGEST + 1:
        whole = max(_SMALLEST, min(_LARGEST, int(value)))
        if abs(value - whole) < NEAR:
            return str(whole)
    return java_double(value)


def kept(value: float) -> str:
    """A number as a calculation stores it."""
    if math.isnan(value):
        return ""
    if abs(value) <= _LARGEST and abs(value - int(value)) < _NEAR_STORED:
        return Amount(int(value))
    return Amount(java_double(value))


class Numbers:
    """number(text): a comma is a point, a date is a number only if it was computed as a date."""

    def __getitem__(self, text: str) -> float:
        if isinstance(text, Amount):
            return float(text) if text else math.nan
        if isinstance(text, Truth):
            return float(text == "true")
        if isinstance(text, Day):
            days = days_of(text)
            return math.nan if days is None else float(days)
        plain = text.replace(",", ".").strip()
        try:
            return float(plain) if _DIGITS.match(plain) else math.nan
        except ValueError:
            return math.nan


NUM = Numbers()


def number(value: float | str | bool) -> float:
    """The number function."""
    return NUM[value] if isinstance(value, str) else float(value)


def text(value: float | str | bool) -> str:
    """The string function."""
    if isinstance(value, Amount):
        return written(NUM[value]) if value else ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return written(value)


def stored(value: float | str | bool) -> str:
    """What a calculation stores: text with its type."""
    if isinstance(value, str):
        return value
    return truth(value) if isinstance(value, bool) else kept(value)


def truth(value: bool) -> str:
    """A boolean as it is stored."""
    return Truth("true" if value else "false")


def amount(value: str) -> str:
    """The text of a numeric node, which as text is written like any number."""
    return Amount(written(float(value))) if value else ""


def day(value: str) -> str:
    """The text of a date."""
    return Day(value) if value else ""


def true_number(value: float) -> bool:
    """The boolean function of a number."""
    return not math.isnan(value) and abs(value) > NEAR


def boolean(value: float | str | bool) -> bool:
    """The boolean function: a stored number or boolean is as true as it was when computed."""
    if isinstance(value, Amount):
        return true_number(NUM[value])
    if isinstance(value, Truth):
        return value == "true"
    return value != "" if isinstance(value, str) else true_number(float(value))


def single(value: Any) -> Any:
    """A set of nodes as one value: its node, or blank if there is none."""
    if isinstance(value, list | tuple):
        return value[0] if value else ""
    return value


def any_node(texts: Sequence[str]) -> bool:
    """A set of nodes as a condition."""
    return boolean(single(texts))


def alike(left: Any, right: Any) -> bool:
    """=, with numbers equal that are near enough; an infinite one is near to none."""
    one, other = single(left), single(right)
    if isinstance(one, bool | Truth) or isinstance(other, bool | Truth):
        return boolean(one) == boolean(other)
    if isinstance(one, float | Amount) or isinstance(other, float | Amount):
        return abs(number(one) - number(other)) < NEAR
    return bool(_dateless(one) == _dateless(other))


def _dateless(value: str) -> str:
    """Dates compare by their day."""
    return str(value)[:10] if isinstance(value, Day) else str(value)


def any_pair(sign: str, left: Any, right: Any) -> bool:
    """A comparison with a set of nodes."""
    if sign in ("=", "!="):
        return alike(left, right) is (sign == "=")
    one, other = number(single(left)), number(single(right))
    return {"<": one < other, "<=": one <= other, ">": one > other}.get(sign, one >= other)


def most(amounts: Sequence[float]) -> float:
    """max(), which begins at the smallest number above nothing."""
    values = [value for value in amounts if not math.isnan(value)]
    return max(_TINY, *values) if values else math.nan


def least(amounts: Sequence[float]) -> float:
    """min(), which begins at the largest number there is."""
    values = [value for value in amounts if not math.isnan(value)]
    return min(sys.float_info.max, *values) if values else math.nan


def rounded(value: float, places: float, ours: Any) -> float:
    """round(), which to tens adds a half and cuts off."""
    if not -_MOST_PLACES <= places < 0 or not math.isfinite(value):
        return float(ours(value, places))
    scaled = float(Decimal(repr(value)).scaleb(int(places)))
    return float(Decimal(int(scaled + 0.5)).scaleb(-int(places)))


def weighted_checklist(
    least: float, most: float, flags: Sequence[bool], weights: Sequence[float]
) -> bool:
    """weighted-checklist(), where -1 is a bound like any other."""
    total = sum(weight for flag, weight in zip(flags, weights, strict=False) if flag)
    return least <= total <= most


def at_least_one(index: float) -> float:
    """The place that indexed-repeat() looks at: the first, if the index is none."""
    return index if index >= 1 else 1.0


def cast_integer(value: str) -> str:
    """A computed number in an int node: the nearest int of 32 bits."""
    amount = NUM[value]
    if math.isnan(amount):
        return ""
    return Amount(int(max(float(_SMALLEST), min(float(_LARGEST), amount))))


def cast_decimal(value: str) -> str:
    """A computed number in a decimal node, an infinite one too."""
    amount = NUM[value]
    return "" if math.isnan(amount) else Amount(java_double(amount))
