"""What a clerk is told of a file: the cell as Excel names it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from openpyxl.utils import get_column_letter

from services.form_library.checking import judge
from services.form_library.source import CHECKLISTS
from xforms.xlsform import from_markdown
from xforms.xlsform.excel import to_xlsx

HOTEL = from_markdown((CHECKLISTS / "hotel.md").read_text("utf-8"))


def test_a_fault_names_its_cell_though_a_column_before_it_is_empty() -> None:
    book = openpyxl.load_workbook(BytesIO(to_xlsx(HOTEL)))
    page = book["survey"]
    page.insert_cols(3)
    heading = [cell.value for cell in page[1]]
    row = next(r for r in range(2, page.max_row) if page.cell(r, 2).value == "ht_train")
    column = heading.index("relevant") + 1
    page.cell(row, column).value = "${nobody} = 1"
    out = BytesIO()
    book.save(out)
    cells = [mark.cell for mark in judge(out.getvalue()).faults]
    assert f"survey!{get_column_letter(column)}{row}" in cells


def test_a_form_that_passes_comes_with_its_number_of_questions() -> None:
    verdict = judge((CHECKLISTS / "hotel.md").read_bytes())
    assert verdict.checked is not None
    assert verdict.checked.form_id == "hotel"
    rows = HOTEL.rows("survey")
    asked = [r for r in rows if r.get("type").split(" ")[0] in ASKED]
    assert verdict.questions == len(asked)


def test_a_broken_file_is_a_fault_without_a_cell() -> None:
    assert [mark.cell for mark in judge(b"PK\x03\x04 broken").faults] == [""]


ASKED = frozenset(
    {"select_one", "select_multiple", "integer", "decimal", "text", "date", "note"}
    | {"geopoint", "image", "acknowledge"}
)
