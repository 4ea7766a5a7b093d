"""Markdown tables ↔ workbook ↔ .xlsx: nothing is lost on the way."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xforms.faults import FormRefused
from xforms.xlsform import Workbook, from_markdown, read_workbook, to_markdown
from xforms.xlsform.excel import to_xlsx
from xforms.xlsform.workbooks import from_json, sheet_of, to_json

TRICKY = ("a | b", "\\d+ \\| \\\\", "one\ntwo", "literal <br> here", "=1+1", "007", "1.0", "是/否")


def _workbook(*cells: str) -> Workbook:
    rows = [(str(number), cell) for number, cell in enumerate(cells)]
    return Workbook((sheet_of("survey", ("name", "label"), rows),))


def test_cells_with_pipes_lines_and_backslashes_survive_the_markdown() -> None:
    workbook = _workbook(*TRICKY)
    assert from_markdown(to_markdown(workbook, title="T")) == workbook


def test_every_cell_is_a_text_in_excel_and_comes_back_as_it_was() -> None:
    workbook = _workbook(*TRICKY)
    data = to_xlsx(workbook)
    page = openpyxl.load_workbook(BytesIO(data))["survey"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert page.freeze_panes == "C2"
    assert read_workbook(data) == workbook


def test_a_workbook_survives_the_way_to_the_child_process() -> None:
    workbook = _workbook(*TRICKY)
    assert from_json(to_json(workbook)) == workbook


_CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)


@settings(max_examples=200, derandomize=True)
@given(st.lists(_CELLS, min_size=1, max_size=6))
def test_any_text_survives_the_markdown(cells: list[str]) -> None:
    workbook = _workbook(*cells)
    assert from_markdown(to_markdown(workbook, title="T")) == workbook


def test_prose_between_tables_is_for_people() -> None:
    text = "# T\n\nprose | with a pipe\n\n## one\n\nmore prose\n\n| a |\n| --- |\n| 1 |\n"
    text += "\n# end\n\n| x |\n"
    workbook = from_markdown(text)
    assert [(sheet.name, len(sheet.rows)) for sheet in workbook.sheets] == [("one", 1)]


def test_ragged_rows_and_missing_rules_are_all_named_at_once() -> None:
    text = "## one\n\n| a | b |\n| --- | --- |\n| 1 |\n| 1 | 2 | 3 |\n\n## two\n\n| a |\n| 1 |\n"
    with pytest.raises(FormRefused) as refused:
        from_markdown(text)
    found = [(fault.code, fault.sheet, fault.row) for fault in refused.value.faults]
    assert found == [
        ("table.ragged", "one", 5),
        ("table.ragged", "one", 6),
        ("table.no_rule", "two", 10),
    ]


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "survey"
    for at, text in ((1, "name"), (2, "a"), (5, "b")):
        page.cell(at, 1, text)
    out = BytesIO()
    book.save(out)
    rows = read_workbook(out.getvalue()).rows("survey")
    assert [(row.number, row.get("name")) for row in rows] == [(2, "a"), (5, "b")]
