"""When a child is due next: grade, sex, ledger, holidays, key periods. No database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Child
from models.child import Grade, Sex
from models.due_visit import DueReason
from services.calendar import load_calendar
from services.policy import load_policy
from services.visits import next_due, next_inspection, routine

POLICY, CALENDAR = load_policy(), load_calendar()


def day(text: str) -> date:
    """`day("11-23")` is in 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def child(
    grade: Grade = Grade.LOW,
    *,
    girl: bool = False,
    ledger: bool = False,
    seen: date | None = None,
    registered: date = date(2025, 3, 3),
) -> Child:
    """A child that was never stored."""
    return Child(
        grade=grade,
        sex=Sex.FEMALE if girl else Sex.MALE,
        four_in_one=ledger,
        registered_on=registered,
        last_seen_on=seen,
    )


@pytest.mark.parametrize(
    ("grade", "seen", "due"),
    [
        # in term
        (Grade.URGENT, "11-02", "11-09"),
        (Grade.HIGH, "11-02", "11-16"),
        (Grade.MEDIUM, "11-02", "12-02"),
        (Grade.LOW, "09-14", "12-13"),
        # in the summer holidays, 07-04 to 08-31
        (Grade.URGENT, "07-10", "07-17"),
        (Grade.HIGH, "07-10", "07-17"),
        (Grade.MEDIUM, "07-10", "07-25"),
        (Grade.LOW, "07-10", "08-09"),
        # the due date falls into the holidays: their interval counts, also for the days before
        (Grade.HIGH, "06-29", "07-06"),
        (Grade.MEDIUM, "06-24", "07-09"),
        (Grade.LOW, "06-20", "07-20"),
        (Grade.MEDIUM, "06-12", "07-04"),  # 15 days have passed when the holidays begin
        (Grade.LOW, "04-20", "07-13"),  # not all on one day: with the visit after break-up
        (Grade.LOW, "06-10", "07-13"),
        (Grade.LOW, "06-14", "07-14"),
        # due before the holidays: the ordinary interval
        (Grade.HIGH, "06-15", "06-29"),
        (Grade.MEDIUM, "06-03", "07-03"),
        # due after the holidays: the ordinary interval
        (Grade.HIGH, "08-25", "09-08"),
        (Grade.MEDIUM, "08-17", "09-16"),
        (Grade.LOW, "08-02", "10-31"),
        (Grade.MEDIUM, "08-16", "08-31"),
        # over the end of what the calendar knows
        (Grade.LOW, "2027-06-01", "2027-08-30"),
    ],
)
def test_the_interval_is_that_of_the_period_in_which_the_due_date_falls(
    grade: Grade, seen: str, due: str
) -> None:
    assert next_due(child(grade), POLICY, CALENDAR, day(seen)) == day(due)


@pytest.mark.parametrize(
    ("girl", "ledger", "due"),
    [
        (True, True, "10-14"),
        (True, False, "12-13"),
        (False, True, "12-13"),
        (False, False, "12-13"),
    ],
)
def test_only_a_girl_of_the_four_in_one_ledger_is_due_within_thirty_days(
    girl: bool, ledger: bool, due: str
) -> None:
    assert next_due(child(girl=girl, ledger=ledger), POLICY, CALENDAR, day("09-14")) == day(due)


@given(
    st.sampled_from(Grade),
    st.booleans(),
    st.booleans(),
    st.dates(date(2025, 9, 1), date(2028, 1, 1)),
)
def test_no_due_date_is_later_than_the_rules_allow(
    grade: Grade, girl: bool, ledger: bool, seen: date
) -> None:
    due = next_due(child(grade, girl=girl, ledger=ledger), POLICY, CALENDAR, seen)
    days = (due - seen).days
    rule = POLICY.intervals[grade]

    assert 1 <= days <= rule.days
    assert days <= 30 or not (girl and ledger)
    before = due - timedelta(days=1 + rule.grace_days)
    if CALENDAR.in_school_holiday(due) and CALENDAR.in_school_holiday(before):
        assert days <= rule.holiday_days


