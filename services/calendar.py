"""Working days, holidays with make-up days, school holidays (`checklists/calendar.md`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from services.policy import Anchor, HolidayKind, KeyPeriod
from services.sheets import CHECKLISTS, Reading, read

CALENDAR_FILE = CHECKLISTS / "calendar.md"
WARN_DAYS = 60
"""How long before the table ends a supervisor is told (security.md §2.3)."""

SATURDAY = 5
SPRING_FESTIVAL = "spring_festival"
DAY = timedelta(days=1)


class Gap(StrEnum):
    """Which table of the calendar ends."""

    HOLIDAYS = "holidays"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class CalendarWarning:
    """The calendar ends in `days_left` days (negative: it has ended)."""

    gap: Gap
    covers_until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Span:
    """A named stretch of days, both ends included."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def middle(self) -> date:
        """The day in the middle (the earlier one of two)."""
        return self.first + (self.last - self.first) // 2


@dataclass(frozen=True, slots=True)
class Window:
    """A key period of one holiday: a child seen from `opens` to `due` needs no extra visit."""

    key: str
    opens: date
    due: date


@dataclass(frozen=True)
class Calendar:
    """The town's days. Outside what it covers, Monday to Friday are working days."""

    covers_until: date
    school_covers_until: date
    holidays: tuple[Span, ...]
    workdays: frozenset[date]
    school_holidays: tuple[Span, ...]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day, make-up days included."""
        if day in self.workdays:
            return True
        return day.weekday() < SATURDAY and not any(day in span for span in self.holidays)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day_from(day + DAY)

    def working_day_from(self, day: date) -> date:
        """`day` itself where it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (0: `day` itself)."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to before `last`."""
        days = (last - first).days
        return sum(self.is_working_day(first + DAY * n) for n in range(max(days, 0)))

    def reaches(self, today: date) -> date:
        """The last day before the next working day: what a digest of `today` has to look at."""
        return self.next_working_day(today) - DAY

    def in_school_holiday(self, day: date) -> bool:
        """Whether schools are closed for winter or summer."""
        return any(day in span for span in self.school_holidays)

    def in_break(self, day: date) -> bool:
        """School holidays and statutory ones: when hotels are full."""
        return self.in_school_holiday(day) or any(day in span for span in self.holidays)

    @property
    def breaks(self) -> tuple[Span, ...]:
        """School holidays and statutory ones together, by first day."""
        return tuple(sorted((*self.school_holidays, *self.holidays), key=lambda s: s.first))

    def windows(self, periods: tuple[KeyPeriod, ...]) -> tuple[Window, ...]:
        """The key periods of all holidays there are, by due date."""
        found = [
            Window(period.key, day + DAY * period.opens_days, day + DAY * period.due_days)
            for holiday in self.school_holidays
            for period in periods
            if period.holiday in (HolidayKind.ANY, holiday.name)
            and (day := self._anchor(period.anchor, holiday)) is not None
        ]
        return tuple(sorted(found, key=lambda window: (window.due, window.key)))

    def _anchor(self, anchor: Anchor, holiday: Span) -> date | None:
        if anchor is not Anchor.SPRING_FESTIVAL:
            days = {Anchor.START: holiday.first, Anchor.MIDDLE: holiday.middle}
            return days.get(anchor, holiday.last)
        festivals = (span for span in self.holidays if span.name == SPRING_FESTIVAL)
        return next((f.last for f in festivals if f.first in holiday or f.last in holiday), None)

    def warnings(self, today: date) -> tuple[CalendarWarning, ...]:
        """What has to be entered soon, the most pressing first."""
        ends = ((Gap.HOLIDAYS, self.covers_until), (Gap.SCHOOL, self.school_covers_until))
        found = [CalendarWarning(gap, end, (end - today).days) for gap, end in ends]
        return tuple(sorted((w for w in found if w.days_left <= WARN_DAYS), key=_days_left))

    def warning(self, today: date) -> CalendarWarning | None:
        """The most pressing of `warnings`, or None."""
        return next(iter(self.warnings(today)), None)


def _days_left(warning: CalendarWarning) -> int:
    return warning.days_left


@lru_cache
def load_calendar(path: Path = CALENDAR_FILE) -> Calendar:
    """Read the calendar; kept until the process ends.

    Raises:
        FormRefused: Something is wrong; `faults` names every place and its remedy.
    """
    reading = read(path)
    validity = reading.keyed("validity", "key value", ("covers_until", "school_covers_until"))
    ends = {key: line.day("value") for key, line in validity.items()}
    covers_until = ends.get("covers_until", date.max)
    holidays = _spans(reading, "holidays", "name", covers_until)
    school_until = ends.get("school_covers_until", date.max)
    calendar = Calendar(
        covers_until=covers_until,
        school_covers_until=school_until,
        holidays=holidays,
        workdays=_workdays(reading, holidays, covers_until),
        school_holidays=_spans(reading, "school_holidays", "kind", school_until),
    )
    reading.finish()
    return calendar


def _spans(reading: Reading, table: str, name: str, until: date) -> tuple[Span, ...]:
    lines = reading.table(table, f"{name} first last")
    spans = [Span(line.text(name), line.day("first"), line.day("last")) for line in lines]
    for line, span in zip(lines, spans, strict=True):
        if not line.sound:
            continue
        if span.last < span.first:
            line.fault("last", "最后一天比第一天还早", "对调，或改正日期")
        if span.last > until:
            line.fault("last", "超过了 validity 表里录到的日期", "同时把那一格往后改")
        if table == "school_holidays" and span.name not in (
            HolidayKind.WINTER,
            HolidayKind.SUMMER,
        ):
            line.fault(name, f"不认识“{span.name}”", "只能是：winter summer")
    for line, (before, after) in zip(lines[1:], pairwise(spans), strict=True):
        if line.sound and after.first <= before.last:
            line.fault("first", "和上一行重叠或没有按先后排", "按日期先后写，不要重叠")
    return tuple(spans)


def _workdays(reading: Reading, holidays: tuple[Span, ...], until: date) -> frozenset[date]:
    found = set()
    for line in reading.table("workdays", "day"):
        day = line.day("day")
        if not line.sound:
            continue
        if any(day in span for span in holidays):
            line.fault("day", "这一天在放假期间", "改正日期，或改放假的起止")
        if day.weekday() < SATURDAY:
            line.fault("day", "这一天不是周末", "调休上班的只会是周六、周日")
        if day > until:
            line.fault("day", "超过了 validity 表里录到的日期", "同时把那一格往后改")
        found.add(day)
    return frozenset(found)
