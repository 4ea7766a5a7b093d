"""What a person typed, read as the answer to a question; the parsers are `xforms.chat_answers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import xforms
from services.runs import files
from services.runs.files import FileKind
from services.runs.places import PLACES, coarse
from services.runs.standing import Wrong
from services.unit_of_work import LOCAL_ZONE
from xforms import chat_answers
from xforms.chat_answers import Kind, Misread

WRONG_KINDS = {
    FileKind.PHOTO: Wrong.PHOTO,
    FileKind.AUDIO: Wrong.AUDIO,
    FileKind.VIDEO: Wrong.VIDEO,
    FileKind.FILE: Wrong.FILE,
}
"""What is said to anything else than the kind of file that is asked for."""


@dataclass(frozen=True, slots=True)
class WrongInput:
    """It cannot be read as an answer; `example` is one that can ('' = none to give)."""

    wrong: Wrong
    example: str = ""


def parse(prompt: xforms.Prompt, text: str, today: date) -> str | WrongInput:
    """The answer in the form's own notation (`2026-11-20`, `37.5`, `a b`), or what is wrong.

    Args:
        prompt: The question.
        text: What was typed, as it came.
        today: The reader's date; what is said without a year is near it.
    """
    found = chat_answers.read(prompt, text, today, zone=LOCAL_ZONE)
    if isinstance(found, Misread):
        return WrongInput(_wrong(found.kind, prompt), found.example)
    return _coarse(found) if prompt.type in PLACES else found


def other_readings(prompt: xforms.Prompt, text: str, today: date) -> tuple[str, ...]:
    """What else it may mean, for a form that refuses the first reading: another year or month."""
    return chat_answers.other_readings(prompt, text, today)


def _coarse(places: str) -> str:
    """Typed places are kept no more exactly than sent ones."""
    points = (place.split() for place in places.split(";"))
    return ";".join(coarse(float(point[0]), float(point[1])) for point in points)


def _wrong(kind: Kind, prompt: xforms.Prompt) -> Wrong:
    if kind is Kind.FILE:
        return WRONG_KINDS[files.wanted(prompt) or FileKind.FILE]
    if kind in (Kind.AMBIGUOUS, Kind.IMPOSSIBLE):
        return Wrong.CHOICE if prompt.choices else _BY_TYPE.get(prompt.type, Wrong.NUMBER)
    return _BY_KIND[kind]


_BY_TYPE = {
    "date": Wrong.DATE,
    "dateTime": Wrong.DATE,
    "time": Wrong.TIME,
    "boolean": Wrong.TAP,
    **dict.fromkeys(PLACES, Wrong.LOCATION),
}
_BY_KIND = {
    Kind.EMPTY: Wrong.REQUIRED,
    Kind.LENGTH: Wrong.LENGTH,
    Kind.NUMBER: Wrong.NUMBER,
    Kind.WHOLE: Wrong.NUMBER,
    Kind.GRID: Wrong.CONSTRAINT,
    Kind.DATE: Wrong.DATE,
    Kind.LUNAR: Wrong.DATE,
    Kind.MOMENT: Wrong.DATE,
    Kind.TIME: Wrong.TIME,
    Kind.CHOICE: Wrong.CHOICE,
    Kind.INCOMPLETE: Wrong.INCOMPLETE,
    Kind.CONFIRM: Wrong.TAP,
    Kind.YES_NO: Wrong.TAP,
    Kind.PLACE: Wrong.LOCATION,
}
