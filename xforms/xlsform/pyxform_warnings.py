"""What pyxform remarks about a workbook that it converts all the same → notes with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xforms.faults import FormFault
from xforms.xlsform.pyxform_faults import Place

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_LONGEST = 200

_OF_NO_USE = re.compile(r"max-pixels|no longer supported on most devices|Group has no label")
"""Photos are made smaller anyway; other apps' devices; a group without a heading is no fault."""

_KINDS = (
    (re.compile(r"valid machine-readable codes"), "LANGUAGE", "", ""),
    (re.compile(r"to suppress this message"), "SHEET", "", ""),
    (re.compile(r"'disabled' column"), "DISABLED", "survey", "disabled"),
    (re.compile(r"is being skipped"), "SKIPPED", "survey", "type"),
    (re.compile(r"has no label"), "LABEL", "survey", "label"),
    (re.compile(r"only meant for filtered selects"), "EXTERNAL", "survey", "choice_filter"),
    (re.compile(r"form_id and id_string"), "IDS", "settings", "id_string"),
)
"""(what it says, our code, sheet, column)"""


def warnings_of(messages: Iterable[str], place: Place) -> list[FormFault]:
    """Each remark that a clerk can act on; its code begins with FORM-NOTE."""
    return [_warning(text, place) for text in messages if text.strip() and _helps(text)]


def _helps(text: str) -> bool:
    return _OF_NO_USE.search(text) is None


def _warning(text: str, place: Place) -> FormFault:
    row = _ROW.search(text)
    words = " ".join(_ROW.sub("", text).split())[:_LONGEST]
    for pattern, code, sheet, column in _KINDS:
        if pattern.search(text):
            where = place(sheet or "survey", int(row[1])) if row else (sheet, None)
            return FormFault(f"FORM-NOTE-{code}", where[0], where[1], column, words)
    where = place("survey", int(row[1])) if row else ("", None)
    return FormFault("FORM-NOTE", where[0], where[1], "", words)
