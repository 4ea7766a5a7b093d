"""Read the town's Markdown tables (policy, calendar): every fault is found, none is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Row, Workbook, from_markdown

CHECKLISTS = Path(__file__).resolve().parent.parent / "checklists"
"""The town's content."""

_NOTHING = date(1970, 1, 1)
Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Reading:
    """One file being read. Faults are kept until `finish`, so that all are told at once."""

    file: str
    workbook: Workbook
    faults: list[FormFault] = field(default_factory=list)

    def table(self, name: str, columns: str) -> list[Line]:
        """The rows of a table that must exist and have these columns (space separated)."""
        sheet = self.workbook.sheet(name)
        missing = [column for column in columns.split() if column not in sheet.header]
        if not sheet.header:
            self.fault(name, None, "", "缺少这张表", f"补上标题“## {name}”和它的表格")
        elif missing:
            self.fault(name, 1, " ".join(missing), "缺少这一列", "在表头补上这个列名")
        return [] if missing else [Line(self, name, row) for row in sheet.rows]

    def keyed(self, name: str, columns: str, keys: Iterable[str]) -> dict[str, Line]:
        """A table with exactly one row for each of `keys`, named in its first column."""
        wanted = list(keys)
        first = columns.split(maxsplit=1)[0]
        found: dict[str, Line] = {}
        lines = self.table(name, columns)
        for line in lines:
            key = line.row.get(first)
            if key not in wanted:
                line.fault(first, f"不认识“{key}”", "只能是：" + " ".join(wanted))
            elif key in found:
                line.fault(first, f"“{key}”写了两次", "只留一行")
            else:
                found[key] = line
        for key in wanted if lines else []:
            if key not in found:
                self.fault(name, None, first, f"缺少“{key}”这一行", "补上这一行")
        return found

    def fault(self, table: str, row: int | None, column: str, what: str, remedy: str) -> None:
        """Note a fault: file and table, row as a spreadsheet counts (the heading is 1), column."""
        place = f"{self.file} {table}"
        self.faults.append(FormFault("sheet.wrong", place, row, column, what, remedy))

    def finish(self) -> None:
        """Raise FormRefused with every fault, if there is one."""
        if self.faults:
            raise FormRefused(self.faults)


@dataclass(frozen=True)
class Line:
    """One row; a cell that cannot be read becomes a fault and a value that does no harm."""

    reading: Reading
    table: str
    row: Row

    @property
    def sound(self) -> bool:
        """Whether every cell read so far could be: else comparing them only misleads."""
        place = f"{self.reading.file} {self.table}"
        return all((f.sheet, f.row) != (place, self.row.number) for f in self.reading.faults)

    def fault(self, column: str, what: str, remedy: str) -> None:
        """Note a fault of this row."""
        self.reading.fault(self.table, self.row.number, column, what, remedy)

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        value = self.row.get(column)
        if not value:
            self.fault(column, "这一格是空的", "填上内容")
        return value

    def number(self, column: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.row.get(column)
        try:
            number = int(value)
        except ValueError:
            self.fault(column, f"“{value}”不是整数", f"填 {low} 到 {high} 的整数")
            return low
        if not low <= number <= high:
            self.fault(column, f"{number} 超出范围", f"填 {low} 到 {high} 的整数")
            return low
        return number

    def word(self, column: str, kind: type[Word]) -> Word:
        """One of the words of an enumeration."""
        return self._one(column, self.row.get(column), kind)

    def words(self, column: str, kind: type[Word]) -> tuple[Word, ...]:
        """One or more words, separated by spaces."""
        return tuple(self._one(column, word, kind) for word in self.text(column).split())

    def _one(self, column: str, value: str, kind: type[Word]) -> Word:
        try:
            return kind(value)
        except ValueError:
            self.fault(column, f"不认识“{value}”", "只能是：" + " ".join(kind))
            return next(iter(kind))

    def day(self, column: str) -> date:
        """A date written 2026-10-01."""
        value = self.row.get(column)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(column, f"“{value}”不是日期", "写成 2026-10-01 这样")
            return _NOTHING

    def clock(self, column: str) -> time:
        """A time of day written 08:00."""
        value = self.row.get(column)
        try:
            return time.fromisoformat(value)
        except ValueError:
            self.fault(column, f"“{value}”不是时刻", "写成 08:00 这样")
            return time()

    def expect(self, column: str, word: str) -> None:
        """A cell that may only hold this word (a unit, say)."""
        if self.row.get(column) != word:
            self.fault(column, f"“{self.row.get(column)}”不对", f"这一格只能是 {word}")


def read(path: Path) -> Reading:
    """Open a file of Markdown tables.

    Raises:
        FormRefused: The file is missing or a table is not regular.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"读不了这个文件（{type(error).__name__}）"
        fault = FormFault("sheet.unreadable", path.name, None, "", what, "放回 UTF-8 文本文件")
        raise FormRefused([fault]) from error
    try:
        return Reading(path.name, from_markdown(text))
    except FormRefused as refusal:
        raise FormRefused(
            FormFault(f.code, f"{path.name} {f.sheet}", f.row, f.column, f.what, f.remedy)
            for f in refusal.faults
        ) from refusal
