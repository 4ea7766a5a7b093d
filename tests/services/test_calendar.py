"""The calendar: working days with make-up days, school holidays, and where the tables end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.calendar import CALENDAR_FILE, Gap, load_calendar
from services.policy import load_policy
from xforms.faults import FormRefused

CALENDAR = load_calendar()


def day(text: str) -> date:
    """`day("11-23")` is in 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


@pytest.mark.parametrize(
    ("when", "working"),
    [
        ("01-02", False),  # Friday of the New Year holiday
        ("01-04", True),  # Sunday, made up for it
        ("01-05", True),
        ("02-14", True),  # Saturday before Spring Festival
        ("02-15", False),
        ("02-23", False),  # Monday, last day of Spring Festival
        ("02-24", True),
        ("02-28", True),  # Saturday, make-up day
        ("04-06", False),  # Monday after Qingming
        ("05-05", False),
        ("05-09", True),  # Saturday, make-up day
        ("06-19", False),
        ("09-20", True),  # Sunday, make-up day
        ("09-25", False),
        ("10-07", False),
        ("10-08", True),
        ("10-10", True),  # Saturday, make-up day
        ("11-21", False),  # an ordinary Saturday
        ("11-23", True),  # an ordinary Monday
        ("2027-01-01", True),  # not announced: a plain Friday
        ("2027-02-06", False),  # not announced: a plain Saturday
    ],
)
def test_a_day_is_a_working_day_or_not(when: str, working: bool) -> None:
    assert CALENDAR.is_working_day(day(when)) is working


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("11-23", 0, "11-23"),
        ("11-23", 5, "11-30"),  # over one weekend
        ("02-13", 5, "02-27"),  # Friday; 14 is worked, then nine days off
        ("02-27", 1, "02-28"),  # the Saturday is a make-up day
        ("09-30", 1, "10-08"),
        ("10-09", 1, "10-10"),
        ("09-18", 5, "09-24"),  # the Sunday is worked
        ("12-31", 1, "2027-01-01"),
    ],
)
def test_working_days_are_counted_over_holidays_and_make_up_days(
    start: str, count: int, end: str
) -> None:
    assert CALENDAR.add_working_days(day(start), count) == day(end)


def test_counting_forth_and_back_agrees_all_year() -> None:
    start = day("01-01")
    for offset in range(0, 360, 7):
        first = start + timedelta(days=offset)
        last = CALENDAR.add_working_days(first, 12)
        assert CALENDAR.working_days_between(first + timedelta(days=1), last) == 11


@pytest.mark.parametrize(
    ("today", "last"),
    [("11-20", "11-22"), ("11-23", "11-23"), ("02-14", "02-23"), ("02-27", "02-27")],
)
def test_a_morning_looks_ahead_over_the_days_off(today: str, last: str) -> None:
    assert CALENDAR.reaches(day(today)) == day(last)


def test_key_periods_stand_around_the_school_holidays() -> None:
    windows = {
        (w.key, w.opens, w.due)
        for w in CALENDAR.windows(load_policy().key_periods)
        if w.due.year == 2026
    }

    assert windows == {
        ("after_break_up", day("01-31"), day("02-09")),
        ("before_term", day("02-23"), day("03-01")),
        ("after_spring_festival", day("02-24"), day("03-10")),
        ("after_break_up", day("07-04"), day("07-13")),
        ("mid_summer", day("07-26"), day("08-09")),
        ("before_term", day("08-25"), day("08-31")),
    }


@pytest.mark.parametrize(
    ("today", "left"), [("11-01", 60), ("11-23", 38), ("12-31", 0), ("2027-01-10", -10)]
)
def test_the_end_of_the_calendar_is_told_sixty_days_ahead_and_after(today: str, left: int) -> None:
    warning = CALENDAR.warning(day(today))

    assert warning is not None
    assert (warning.gap, warning.days_left) == (Gap.HOLIDAYS, left)
    assert CALENDAR.warning(day("10-31")) is None


def test_both_tables_are_watched() -> None:
    gaps = [warning.gap for warning in CALENDAR.warnings(day("2027-05-01"))]

    assert gaps == [Gap.HOLIDAYS, Gap.SCHOOL]


@pytest.mark.parametrize(
    ("old", "new", "table", "column"),
    [
        ("| 2026-05-05 | 劳动节", "| 2026-04-05 | 劳动节", "holidays", "last"),
        ("| 2026-05-01 |", "| 5月1日 |", "holidays", "first"),
        ("| qingming | 2026-04-04 |", "| qingming | 2026-02-20 |", "holidays", "first"),
        ("| 2026-05-09 | labour_day |", "| 2026-05-08 | labour_day |", "workdays", "day"),
        ("| 2026-05-09 | labour_day |", "| 2026-05-02 | labour_day |", "workdays", "day"),
        ("| 2026-10-10 |", "| 2027-10-10 |", "workdays", "day"),
        ("| summer | 2026-07-04 |", "| autumn | 2026-07-04 |", "school_holidays", "kind"),
        ("| covers_until | 2026-12-31 |", "| covers_until | 2026-12 |", "validity", "value"),
        ("2026-10-01 | 2026-10-07", "2026-10-01 | 2027-10-07", "holidays", "last"),
    ],
)
def test_a_fault_of_the_calendar_is_named(
    tmp_path: Path, old: str, new: str, table: str, column: str
) -> None:
    text = CALENDAR_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "calendar.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(FormRefused) as refusal:
        load_calendar(path)

    places = {(fault.sheet, fault.column) for fault in refusal.value.faults}
    assert (f"calendar.md {table}", column) in places
    assert all(fault.remedy for fault in refusal.value.faults)
