"""What the checklists must hold: every key of the research, both languages, short wording."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.form_library.problems import CODE, problems_of
from services.form_library.source import CHECKLISTS, FORMS
from tests.checklists.keys import HOME_VISIT_KEYS, HOTEL_KEYS, SIGNS
from xforms.xlsform import Workbook, from_markdown
from xforms.xlsform.workbooks import Row

ZH, EN = "中文 (zh)", "English (en)"
HIDDEN = {"calculate", "xml-external", "end_group"}


def _workbook(stem: str) -> Workbook:
    return from_markdown((CHECKLISTS / f"{stem}.md").read_text("utf-8"))


BOOKS = {stem: _workbook(stem) for stem in FORMS}
ASKED = [
    pytest.param(row, id=row.get("name"))
    for stem in FORMS
    for row in BOOKS[stem].rows("survey")
    if row.get("type") not in HIDDEN
]


@pytest.mark.parametrize(
    ("stem", "keys"), [("home_visit", HOME_VISIT_KEYS), ("hotel", HOTEL_KEYS)]
)
def test_every_question_of_the_research_is_there(stem: str, keys: list[str]) -> None:
    names = {row.get("name") for row in BOOKS[stem].rows("survey")}
    assert set(keys) <= names
    assert len(keys) == {"home_visit": 51, "hotel": 39}[stem]


@pytest.mark.parametrize("row", ASKED)
def test_every_text_stands_in_both_languages(row: Row) -> None:
    assert row.get(f"label::{ZH}")
    assert row.get(f"label::{EN}")
    for stem in ("hint", "constraint_message"):
        assert bool(row.get(f"{stem}::{ZH}")) == bool(row.get(f"{stem}::{EN}"))
    assert bool(row.get("constraint")) == bool(row.get(f"constraint_message::{ZH}"))


@pytest.mark.parametrize("row", ASKED)
def test_the_wording_fits_a_phone(row: Row) -> None:
    assert len(row.get(f"label::{ZH}")) <= 60
    assert len(row.get("bind::hulei:short_zh")) <= 10
    assert len(row.get("bind::hulei:short_en")) <= 10


@pytest.mark.parametrize("stem", FORMS)
def test_questions_on_a_screen_with_several_have_a_short_name(stem: str) -> None:
    inside = False
    for row in BOOKS[stem].rows("survey"):
        if row.get("type") in {"begin_group", "end_group"}:
            inside = row.get("type") == "begin_group"
        elif inside and row.get("type") not in {"note", "calculate"}:
            assert row.get("bind::hulei:short_zh"), row.get("name")
            assert row.get("bind::hulei:short_en"), row.get("name")


@pytest.mark.parametrize("stem", FORMS)
def test_choices_are_short_enough_for_a_button_in_both_languages(stem: str) -> None:
    for row in BOOKS[stem].rows("choices"):
        assert 0 < len(row.get(f"label::{ZH}")) <= 12, row
        assert 0 < len(row.get(f"label::{EN}")) <= 18, row


def test_signs_of_harm_are_marked_and_never_prefilled() -> None:
    rows = [row for stem in FORMS for row in BOOKS[stem].rows("survey")]
    marked = {row.get("name") for row in rows if row.get("bind::hulei:sign") == "yes"}
    assert marked == set(SIGNS)
    for row in rows:
        if row.get("name") in SIGNS:
            prefilled = (row.get("default"), row.get("trigger"), row.get("bind::hulei:fact"))
            assert prefilled == ("", "", ""), row.get("name")


def test_disclosure_danger_and_the_childs_words_have_no_usual_answer() -> None:
    for row in BOOKS["home_visit"].rows("survey"):
        if row.get("name") in {"hv_met", "hv_disclose", "hv_words", "hv_danger"}:
            assert row.get("bind::hulei:normal") == ""


def test_the_form_asks_the_child_nothing_about_harm() -> None:
    """Only the one open question about whom to go to is put to the child (facts §8.2)."""
    to_child = [
        row.get("name")
        for row in BOOKS["home_visit"].rows("survey")
        if "开放问" in row.get(f"hint::{ZH}")
    ]
    assert to_child == ["hv_trusted"]
    texts = " ".join(row.get(f"label::{ZH}") for row in BOOKS["home_visit"].rows("survey"))
    assert "为什么" not in texts


@pytest.mark.parametrize("stem", FORMS)
def test_every_value_that_a_form_reads_at_its_start_is_documented(stem: str) -> None:
    told = {(row.get("instance"), row.get("name")) for row in BOOKS[stem].rows("instances")}
    cells = [
        text
        for sheet in ("survey", "problems")
        for row in BOOKS[stem].rows(sheet)
        for text in row.cells.values()
    ]
    read = set(re.findall(r"instance\('(subject|last|settings)'\)/root/(\w+)", " ".join(cells)))
    assert read == told


@pytest.mark.parametrize("stem", FORMS)
def test_problems_use_known_codes_and_short_words(stem: str) -> None:
    for problem in problems_of(BOOKS[stem]):
        assert all(CODE.match(code) for code in problem.follow_up)
        assert len(problem.say_zh) <= 40
        assert len(problem.say_en) <= 40
        advice = problem.row.get("advice_zh"), problem.row.get("advice_en")
        assert bool(advice[0]) == bool(advice[1])


@pytest.mark.parametrize("stem", FORMS)
def test_mandatory_report_codes_are_of_the_highest_severity(stem: str) -> None:
    for problem in problems_of(BOOKS[stem]):
        if any(re.fullmatch(r"M\d", code) for code in problem.follow_up):
            assert problem.severity == 4, problem.name


def test_every_follow_up_code_is_explained_in_the_readme() -> None:
    readme = (CHECKLISTS / "README.md").read_text("utf-8")
    explained = set(re.findall(r"`([A-Z0-9:?!a-z]+)`", readme))
    families = {re.sub(r"\d+|:.*", "", code) or code for code in explained}
    for stem in FORMS:
        for problem in problems_of(BOOKS[stem]):
            for code in problem.follow_up:
                assert (re.sub(r"\d+|:.*", "", code) or code) in families, code


@pytest.mark.parametrize("path", sorted(CHECKLISTS.glob("*.md")), ids=lambda path: path.stem)
def test_every_sheet_names_the_source_of_its_rules(path: Path) -> None:
    if path.stem == "README":
        return
    workbook = from_markdown(path.read_text("utf-8"))
    rules = [s for s in workbook.sheets if s.name not in {"choices", "problems", "instances"}]
    if workbook.rows("survey"):
        rules = [s for s in rules if s.name == "survey"]
    assert rules
    assert all("basis" in sheet.header for sheet in rules)
