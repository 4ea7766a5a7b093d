"""Typed button data: one class per action, packed into Telegram's 64 bytes.

Ours rather than the dispatcher's, because the push worker renders buttons and must not import it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Self

MAX_BYTES = 64
"""Telegram's limit for callback data."""

SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Action:
    """Base of all button data. Fields are `int` or `str` (a `str` must not contain a colon)."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """Pack as `prefix:field:field`; ValueError when it does not fit or reads differently."""
        parts = [self.prefix, *(str(getattr(self, f.name)) for f in fields(self))]
        packed = SEPARATOR.join(parts)
        if len(packed.encode()) > MAX_BYTES or packed.count(SEPARATOR) != len(parts) - 1:
            raise ValueError(f"button data of {self.prefix!r} does not fit")
        return packed

    @classmethod
    def parse(cls, packed: str) -> Self | None:
        """Read packed data back; None if it is another action's or not well formed."""
        prefix, *values = packed.split(SEPARATOR)
        kinds = fields(cls)
        if prefix != cls.prefix or len(values) != len(kinds):
            return None
        try:
            read = [
                int(v) if f.type in ("int", int) else v for f, v in zip(kinds, values, strict=True)
            ]
        except ValueError:
            return None
        return cls(*read)


@dataclass(frozen=True, slots=True)
class OpenDue(Action):
    """Open the right form, or its draft, for a due visit (in digests and 今日)."""

    prefix: ClassVar[str] = "tdo"
    due_visit_id: int


@dataclass(frozen=True, slots=True)
class OpenToday(Action):
    """Show 今日 from a page on (pages count from 0)."""

    prefix: ClassVar[str] = "tdl"
    page: int


@dataclass(frozen=True, slots=True)
class ResumeRun(Action):
    """Go back to a run: its present screen, and what is typed is for it again."""

    prefix: ClassVar[str] = "rnr"
    run_id: int
