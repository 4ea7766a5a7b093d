"""Times of day and moments. A clock without 上午 or 下午 is the 24-hour clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo

from xforms.chat_answers.dates import MAX_DATE, example, full_example, read_date
from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.numerals import whole
from xforms.chat_answers.texts import plain
from xforms.functions.calendar import write_moment

EXAMPLE = "15:30"

_N = r"(\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_PART = "(凌晨|清晨|早晨|早上|上午|中午|下午|午后|傍晚|晚上|夜里|半夜|晚|早)?"
_SPOKEN = re.compile(
    rf"{_PART} ?{_N} ?[点时](?:(钟|整)|(半)|([一三])刻|零?{_N}分?(?:(\d{{1,2}})秒)?)?", re.ASCII
)
_CLOCK = re.compile(
    rf"{_PART} ?([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}})(?:\.[0-9]{{1,3}})?)? ?([ap]\.?m\.?)?"
)
_HOUR = re.compile(r"([0-9]{1,2}) ?([ap]\.?m\.?)")
_BARE = re.compile(r"([0-9]{2})([0-9]{2})")

_MORNING = ("凌晨", "清晨", "早晨", "早上", "上午", "早")
_HOURS: dict[str, tuple[range, range]] = {
    **dict.fromkeys(("清晨", "早晨", "早上", "早"), (range(4, 12), range(0))),
    "凌晨": (range(7), range(0)),
    "上午": (range(5, 12), range(0)),
    "中午": (range(11, 13), range(1, 3)),
    "下午": (range(12, 13), range(1, 8)),
    "午后": (range(12, 13), range(1, 8)),
    "傍晚": (range(0), range(4, 9)),
    "晚上": (range(0), range(5, 12)),
    "晚": (range(0), range(5, 12)),
    "夜里": (range(6), range(8, 12)),
    "半夜": (range(6), range(11, 12)),
}
"""Part of the day → hours said as they are, hours to which 12 is added."""

_ISO_T = re.compile(r"(?<=[0-9]) ?t ?$")
"""The letter between date and time in ISO notation; not the end of Oct."""


def typed_time(text: str, today: date, zone: tzinfo | None) -> str | Misread:
    """A time of day as forms store it: `15:30:00.000+08:00`."""
    words = plain(text)
    found = read_time(words) if len(words) <= MAX_DATE else Misread(Kind.TIME, EXAMPLE)
    if isinstance(found, Misread):
        return found
    return _written(datetime.combine(today, found), zone).partition("T")[2]


def typed_moment(text: str, today: date, zone: tzinfo | None) -> str | Misread:
    """A day and a time: `2026-11-20T15:30:00.000+08:00`. Both must be there."""
    words = plain(text)
    if len(words) > 2 * MAX_DATE:
        return Misread(Kind.MOMENT, _moment_example(today))
    found = {moment for at in range(1, len(words)) for moment in _parted(words, at, today)}
    if len(found) > 1:
        readings = tuple(f"{full_example(m.date())} {m:%H:%M}" for m in sorted(found))
        return Misread(Kind.AMBIGUOUS, readings[0], readings)
    if not found:
        return _why_not(words, today)
    return _written(found.pop(), zone)


def read_time(words: str) -> time | Misread:
    """A time in plain words: 下午3点半, 三点一刻, 15:30, 3:30pm, 1530."""
    spoken = _SPOKEN.fullmatch(words)
    if spoken:
        return _spoken(spoken)
    clock = _CLOCK.fullmatch(words)
    if clock:
        part = clock[1] or _meridiem(clock[5])
        return _made(part, int(clock[2]), int(clock[3]), int(clock[4] or 0))
    hour = _HOUR.fullmatch(words)
    if hour:
        return _made(_meridiem(hour[2]), int(hour[1]), 0, 0)
    bare = _BARE.fullmatch(words)
    return _made("", int(bare[1]), int(bare[2]), 0) if bare else Misread(Kind.TIME, EXAMPLE)


def _spoken(found: re.Match[str]) -> time | Misread:
    hour = _count(found[2])
    minute = 0
    if found[4]:
        minute = 30
    elif found[5]:
        minute = 15 if found[5] == "一" else 45
    elif found[6]:
        minute = _count(found[6])
    return _made(found[1] or "", hour, minute, int(found[7] or 0))


def _count(text: str) -> int:
    """A number below 60, or one that no clock has."""
    found = int(text) if text.isascii() else whole(text)
    return 99 if found is None else found


def _meridiem(mark: str | None) -> str:
    return (mark or "")[:1]


def _made(part: str, hour: int, minute: int, second: int) -> time | Misread:
    clear = _on_the_clock(part, hour)
    if isinstance(clear, Misread):
        return clear
    try:
        return time(clear, minute, second)
    except ValueError:
        return Misread(Kind.IMPOSSIBLE, EXAMPLE)


def _on_the_clock(part: str, hour: int) -> int | Misread:
    if not part:
        return hour
    if part in "ap":
        fits = 1 <= hour <= 12
        return hour % 12 + (12 if part == "p" else 0) if fits else Misread(Kind.TIME, EXAMPLE)
    same, later = _HOURS[part]
    if hour in same:
        return hour
    if hour in later:
        return hour + 12
    if part not in _MORNING and part != "中午" and 13 <= hour <= 23 and hour - 12 in later:
        return hour
    if hour == 12 and part == "凌晨":
        return 0
    if hour == 12 and part in ("半夜", "夜里", "晚上", "晚"):  # of which day?
        return Misread(Kind.AMBIGUOUS, "0:00", ("0:00", "23:59"))
    return Misread(Kind.AMBIGUOUS, f"{hour % 12}:00", (f"{hour % 12}:00", f"{hour % 12 + 12}:00"))


def _parted(words: str, at: int, today: date) -> list[datetime]:
    """The moment if a date ends and a time begins at this place."""
    head, tail = _ISO_T.sub("", words[:at]).rstrip(" ,"), words[at:].lstrip()
    clock = read_time(tail)
    inside_digits = words[at - 1].isdigit() and tail[:1].isdigit()
    if isinstance(clock, Misread) or not head or inside_digits:
        return []
    day = read_date(head, today)
    return [] if isinstance(day, Misread) else [datetime.combine(day, clock)]


def _why_not(words: str, today: date) -> Misread:
    """A date alone lacks its time; a lunar or impossible date is told as such."""
    head = words.partition(" ")[0]
    for part in (words, head):
        day = read_date(part, today)
        if isinstance(day, Misread) and day.kind in (Kind.LUNAR, Kind.IMPOSSIBLE):
            return Misread(day.kind, f"{day.example} {EXAMPLE}")
    return Misread(Kind.MOMENT, _moment_example(today))


def _moment_example(today: date) -> str:
    return f"{example(today)} {EXAMPLE}"


def _written(moment: datetime, zone: tzinfo | None) -> str:
    """ISO with milliseconds; with the offset of the zone at that moment, if one is given."""
    if zone is None:
        return moment.isoformat(timespec="milliseconds")
    return write_moment(moment.replace(tzinfo=zone))
