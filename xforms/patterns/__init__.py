"""Regular expressions of forms, in Java's dialect, matched in linear time: they cannot hang.

Supported: classes with ranges, unions and intersections, categories, groups, alternatives, all
quantifiers (lazy and possessive ones match as greedy ones do), anchors, word borders, look-around,
the flags i, s and m. Refused: back references, which no linear machine can match.
"""

from __future__ import annotations

from functools import lru_cache

from xforms.patterns.machine import Machine, build
from xforms.patterns.syntax import PatternError, read

__all__ = ["PatternError", "compiled", "matches"]


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Machine:
    """The machine of a pattern.

    Raises:
        PatternError: unreadable, unsupported or larger than the limits.
    """
    return build(read(pattern))


@lru_cache(maxsize=512)
def _machine(pattern: str) -> Machine | None:
    try:
        return compiled(pattern)
    except PatternError:
        return None


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value matches; an unreadable pattern matches nothing."""
    machine = _machine(pattern)
    return machine is not None and machine.matches(value)
