"""What a chat does otherwise than a form may expect: said when the form is sent in, not later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforms.faults import FormFault
from xforms.xlsform import Row, Workbook

_MEDIA = re.compile(r"^(media::)?(image|big-image|audio|video)(::|$)")

TYPES = {
    "start-geopoint": "CHAT-PLACE",
    "background-geopoint": "CHAT-PLACE",
    "background-audio": "CHAT-RECORDING",
}
"""Types that nobody is asked: a phone would answer by itself, a chat leaves them blank."""

APPEARANCES = {
    "image-map": "CHAT-MAP",
    "annotate": "CHAT-DRAWING",
    "draw": "CHAT-DRAWING",
    "ethiopian": "CHAT-CALENDAR",
    "coptic": "CHAT-CALENDAR",
    "islamic": "CHAT-CALENDAR",
    "bikram-sambat": "CHAT-CALENDAR",
    "myanmar": "CHAT-CALENDAR",
    "persian": "CHAT-CALENDAR",
}
"""Appearances that are answered in another way."""


def advice_for(workbook: Workbook) -> list[FormFault]:
    """What will be otherwise in the chat, once per cell or column, in order."""
    return [
        *(_note("CHAT-ENTITIES", "entities", row) for row in workbook.rows("entities")[:1]),
        *(note for row in workbook.rows("survey") for note in _row_advice(row)),
        *(note for sheet in ("survey", "choices") for note in _media(workbook, sheet)),
    ]


def _row_advice(row: Row) -> Iterator[FormFault]:
    kind = row.get("type")
    if kind in TYPES:
        yield _note(TYPES[kind], "survey", row, "type")
    for column, text in row.cells.items():
        if "last-saved#" in text:
            yield _note("CHAT-LAST", "survey", row, column)
    for word in row.get("appearance").split():
        code = "CHAT-APP" if word.startswith("ex:") else APPEARANCES.get(word)
        if code is not None:
            yield _note(code, "survey", row, "appearance")


def _media(workbook: Workbook, sheet: str) -> Iterator[FormFault]:
    """A column of pictures or sounds beside the labels: the first cell stands for all."""
    rows = workbook.rows(sheet)
    for column in workbook.sheet(sheet).header:
        used = next((row for row in rows if row.get(column)), None)
        if used is not None and _MEDIA.match(column.lower()):
            yield _note("CHAT-MEDIA", sheet, used, column)


def _note(code: str, sheet: str, row: Row, column: str = "") -> FormFault:
    return FormFault(code, sheet, row.number, column)
