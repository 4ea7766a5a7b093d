"""Typed answers at a run: what the parsers of `xforms.chat_answers` make of them here."""

from __future__ import annotations

from datetime import date

import pytest

import xforms
from services.runs.standing import Wrong
from services.runs.typed import WrongInput, parse

TODAY = date(2026, 11, 23)


def prompt(kind: str, *choices: tuple[str, str], control: str = "input") -> xforms.Prompt:
    """A question of a type."""
    return xforms.Prompt(
        ref="/f/q",
        name="q",
        type=kind,
        control=control,
        appearance="",
        label="问",
        hint="",
        guidance="",
        media={},
        required=True,
        readonly=False,
        value="",
        choices=tuple(xforms.Choice(value, label, {}) for value, label in choices),
        range=None,
        problem=None,
        attributes={},
        body={},
        path=(),
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2026-11-23"),
        ("昨天", "2026-11-22"),
        ("前天", "2026-11-21"),
        ("明天", "2026-11-24"),
        ("11-20", "2026-11-20"),
        ("11.20", "2026-11-20"),
        ("11/20", "2026-11-20"),
        ("11月20", "2026-11-20"),
        ("十一月二十日", "2026-11-20"),
        ("20号", "2026-11-20"),
        ("2026-3-5", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("１１－２０", "2026-11-20"),
        ("1月3日", "2027-01-03"),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: str) -> None:
    assert parse(prompt("date"), text, TODAY) == day


@pytest.mark.parametrize("text", ["13-40", "那天", "3"])
def test_what_is_no_date_is_answered_with_an_example(text: str) -> None:
    assert parse(prompt("date"), text, TODAY) == WrongInput(Wrong.DATE, "11月23日")


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("十二", "12"), ("两", "2"), ("一百零五", "105"), ("１２", "12")],
)
def test_a_whole_number_is_read_in_digits_and_in_words(text: str, number: str) -> None:
    assert parse(prompt("int"), text, TODAY) == number


@pytest.mark.parametrize("text", ["3-5", "2.5", "好多"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    answer = parse(prompt("int"), text, TODAY)
    assert isinstance(answer, WrongInput)
    assert answer.wrong is Wrong.NUMBER


def test_a_decimal_keeps_its_places() -> None:
    assert parse(prompt("decimal"), "36.5", TODAY) == "36.5"


@pytest.mark.parametrize(
    ("text", "time"),
    [("9:30", "09:30"), ("九点半", "09:30"), ("下午3点", "15:00"), ("15时05分", "15:05")],
)
def test_a_time_is_read_as_people_say_it(text: str, time: str) -> None:
    answer = parse(prompt("time"), text, TODAY)
    assert isinstance(answer, str)
    assert answer.startswith(time)


YES_NO = (("yes", "是"), ("no", "否"))


@pytest.mark.parametrize(
    ("text", "value"), [("是", "yes"), ("有", "yes"), ("没有", "no"), ("2", "no"), ("Yes", "yes")]
)
def test_yes_and_no_are_understood_in_other_words(text: str, value: str) -> None:
    assert parse(prompt("string", *YES_NO, control="select1"), text, TODAY) == value


def test_a_label_that_is_a_number_is_the_label_not_the_place() -> None:
    grades = (("a", "3"), ("b", "2"), ("c", "1"))
    assert parse(prompt("string", *grades, control="select1"), "1", TODAY) == "c"


def test_several_options_only_where_several_may_be() -> None:
    topics = (("w", "防溺水"), ("f", "防火"))
    many = prompt("string", *topics, control="select")
    assert parse(many, "防火，防溺水", TODAY) == "w f"
    one = parse(prompt("string", *topics, control="select1"), "防火，防溺水", TODAY)
    assert one == WrongInput(Wrong.CHOICE, "防溺水")


def test_a_text_longer_than_any_answer_is_refused() -> None:
    answer = parse(prompt("string"), "长" * 2001, TODAY)
    assert answer == WrongInput(Wrong.LENGTH, "2000")
