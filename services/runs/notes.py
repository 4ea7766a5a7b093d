"""What a run remembers beside its answers: where the person is and what they have settled."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any

REVIEW = "~review"
ALARM = "~alarm"
REASON = "~reason"
OWN_PLACES = frozenset({REVIEW, ALARM, REASON})
"""Values of `Run.at` that are screens of ours; every other value is a reference of the form."""

MAX_STATE = 4 * 1024 * 1024
"""Bytes a stored state may unpack to: four times the largest run seen in the reference forms."""


@dataclass(slots=True)
class Notes:
    """Kept sealed with the engine's state.

    Attributes:
        entered: Revision at which the present screen was entered; older buttons are stale.
        point: The question that is open inside a screen of several points, or ''.
        in_turn: The open points of the block are being gone through one by one.
        seen: Screens the person has gone through.
        touched: Prefilled facts that the person has changed.
        pending: Ticks that the form does not accept yet, by question.
        settled: Alarms and what became of each: `reported`, `declined`, `noted`.
        alarm_at: When the alarm on the screen was raised (ISO, UTC), or ''.
        after: Where the person was going when the alarm came.
        before: Where they came from.
        returning: They came from the review: an answer leads back to it.
        only: Re-check: the questions that are asked; empty = all.
    """

    entered: int = 0
    point: str = ""
    in_turn: bool = False
    seen: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    pending: dict[str, str] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    alarm_at: str = ""
    after: str = ""
    before: str = ""
    returning: bool = False
    only: list[str] = field(default_factory=list)

    def forget_row(self, instance: str) -> None:
        """An entry of a repeat (`/f/kid[2]`) is gone: those behind it have moved up by one."""
        self.seen = [new for ref in self.seen if (new := _moved_up(ref, instance))]
        self.touched = [new for ref in self.touched if (new := _moved_up(ref, instance))]
        self.settled = {n: v for r, v in self.settled.items() if (n := _moved_up(r, instance))}
        self.pending = {n: v for r, v in self.pending.items() if (n := _moved_up(r, instance))}


def _moved_up(ref: str, gone: str) -> str:
    """The reference after an entry has gone; '' if it was inside it."""
    repeat, _, number = gone.removesuffix("]").rpartition("[")
    head, bracket, rest = ref.removeprefix(repeat).partition("[")
    if not ref.startswith(repeat) or head or not bracket:
        return ref
    own, _, tail = rest.partition("]")
    if int(own) == int(number):
        return ""
    return f"{repeat}[{int(own) - (int(own) > int(number))}]{tail}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A run's state as it lies sealed in its row."""

    notes: Notes
    instances: dict[str, str]
    engine: bytes


def pack(stored: Stored) -> bytes:
    """Bytes to be sealed: compressed JSON with the engine's dump behind it."""
    head: dict[str, Any] = {"notes": asdict(stored.notes), "instances": stored.instances}
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(len(text).to_bytes(4, "big") + text + stored.engine, 6)


def unpack(packed: bytes) -> Stored:
    """Read `pack`'s bytes; unknown notes of a newer version are left out."""
    clear = zlib.decompressobj().decompress(packed, MAX_STATE)
    length = int.from_bytes(clear[:4], "big")
    head = json.loads(clear[4 : 4 + length])
    known = {key: value for key, value in head["notes"].items() if key in Notes.__slots__}
    return Stored(Notes(**known), head["instances"], clear[4 + length :])
