"""What a run knows of the world outside: clock, chance, the person. Given, never fetched."""

from __future__ import annotations

import random
import uuid as uuid_module
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo


@dataclass(slots=True)
class Surroundings:
    """The arguments of a run that no answer gives.

    Attributes:
        now: an aware moment; its zone is the user's.
        seed: makes random(), uuid() and randomize() repeatable.
        properties: username, deviceid, phonenumber, email and the like.
        uuid: replaces the identifiers made from the seed.
    """

    now: datetime
    seed: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    uuid: Callable[[], str] | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("the clock of a run needs a time zone")

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""
        assert self.now.tzinfo is not None
        return self.now.tzinfo


class Chance:
    """Random numbers and identifiers of one run, from its seed and how many were drawn."""

    __slots__ = ("drawn", "seed")

    def __init__(self, seed: int, drawn: int = 0) -> None:
        self.seed = seed
        self.drawn = drawn

    def _next(self) -> random.Random:
        self.drawn += 1
        return random.Random(f"{self.seed}:{self.drawn}")  # noqa: S311 - repeatable on purpose

    def number(self) -> float:
        """0 ≤ x < 1."""
        return self._next().random()

    def identifier(self) -> str:
        """A version 4 UUID."""
        return str(uuid_module.UUID(int=self._next().getrandbits(128), version=4))

    def characters(self, length: int) -> str:
        """Letters and digits."""
        source = self._next()
        alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return "".join(source.choice(alphabet) for _ in range(max(0, min(length, 1_000))))
