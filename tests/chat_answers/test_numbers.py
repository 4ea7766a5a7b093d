"""Numbers: widths, Chinese numerals, units; what is only about a number is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xforms
from tests.chat_answers.prompts import TODAY, question
from xforms.chat_answers import Kind, Misread, read
from xforms.chat_answers.numerals import whole

WHOLE, DECIMAL = question("int"), question("decimal")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("１２", "12"),
        (" 007 ", "7"),
        ("+5", "5"),
        ("−3", "-3"),
        ("负三", "-3"),
        ("1,000", "1000"),
        ("１，０００", "1000"),
        ("3.0", "3"),
        ("三", "3"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十三", "23"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("两百", "200"),
        ("一千零五十", "1050"),
        ("三万五", "35000"),
        ("1.5万", "15000"),
        ("二〇二六", "2026"),
        ("壹佰贰拾", "120"),
        ("3个", "3"),
        ("三人", "3"),
        ("5口人", "5"),
        ("0。", "0"),
    ],
)
def test_a_whole_number_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert read(WHOLE, typed, TODAY) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3.5", "3.5"),
        ("３．５", "3.5"),
        ("3.50", "3.5"),
        (".5", "0.5"),
        ("三点五", "3.5"),
        ("零点二五", "0.25"),
        ("半", "0.5"),
        ("两个半", "2.5"),
        ("-0.0", "0"),
    ],
)
def test_a_decimal_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert read(DECIMAL, typed, TODAY) == number


@pytest.mark.parametrize(
    "typed",
    ["两三", "二三", "七八个", "二三十", "十五六", "十几", "几个", "3左右", "约3", "3多", "3-5",
     "3到5", "3或4", "1 2", "1,00", "1e3", "1/2", "百", "三十万五", "abc", "?", "9" * 19, "٣"],
)  # fmt: skip
def test_what_is_only_about_a_number_is_not_one(typed: str) -> None:
    for prompt in (WHOLE, DECIMAL):
        found = read(prompt, typed, TODAY)
        assert isinstance(found, Misread)
        assert found.kind is Kind.NUMBER
        assert read(prompt, found.example, TODAY) or found.example


def test_a_fraction_is_no_whole_number_and_one_point_three_zeros_may_be_a_thousand() -> None:
    assert read(WHOLE, "3.5", TODAY) == Misread(Kind.WHOLE, "3")
    found = read(WHOLE, "1.000", TODAY)
    assert isinstance(found, Misread)
    assert found.kind is Kind.AMBIGUOUS


def test_a_unit_counts_only_where_the_question_names_it() -> None:
    age = question("decimal", label="孩子多大（岁）？")
    assert read(age, "6岁", TODAY) == "6"
    assert read(age, "三岁半", TODAY) == "3.5"
    assert isinstance(read(age, "6个月", TODAY), Misread)
    assert isinstance(read(age, "半年", TODAY), Misread)
    money = question("int", label="每月多少元")
    assert read(money, "500块钱", TODAY) == "500"
    assert isinstance(read(money, "3多", TODAY), Misread)
    children = question("int", label="家里有几个孩子？")
    assert read(children, "3个孩子", TODAY) == "3"
    assert read(question("int", label="How many children?"), "3 children", TODAY) == "3"


def test_a_number_beside_the_range_is_told_with_the_nearest_that_it_has() -> None:
    prompt = question("decimal", "range", range=xforms.Range(0.0, 5.0, 0.5))
    assert read(prompt, "2.5", TODAY) == "2.5"
    assert read(prompt, "两个半", TODAY) == "2.5"
    assert read(prompt, "2.6", TODAY) == Misread(Kind.GRID, "2.5")
    assert read(prompt, "99", TODAY) == Misread(Kind.GRID, "5")
    assert read(prompt, "-1", TODAY) == Misread(Kind.GRID, "0")
    down = question("int", "range", range=xforms.Range(10.0, 0.0, -2.0))
    assert read(down, "4", TODAY) == "4"
    assert read(down, "5", TODAY) == Misread(Kind.GRID, "6")


def spelt(number: int) -> str:
    """A number below 100,000,000 in Chinese, as schools teach it."""

    def below(rest: int) -> str:
        words, gap = "", False
        for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, rest = divmod(rest, size)
            if digit:
                words += ("零" if gap else "") + "零一二三四五六七八九"[digit] + unit
                gap = False
            else:
                gap = bool(words)
        return words

    high, low = divmod(number, 10_000)
    words = (below(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "")
    words += below(low)
    return words.removeprefix("一") if words.startswith("一十") else words or "零"


@given(st.integers(0, 99_999_999))
def test_every_chinese_numeral_is_read_back(number: int) -> None:
    assert whole(spelt(number)) == number


WRITTEN = [
    str,
    "{:,}".format,
    lambda n: str(n).translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    lambda n: ("负" if n < 0 else "") + spelt(abs(n)),
    "{}个".format,
]


@given(st.integers(-99_999_999, 99_999_999), st.sampled_from(WRITTEN))
def test_every_whole_number_is_read_back(number: int, write: object) -> None:
    assert read(WHOLE, write(number), TODAY) == str(number)  # type: ignore[operator]


@given(st.decimals(-99_999, 99_999, places=3))
def test_every_decimal_is_read_back(number: Decimal) -> None:
    found = read(DECIMAL, f"{number}", TODAY)
    assert isinstance(found, str)
    assert Decimal(found) == number


@given(st.integers(-20, 20), st.sampled_from([1, 2, 5]), st.integers(0, 30))
def test_every_place_on_a_range_is_read_back(start: int, step: int, at: int) -> None:
    prompt = question(
        "int", "range", range=xforms.Range(start / 10, (start + 300) / 10, step / 10)
    )
    value = f"{(Decimal(start) + Decimal(step) * at) / 10:f}"
    found = read(prompt, value, TODAY)
    assert isinstance(found, str)
    assert Decimal(found) == Decimal(value)


@given(st.text(max_size=30) | st.text("0123456789,.+-零一二两三十百千万亿点半个 ", max_size=12))
def test_whatever_is_typed_is_a_number_or_a_misread(text: str) -> None:
    for prompt in (WHOLE, DECIMAL, question("int", "range", range=xforms.Range(1.0, 9.0, 2.0))):
        found = read(prompt, text, TODAY)
        assert isinstance(found, Misread) or Decimal(found).is_finite()
