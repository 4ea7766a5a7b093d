"""From the clerk's workbook to a checked form, and every fault with its cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services.form_library import source
from services.form_library.source import (
    CHECKLISTS,
    FORMS,
    check_upload,
    check_workbook,
    load_checklist,
)
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Row, Sheet, Workbook, from_markdown, read_workbook, to_markdown
from xforms.xlsform.excel import to_xlsx

TEST_FORMS = Path(__file__).parents[1] / "forms"
HOTEL = from_markdown((CHECKLISTS / "hotel.md").read_text("utf-8"))


def _with_cell(sheet: str, key: str, column: str, text: str) -> tuple[Workbook, int]:
    """Return the hotel with one cell changed, and that cell's row number."""
    old = HOTEL.sheet(sheet)
    rows = list(old.rows)
    at = next(i for i, r in enumerate(rows) if key in (r.get("name"), r.get("question")))
    rows[at] = Row(rows[at].number, {**rows[at].cells, column: text})
    header = tuple(dict.fromkeys((*old.header, column)))
    return HOTEL.with_sheet(Sheet(sheet, header, tuple(rows))), rows[at].number


def _faults(workbook: Workbook) -> list[FormFault]:
    with pytest.raises(FormRefused) as refused:
        check_workbook(workbook)
    return list(refused.value.faults)


@pytest.mark.parametrize("stem", FORMS)
def test_the_checklists_pass_every_check_without_a_warning(stem: str) -> None:
    checked = load_checklist(CHECKLISTS / f"{stem}.md")
    assert (checked.form_id, checked.warnings) == (stem, ())
    assert checked.title
    assert checked.title_en
    assert checked.subject == {"home_visit": "child", "hotel": "venue"}[stem]


@pytest.mark.parametrize("stem", FORMS)
def test_a_checklist_survives_markdown_excel_and_the_way_back(stem: str) -> None:
    workbook = from_markdown((CHECKLISTS / f"{stem}.md").read_text("utf-8"))
    assert read_workbook(to_xlsx(workbook)) == workbook
    assert from_markdown(to_markdown(workbook, title=stem)) == workbook


def test_the_excel_file_that_is_offered_gives_the_same_form_when_it_comes_back() -> None:
    checked = load_checklist(CHECKLISTS / "hotel.md")
    again = check_upload(checked.workbook)
    assert again.xform == checked.xform
    assert again.workbook == checked.workbook


def test_a_form_is_converted_once_and_then_read_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check_workbook(HOTEL, cache=tmp_path)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr(source, "convert", never)
    assert check_workbook(HOTEL, cache=tmp_path).xform == first.xform
    changed, _ = _with_cell("survey", "ht_train", "label::中文 (zh)", "改过的题目")
    with pytest.raises(AssertionError, match="converted again"):
        check_workbook(changed, cache=tmp_path)


def test_a_prefilled_sign_of_harm_is_refused() -> None:
    workbook, row = _with_cell("survey", "ht_suspect", "default", "none")
    (fault,) = _faults(workbook)
    assert (fault.code, fault.sheet, fault.row, fault.column) == (
        "sign.prefilled",
        "survey",
        row,
        "default",
    )


def test_an_unknown_usual_answer_is_refused_with_its_cell() -> None:
    workbook, row = _with_cell("survey", "ht_train", "bind::hulei:normal", "maybe")
    (fault,) = _faults(workbook)
    assert (fault.code, fault.row, fault.column) == ("choice.unknown", row, "bind::hulei:normal")


def test_a_voice_note_must_go_to_a_question_of_sound_in_the_same_group() -> None:
    files = from_markdown((TEST_FORMS / "sent_files.md").read_text("utf-8"))
    old = files.sheet("survey")
    for name, column, value, code in (
        ("told", "bind::hulei:voice", "photo", "voice.unknown"),
        ("told", "bind::hulei:voice", "both_sound", "voice.unknown"),
        ("told", "type", "integer", "voice.type"),
    ):
        rows = tuple(
            Row(row.number, {**row.cells, column: value}) if row.get("name") == name else row
            for row in old.rows
        )
        (fault,) = _faults(files.with_sheet(replace(old, rows=rows)))
        assert (fault.code, fault.column) == (code, "bind::hulei:voice")


def test_all_faults_of_the_problems_sheet_are_named_at_once() -> None:
    old = HOTEL.sheet("problems")
    bad = {"question": "ht_gone", "severity": "7", "follow_up": "V7; X9", "say_zh": "长" * 41}
    rows = (*old.rows, Row(99, bad))
    faults = _faults(HOTEL.with_sheet(replace(old, rows=rows)))
    assert [(fault.sheet, fault.row, fault.column) for fault in faults] == [
        ("problems", 99, "question"),
        ("problems", 99, "when"),
        ("problems", 99, "severity"),
        ("problems", 99, "follow_up"),
        ("problems", 99, "say_zh"),
        ("problems", 99, "say_en"),
    ]


def test_an_expression_that_the_engine_cannot_read_is_refused_with_its_cell() -> None:
    workbook, row = _with_cell("survey", "ht_f1_ok", "relevant", "${ht_f1_n} >")
    faults = _faults(workbook)
    assert ("survey", row, "relevant") in [(f.sheet, f.row, f.column) for f in faults]


def test_an_unknown_function_in_a_rule_about_problems_is_refused_with_its_cell() -> None:
    workbook, row = _with_cell("problems", "ht_train", "when", "frobnicate(${ht_train})")
    faults = _faults(workbook)
    assert {(fault.sheet, fault.row, fault.column) for fault in faults} == {
        ("problems", row, "when")
    }


def test_a_name_in_a_rule_that_no_question_has_is_refused_with_its_cell() -> None:
    workbook, row = _with_cell("problems", "ht_train", "when", "${ht_trian} = 'no'")
    (fault,) = _faults(workbook)
    assert (fault.code, fault.sheet, fault.row, fault.column) == (
        "reference.unknown",
        "problems",
        row,
        "when",
    )


def test_a_misspelt_word_of_ours_is_refused_with_its_cell() -> None:
    workbook, row = _with_cell("survey", "severity", "calculation", "worst_severity(1, 2, 3)")
    (fault,) = _faults(workbook)
    assert (fault.code, fault.sheet, fault.row) == ("problem.word", "survey", row)


def test_markdown_keeps_to_what_an_excel_file_can_hold() -> None:
    long = "x" * 40_000
    for text in (f"## survey\n\n| type |\n| --- |\n| {long} |\n", "## a/b\n\n| c |\n| --- |\n"):
        with pytest.raises(FormRefused) as refused:
            check_upload(text.encode())
        assert [fault.code for fault in refused.value.faults] in (
            ["cell.too_long"],
            ["sheet.name"],
        )


def test_markdown_that_is_sent_in_is_offered_as_an_excel_file() -> None:
    checked = check_upload((CHECKLISTS / "hotel.md").read_bytes())
    assert read_workbook(checked.workbook) == HOTEL


def test_settings_longer_than_a_version_can_hold_are_refused() -> None:
    old = HOTEL.sheet("settings")
    rows = (Row(2, {**old.rows[0].cells, "version": "9" * 33, "form_title": "长" * 121}),)
    faults = _faults(HOTEL.with_sheet(Sheet("settings", old.header, rows)))
    assert [fault.column for fault in faults] == ["form_title", "version"]
