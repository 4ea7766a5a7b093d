"""Dates as people type them; without a year, this year's. Lunar and impossible ones are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.numerals import whole
from xforms.chat_answers.texts import plain
from xforms.prompts import Prompt

MAX_DATE = 40
"""Characters; longer words are no date and cost no search."""

YEARS = range(1900, 2200)
NEAR_YEAR_DAYS = 60
"""A day of last or next year that is nearer than this is meant: 12月30日, said on 2 January."""

NEAR_MONTH_DAYS = 10
"""A bare day of the neighbouring month that is nearer than this makes 5号 ambiguous."""

FAR_IN_MONTH_DAYS = 15

_LUNAR = re.compile(
    "农历|阴历|旧历|lunar|腊月|冬月|正月|闰|初[一二三四五六七八九十]|初[0-9]|廿|卅"
    "|除夕|大年|春节|元宵|端午|七夕|中秋|重阳"
)
_DAYS = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "昨日": -1, "yesterday": -1,
    "前天": -2, "前日": -2, "the day before yesterday": -2, "大前天": -3,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_N = r"([0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,6})"
_AGO = re.compile(rf"{_N} ?天(?:以|之)?(前|后)|([0-9]{{1,4}}) days? (ago)")
_WEEKDAY = re.compile(r"(上上|上|这|本|下|下下)个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_FULL = re.compile(
    rf"{_N} ?年 ?{_N} ?月 ?{_N} ?[日号]?|([0-9]{{4}})([-/.])([0-9]{{1,2}})\5([0-9]{{1,2}})"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_IN_YEAR = re.compile(
    r"(大前年|前年|去年|今年|明年|后年)? ?"
    rf"(?:{_N} ?月 ?{_N} ?[日号]?|([0-9]{{1,2}})[-/.]([0-9]{{1,2}}))"
)
_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BESIDE = re.compile(
    rf"(?:({'|'.join(_SHORT)})[a-z]*,? )?(.*?)(?: ?\(?(?:周|星期|礼拜)([一二三四五六日天])\)?)?"
)
_THE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_IN_MONTH = re.compile(rf"(上个?月|这个?月|本月|下个?月)?的? ?{_N} ?[日号]")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(_NAMES)})[a-z]*\.?"
_ENGLISH = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_NAME},?(?: ([0-9]{{4}}))?")
_AMERICAN = re.compile(rf"{_NAME} ([0-9]{{1,2}})(?:st|nd|rd|th)?,?(?: ([0-9]{{4}}))?")
_MONTH = re.compile(rf"{_N} ?年 ?{_N} ?月|([0-9]{{4}})[-/.]([0-9]{{1,2}})")
_ENGLISH_MONTH = re.compile(rf"{_NAME},? ([0-9]{{4}})")
_YEAR = re.compile(rf"{_N} ?年?")

Read = date | Misread | None
"""None: not written this way."""


def typed_date(prompt: Prompt, text: str, today: date) -> str | Misread:
    """A date in ISO; for `month-year` and `year` the first day of what was typed."""
    words = plain(text)
    if len(words) > MAX_DATE:
        return Misread(Kind.DATE, example(today))
    for shape, read in (("month-year", _month), ("year", _year)):
        if shape in prompt.appearance.split():
            found = read(words, today)
            if found is not None:
                return found if isinstance(found, Misread) else found.isoformat()
    day = read_date(words, today)
    return day if isinstance(day, Misread) else day.isoformat()


def read_date(words: str, today: date) -> date | Misread:
    """A date in plain words (see `texts.plain`)."""
    if _LUNAR.search(words):
        return Misread(Kind.LUNAR, example(today))
    for read in _WAYS:
        found = read(words, today)
        if found is not None:
            return found
    return _with_weekday(words, today) or Misread(Kind.DATE, example(today))


def _with_weekday(words: str, today: date) -> Read:
    """11月23日 周一, Mon 23 Nov: the weekday must fit, and tells which year is meant."""
    beside = _BESIDE.fullmatch(words)
    if beside is None or not (beside[1] or beside[3]):
        return None
    number = _SHORT.index(beside[1]) if beside[1] else "一二三四五六日".find(beside[3])
    day = read_date(beside[2], today)
    if isinstance(day, Misread):
        return day
    fitting = (one for one in (day, *other_days(beside[2], today)) if one.weekday() == number % 7)
    return next(fitting, None)


def other_days(words: str, today: date) -> list[date]:
    """What else words without a year or month may mean: the neighbouring ones, nearest first."""
    dated, english = _IN_YEAR.fullmatch(words), _english_parts(words)
    if (dated and not dated[1]) or (english and not english[0]):
        month, day = english[1:] if english else _month_and_day(dated)
        days = [_made(today.year + step, month, day) for step in (-1, 0, 1)]
    else:
        bare = _IN_MONTH.fullmatch(words)
        if not bare or bare[1]:
            return []
        days = _same_day(_count(bare[2]) or 0, today)
    first = read_date(words, today)
    found = [day for day in days if day is not None and day != first]
    return sorted(found, key=lambda day: abs((day - today).days))


def example(day: date) -> str:
    """A date as it can be typed."""
    return f"{day.month}月{day.day}日"


def full_example(day: date) -> str:
    """The same with its year."""
    return f"{day.year}年{day.month}月{day.day}日"


def _named(words: str, today: date) -> Read:
    steps = _DAYS.get(words)
    return None if steps is None else _shifted(today, steps)


def _ago(words: str, today: date) -> Read:
    found = _AGO.fullmatch(words)
    if not found:
        return None
    days = _count(found[1] or found[3])
    if days is None:
        return Misread(Kind.DATE, example(today))
    return _shifted(today, days if found[2] == "后" else -days)


def _weekday(words: str, today: date) -> Read:
    """上周三: weeks begin on Monday. A bare 周三 may be the last or the next: not read."""
    found = _WEEKDAY.fullmatch(words)
    if not found:
        return None
    digit = "一二三四五六日".find(found[2].replace("天", "日"))
    number = digit if digit >= 0 else int(found[2]) - 1
    return _shifted(today, 7 * _WEEKS[found[1]] + number - today.weekday())


def _full(words: str, today: date) -> Read:
    found = _FULL.fullmatch(words)
    compact = _COMPACT.fullmatch(words)
    if compact:
        return _day(*(int(part) for part in compact.groups()), today=today)
    if not found:
        return None
    year, month, day = (_count(part) for part in found.group(1, 2, 3))
    if found[4]:
        year, month, day = int(found[4]), int(found[6]), int(found[7])
    if year is None or month is None or day is None:
        return Misread(Kind.DATE, full_example(today))
    century = _century(year, found[1] or found[4], today)
    if century is None:
        return Misread(Kind.AMBIGUOUS, full_example(today))
    return _day(century, month, day, today=today)


def _century(year: int, spelt: str, today: date) -> int | None:
    """26年 is 2026 and 85年 is 1985; None where both centuries are near."""
    if len(spelt) != 2 or year > 99:
        return year
    if year <= today.year % 100 + 5:
        return 2000 + year
    return 1900 + year if year >= 50 else None


def _in_year(words: str, today: date) -> Read:
    found = _IN_YEAR.fullmatch(words)
    if not found:
        return None
    month, day = _count(found[2] or found[4]), _count(found[3] or found[5])
    if month is None or day is None:
        return Misread(Kind.DATE, example(today))
    if found[1]:
        return _day(today.year + _THE_YEARS[found[1]], month, day, today=today)
    return _near(month, day, today)


def _near(month: int, day: int, today: date) -> date | Misread:
    """The day of this year, unless last or next year's is close by."""
    for year in (today.year - 1, today.year + 1):
        other = _made(year, month, day)
        if other is not None and abs((other - today).days) <= NEAR_YEAR_DAYS:
            return other
    return _day(today.year, month, day, today=today)


