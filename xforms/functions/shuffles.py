"""randomize(): the order that ODK's own engines give for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from xforms.functions.numbers import NUM

T = TypeVar("T")

_MODULUS = 2_147_483_647
_LONGEST = 2**63
"""Seeds are 64-bit in JavaRosa."""


def shuffle(items: Sequence[T], seed: int) -> list[T]:
    """Inside-out Fisher-Yates with a Park-Miller generator."""
    state = abs(seed) % _MODULUS
    state = -state if seed < 0 else state
    if state <= 0:
        state += _MODULUS - 1
    found: list[T] = []
    for at, item in enumerate(items):
        state = state * 16_807 % _MODULUS
        place = int((state - 1) / (_MODULUS - 1) * (at + 1))
        found.append(item)
        if place != at:
            found[at] = found[place]
            found[place] = item
    return found


def seed_of(value: str) -> int:
    """A seed: a number is cut to an integer, a text gives the first 8 bytes of its SHA-256.

    What is no number at all (a blank times one) is 0, as in Java and JavaScript.
    """
    if value in ("", "NaN"):
        return 0
    number = NUM[value]
    if number == number:  # noqa: PLR0124 - not NaN
        return int(max(-_LONGEST, min(_LONGEST, number)))
    if value in ("Infinity", "-Infinity"):
        return -_LONGEST if value[0] == "-" else _LONGEST - 1
    made = hashlib.sha256(value.encode("utf-8", "replace")).digest()
    return int.from_bytes(made[:8], "big", signed=True)
