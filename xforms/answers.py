"""Answers by data type: the canonical text of a value, or that it is none."""

from __future__ import annotations

import re
from collections.abc import Callable

from xforms.functions.calendar import clock_of, date_of_days, day
from xforms.functions.numbers import NUM, number_text
from xforms.functions.places import point

_INT = re.compile(r"[+-]?\d{1,18}(?:\.0*)?\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)


def integer(text: str) -> str | None:
    """`007` → `7`; None for what is no whole number."""
    plain = text.strip()
    if not _INT.match(plain):
        return None
    return str(int(plain.partition(".")[0]))


def decimal(text: str) -> str | None:
    """`15` → `15.0`, as both official engines write; None for what is no number."""
    plain = text.strip()
    if not _DECIMAL.match(plain):
        return None
    value = float(plain)
    written = number_text(value)
    if written in ("NaN", "Infinity", "-Infinity"):
        return None
    return written if "." in written else written + ".0"


def date(text: str) -> str | None:
    """A date, with the time of a dateTime dropped; None for what is none."""
    found = day(text.strip())
    return None if found is None else found.isoformat()


def time(text: str) -> str | None:
    """A time of day, zone kept as given; None for what is none."""
    plain = text.strip().rpartition("T")[2]
    return plain if clock_of(plain) is not None else None


def date_time(text: str) -> str | None:
    """A moment as given; a bare date gets midnight; None for what is none."""
    plain = text.strip()
    found = day(plain)
    if found is None:
        return None
    _, mark, rest = plain.partition("T")
    if not mark:
        return f"{found.isoformat()}T00:00:00.000"
    return f"{found.isoformat()}T{rest}" if clock_of(rest) is not None else None


def boolean(text: str) -> str | None:
    """True or false; None for what is neither."""
    return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(text.strip().lower())


def geopoint(text: str) -> str | None:
    """`lat lon altitude accuracy`, the last two 0.0 where missing; None for what is no place."""
    if point(text) is None:
        return None
    parts = [decimal(part) for part in text.split()]
    if any(part is None for part in parts):
        return None
    return " ".join([part or "0.0" for part in parts] + ["0.0"] * (4 - len(parts)))


def _line(least: int) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
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


_BOOLEANS = {"true": "1", "false": "0"}


def cast_integer(text: str) -> str:
    """A computed number as an int node stores it: cut towards zero."""
    value = NUM[_BOOLEANS.get(text, text)]
    if value != value or abs(value) > 1e18:  # noqa: PLR0124 - NaN
        return ""
    return str(int(value))


def cast_decimal(text: str) -> str:
    """A computed number as a decimal node stores it."""
    value = NUM[_BOOLEANS.get(text, text)]
    return (decimal(number_text(value)) or "") if value == value else ""  # noqa: PLR0124


def cast_date(text: str) -> str:
    """A computed date; a number counts days since 1970."""
    if day(text) is not None:
        return date(text) or ""
    return date_of_days(NUM[text])


def cast_date_time(text: str) -> str:
    """A computed moment; a bare date gets midnight."""
    return date_time(text) or text


def cast_boolean(text: str) -> str:
    """A computed boolean."""
    return boolean(text) or ""


CASTS: dict[str, Callable[[str], str]] = {
    "int": cast_integer,
    "decimal": cast_decimal,
    "date": cast_date,
    "dateTime": cast_date_time,
    "boolean": cast_boolean,
}
"""How computed texts are stored, by type of the node; every other type keeps them."""