def _in_month(words: str, today: date) -> Read:
    found = _IN_MONTH.fullmatch(words)
    if not found:
        return None
    number = _count(found[2])
    if number is None or not 1 <= number <= 31:
        return Misread(Kind.IMPOSSIBLE, example(today))
    which = (found[1] or "")[:1]
    if which:
        year, month = _month_from(today, {"上": -1, "下": 1}.get(which, 0))
        return _day(year, month, number, today=today)
    return _bare_day(number, today)


def _bare_day(number: int, today: date) -> date | Misread:
    """5号 is this month's, where no other 5th is nearer to be meant as well."""
    days = _same_day(number, today)
    own = days[1]
    near = [d for d in (days[0], days[2]) if d and abs((d - today).days) <= NEAR_MONTH_DAYS]
    if own is not None and (abs((own - today).days) <= FAR_IN_MONTH_DAYS or not near):
        return own
    meant = [*near, own] if own else [day for day in days if day]
    if not meant:
        return Misread(Kind.IMPOSSIBLE, example(today))
    return Misread(Kind.AMBIGUOUS, example(meant[0]), tuple(example(day) for day in meant))


def _same_day(number: int, today: date) -> list[date | None]:
    """That day of last month, this month and next month."""
    months = [_month_from(today, step) for step in (-1, 0, 1)]
    return [_made(year, month, number) for year, month in months]


