"""What a person typed, read as the answer to a question: dates, numbers, times, options.

The one seam for the parsers of `xforms/chat_answers` that come later: `parse`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import xforms
from services.runs.standing import Wrong

MAX_TEXT = 2000
"""Characters of one typed answer; the longest of the checklists allows 500."""

DAYS = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "昨日": -1, "yesterday": -1,
    "前天": -2, "大前天": -3, "明天": 1, "tomorrow": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
YES = frozenset({"是", "有", "对", "好", "嗯", "y", "yes", "是的", "有的", "1"})
NO = frozenset({"否", "无", "没有", "没", "不", "不是", "n", "no", "2"})

_DIGITS = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_CHINESE = re.compile(r"[零〇一二三四五六七八九十百两]+")
_FULL_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ONLY_DAY = re.compile(r"(\d{1,2})\s*[日号]")
_TIME = re.compile(r"(上午|下午|晚上|中午|早上)?\s*(\d{1,2})\s*[:：点时]\s*(半|\d{1,2})?\s*分?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


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
    clear = unicodedata.normalize("NFKC", text).strip()
    if len(clear) > MAX_TEXT:
        return WrongInput(Wrong.LENGTH, str(MAX_TEXT))
    if prompt.choices:
        return _options(prompt, clear)
    read = _BY_TYPE.get(prompt.type)
    if prompt.control == "trigger":
        return "OK" if clear.lower() in YES or clear.upper() == "OK" else WrongInput(Wrong.TAP)
    if prompt.control == "range" or read is None:
        read = _number if prompt.control == "range" else _words
    return read(clear, today)


def chinese_number(text: str) -> int | None:
    """二十三 → 23, 一百零五 → 105; None if it is not a number below 1,000."""
    if not text or not _CHINESE.fullmatch(text):
        return None
    if not any(unit in text for unit in "十百"):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
    return total + digit


def read_date(text: str, today: date) -> date | None:
    """A date as people type it: 今天, 3月5日, 11-20, 2026.3.5, 20号. The nearest such day."""
    if text.lower() in DAYS:
        return today + timedelta(days=DAYS[text.lower()])
    plain = _in_digits(text)
    full = _FULL_DATE.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if full:
        return _day(int(full[1]), int(full[2]), int(full[3]))
    short = _MONTH_DAY.fullmatch(plain)
    if short:
        years = (today.year - 1, today.year, today.year + 1)
        return _nearest(today, [_day(year, int(short[1]), int(short[2])) for year in years])
    only = _ONLY_DAY.fullmatch(plain)
    if only:
        months = [divmod(today.year * 12 + today.month - 1 + step, 12) for step in (-1, 0, 1)]
        return _nearest(today, [_day(y, m + 1, int(only[1])) for y, m in months])
    return None


def _in_digits(text: str) -> str:
    return _CHINESE.sub(lambda found: str(chinese_number(found[0])), text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(today: date, days: Sequence[date | None]) -> date | None:
    real = [day for day in days if day is not None]
    return min(real, key=lambda day: abs((day - today).days), default=None)


def _date(text: str, today: date) -> str | WrongInput:
    day = read_date(text, today)
    return day.isoformat() if day else WrongInput(Wrong.DATE, f"{today.month}月{today.day}日")


def _time(text: str, _today: date) -> str | WrongInput:
    found = _TIME.fullmatch(_in_digits(text))
    if not found:
        return WrongInput(Wrong.TIME, "9:30")
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
    if found[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        return WrongInput(Wrong.TIME, "9:30")
    return f"{hour:02}:{minute:02}:00.000+08:00"


def _moment(text: str, today: date) -> str | WrongInput:
    day, _, clock = text.partition(" ")
    on, at = _date(day, today), _time(clock.strip() or "0:00", today)
    if isinstance(on, str) and isinstance(at, str):
        return f"{on}T{at}"
    return WrongInput(Wrong.DATE, f"{today.month}月{today.day}日 9:30")


def _whole(text: str, today: date) -> str | WrongInput:
    number = _number(text, today)
    if isinstance(number, WrongInput):
        return WrongInput(Wrong.NUMBER, "3")
    whole, _, rest = number.partition(".")
    return whole if not rest.strip("0") else WrongInput(Wrong.NUMBER, "3")


def _number(text: str, _today: date) -> str | WrongInput:
    spoken = chinese_number(text)
    if spoken is not None:
        return str(spoken)
    found = _NUMBER.match(text.replace(",", ""))
    rest = text.replace(",", "")[found.end() :].strip() if found else ""
    if not found or any(character.isdigit() or character in ".-/" for character in rest):
        return WrongInput(Wrong.NUMBER, "3")
    return found[0].lstrip("+") if len(rest) <= 3 else WrongInput(Wrong.NUMBER, "3")


def _words(text: str, _today: date) -> str | WrongInput:
    return text or WrongInput(Wrong.REQUIRED)


def _tap(_text: str, _today: date) -> str | WrongInput:
    return WrongInput(Wrong.TAP)


def _photo(_text: str, _today: date) -> str | WrongInput:
    return WrongInput(Wrong.PHOTO)


def _location(_text: str, _today: date) -> str | WrongInput:
    return WrongInput(Wrong.LOCATION)


_BY_TYPE = {
    "int": _whole, "integer": _whole, "decimal": _number, "date": _date, "time": _time,
    "dateTime": _moment, "binary": _photo, "geopoint": _location, "geotrace": _location,
    "geoshape": _location, "boolean": _tap,
}  # fmt: skip


def _options(prompt: xforms.Prompt, text: str) -> str | WrongInput:
    """Option numbers or labels; several only where several may be chosen."""
    several = prompt.control in ("select", "rank")
    whole = _option(prompt, text)
    if whole is not None:
        return whole
    parts = [part for part in re.split(r"[,，、;；\s]+", text) if part] if several else []
    chosen = [_option(prompt, part) for part in parts]
    if not chosen or None in chosen:
        return WrongInput(Wrong.CHOICE, prompt.choices[0].label)
    return " ".join(dict.fromkeys(value for value in chosen if value))


def _option(prompt: xforms.Prompt, text: str) -> str | None:
    wanted = text.lower()
    labels = [(unicodedata.normalize("NFKC", c.label).lower(), c.value) for c in prompt.choices]
    exact = [value for label, value in labels if wanted == label]
    if exact:
        return exact[0]
    if wanted.isdigit() and 1 <= int(wanted) <= len(labels):
        return labels[int(wanted) - 1][1]
    named = [value for _, value in labels if wanted == value.lower()]
    if named:
        return named[0]
    begin = [value for label, value in labels if wanted and label.startswith(wanted)]
    if len(begin) == 1:
        return begin[0]
    values = {choice.value for choice in prompt.choices}
    if values == {"yes", "no"}:
        return "yes" if wanted in YES else "no" if wanted in NO else None
    return None
