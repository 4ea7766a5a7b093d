"""A workbook as plain values: sheets of rows that know their place in the clerk's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

FIRST_ROW = 2  # Excel counts from 1 and the header is row 1


@dataclass(frozen=True)
class Row:
    """One row; ``number`` as Excel shows it, ``origin`` = (sheet, row) it was made from."""

    number: int
    cells: Mapping[str, str]
    origin: tuple[str, int] | None = None

    def get(self, column: str) -> str:
        """Return the cell's text, '' for an empty cell."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A named table. Blank cells are left out of the rows, the header keeps their columns.

    ``columns`` says where each heading stood (0 = A) in a file that had columns without one.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: tuple[int, ...] = field(default=(), compare=False)

    def place(self, index: int) -> tuple[str, int]:
        """(sheet, row number) in the clerk's file of the row at ``index``."""
        row = self.rows[index]
        return row.origin or (self.name, row.number)


@dataclass(frozen=True)
class Workbook:
    """Sheets in the order of the file."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that name, an empty one when the workbook has none."""
        return next((s for s in self.sheets if s.name == name), Sheet(name, (), ()))

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return the rows of a sheet, none when it is missing."""
        return self.sheet(name).rows

    def with_sheet(self, sheet: Sheet) -> Workbook:
        """Return the workbook with one sheet exchanged, or added at the end."""
        if any(s.name == sheet.name for s in self.sheets):
            return Workbook(tuple(sheet if s.name == sheet.name else s for s in self.sheets))
        return Workbook((*self.sheets, sheet))

    def without(self, names: Iterable[str]) -> Workbook:
        """Return the workbook without the named sheets."""
        gone = set(names)
        return Workbook(tuple(s for s in self.sheets if s.name not in gone))

    def setting(self, name: str) -> str:
        """Return a value of the settings sheet, '' when it is not set."""
        return next((row.get(name) for row in self.rows("settings")), "")


def sheet_of(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Sheet:
    """Make a sheet of rows of texts in the header's order; rows get Excel's numbers."""
    made = []
    for number, texts in enumerate(rows, start=FIRST_ROW):
        cells = {h: t for h, t in zip(header, texts, strict=False) if h and t}
        made.append(Row(number, cells))
    return Sheet(name, tuple(header), tuple(row for row in made if row.cells))


def to_json(workbook: Workbook) -> dict[str, Any]:
    """Return plain lists and dicts for the way to the child process and back."""
    return {
        "sheets": [
            {
                "name": sheet.name,
                "header": list(sheet.header),
                **({"columns": list(sheet.columns)} if sheet.columns else {}),
                "rows": [[row.number, dict(row.cells), row.origin] for row in sheet.rows],
            }
            for sheet in workbook.sheets
        ]
    }


def from_json(value: Mapping[str, Any]) -> Workbook:
    """Return the workbook that :func:`to_json` wrote."""
    return Workbook(
        tuple(
            Sheet(
                sheet["name"],
                tuple(sheet["header"]),
                tuple(
                    Row(number, cells, (origin[0], origin[1]) if origin else None)
                    for number, cells, origin in sheet["rows"]
                ),
                tuple(sheet.get("columns", ())),
            )
            for sheet in value["sheets"]
        )
    )


def with_cell(row: Row, column: str, text: str) -> Row:
    """Return the row with one cell set."""
    return replace(row, cells={**row.cells, column: text})
