"""The audit log of a run (`audit.csv`), by the ODK client audit log specification.

Pure: whoever hosts the run tells what happens and when. Basic events only: a chat knows no
keyboard, no background and no track of places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from xforms.faults import RunRefused
from xforms.run import Run

FILE_NAME = "audit.csv"
COLUMNS = ("event", "node", "start", "end")
CHANGES = ("old-value", "new-value")
MAX_ENTRIES = 20_000
"""As many as questions a form may have, each visited once; what is beyond is left out."""


class Event(StrEnum):
    """What can happen to a record."""

    START = "form start"
    RESUME = "form resume"
    SAVE = "form save"
    EXIT = "form exit"
    FINALIZE = "form finalize"
    JUMP = "jump"
    BACK = "back"
    QUESTION = "question"
    GROUP = "group questions"
    REPEAT = "add repeat"
    REMOVE = "delete repeat"
    LANGUAGE = "language change"


WITH_PLACE = frozenset({Event.QUESTION, Event.GROUP, Event.REPEAT, Event.REMOVE})
"""Events that name a place of the record."""


@dataclass(slots=True)
class Entry:
    """One row; times in milliseconds since 1970 UTC, `end` None for a moment."""

    event: str
    start: int
    node: str = ""
    end: int | None = None
    old: str = ""
    new: str = ""


@dataclass(slots=True)
class AuditLog:
    """Rows in the order of what happened.

    Args:
        changes: Keep old and new values as well (`track-changes` of the form's audit bind).
    """

    changes: bool = False
    entries: list[Entry] = field(default_factory=list)

    def note(self, event: Event, at: datetime, *, node: str = "") -> None:
        """Something happened. What has a place needs one: `RunRefused` otherwise."""
        if (event in WITH_PLACE) != bool(node):
            raise RunRefused("RUN-AUDIT", f"the event {event} fits no such place")
        self._add(Entry(event, _milliseconds(at), node))

    def visit(self, run: Run, ref: str, since: datetime, until: datetime, old: str = "") -> None:
        """A question was shown from `since` until `until`; `old` is its value at the beginning."""
        entry = Entry(Event.QUESTION, _milliseconds(since), ref, _milliseconds(until))
        new = run.value(ref)
        if self.changes and new != old:
            entry.old, entry.new = old, new
        self._add(entry)

    def to_csv(self) -> str:
        """The file: UTF-8 when encoded, commas between values, a line feed after each row."""
        columns = COLUMNS + (CHANGES if self.changes else ())
        rows = [columns, *(self._row(entry) for entry in self.entries)]
        return "".join(",".join(map(_escaped, row)) + "\n" for row in rows)

    def to_json(self) -> dict[str, Any]:
        """For keeping beside a suspended run."""
        rows = [[e.event, e.start, e.node, e.end, e.old, e.new] for e in self.entries]
        return {"changes": self.changes, "entries": rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(bool(kept["changes"]), [Entry(*row) for row in kept["entries"]])

    def attach(self, run: Run) -> dict[str, bytes]:
        """Name the file in the record, if the form asks for a log; the attachment by name.

        Call it before `run.submission()`.
        """
        root = run.form.schema.root
        node = run.form.by_path.get(f"{root.path}/meta/audit")
        if node is None:
            return {}
        run.set(node.path, FILE_NAME)
        return {FILE_NAME: self.to_csv().encode()}

    def _add(self, entry: Entry) -> None:
        if len(self.entries) < MAX_ENTRIES:
            self.entries.append(entry)

    def _row(self, entry: Entry) -> Iterable[str]:
        end = "" if entry.end is None else str(entry.end)
        row = (entry.event, entry.node, str(entry.start), end)
        return (*row, entry.old, entry.new) if self.changes else row


def _milliseconds(at: datetime) -> int:
    """Since 1970 UTC; ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("an audit log needs aware moments")
    return int(at.timestamp() * 1000)


def _escaped(value: str) -> str:
    """Quoted only where the specification asks for it: commas and line ends."""
    if not any(sign in value for sign in ",\r\n"):
        return value
    return '"' + value.replace('"', '""') + '"'
