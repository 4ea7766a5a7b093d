"""Answers by data type: the canonical text of a value, or that it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xforms.functions.calendar import clock_of, day
from xforms.functions.numbers import NAN, NUM, number_text

_DIGITS = r"(?:0|-?[1-9]\d{0,9})(?:\.(?:0|\d{0,4}[1-9]))?|-0\.\d{0,4}[1-9]"
_PLAIN_DECIMAL = re.compile(rf"(?:{_DIGITS})\Z", re.ASCII)
"""A decimal as it is stored but perhaps for the `.0` of a whole one, which is how phones send
most: with at most 15 digits, its float is written with the same ones."""
_SMALL = r"-?0\.\d{0,3}[1-9]|0(?:\.0)?"
_REST = r"(?:\.(?:0|\d{0,11}[1-9]))?"
_LATITUDE = rf"(?:-?(?:[1-8]\d?|9){_REST}|-?90(?:\.0)?|{_SMALL})"
_LONGITUDE = rf"(?:-?(?:[1-9]\d?|1[0-7]\d){_REST}|-?180(?:\.0)?|{_SMALL})"
_POINT = rf"{_LATITUDE} {_LONGITUDE} (?:{_DIGITS}) (?:{_DIGITS})"
_PLAIN_POINT = re.compile(rf"{_POINT}\Z", re.ASCII)
_PLAIN_POINTS = re.compile(rf"{_POINT}(?:;{_POINT})*\Z", re.ASCII)
"""Places as they are stored but for the `.0` of whole numbers."""
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?"
_PLAIN_TIME = re.compile(rf"{_CLOCK}\Z", re.ASCII)
_DAY = (
    r"(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_PLAIN_DAY = re.compile(rf"{_DAY}\Z", re.ASCII)
_PLAIN_MOMENT = re.compile(rf"{_DAY}T{_CLOCK}\Z", re.ASCII)
"""Every day that each year has; 29 February goes the slow way."""
_PLAIN_DIGITS = 9
_LARGEST_INT = 2**31 - 1
"""Both official engines know no larger int: a longer number is a text or a decimal."""
_INT = re.compile(r"[+-]?\d{1,18}(?:\.0*)?\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)


def integer(text: str) -> str | None:
    """`007` → `7`; None for what is no whole number of 32 bits."""
    if text.isdecimal() and text[0] != "0" and len(text) <= _PLAIN_DIGITS and text.isascii():
        return text
    plain = text.strip()
    if not _INT.match(plain):
        return None
    value = int(plain.partition(".")[0])
    return str(value) if -_LARGEST_INT <= value <= _LARGEST_INT else None


def decimal(text: str) -> str | None:
    """`15` → `15.0`, as both official engines write; None for what is no number."""
    if _PLAIN_DECIMAL.match(text):
        return text if "." in text else text + ".0"
    plain = text.strip()
    if not _DECIMAL.match(plain):
        return None
    value = float(plain)
    if value == 0 and plain[0] == "-":
        return "-0.0"  # as both official engines: a thermometer's "just below"
    written = number_text(value)
    if written in ("NaN", "Infinity", "-Infinity"):
        return None
    return written if "." in written else written + ".0"


def date(text: str) -> str | None:
    """A date; None for what is none, and for a moment, as in both official engines."""
    return None if "T" in text else date_part(text)


def date_part(text: str) -> str | None:
    """A date, with the time of a dateTime dropped; None for what is none."""
    if _PLAIN_DAY.match(text):
        return text
    found = day(text.strip())
    return None if found is None else found.isoformat()


def time(text: str) -> str | None:
    """A time of day, zone kept as given; None for what is none, and for a moment."""
    return None if "T" in text else time_part(text)


def time_part(text: str) -> str | None:
    """A time of day, perhaps that of a dateTime, zone kept as given; None for what is none."""
    if _PLAIN_TIME.match(text):
        return text
    plain = text.strip().rpartition("T")[2]
    return plain if clock_of(plain) is not None else None


def date_time(text: str) -> str | None:
    """A moment as given; a bare date gets midnight; None for what is none."""
    if _PLAIN_MOMENT.match(text):
        return text
    plain = text.strip()
    found = day(plain)
    if found is None:
        return None
    _, mark, rest = plain.partition("T")
    if not mark:
        return f"{found.isoformat()}T00:00:00.000"
    return f"{found.isoformat()}T{rest}" if clock_of(rest) is not None else None


def boolean(text: str) -> str | None:
    """True or false, or 1 or 0, which stay as they are; None for what is neither."""
    plain = text.strip().lower()
    return plain if plain in ("true", "false", "1", "0") else None


def geopoint(text: str) -> str | None:
    """`lat lon altitude accuracy`, the last two 0.0 where missing; None for what is no place."""
    if _PLAIN_POINT.match(text):
        return _with_fractions(text)
    parts = _numbers(text)
    if parts is None or not (abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180):
        return None
    return " ".join(parts)


def _with_fractions(point: str) -> str:
    """A place with `.0` after its whole numbers."""
    return " ".join([part if "." in part else part + ".0" for part in point.split(" ")])


def _numbers(text: str) -> Sequence[str] | None:
    """The four numbers of a point, however they are written; None if one of them is none."""
    parts = [decimal(part) or "" for part in text.split()]
    if not 2 <= len(parts) <= 4 or "" in parts:
        return None
    return [*parts, "0.0", "0.0"][:4]


def tokens(text: str) -> str:
    """Several values with single spaces between them."""
    return " ".join(text.split())


def _line(least: int) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if text.count(";") + 1 >= least and _PLAIN_POINTS.match(text):
            return ";".join([_with_fractions(point) for point in text.split(";")])
        points = [geopoint(part) for part in text.split(";") if part.strip()]
        if len(points) < least or any(one is None for one in points):
            return None
        return ";".join(one or "" for one in points)

    return check


CANONICAL: dict[str, Callable[[str], str | None]] = {
    "int": integer,
    "decimal": decimal,
    "date": date,
    "time": time,
    "dateTime": date_time,
    "boolean": boolean,
    "geopoint": geopoint,
    "geotrace": _line(2),
    "geoshape": _line(3),
}
"""Types with a form of their own; every other type takes any text."""


def canonical(kind: str, text: str) -> str | None:
    """The text to store for an answer; None if it is no value of the type."""
    if not text:
        return ""
    check = CANONICAL.get(kind)
    return text if check is None else check(text)


def carried(kind: str, text: str) -> str | None:
    """The text to store for an answer to a question that had another type in an older form."""
    part = {"date": date_part, "time": time_part}.get(kind)
    return canonical(kind, text) if part is None or not text else part(text)


_BOOLEANS = {"true": "1", "false": "0"}


def _amount(text: str) -> float:
    """A computed number; NaN for a date, which as a number would be its day."""
    return NAN if "-" in text[1:] else NUM[_BOOLEANS.get(text, text)]


def cast_integer(text: str) -> str:
    """A computed number as an int node stores it: cut towards zero."""
    value = _amount(text)
    return str(int(value)) if abs(value) <= _LARGEST_INT else ""


def cast_decimal(text: str) -> str:
    """A computed number as a decimal node stores it."""
    value = _amount(text)
    return (decimal(number_text(value)) or "") if value == value else ""  # noqa: PLR0124


def cast_date_time(text: str) -> str:
    """A computed moment; a date alone stays one."""
    return text if date(text) == text else date_time(text) or ""


def _cast(check: Callable[[str], str | None]) -> Callable[[str], str]:
    return lambda text: (check(text) or "") if text else ""


CASTS: dict[str, Callable[[str], str]] = {
    "int": cast_integer,
    "decimal": cast_decimal,
    "date": _cast(date_part),
    "time": _cast(time_part),
    "dateTime": cast_date_time,
    "boolean": _cast(boolean),
    "geopoint": _cast(geopoint),
    "geotrace": _cast(_line(2)),
    "geoshape": _cast(_line(3)),
}
"""How computed texts are stored, by type of the node: blank where they are no value of it."""
