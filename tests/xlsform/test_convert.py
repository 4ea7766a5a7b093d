"""Workbook → XForm: faults name sheet, row and column; old field forms are rescued."""

from __future__ import annotations

import pytest

from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Workbook, convert, from_markdown

CHOICES = """
## choices
| list_name | name | label |
| --- | --- | --- |
| yn | yes | 是 |
| yn | no | 否 |
"""


def _form(rows: str, choices: str = CHOICES) -> Workbook:
    head = "## survey\n| type | name | label | relevant | calculation |\n" + "| --- " * 5 + "|\n"
    return from_markdown(head + rows + "\n" + choices)


def _refused(workbook: Workbook) -> list[FormFault]:
    with pytest.raises(FormRefused) as refused:
        convert(workbook)
    assert all(fault.what and fault.remedy for fault in refused.value.faults)
    return list(refused.value.faults)


def test_a_workbook_becomes_an_xform_without_warnings() -> None:
    converted = convert(
        _form("| select_one yn | a | 甲 | | |\n| text | b | 乙 | ${a} = 'yes' | |")
    )
    assert "relevant=\" /data/a  = 'yes'\"" in converted.xform.replace("/data/a =", "/data/a  =")
    assert converted.warnings == ()


def test_all_common_faults_are_found_at_once_with_their_cells() -> None:
    faults = _refused(
        _form(
            "| select_one gone | a | 甲 | | |\n"
            "| txt | b | 乙 | | |\n"
            "| text | 1c | 丙 | | |\n"
            "| text | | 丁 | | |\n"
            "| text | e | 戊 | ${nobody} = 1 | |\n"
            "| begin_group | g | 组 | | |\n"
            "| text | h | 己 | | |\n"
            "| text | h | 庚 | | |",
        )
    )
    assert [(fault.code, fault.sheet, fault.row, fault.column) for fault in faults] == [
        ("list.unknown", "survey", 2, "type"),
        ("type.unknown", "survey", 3, "type"),
        ("name.invalid", "survey", 4, "name"),
        ("name.missing", "survey", 5, "name"),
        ("reference.unknown", "survey", 6, "relevant"),
        ("group.not_ended", "survey", 7, "type"),
        ("name.duplicate", "survey", 9, "name"),
    ]


def test_what_only_pyxform_notices_has_its_cell_too() -> None:
    (fault,) = _refused(_form("| text | a | 甲 | | |\n| calculate | b | | | |"))
    assert (fault.sheet, fault.row, fault.column) == ("survey", 3, "calculation")


def test_a_question_without_a_label_is_named_though_pyxform_names_no_row() -> None:
    (fault,) = _refused(_form("| text | a | 甲 | | |\n| text | b | | | |"))
    assert (fault.sheet, fault.row, fault.column) == ("survey", 3, "label")


def test_a_choice_question_without_a_list_is_said() -> None:
    (fault,) = _refused(_form("| select_one | a | 甲 | | |"))
    assert (fault.code, fault.row, fault.column) == ("list.missing", 2, "type")


def test_a_missing_survey_sheet_is_said() -> None:
    (fault,) = _refused(from_markdown(CHOICES))
    assert (fault.code, fault.sheet) == ("sheet.missing", "survey")


def test_choices_without_a_name_are_said() -> None:
    choices = "## choices\n| list_name | name | label |\n| --- | --- | --- |\n| yn | | 是 |\n"
    (fault,) = _refused(_form("| select_one yn | a | 甲 | | |", choices))
    assert (fault.code, fault.sheet, fault.row, fault.column) == (
        "choice.no_name",
        "choices",
        2,
        "name",
    )


def test_repeated_choice_names_are_let_pass_as_old_field_forms_have_them() -> None:
    choices = CHOICES + "| yn | no | 不是 |\n"
    assert "不是" in convert(_form("| select_one yn | a | 甲 | | |", choices)).xform


def test_a_question_named_data_gives_the_root_another_name() -> None:
    assert "<form_0 " in convert(_form("| text | data | 甲 | | |")).xform


def test_faults_after_blank_rows_point_to_the_row_of_the_file() -> None:
    workbook = from_markdown(
        "## survey\n| type | name | label |\n| --- | --- | --- |\n| text | a | 甲 |\n"
        "| | | |\n| | | |\n| text | a b | 乙 |\n"
    )
    (fault,) = _refused(workbook)
    assert (fault.code, fault.row) == ("name.invalid", 5)


def test_chinese_quotes_stay_in_wording_and_are_straightened_in_expressions() -> None:
    xform = convert(_form("| text | a | 写“无” | | |\n| text | b | 乙 | ${a} = ‘无’ | |")).xform
    assert "写“无”" in xform
    assert "'无'" in xform
