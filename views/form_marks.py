"""One line for a thing to mend or to know: where it is, what it is, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from services.form_library.checking import Mark
from views import file_faults
from views.translate import gettext as _

SHOWN = 12
"""Faults on one screen: about two phone screens of text; the rest follow after mending."""

LONGEST = 120
"""Characters of a fault's wording; some quote a whole cell."""


def faults(marks: Sequence[Mark]) -> list[str]:
    """The first ones, numbered; and how many more there are."""
    lines = [f"{number}. {line(mark)}" for number, mark in enumerate(marks[:SHOWN], start=1)]
    if len(marks) > SHOWN:
        lines.append(_("还有 {count} 处，改好这些后再发来检查。").format(count=len(marks) - SHOWN))
    return lines


def line(mark: Mark) -> str:
    """A fault; those of files and zip files in the reader's language."""
    known = file_faults.words(mark)
    return told(mark, *(known or (mark.what.rstrip("。."), mark.remedy)))


def told(mark: Mark, what: str, remedy: str) -> str:
    """`〈survey!F12 relevant〉what → remedy`: the heading too, should columns have moved."""
    column = "" if mark.column in mark.cell else f" {mark.column}"
    place = f"〈{mark.cell}{column}〉" if mark.cell else ""
    words = f"{place}{_cut(what)}"
    return f"{words} → {_cut(remedy)}" if remedy else words


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
