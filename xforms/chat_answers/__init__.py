"""What a person typed in a chat, read as the answer to a question of a form.

read(prompt, "十二", today)   → "12"
read(prompt, "昨天", today)   → "2026-11-22"
read(prompt, "腊月初八", today) → Misread(LUNAR, example="11月23日")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from xforms.chat_answers import choices, dates, numbers, places, texts, times
from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.searching import matching
from xforms.prompts import Prompt

__all__ = ["Kind", "Misread", "matching", "other_readings", "read"]

Parser = Callable[[Prompt, str, date, tzinfo | None], str | Misread]


def read(prompt: Prompt, text: str, today: date, *, zone: tzinfo | None = None) -> str | Misread:
    """The answer in the form's own notation (`2026-11-20`, `37.5`, `a b`), or what is wrong.

    Nothing is guessed where two readings are plausible; then it is a Misread with both. Whether
    the form accepts the answer (required, constraint, choices offered) is the engine's to say.

    Args:
        prompt: The question.
        text: What was typed, as it came; it may hold anything.
        today: The person's date; words without a year are near it.
        zone: The person's zone, for times; without it they are written without an offset.
    """
    if len(text) > texts.MAX_TEXT:
        return Misread(Kind.LENGTH, str(texts.MAX_TEXT))
    if not texts.clean(text):
        return Misread(Kind.EMPTY)
    return _parser_of(prompt)(prompt, text, today, zone)


def other_readings(prompt: Prompt, text: str, today: date) -> tuple[str, ...]:
    """What else the words may mean, the likeliest first, for a form that refuses what `read` says.

    Words without a year mean this year; where the form does not accept that (a next visit, on
    3月5日, said in November), it was another one.
    """
    words = texts.plain(text)
    if _parser_of(prompt) is not _BY_TYPE["date"] or len(words) > dates.MAX_DATE:
        return ()
    return tuple(day.isoformat() for day in dates.other_days(words, today))


def _parser_of(prompt: Prompt) -> Parser:
    if prompt.control in _BY_CONTROL:
        return _BY_CONTROL[prompt.control]
    if prompt.choices:
        return _one
    if prompt.type == "string" and "numbers" in prompt.appearance.split():
        return lambda _prompt, text, _today, _zone: texts.digits(text)
    return _BY_TYPE.get(prompt.type, lambda _prompt, text, _today, _zone: texts.words(text))


def _one(prompt: Prompt, text: str, _today: date, _zone: tzinfo | None) -> str | Misread:
    return choices.one_of(prompt, text)


def _file(_prompt: Prompt, _text: str, _today: date, _zone: tzinfo | None) -> str | Misread:
    return Misread(Kind.FILE)


_BY_CONTROL: dict[str, Parser] = {
    "select1": _one,
    "select": lambda prompt, text, _today, _zone: choices.several_of(prompt, text),
    "rank": lambda prompt, text, _today, _zone: choices.ranked(prompt, text),
    "trigger": lambda _prompt, text, _today, _zone: choices.confirmed(text),
    "range": lambda prompt, text, _today, _zone: numbers.on_range(prompt, text),
    "upload": _file,
}

_BY_TYPE: dict[str, Parser] = {
    "int": lambda prompt, text, _today, _zone: numbers.integer(prompt, text),
    "decimal": lambda prompt, text, _today, _zone: numbers.decimal(prompt, text),
    "date": lambda prompt, text, today, _zone: dates.typed_date(prompt, text, today),
    "time": lambda _prompt, text, today, zone: times.typed_time(text, today, zone),
    "dateTime": lambda _prompt, text, today, zone: times.typed_moment(text, today, zone),
    "boolean": lambda prompt, text, _today, _zone: choices.yes_or_no(prompt, text),
    "barcode": lambda _prompt, text, _today, _zone: texts.barcode(text),
    "geopoint": lambda _prompt, text, _today, _zone: places.point(text),
    "geotrace": lambda _prompt, text, _today, _zone: places.line(text, closed=False),
    "geoshape": lambda _prompt, text, _today, _zone: places.line(text, closed=True),
    "binary": _file,
}