@given(st.sampled_from(Grade), st.booleans(), st.dates(date(2025, 9, 1), date(2028, 1, 1)))
def test_whoever_was_seen_later_is_never_due_earlier(
    grade: Grade, ledger: bool, seen: date
) -> None:
    one = child(grade, girl=True, ledger=ledger)
    tomorrow = seen + timedelta(days=1)

    assert next_due(one, POLICY, CALENDAR, seen) <= next_due(one, POLICY, CALENDAR, tomorrow)


def test_the_grades_are_in_order_on_every_day_of_the_year() -> None:
    for offset, ledger in product(range(365), (True, False)):
        seen = day("01-01") + timedelta(days=offset)
        dues = [
            next_due(child(g, girl=True, ledger=ledger), POLICY, CALENDAR, seen) for g in Grade
        ]
        assert dues == sorted(dues)


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("11-23", "11-30"),  # a Monday
        ("11-21", "11-27"),  # a Saturday
        ("02-13", "02-27"),  # before Spring Festival: 14 is worked
        ("09-30", "10-13"),  # before National Day: Saturday 10-10 is worked
    ],
)
def test_a_new_child_is_due_within_five_working_days(registered: str, due: str) -> None:
    planned = routine(child(registered=day(registered)), POLICY, CALENDAR, day("01-01"))

    assert (planned.due_on, planned.reason) == (day(due), DueReason.FIRST)


def test_a_new_urgent_child_is_due_within_a_day() -> None:
    planned = routine(child(Grade.URGENT, registered=day("11-21")), POLICY, CALENDAR, day("01-01"))

    assert (planned.due_on, planned.reason) == (day("11-22"), DueReason.URGENT)


@pytest.mark.parametrize(
    ("grade", "seen", "due", "reason"),
    [
        (Grade.LOW, "09-14", "12-13", DueReason.INTERVAL),
        (Grade.LOW, "06-20", "07-13", DueReason.KEY_PERIOD),  # within 10 days after break-up
        (Grade.LOW, "07-13", "08-09", DueReason.KEY_PERIOD),  # mid-summer
        (Grade.LOW, "07-10", "08-09", DueReason.KEY_PERIOD),  # the interval ends on the same day
        (Grade.LOW, "08-05", "08-31", DueReason.KEY_PERIOD),  # within 7 days before term
        (Grade.LOW, "08-25", "11-23", DueReason.INTERVAL),  # seen in that week: covered
        (Grade.LOW, "08-24", "08-31", DueReason.KEY_PERIOD),  # a day too early
        (Grade.LOW, "02-20", "03-01", DueReason.KEY_PERIOD),
        (Grade.LOW, "02-23", "03-10", DueReason.KEY_PERIOD),  # after Spring Festival
        (Grade.LOW, "02-24", "05-25", DueReason.INTERVAL),  # covers both periods
        (Grade.MEDIUM, "02-23", "03-10", DueReason.KEY_PERIOD),
        (Grade.HIGH, "07-13", "07-20", DueReason.INTERVAL),
    ],
)
def test_key_periods_add_a_visit_unless_the_child_was_seen_in_them(
    grade: Grade, seen: str, due: str, reason: DueReason
) -> None:
    planned = routine(child(grade, seen=day(seen)), POLICY, CALENDAR, day("01-01"))

    assert (planned.due_on, planned.reason) == (day(due), reason)


def test_a_key_period_that_was_over_before_the_register_began_is_no_debt() -> None:
    girl = child(Grade.LOW, seen=day("08-20"))

    assert routine(girl, POLICY, CALENDAR, day("08-31")).due_on == day("08-31")
    assert routine(girl, POLICY, CALENDAR, day("09-01")).due_on == day("11-18")


@pytest.mark.parametrize(
    ("inspected", "due"),
    [
        ("11-02", "12-02"),
        ("07-06", "07-20"),
        ("09-07", "09-25"),  # Mid-Autumn: 14 days have passed when it begins
        ("09-20", "10-04"),
        ("10-08", "11-07"),
    ],
)
def test_a_hotel_is_inspected_monthly_and_every_two_weeks_in_holidays(
    inspected: str, due: str
) -> None:
    assert next_inspection(POLICY.venues["hotel"], CALENDAR, day(inspected)) == day(due)
