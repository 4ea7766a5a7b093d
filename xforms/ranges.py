"""Range questions: bounds and grid."""

from __future__ import annotations

import math
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


def on_grid(control: Control, text: str) -> bool:
    """Whether a text is one of the numbers start, start + step, … end."""
    bounds = range_of(control)
    value = NUM[text]
    low, high = min(bounds.start, bounds.end), max(bounds.start, bounds.end)
    if not low - _GRID_TOLERANCE <= value <= high + _GRID_TOLERANCE:
        return False
    steps = (value - bounds.start) / bounds.step
    return abs(steps - round(steps)) < _GRID_TOLERANCE * max(1.0, abs(steps))
