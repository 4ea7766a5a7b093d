"""A workbook as readable Markdown: one ``## sheet`` heading and one table each; both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforms.faults import FormFault, FormRefused
from xforms.xlsform.workbooks import Sheet, Workbook, sheet_of

_TOKEN = re.compile(r"\\(?P<literal>[\\|<])|(?P<bar>\|)|(?P<line><br>)|(?P<text>[^\\|<]+|.)")
_RULE = re.compile(r"^\|(\s*:?-{3,}:?\s*\|)+\s*$")


def from_markdown(text: str) -> Workbook:
    r"""Read the tables below ``## name`` headings; any prose between them is for people.

    In a cell a pipe is written ``\|``, a new line ``<br>``; a doubled backslash is one.
    Raises FormRefused with the line as row when a table is not regular.
    """
    faults: list[FormFault] = []
    sheets = [_sheet(name, lines, faults) for name, lines in _tables(text)]
    if faults:
        raise FormRefused(faults)
    return Workbook(tuple(sheets))


def to_markdown(workbook: Workbook, *, title: str, intro: str = "") -> str:
    """Write what :func:`from_markdown` reads; empty columns are kept, blank rows are not."""
    parts = [f"# {title}\n"]
    if intro:
        parts.append(f"{intro.strip()}\n")
    for sheet in workbook.sheets:
        lines = [_line(sheet.header), "|" + " --- |" * len(sheet.header)]
        lines += [_line([row.get(h) for h in sheet.header]) for row in sheet.rows]
        parts.append(f"## {sheet.name}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def split_cells(line: str) -> list[str]:
    """Split one table line, into its cells, unescaped and stripped."""
    cells, current = [], ""
    for token in _TOKEN.finditer(line.strip().removeprefix("|")):
        if token["bar"]:
            cells.append(current.strip())
            current = ""
        else:
            current += token["literal"] or ("\n" if token["line"] else token["text"])
    return [*cells, current.strip()] if current.strip() else cells


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(cell: str) -> str:
    safe = cell.strip().replace("\\", "\\\\").replace("|", "\\|").replace("<br>", "\\<br>")
    return safe.replace("\n", "<br>")


def _tables(text: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """(heading, [(line number, line)]) for every heading with a table below it."""
    name, lines = "", list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            if name and lines:
                yield name, lines
            name, lines = (line[3:].strip() if line.startswith("## ") else ""), []
        elif name and line.lstrip().startswith("|"):
            lines.append((number, line.strip()))
    if name and lines:
        yield name, lines


def _sheet(name: str, lines: list[tuple[int, str]], faults: list[FormFault]) -> Sheet:
    header = split_cells(lines[0][1])
    ruled = len(lines) > 1 and _RULE.match(lines[1][1]) is not None
    if not ruled:
        faults.append(
            FormFault(
                code="table.no_rule",
                sheet=name,
                row=lines[0][0],
                column="",
                what="表头下面缺少分隔行",
                remedy="在表头下一行写 | --- | --- |",
            )
        )
    rows = [(number, split_cells(line)) for number, line in lines[2 if ruled else 1 :]]
    faults.extend(
        FormFault(
            code="table.ragged",
            sheet=name,
            row=number,
            column="",
            what=f"这一行有 {len(cells)} 格，表头有 {len(header)} 格",
            remedy="补齐或删去多余的格；单元格里的竖线要写成 \\|",
        )
        for number, cells in rows
        if len(cells) != len(header)
    )
    return sheet_of(name, header, [cells for _, cells in rows])
