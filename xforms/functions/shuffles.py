"""randomize(): the order that ODK's own engines give for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MODULUS = 2_147_483_647


def shuffle(items: Sequence[T], seed: int) -> list[T]:
    """Inside-out Fisher-Yates with a Park-Miller generator."""
    state = seed % _MODULUS
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
    """A seed: a number is cut to an integer, a text gives the first 8 bytes of its SHA-256."""
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        made = hashlib.sha256(value.encode("utf-8", "replace")).digest()
        return int.from_bytes(made[:8], "big", signed=True)
