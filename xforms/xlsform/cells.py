"""Where in the clerk's file a fault is: sheet and cell, as Excel names them."""

from __future__ import annotations

from xforms.faults import FormFault
from xforms.xlsform.workbooks import Workbook


def cell_of(fault: FormFault, workbook: Workbook | None) -> str:
    """`survey!F12`; as much of it as is known."""
    if fault.row is None:
        return "!".join(part for part in (fault.sheet, fault.column) if part)
    sheet = (workbook or Workbook(())).sheet(fault.sheet)
    wanted = fault.column.lower()
    for at, name in enumerate(map(str.lower, sheet.header)):
        if name == wanted or name.partition("::")[0].replace(" ", "_") == wanted:
            column = sheet.columns[at] if sheet.columns else at
            return f"{fault.sheet}!{_letters(column)}{fault.row}"
    return f"{fault.sheet}!{fault.row}" + (f" {fault.column}" if fault.column else "")


def _letters(at: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
