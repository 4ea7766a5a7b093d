"""One property per type: whatever is typed is stored canonically or refused, and reads back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xforms
from services.runs.places import PLACES
from services.runs.showing import answer_of
from services.runs.standing import Wrong
from services.runs.typed import WrongInput, other_readings, parse
from services.unit_of_work import LOCAL_ZONE
from tests.chat_answers.prompts import TODAY
from tests.forms.published import checked
from views.runs import wording
from views.translate import in_language
from xforms.answers import canonical

NOW = datetime(2026, 11, 23, 9, tzinfo=LOCAL_ZONE)
HOUSES = {"v1": ("h1", "h2"), "v2": ("h3",)}

TYPED = (
    *("text", "numbers", "lines", "url", "app", "barcode", "integer", "thousands", "counter"),
    *("decimal", "bearing", "range", "fine", "date", "month", "year", "ethiopian", "time"),
    *("moment", "one", "minimal", "likert", "other", "many", "village", "house", "rank"),
    *("ack", "trigger", "geopoint", "geotrace", "geoshape"),
)
"""Questions of the form of all types that words can answer."""

SENT = ("image", "signature", "audio", "video", "file")

SAID = st.text(max_size=40) | st.text(
    "0123456789０１２．-,，、;；.:：/ 零一二两三十百千万点半年月日号昨今前天上下午是否有没无对苹果香蕉樱桃东西村"
    "北纬东经确认知道了OKabc",
    max_size=16,
)
"""Anything at all, and what looks like an answer."""


@cache
def form() -> xforms.Form:
    """Every type that a chat can carry."""
    return xforms.compile_form(checked("all_types").xform)


def started() -> xforms.Run:
    """A run of it, in 西村 so that the cascade has a house."""
    run = xforms.start(form(), xforms.Surroundings(now=NOW, seed=1))
    run.answer("/home_visit/village", "v2")
    return run


@dataclass(frozen=True)
class Taken:
    """What became of a text: the stored value, or why not."""

    value: str = ""
    refused: str = ""


def take(run: xforms.Run, name: str, text: str) -> Taken:
    """Parser and engine, as the conversation uses them."""
    prompt = run.prompt(f"/home_visit/{name}")
    read = parse(prompt, text, TODAY)
    assert isinstance(other_readings(prompt, text, TODAY), tuple)
    if isinstance(read, WrongInput):
        assert read.wrong in Wrong
        return Taken(refused=read.wrong)
    outcome = run.answer(prompt.ref, read)
    if isinstance(outcome, xforms.Rejected):
        return Taken(refused=outcome.kind)
    return Taken(outcome.value)


@pytest.mark.parametrize("name", TYPED)
@given(text=SAID)
def test_whatever_is_typed_is_stored_as_the_type_says_or_refused(name: str, text: str) -> None:
    run = started()
    before = run.value(f"/home_visit/{name}")
    taken = take(run, name, text)
    if taken.refused:
        assert run.value(f"/home_visit/{name}") == before
        return
    prompt = run.prompt(f"/home_visit/{name}")
    assert taken.value == prompt.value != ""
    assert canonical(prompt.type, taken.value) == taken.value
    assert prompt.problem is None
    if prompt.choices:
        assert set(taken.value.split()) <= {choice.value for choice in prompt.choices}


@pytest.mark.parametrize("name", TYPED)
@given(text=SAID)
def test_what_was_stored_is_read_back_as_itself(name: str, text: str) -> None:
    run = started()
    stored = take(run, name, text).value
    if not stored:
        return
    prompt = run.prompt(f"/home_visit/{name}")
    if prompt.type in PLACES:
        typed = ";".join(",".join(point.split()[:2]) for point in stored.split(";"))
    elif prompt.type in ("time", "dateTime") or prompt.choices:
        typed = wording.says(answer_of(prompt), TODAY)
    else:
        typed = stored
    assert take(run, name, typed).value == stored, typed


@pytest.mark.parametrize("name", SENT)
@given(text=SAID)
def test_words_are_never_a_file(name: str, text: str) -> None:
    run = started()
    taken = take(run, name, text)
    wanted = {"image": Wrong.PHOTO, "signature": Wrong.PHOTO, "audio": Wrong.AUDIO}
    wanted |= {"video": Wrong.VIDEO, "file": Wrong.FILE}
    assert taken.refused in (wanted[name], Wrong.REQUIRED, Wrong.LENGTH)


@given(st.sampled_from(sorted(HOUSES)), SAID)
def test_a_cascade_takes_only_what_fits_the_answer_before(village: str, text: str) -> None:
    run = started()
    run.answer("/home_visit/village", village)
    taken = take(run, "house", text)
    assert taken.refused or taken.value in HOUSES[village]
    offered = {choice.value for choice in run.prompt("/home_visit/house").choices}
    assert offered == set(HOUSES[village])


@given(st.lists(st.text(min_size=1, max_size=6).filter(str.strip), max_size=4), st.data())
def test_entries_of_a_repeat_are_listed_as_they_were_added_and_taken_off(
    names: list[str], data: st.DataObject
) -> None:
    run = started()
    repeat = "/home_visit/house_of"
    while run.repeat(repeat).instances:
        run.remove_repeat(run.repeat(repeat).instances[0][0])
    kept = []
    for name in names:
        at = run.add_repeat(repeat)
        outcome = run.answer(f"{at}/head", name)
        kept.append(outcome.value if isinstance(outcome, xforms.Accepted) else "")
    if kept:
        gone = data.draw(st.integers(0, len(kept) - 1))
        run.remove_repeat(run.repeat(repeat).instances[gone][0])
        del kept[gone]
    refs = [ref for ref, _label in run.repeat(repeat).instances]
    assert [run.value(f"{ref}/head") for ref in refs] == kept


@given(st.integers(-10_000, 10_000), st.sampled_from(["中文 (zh)", "English (en)"]))
def test_a_label_follows_the_answer_in_every_language(number: int, language: str) -> None:
    run = started()
    run.answer("/home_visit/integer", str(number))
    run.language = language
    note = run.prompt("/home_visit/shown").label
    assert note == f"{'合计：' if 'zh' in language else 'Sum: '}{number + 1}"


@given(SAID, SAID, SAID)
def test_a_change_of_language_changes_no_answer(first: str, second: str, third: str) -> None:
    run = started()
    for name, text in (("text", first), ("integer", second), ("many", third)):
        take(run, name, text)
    before = run.values()
    for language in form().languages:
        run.language = language
        assert run.values() == before


def test_a_day_can_be_chosen_by_button_today_and_yesterday() -> None:
    run = started()
    for word, days in (("今天", 0), ("昨天", 1)):
        assert take(run, "date", word).value == (TODAY - timedelta(days=days)).isoformat()


@pytest.mark.parametrize("text", ["去年冬月", "冬月初三", "腊月", "那天", "2月30日"])
def test_a_day_that_cannot_be_told_is_answered_with_one_that_can(text: str) -> None:
    read = parse(started().prompt("/home_visit/date"), text, TODAY)
    assert isinstance(read, WrongInput)
    assert read.wrong is Wrong.DATE
    assert read.example


VALUES: dict[str, st.SearchStrategy[str]] = {
    "integer": st.integers(-(10**9), 10**9).map(str),
    "decimal": st.decimals(-9999, 9999, places=2).map(lambda n: f"{n:f}"),
    "month": st.integers(-300, 300).map(lambda n: f"{2026 + n // 12}-{n % 12 + 1:02}-01"),
    "year": st.integers(1900, 2199).map(lambda year: f"{year}-01-01"),
    "date": st.integers(-3000, 3000).map(lambda n: (TODAY + timedelta(days=n)).isoformat()),
    "time": st.times().map(lambda at: f"{at:%H:%M}:00.000+08:00"),
    "moment": st.tuples(st.integers(-400, 400), st.times()).map(
        lambda at: f"{TODAY + timedelta(days=at[0])}T{at[1]:%H:%M}:00.000+08:00"
    ),
    "range": st.integers(0, 20).map(lambda n: str(n * 5)),
    "one": st.sampled_from("abc"),
    "many": st.sets(st.sampled_from("abc"), min_size=1).map(lambda some: " ".join(sorted(some))),
    "rank": st.permutations("abc").map(" ".join),
}
"""Answers of types that are shown in words."""


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_an_answer_typed_as_it_is_shown_is_the_same_answer(
    name: str, language: str, data: st.DataObject
) -> None:
    run = started()
    if language == "en":
        run.language = "English (en)"
    ref = f"/home_visit/{name}"
    outcome = run.answer(ref, data.draw(VALUES[name]))
    assert isinstance(outcome, xforms.Accepted)
    with in_language(language):
        shown = wording.says(answer_of(run.prompt(ref)), TODAY)
    assert take(run, name, shown).value == outcome.value, shown
