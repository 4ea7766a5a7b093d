"""Dates and times as people say them; lunar, impossible and ambiguous ones are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat_answers.prompts import TODAY, question
from xforms.chat_answers import Kind, Misread, other_readings, read

DAY, CLOCK, MOMENT = question("date"), question("time"), question("dateTime")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今天", "2026-11-23"),
        ("昨天", "2026-11-22"),
        ("前天", "2026-11-21"),
        ("大前天", "2026-11-20"),
        ("明天", "2026-11-24"),
        ("3天前", "2026-11-20"),
        ("十天以前", "2026-11-13"),
        ("3月5日", "2026-03-05"),
        ("３月５号", "2026-03-05"),
        ("三月五日", "2026-03-05"),
        ("十一月二十", "2026-11-20"),
        ("3/5", "2026-03-05"),
        ("3.5", "2026-03-05"),
        ("11-20", "2026-11-20"),
        ("2026-3-5", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("26年3月5日", "2026-03-05"),
        ("85年3月5日", "1985-03-05"),
        ("20260305", "2026-03-05"),
        ("去年3月5日", "2025-03-05"),
        ("明年1月2日", "2027-01-02"),
        ("1月2日", "2027-01-02"),
        ("五号", "2026-11-05"),
        ("20号", "2026-11-20"),
        ("上个月5号", "2026-10-05"),
        ("下月5日", "2026-12-05"),
        ("上周三", "2026-11-18"),
        ("上星期日", "2026-11-22"),
        ("这周五", "2026-11-27"),
        ("下礼拜一", "2026-11-30"),
        ("上上周三", "2026-11-11"),
        ("5 March 2026", "2026-03-05"),
        ("Nov 20", "2026-11-20"),
        ("yesterday", "2026-11-22"),
        ("3 days ago", "2026-11-20"),
    ],
)
def test_a_date_is_read_as_people_say_it(typed: str, day: str) -> None:
    assert read(DAY, typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("去年冬月初三", Kind.LUNAR),
        ("腊月", Kind.LUNAR),
        ("腊月二十三", Kind.LUNAR),
        ("农历八月十五", Kind.LUNAR),
        ("正月初一", Kind.LUNAR),
        ("大年三十", Kind.LUNAR),
        ("三月初五", Kind.LUNAR),
        ("2月30日", Kind.IMPOSSIBLE),
        ("2026-02-29", Kind.IMPOSSIBLE),
        ("13月1日", Kind.IMPOSSIBLE),
        ("3月0日", Kind.IMPOSSIBLE),
        ("20261301", Kind.IMPOSSIBLE),
        ("99999天前", Kind.DATE),
        ("周三", Kind.DATE),
        ("上周", Kind.DATE),
        ("一个月前", Kind.DATE),
        ("3月", Kind.DATE),
        ("5", Kind.DATE),
        ("260305", Kind.DATE),
        ("3-5-26", Kind.DATE),
        ("25/12", Kind.IMPOSSIBLE),
        ("35年3月5日", Kind.AMBIGUOUS),
        ("31号", Kind.AMBIGUOUS),
    ],
)
def test_what_is_no_day_is_told_with_a_date_that_is_one(typed: str, kind: Kind) -> None:
    found = read(DAY, typed, TODAY)
    assert isinstance(found, Misread)
    assert found.kind is kind
    assert isinstance(read(DAY, found.example, TODAY), str)
    assert all(isinstance(read(DAY, words, TODAY), str) for words in found.readings)


def test_a_bare_day_near_the_turn_of_a_month_may_be_either_month() -> None:
    found = read(DAY, "3号", date(2026, 11, 29))
    assert found == Misread(Kind.AMBIGUOUS, "12月3日", ("12月3日", "11月3日"))
    assert read(DAY, "3号", date(2026, 11, 10)) == "2026-11-03"


def test_a_day_without_its_year_has_other_readings_for_a_form_that_refuses_this_year() -> None:
    assert read(DAY, "3月5日", TODAY) == "2026-03-05"
    assert other_readings(DAY, "3月5日", TODAY) == ("2027-03-05", "2025-03-05")
    assert other_readings(DAY, "5号", TODAY) == ("2026-12-05", "2026-10-05")
    for certain in ("昨天", "2026-03-05", "今年3月5日", "上月5号", "好"):
        assert other_readings(DAY, certain, TODAY) == ()
    assert other_readings(question(), "3月5日", TODAY) == ()


def test_month_and_year_questions_take_less() -> None:
    assert read(question("date", appearance="month-year"), "2026年3月", TODAY) == "2026-03-01"
    assert read(question("date", appearance="month-year"), "2026-03", TODAY) == "2026-03-01"
    assert read(question("date", appearance="year"), "2026", TODAY) == "2026-01-01"
    assert isinstance(read(question("date", appearance="month-year"), "2026-13", TODAY), Misread)


SAID: list[Callable[[date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.day} {day:%B} {day.year}",
]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(SAID))
def test_every_full_date_is_read_back(day: date, say: Callable[[date], str]) -> None:
    assert read(DAY, say(day), TODAY) == day.isoformat()


NEAR: list[Callable[[date, date], str]] = [
    lambda day, today: f"{abs((day - today).days)}天{'后' if day > today else '前'}",
    lambda day, _today: f"{day.month}月{day.day}日",
    lambda day, _today: f"{day.month}-{day.day}",
]


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)), st.integers(-60, 60), st.sampled_from(NEAR))
def test_days_near_today_are_read_back_without_their_year(
    today: date, steps: int, say: Callable[[date, date], str]
) -> None:
    day = today + timedelta(days=steps)
    assert read(DAY, say(day, today), today) == day.isoformat()


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)), st.integers(0, 6), st.integers(0, 4))
def test_weekdays_fall_into_the_week_that_was_said(today: date, number: int, which: int) -> None:
    weeks = ("上上", "上", "这", "下", "下下")
    found = read(DAY, f"{weeks[which]}周{'一二三四五六日'[number]}", today)
    assert isinstance(found, str)
    day = date.fromisoformat(found)
    monday = today - timedelta(days=today.weekday())
    assert day == monday + timedelta(weeks=which - 2, days=number)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("15:30", "15:30"),
        ("１５：３０", "15:30"),
        ("3:30pm", "15:30"),
        ("3:30 P.M.", "15:30"),
        ("12:30am", "00:30"),
        ("3pm", "15:00"),
        ("下午3点半", "15:30"),
        ("下午三点", "15:00"),
        ("下午15点", "15:00"),
        ("三点一刻", "03:15"),
        ("三点三刻", "03:45"),
        ("上午9点", "09:00"),
        ("早上七点零五分", "07:05"),
        ("晚上8点20", "20:20"),
        ("中午12点", "12:00"),
        ("中午一点", "13:00"),
        ("下午12点半", "12:30"),
        ("凌晨12点", "00:00"),
        ("凌晨2点", "02:00"),
        ("15点30分", "15:30"),
        ("十五时三十分", "15:30"),
        ("0930", "09:30"),
        ("8点整", "08:00"),
        ("8点钟", "08:00"),
    ],
)
def test_a_time_is_read_as_people_say_it(typed: str, clock: str) -> None:
    assert read(CLOCK, typed, TODAY) == f"{clock}:00.000"
    assert read(CLOCK, typed, TODAY, zone=ZONE) == f"{clock}:00.000+08:00"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("25:00", Kind.IMPOSSIBLE),
        ("9:75", Kind.IMPOSSIBLE),
        ("24:00", Kind.IMPOSSIBLE),
        ("晚上3点", Kind.AMBIGUOUS),
        ("晚上12点", Kind.AMBIGUOUS),
        ("上午12点", Kind.AMBIGUOUS),
        ("13:00pm", Kind.TIME),
        ("9", Kind.TIME),
        ("3:5", Kind.TIME),
        ("刚才", Kind.TIME),
        ("两三点", Kind.IMPOSSIBLE),
    ],
)
def test_what_is_no_time_is_told_with_one_that_is(typed: str, kind: Kind) -> None:
    found = read(CLOCK, typed, TODAY)
    assert isinstance(found, Misread)
    assert found.kind is kind
    assert isinstance(read(CLOCK, found.example, TODAY), str)


CLOCKS: list[Callable[[time], str]] = [
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at.hour}点{at.minute:02}分",
    lambda at: f"{at:%I:%M} {'pm' if at.hour >= 12 else 'am'}",
    lambda at: f"{at:%H%M}",
]


@given(st.times(), st.sampled_from(CLOCKS))
def test_every_time_is_read_back(at: time, say: Callable[[time], str]) -> None:
    assert read(CLOCK, say(at), TODAY) == f"{at:%H:%M}:00.000"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("11月20日 15:30", "2026-11-20T15:30"),
        ("昨天下午3点半", "2026-11-22T15:30"),
        ("2026-11-20T15:30", "2026-11-20T15:30"),
        ("上周三 9点", "2026-11-18T09:00"),
        ("五号三点一刻", "2026-11-05T03:15"),
    ],
)
def test_a_moment_is_a_day_and_a_time(typed: str, moment: str) -> None:
    assert read(MOMENT, typed, TODAY, zone=ZONE) == f"{moment}:00.000+08:00"


def test_a_moment_needs_both_and_has_one_reading() -> None:
    alone = read(MOMENT, "11月20日", TODAY)
    assert isinstance(alone, Misread)
    assert alone.kind is Kind.MOMENT
    assert isinstance(read(MOMENT, alone.example, TODAY), str)
    lunar = read(MOMENT, "腊月初八 9:30", TODAY)
    assert isinstance(lunar, Misread)
    assert lunar.kind is Kind.LUNAR
    either = read(MOMENT, "十一月二十三点", TODAY)
    assert isinstance(either, Misread)
    assert either.kind is Kind.AMBIGUOUS
    assert len(either.readings) == 2


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)),
    st.sampled_from(SAID),
    st.sampled_from(CLOCKS),
)
def test_every_moment_is_read_back(
    moment: datetime, day: Callable[[date], str], clock: Callable[[time], str]
) -> None:
    typed = f"{day(moment.date())} {clock(moment.time())}"
    assert read(MOMENT, typed, TODAY) == f"{moment:%Y-%m-%dT%H:%M}:00.000"


DATED = "0123456789-/.:年月日号点分半刻上下午晚周天前后去今明初一二三十腊 pam"


@given(st.text(max_size=30) | st.text(DATED, max_size=14), st.dates())
def test_whatever_is_typed_is_a_date_or_a_misread(text: str, today: date) -> None:
    day = read(DAY, text, today)
    assert isinstance(day, Misread) or date.fromisoformat(day)
    clock = read(CLOCK, text, today)
    assert isinstance(clock, Misread) or time.fromisoformat(clock)
    moment = read(MOMENT, text, today)
    assert isinstance(moment, Misread) or datetime.fromisoformat(moment)
