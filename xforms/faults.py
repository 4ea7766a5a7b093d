"""What can be wrong with a form: faults with place and remedy, all reported at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault of a form, for the person who wrote it.

    `sheet`, `row` and `column` are known where the form came from a workbook; for a bare XForm the
    sheet is the part of the document ("bind", "body", "instance") and the column the reference.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    what: str = ""
    remedy: str = ""

    @property
    def place(self) -> str:
        """Where the fault is, in one phrase."""
        parts = [self.sheet]
        if self.row is not None:
            parts.append(f"row {self.row}")
        parts.append(self.column)
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        place = f"[{self.place}] " if self.place else ""
        return f"{self.code}: {place}{self.what} {self.remedy}".rstrip()


class FormRefused(Exception):  # noqa: N818 - a refusal is an outcome the caller expects
    """The form cannot be used; `faults` says why, one entry per fault."""

    def __init__(self, faults: Iterable[FormFault]) -> None:
        self.faults: tuple[FormFault, ...] = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)) or "form refused")


class RunRefused(Exception):  # noqa: N818 - see FormRefused
    """A stored run or a reference does not fit the form; nothing was changed."""

    def __init__(self, code: str, what: str) -> None:
        self.code = code
        super().__init__(f"{code}: {what}")


def refused(code: str, what: str, remedy: str, *, place: str = "", sheet: str = "") -> FormRefused:
    """A refusal with a single fault; `place` goes to its column."""
    return FormRefused([FormFault(code, sheet=sheet, column=place, what=what, remedy=remedy)])
