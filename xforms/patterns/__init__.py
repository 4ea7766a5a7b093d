"""Regular expressions of forms, in Java's dialect, matched in linear time: they cannot hang.

Supported: classes with ranges, unions and intersections, categories, groups, alternatives, all
quantifiers (lazy and possessive ones match as greedy ones do), anchors, word borders, look-around,
the flags i, s and m. Refused: back references, which no linear machine can match.
"""

from __future__ import annotations

from functools import lru_cache

from xforms.patterns.automaton import Automaton, automaton
from xforms.patterns.machine import Machine, build
from xforms.patterns.syntax import PatternError, read

__all__ = ["PatternError", "compiled", "matches"]


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Machine | Automaton:
    """What matches a pattern.

    Raises:
        PatternError: unreadable, unsupported or larger than the limits.
    """
    tree = read(pattern)
    return automaton(tree) or build(tree)


@lru_cache(maxsize=512)
def _machine(pattern: str) -> Machine | Automaton | None:
    try:
        return compiled(pattern)
    except PatternError:
        return None


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value matches; an unreadable pattern matches nothing."""
    machine = _machine(pattern)
    return machine is not None and machine.matches(value)
