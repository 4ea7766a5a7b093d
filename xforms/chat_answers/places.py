"""Places typed as latitude and longitude; lines and outlines as several of them."""

from __future__ import annotations

import re
from decimal import Decimal

from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.texts import clean, plain

EXAMPLE = "23.10,113.30"
MAX_POINTS = 500
"""Corners of one line or outline; people type three or four."""

_DEGREES = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)"
_SIXTIETHS = r"([0-9]{1,2}(?:\.[0-9]+)?)"
_MINUTES = rf"(?:{_SIXTIETHS}[′'分] ?)?(?:{_SIXTIETHS}(?:[″\"秒]|'') ?)?"
_ANGLE = rf"{_DEGREES}(?:[°度] ?{_MINUTES})?"
_NORTH = re.compile(rf"(?:(北纬|南纬|纬度|lat|n|s)[:= ]?)? ?{_ANGLE} ?([ns])?")
_EAST = re.compile(rf"(?:(东经|西经|经度|lo?ng?|e|w)[:= ]?)? ?{_ANGLE} ?([ew])?")
_BETWEEN = re.compile(r"\s*[,，、]\s*|\s+")
_BELOW_ZERO = frozenset(("南纬", "西经", "s", "w"))

Angle = tuple[Decimal, bool]
"""Degrees, and whether the words say which of the two it is."""


def point(text: str) -> str | Misread:
    """`latitude longitude 0 0`, in the notation of forms; altitude and accuracy are unknown."""
    words = plain(text)
    for gap in _BETWEEN.finditer(words):
        found = _pair(words[: gap.start()], words[gap.end() :])
        if found is not None:
            return found
    return Misread(Kind.PLACE, EXAMPLE)


def line(text: str, *, closed: bool) -> str | Misread:
    """Points on lines of their own or between `;`: two for a line, three for an outline."""
    parts = [part for part in re.split(r"[;；\n]", clean(text)) if part.strip()]
    least = 3 if closed else 2
    example = "; ".join((EXAMPLE, "23.10,113.31", "23.11,113.31")[:least])
    points = [point(part) for part in parts[: MAX_POINTS + 1]]
    read = [one for one in points if isinstance(one, str)]
    if not least <= len(points) <= MAX_POINTS or len(read) < len(points):
        return Misread(Kind.PLACE, example)
    if closed and read[0] != read[-1]:
        read.append(read[0])
    return ";".join(read)


def _pair(first: str, second: str) -> str | Misread | None:
    north, east = _angle(_NORTH, first), _angle(_EAST, second)
    if north and east:
        return _checked(north, east)
    east, north = _angle(_EAST, first), _angle(_NORTH, second)
    return _checked(north, east) if north and east and (north[1] or east[1]) else None


def _angle(pattern: re.Pattern[str], words: str) -> Angle | None:
    found = pattern.fullmatch(words.strip())
    if found is None:
        return None
    size = abs(Decimal(found[2])) + Decimal(found[3] or 0) / 60 + Decimal(found[4] or 0) / 3600
    south = {found[1], found[5]} & _BELOW_ZERO or found[2].startswith("-")
    return (-size if south else size).quantize(Decimal("0.0000001")), bool(found[1] or found[5])


def _checked(north: Angle, east: Angle) -> str | Misread:
    """Both on the globe; longitude first is told, not turned: it may be a slip as well."""
    latitude, longitude = north[0], east[0]
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return f"{_written(latitude)} {_written(longitude)} 0 0"
    if abs(longitude) <= 90 and abs(latitude) <= 180:
        swapped = f"{_written(longitude)},{_written(latitude)}"
        return Misread(Kind.AMBIGUOUS, swapped, (swapped,))
    return Misread(Kind.PLACE, EXAMPLE)


def _written(value: Decimal) -> str:
    text = f"{value:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
