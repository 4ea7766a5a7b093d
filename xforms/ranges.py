"""Range questions: bounds and grid."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from xforms.functions.numbers import NUM
from xforms.schema import Control


class Range(NamedTuple):
    """Bounds of a range question, as numbers."""

    start: float
    end: float
    step: float


def range_of(control: Control) -> Range:
    """Bounds of a range question; 1 to 10 by 1 where the form says nothing."""

    def number(name: str, default: float) -> float:
        try:
            value = float(control.attributes.get(name, ""))
        except ValueError:
            return default
        return value if math.isfinite(value) else default

    return Range(number("start", 1.0), number("end", 10.0), number("step", 1.0) or 1.0)


_GRID_TOLERANCE = 1e-9
"""Decimal steps such as 0.1 do not divide exactly in binary."""


def grid_of(bounds: Range) -> Callable[[str], bool]:
    """A check that a number is one of start, start + step, … end."""
    start, end, step = bounds
    low, high = min(start, end) - _GRID_TOLERANCE, max(start, end) + _GRID_TOLERANCE

    def on_grid(text: str) -> bool:
        value = NUM[text]
        if not low <= value <= high:
            return False
        steps = (value - start) / step
        return abs(steps - round(steps)) < _GRID_TOLERANCE * max(1.0, abs(steps))

    return on_grid
