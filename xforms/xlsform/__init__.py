"""XLSForm in and out: .xlsx or Markdown tables ↔ workbook → XForm.

Writing .xlsx stands apart in :mod:`xforms.xlsform.excel`: openpyxl takes 0.35 s to import.
"""

from __future__ import annotations

from xforms.xlsform.conversion import Converted, convert, read_workbook
from xforms.xlsform.tables import from_markdown, to_markdown
from xforms.xlsform.workbooks import Row, Sheet, Workbook

__all__ = [
    "Converted",
    "Row",
    "Sheet",
    "Workbook",
    "convert",
    "from_markdown",
    "read_workbook",
    "to_markdown",
]
