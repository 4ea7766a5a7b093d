"""Dates and times as forms store them: ISO texts, days since 1970, formats."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Protocol

EPOCH: Final = date(1970, 1, 1)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T|\Z)", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?\Z", re.ASCII
)
_DAY_SECONDS = 86_400
_MOST_DAYS = 2_900_000
"""Day numbers beyond the year 9999 are no dates."""


class Clock(Protocol):
    """What date functions need of a run."""

    @property
    def spoken(self) -> str:
        """The language of texts."""

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""


def day(text: str) -> date | None:
    """The date part of a date or dateTime text, in the offset it was written with."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def days_of(text: str) -> int | None:
    """Days since 1970-01-01 of a date or dateTime text."""
    plain = text.strip()
    found = day(plain)
    _, mark, rest = plain.partition("T")
    if found is None or (mark and clock_of(rest) is None):
        return None
    return (found - EPOCH).days


def clock_of(text: str) -> tuple[int, int, int, int, str] | None:
    """Hour, minute, second, millisecond and zone of a time text; None if it is none."""
    match = _TIME.match(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = (match[4] or "0")[:3].ljust(3, "0")
    return hour, minute, second, int(fraction), match[5] or ""


def offset_of(zone: str) -> timedelta:
    """Z, +08, +0800 or +08:00 as a length of time."""
    if zone in ("", "Z"):
        return timedelta()
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))


def moment(text: str, zone: tzinfo) -> datetime | None:
    """A date or dateTime text as an aware moment; without an offset it is local to `zone`."""
    found = day(text)
    if found is None:
        return None
    _, mark, rest = text.partition("T")
    if not mark:
        return datetime(found.year, found.month, found.day, tzinfo=zone)
    parts = clock_of(rest)
    if parts is None:
        return None
    hour, minute, second, milli, offset = parts
    plain = datetime(
        found.year, found.month, found.day, hour, minute, second, milli * 1000, tzinfo=zone
    )
    if not offset:
        return plain
    try:
        return (plain.replace(tzinfo=UTC) - offset_of(offset)).astimezone(zone)
    except OverflowError:
        return None


def write_moment(value: datetime) -> str:
    """ISO with milliseconds and offset; Z where the offset is zero (as JavaRosa writes)."""
    offset = value.utcoffset() or timedelta()
    plain = value.replace(tzinfo=None).isoformat(timespec="milliseconds")
    if not offset:
        return plain + "Z"
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{plain}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def date_of_days(days: float) -> str:
    """The date of a day number, its fraction cut off; blank for what the calendar cannot hold."""
    if not -719_162 <= days <= _MOST_DAYS:
        return ""
    return (EPOCH + timedelta(days=int(days))).isoformat()


def as_date(value: float | str | bool, clock: Clock) -> str | float:
    """The date of a day number or a text; blank for what is no date, NaN for NaN.

    NaN stays a number so that two blanks do not become equal dates (as in both official engines).
    """
    if not isinstance(value, str):
        days = float(value)
        return date_of_days(days) if days == days else days  # noqa: PLR0124 - NaN
    found = moment(value.strip(), clock.zone)
    return "" if found is None else found.date().isoformat()


def moment_of(value: float | str | bool, clock: Clock) -> datetime | None:
    """A day number (since 1970 UTC) or text as a moment in the user's zone."""
    if isinstance(value, str):
        return moment(value.strip(), clock.zone)
    days = float(value)
    if not -719_162 <= days <= _MOST_DAYS:
        return None
    base = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(days * _DAY_SECONDS, 3))
    try:
        return base.astimezone(clock.zone)
    except OverflowError:
        return None


def as_date_time(value: float | str | bool, clock: Clock) -> str | float:
    """The moment of a day number or a text; blank for what is none, NaN for NaN (see as_date).

    Midnight is written as the date alone, as in both official engines.
    """
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return value
    found = moment_of(value, clock)
    if found is None:
        return ""
    midnight = not (found.hour or found.minute or found.second or found.microsecond)
    return found.date().isoformat() if midnight else write_moment(found)


def decimal_date_time(value: float | str | bool, clock: Clock) -> float:
    """Days since 1970 UTC with their fraction; NaN for what is no moment."""
    if not isinstance(value, str):
        return float(value)
    found = moment(value.strip(), clock.zone)
    if found is None:
        return float("nan")
    return (found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / _DAY_SECONDS


def decimal_time(value: float | str | bool, clock: Clock) -> float:
    """The fraction of the local day; NaN for what is no time."""
    if not isinstance(value, str):
        return float(value) % 1.0
    words = value.strip()
    found = moment(words, clock.zone) if "T" in words else None
    if found is not None:
        seconds = found.hour * 3600 + found.minute * 60 + found.second
        return (seconds + found.microsecond / 1e6) / _DAY_SECONDS
    parts = clock_of(words)
    if parts is None:
        return float("nan")
    hour, minute, second, milli, _ = parts
    return (hour * 3600 + minute * 60 + second + milli / 1000) / _DAY_SECONDS


_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "zh": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
}
_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "zh": "周一 周二 周三 周四 周五 周六 周日",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lun mar mié jue vie sáb dom",
    "pt": "seg. ter. qua. qui. sex. sáb. dom.",
}
_LANGUAGE_NAMES = {
    "chinese": "zh",
    "中文": "zh",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "português": "pt",
}


def language_code(language: str) -> str:
    """Two-letter code of a form's language name: `中文 (zh)`, `French`, `en-GB`; else en."""
    match = re.search(r"\(([A-Za-z]{2})[^)]*\)", language)
    plain = language.strip().lower()
    code = match[1].lower() if match else _LANGUAGE_NAMES.get(plain.split(" ")[0], plain[:2])
    return code if code in _MONTHS else "en"


def format_date(value: float | str | bool, pattern: str, clock: Clock) -> str:
    """format-date() and format-date-time(); blank on blank, unknown escapes stay as they are."""
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return ""
    found = moment_of(value, clock)
    if found is None:
        return ""
    code = language_code(clock.spoken)
    parts = {
        "Y": f"{found.year:04d}",
        "y": f"{found.year % 100:02d}",
        "m": f"{found.month:02d}",
        "n": str(found.month),
        "b": _MONTHS[code].split(" ")[found.month - 1],
        "d": f"{found.day:02d}",
        "e": str(found.day),
        "a": _DAYS[code].split(" ")[found.weekday()],
        "H": f"{found.hour:02d}",
        "h": str(found.hour),
        "M": f"{found.minute:02d}",
        "S": f"{found.second:02d}",
        "3": f"{found.microsecond // 1000:03d}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda match: parts.get(match[1], match[0]), pattern)