def _month_from(today: date, steps: int) -> tuple[int, int]:
    """(year, month) so many months away."""
    year, month = divmod(today.year * 12 + today.month - 1 + steps, 12)
    return year, month + 1


def _english(words: str, today: date) -> Read:
    parts = _english_parts(words)
    if parts is None:
        return None
    year, month, day = parts
    if year:
        return _day(year, month, day, today=today)
    return _near(month, day, today)


def _english_parts(words: str) -> tuple[int, int, int] | None:
    """(year or 0, month, day) of 23 Nov 2026, November 23rd."""
    found, other = _ENGLISH.fullmatch(words), _AMERICAN.fullmatch(words)
    if found:
        day, name, year = found.groups()
    elif other:
        name, day, year = other.groups()
    else:
        return None
    return int(year or 0), _NAMES.index(name) + 1, int(day)


def _month_and_day(dated: re.Match[str] | None) -> tuple[int, int]:
    if dated is None:
        return 0, 0
    return _count(dated[2] or dated[4]) or 0, _count(dated[3] or dated[5]) or 0


def _month(words: str, today: date) -> Read:
    found, english = _MONTH.fullmatch(words), _ENGLISH_MONTH.fullmatch(words)
    if english:
        return _made(int(english[2]), _NAMES.index(english[1]) + 1, 1)
    if not found:
        return None
    year, month = _count(found[1] or found[3]), _count(found[2] or found[4])
    made = _made(year or 0, month or 0, 1)
    return made or Misread(Kind.IMPOSSIBLE, f"{today.year}年{today.month}月")


def _year(words: str, today: date) -> Read:
    found = _YEAR.fullmatch(words)
    if not found:
        return None
    return _made(_count(found[1]) or 0, 1, 1) or Misread(Kind.IMPOSSIBLE, f"{today.year}年")


def _count(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() else whole(text)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _day(year: int, month: int, day: int, *, today: date) -> date | Misread:
    """The day, or that no calendar has it; then the last day of that month is the example."""
    made = _made(year, month, day)
    if made is not None:
        return made
    if year in YEARS and 1 <= month <= 12:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return Misread(Kind.IMPOSSIBLE, example(last))
    return Misread(Kind.IMPOSSIBLE, example(today))


def _shifted(today: date, days: int) -> date | Misread:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return Misread(Kind.IMPOSSIBLE, example(today))


_WAYS: tuple[Callable[[str, date], Read], ...] = (
    *(_named, _ago, _weekday, _full, _in_year, _in_month, _english),
)
