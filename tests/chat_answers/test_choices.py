"""Options by number, label, yes and no; several; all in an order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat_answers.prompts import TODAY, options, question
from xforms.chat_answers import Kind, Misread, read

WHO = options("老师", "同学（本班）", "家里人", "其他人")
WHICH = options("电", "水", "火", "电、水都没有", control="select")
ORDER = options("房子", "吃饭", "上学", control="rank")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1", "a"), ("１", "a"), ("第二个", "b"), ("老师", "a"), (" 老师。", "a"), ("同学", "b"),
     ("家里", "c"), ("其他", "d"), ("**老师**", None), ("9", None), ("", None), ("老", None)],
)  # fmt: skip
def test_one_option_is_named_by_number_or_label(typed: str, value: str | None) -> None:
    found = read(WHO, typed, TODAY)
    assert found == value if value else isinstance(found, Misread)


def test_an_option_that_is_not_there_is_told_with_one_that_is() -> None:
    assert read(WHO, "校长", TODAY) == Misread(Kind.CHOICE, "老师")


def test_a_number_that_two_options_could_mean_is_told() -> None:
    counts = options("0人", "1人", "2人")
    assert read(counts, "1", TODAY) == Misread(Kind.AMBIGUOUS, "0人", ("0人", "1人"))
    assert read(counts, "1人", TODAY) == "b"
    stored = options("2=一楼", "1=二楼")
    found = read(stored, "1", TODAY)
    assert isinstance(found, Misread)
    assert found.readings == ("一楼", "二楼")
    assert read(options("1. 有", "2. 没有"), "2", TODAY) == "b"
    assert read(options("0", "1", "2"), "1", TODAY) == "b"


@pytest.mark.parametrize("typed", ["有", "是", "对", "嗯", "YES", "有的"])
def test_yes_is_said_in_many_words(typed: str) -> None:
    assert read(options("yes=是", "no=否", label="家里有没有烟雾报警器？"), typed, TODAY) == "yes"
    assert read(options("y=有", "n=没有", label="有没有外伤？"), typed, TODAY) == "y"


@pytest.mark.parametrize("typed", ["没有", "否", "不是", "没", "no", "无"])
def test_no_is_said_in_many_words(typed: str) -> None:
    assert read(options("yes=是", "no=否", label="是否核对未成年人身份证？"), typed, TODAY) == "no"
    assert read(options("n=没有", "y=有", label="有没有外伤？"), typed, TODAY) == "n"


def test_yes_and_no_say_nothing_clear_to_a_negative_question() -> None:
    prompt = options("yes=是", "no=否", label="住处没有明显隐患")
    found = read(prompt, "没有", TODAY)
    assert found == Misread(Kind.AMBIGUOUS, "是", ("是", "否"))
    assert read(prompt, "否", TODAY) == "no"
    assert read(prompt, "1", TODAY) == "yes"
    boolean = question("boolean", label="没有隐患")
    assert isinstance(read(boolean, "没有", TODAY), Misread)
    assert read(question("boolean", label="有没有隐患"), "没有", TODAY) == "false"


@pytest.mark.parametrize(
    ("typed", "values"),
    [("1,3", "a c"), ("1 3", "a c"), ("1、3", "a c"), ("３，１", "a c"), ("1\n3", "a c"),
     ("水", "b"), ("水、电", "a b"), ("1;水", "a b"), ("1 1", "a"), ("电、水都没有", "d"),
     ("火，电、水都没有", "c d"), ("水和火", "b c")],
)  # fmt: skip
def test_several_options_are_named_together(typed: str, values: str) -> None:
    assert read(WHICH, typed, TODAY) == values


@pytest.mark.parametrize("typed", ["13", "1,9", "1-3", "水 油", "全部", "1 " * 70])
def test_one_wrong_option_spoils_the_rest(typed: str) -> None:
    found = read(WHICH, typed, TODAY)
    assert isinstance(found, Misread)
    assert isinstance(read(WHICH, found.example, TODAY), str)


def test_a_rank_names_all_options_in_an_order() -> None:
    assert read(ORDER, "3 1 2", TODAY) == "c a b"
    assert read(ORDER, "上学>房子>吃饭", TODAY) == "c a b"
    assert read(ORDER, "3 1", TODAY) == Misread(Kind.INCOMPLETE, "1,2,3")
    assert read(ORDER, "3 3 1", TODAY) == Misread(Kind.INCOMPLETE, "1,2,3")


@pytest.mark.parametrize("typed", ["OK", "好的", "确认", "知道了", "是", "👌"])
def test_an_acknowledgement_is_a_yes(typed: str) -> None:
    assert read(question(control="trigger"), typed, TODAY) == "OK"


@pytest.mark.parametrize("typed", ["不", "没有", "为什么？"])
def test_anything_else_acknowledges_nothing(typed: str) -> None:
    assert read(question(control="trigger"), typed, TODAY) == Misread(Kind.CONFIRM, "OK")


LABELS = st.lists(
    st.text("老师同学家里人其他学校邻居", min_size=2, max_size=4),
    min_size=2,
    max_size=8,
    unique=True,
)


@given(LABELS, st.data())
def test_every_label_and_number_is_read_back(labels: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(labels) - 1))
    prompt = options(*labels)
    value = prompt.choices[number].value
    assert read(prompt, labels[number], TODAY) == value
    assert read(prompt, str(number + 1), TODAY) == value


@given(LABELS, st.data(), st.sampled_from([",", "，", "、", " ", "\n", "; "]))
def test_every_set_of_options_is_read_back(
    labels: list[str], data: st.DataObject, between: str
) -> None:
    numbers = data.draw(st.sets(st.integers(0, len(labels) - 1), min_size=1))
    prompt = options(*labels, control="select")
    values = " ".join(prompt.choices[n].value for n in sorted(numbers))
    assert read(prompt, between.join(str(n + 1) for n in numbers), TODAY) == values
    assert read(prompt, between.join(labels[n] for n in numbers), TODAY) == values


@given(LABELS, st.randoms())
def test_every_order_is_read_back(labels: list[str], random: object) -> None:
    order = list(range(len(labels)))
    random.shuffle(order)  # type: ignore[attr-defined]
    prompt = options(*labels, control="rank")
    values = " ".join(prompt.choices[n].value for n in order)
    assert read(prompt, " ".join(str(n + 1) for n in order), TODAY) == values


@given(st.sampled_from(["是", "有", "对", "yes"]), st.booleans(), st.text("好不吗呢", max_size=3))
def test_yes_means_yes_only_alone(word: str, swapped: bool, tail: str) -> None:
    labels = ("no=否", "yes=是") if swapped else ("yes=是", "no=否")
    found = read(options(*labels, label="到家了"), word + tail, TODAY)
    assert found == "yes" if not tail else isinstance(found, Misread)


@given(st.text(max_size=40) | st.text("12349,、 老师电水没有是否和", max_size=20))
def test_whatever_is_typed_names_options_or_none(text: str) -> None:
    for prompt in (WHO, WHICH, ORDER):
        offered = {choice.value for choice in prompt.choices}
        found = read(prompt, text, TODAY)
        assert isinstance(found, Misread) or offered.issuperset(found.split())
    said = read(question(control="trigger"), text, TODAY)
    assert isinstance(said, Misread) or said == "OK"


def test_in_a_long_list_a_number_is_no_position() -> None:
    villages = options(*(f"v{n}=青禾{n}号院" for n in range(1, 40)))
    assert isinstance(read(villages, "17", TODAY), Misread)
    rooms = options(*(f"r{n}={n + 100}室" for n in range(1, 40)))
    assert read(rooms, "117", TODAY) == "r17"
