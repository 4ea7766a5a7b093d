"""Numbers: conversion both ways, arithmetic, sums."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from xforms.functions.calendar import days_of
from xforms.limits import MAX_NUMBER_CACHE

NAN: Final = math.nan
INF: Final = math.inf
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*\Z", re.ASCII)


class _Numbers(dict[str, float]):
    """number(text), remembered: the answers of a form are few and come back often."""

    def __missing__(self, text: str) -> float:
        if _NUMBER.match(text) or text in ("Infinity", "-Infinity"):
            value = float(text)
        else:
            days = days_of(text)
            value = NAN if days is None else float(days)
        if len(self) >= MAX_NUMBER_CACHE:
            self.clear()
        self[text] = value
        return value


NUM: Final = _Numbers()
"""Text to float: XPath's grammar (no exponent, no plus sign); as ODK adds, dates to days; and
Infinity, which a calculation may have stored."""


class _Tokens(dict[str, frozenset[str]]):
    """The tokens of a select's answer, remembered."""

    def __missing__(self, text: str) -> frozenset[str]:
        tokens = frozenset(text.split(" "))
        if len(self) >= MAX_NUMBER_CACHE:
            self.clear()
        self[text] = tokens
        return tokens


TOKENS: Final = _Tokens()


def number(value: float | str | bool) -> float:
    """The number function of a value whose type is known only now."""
    if isinstance(value, str):
        return NUM[value]
    return float(value)


def number_text(value: float) -> str:
    """The string function of a number: no exponent, no trailing zero; NaN and Infinity by name."""
    if value == value // 1 and abs(value) < 1e16:
        return str(int(value))
    if value != value:  # noqa: PLR0124 - NaN is the only value unlike itself
        return "NaN"
    if value in (INF, -INF):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    return f"{Decimal(text):f}" if "e" in text else text


def stored_number(value: float) -> str:
    """What a calculation stores: NaN is blank."""
    return number_text(value) if value == value else ""  # noqa: PLR0124 - see number_text


def shown_number(text: str) -> str:
    """The text of a numeric node for people."""
    return number_text(NUM[text]) if text else ""


def text(value: float | str | bool) -> str:
    """The string function of a value whose type is known only now."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return number_text(value)


def stored(value: float | str | bool) -> str:
    """What a calculation stores of a value whose type is known only now."""
    if isinstance(value, float):
        return stored_number(value)
    return text(value)


def true_number(value: float) -> bool:
    """The boolean function of a number."""
    return value == value and value != 0.0  # noqa: PLR0124 - see number_text


def boolean(value: float | str | bool) -> bool:
    """The boolean function of a value whose type is known only now."""
    if isinstance(value, str):
        return value != ""
    return true_number(float(value))


def same_amount(left: str, right: str) -> bool:
    """= of two nodes of numeric types: 1 and 1.0 are the same, whatever is stored."""
    return left == right or NUM[left] == NUM[right]


def divide(left: float, right: float) -> float:
    """IEEE division: by zero it is infinite, 0 div 0 is NaN."""
    if right != 0.0:
        return left / right
    if left == 0.0 or left != left:  # noqa: PLR0124 - see number_text
        return NAN
    return math.copysign(INF, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """XPath's mod keeps the sign of the dividend."""
    try:
        return math.fmod(left, right)
    except ValueError:
        return NAN


def truncate(value: float) -> float:
    """The int function: towards zero."""
    return value if not math.isfinite(value) else float(math.trunc(value))


def floor(value: float) -> float:
    """The floor function that lets NaN and Infinity through."""
    return value if not math.isfinite(value) else float(math.floor(value))


def ceiling(value: float) -> float:
    """The ceiling function that lets NaN and Infinity through."""
    return value if not math.isfinite(value) else float(math.ceil(value))


_MOST_PLACES = 30


def rounded(value: float, places: float) -> float:
    """Round: half towards plus infinity, on the decimal notation (round(1.005, 2) = 1.01).

    Negative places round to tens and hundreds; beyond 30 places the result is NaN (JavaRosa).
    """
    if not math.isfinite(value):
        return value
    if not abs(places) <= _MOST_PLACES:
        return NAN
    unit = Decimal(1).scaleb(-int(places))
    mode = ROUND_HALF_DOWN if value < 0 else ROUND_HALF_UP
    exact = Decimal(repr(value))
    if abs(exact) >= Decimal(10) ** 24:
        return value
    return float((exact / unit).quantize(Decimal(1), rounding=mode) * unit)


def power(base: float, exponent: float) -> float:
    """The pow function with NaN where mathematics has no answer."""
    try:
        return math.pow(base, exponent)
    except ValueError:
        return INF if base == 0.0 else NAN
    except OverflowError:
        return INF


def safe_math(function: Callable[[float], float], value: float) -> float:
    """A function of mathematics: NaN outside its domain, -Infinity for log(0)."""
    try:
        return function(value)
    except ValueError:
        return -INF if value == 0.0 and function in (math.log, math.log10) else NAN
    except OverflowError:
        return INF


def total(amounts: Sequence[float]) -> float:
    """The sum function: blank members are skipped, the sum of nothing is 0."""
    result = 0.0
    for value in amounts:
        if value == value:  # noqa: PLR0124 - see number_text
            result += value
    return result


def least(amounts: Sequence[float]) -> float:
    """The min function: blank members are skipped; of nothing it is NaN."""
    values = [value for value in amounts if value == value]  # noqa: PLR0124 - see number_text
    return min(values) if values else NAN


def most(amounts: Sequence[float]) -> float:
    """The max function: blank members are skipped; of nothing it is NaN."""
    values = [value for value in amounts if value == value]  # noqa: PLR0124 - see number_text
    return max(values) if values else NAN


def count_filled(texts: Sequence[str]) -> float:
    """count-non-empty()."""
    return float(sum(1 for one in texts if one))
