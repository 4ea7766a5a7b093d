"""What the conversation makes of a misread: a reason that it has words for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xforms
from services.runs.standing import Wrong
from services.runs.typed import WrongInput, other_readings, parse
from tests.chat_answers.prompts import TODAY, options, question

TYPES = (
    *("string", "int", "decimal", "date", "time", "dateTime", "boolean", "barcode", "binary"),
    *("geopoint", "geotrace", "geoshape"),
)
PROMPTS = [
    *(question(kind, label="没有隐患") for kind in TYPES),
    question("int", "range", range=xforms.Range(1.0, 9.0, 2.0)),
    question(control="trigger"),
    question(appearance="numbers"),
    *(options("yes=是", "no=否", "2=x", control=c, label="没") for c in ("select1", "rank")),
]
WORDS = [
    "腊月",
    "2月30日",
    "25:00",
    "晚上12点",
    "31号",
    "没有",
    "1",
    "2",
    "1.000",
    "113,23",
    "长" * 3000,
]


@given(st.sampled_from(PROMPTS), st.sampled_from(WORDS) | st.text(max_size=20))
def test_every_misread_becomes_a_reason(prompt: xforms.Prompt, text: str) -> None:
    found = parse(prompt, text, TODAY)
    assert isinstance(found, str) or found.wrong in Wrong
    assert isinstance(other_readings(prompt, text, TODAY), tuple)


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [("date", "腊月初八", Wrong.DATE), ("time", "25:00", Wrong.TIME), ("int", "两三", Wrong.NUMBER),
     ("binary", "照片", Wrong.FILE), ("geopoint", "村口", Wrong.LOCATION),
     ("string", "长" * 3000, Wrong.LENGTH), ("boolean", "没有", Wrong.TAP)],
)  # fmt: skip
def test_the_reason_says_what_is_wanted(kind: str, typed: str, wrong: Wrong) -> None:
    found = parse(question(kind, label="没有隐患"), typed, TODAY)
    assert isinstance(found, WrongInput)
    assert found.wrong is wrong


def test_a_typed_place_is_kept_no_more_exactly_than_a_sent_one() -> None:
    assert parse(question("geopoint"), "23.123456,113.387654", TODAY) == "23.123 113.388 0 100"
    assert parse(question("geotrace"), "1.23456,2;3,4", TODAY) == "1.235 2 0 100;3 4 0 100"


def test_times_are_the_readers_own() -> None:
    assert parse(question("time"), "下午3点半", TODAY) == "15:30:00.000+08:00"
