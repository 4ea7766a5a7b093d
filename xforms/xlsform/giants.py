"""What no Excel file can hold, or no form needs: refused before anything is made of it."""

from __future__ import annotations

import re

from xforms.faults import FormFault, FormRefused
from xforms.xlsform.limits import MAX_CELL_CHARACTERS, MAX_ROWS
from xforms.xlsform.workbooks import Workbook

MAX_SHEET_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\\*?:/\[\]]")
"""Excel's own rules for the name of a sheet."""


def refuse_giants(workbook: Workbook) -> None:
    """Raise FormRefused for more rows, or longer cells or names, than a file may have."""
    if sum(len(sheet.rows) for sheet in workbook.sheets) > MAX_ROWS:
        what = f"所有表加起来超过 {MAX_ROWS} 行"
        raise FormRefused([FormFault("file.rows", what=what, remedy="把长名单改为外部文件")])
    faults = [
        FormFault(
            "sheet.name", sheet.name[:31], what="表名太长或有 Excel 不许用的符号", remedy="改短"
        )
        for sheet in workbook.sheets
        if len(sheet.name) > MAX_SHEET_NAME or _NOT_IN_A_NAME.search(sheet.name)
    ]
    faults += [
        FormFault(
            code="cell.too_long",
            sheet=sheet.name,
            row=row.number,
            column=column,
            what=f"单元格超过 {MAX_CELL_CHARACTERS} 字",
            remedy="缩短这一格",
        )
        for sheet in workbook.sheets
        for row in sheet.rows
        for column, text in row.cells.items()
        if len(text) > MAX_CELL_CHARACTERS
    ]
    if faults:
        raise FormRefused(faults)
