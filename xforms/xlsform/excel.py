"""A workbook as .xlsx bytes that are pleasant to edit: texts only, wrapped, header frozen."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xforms.xlsform.workbooks import Row, Sheet, Workbook

NARROW, MIDDLE, WIDE = 12, 20, 40  # characters; a label of 40 fits a laptop beside its name
_HEAD = PatternFill("solid", fgColor="1F4E78")
_GROUP = PatternFill("solid", fgColor="DDEBF7")


def to_xlsx(workbook: Workbook) -> bytes:
    """Write an Excel file. Every cell is a text, so that Excel changes nothing in it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in workbook.sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    if not workbook.sheets:
        book.create_sheet("survey")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for at, name in enumerate(sheet.header, start=1):
        _write(page, 1, at, name)
        head = page.cell(1, at)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        page.column_dimensions[get_column_letter(at)].width = _width(name)
    for row in sheet.rows:
        _fill_row(page, sheet, row)
    page.freeze_panes = "C2" if sheet.name == "survey" else "A2"
    if sheet.header:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{page.max_row}"


def _fill_row(page: Worksheet, sheet: Sheet, row: Row) -> None:
    grouping = row.get("type").startswith(("begin", "end"))
    for at, name in enumerate(sheet.header, start=1):
        if text := row.get(name):
            _write(page, row.number, at, text)
        if grouping:
            page.cell(row.number, at).fill = _GROUP


def _write(page: Worksheet, row: int, column: int, text: str) -> None:
    cell = page.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # a formula or a number would be changed by Excel
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _width(header: str) -> int:
    stem = header.split("::", maxsplit=1)[0]
    if stem in {"label", "hint", "constraint_message", "say", "advice", "calculation", "when"}:
        return WIDE
    if stem in {"relevant", "constraint", "default", "required_message", "trigger", "basis"}:
        return MIDDLE + NARROW
    return MIDDLE if stem in {"type", "name", "list_name"} else NARROW
