"""Forms written down briefly, one line a question, as workbooks.

`### name` begins a form; `type;name;label @column value` is a row of the survey and
`=list;name;label;column=value` one of the choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from xforms.xlsform import Sheet, Workbook
from xforms.xlsform.workbooks import sheet_of

FOLDER = Path(__file__).parent
_COLUMN = re.compile(r" @(\w+) ")
_BEGIN = re.compile(r"^### (\w+)\n", re.MULTILINE)

Cells = Mapping[str, str]


def forms() -> Iterator[tuple[str, Workbook]]:
    """Every form with its name."""
    for path in sorted(FOLDER.glob("*.txt")):
        parts = _BEGIN.split(path.read_text(encoding="utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            yield name, workbook(name, text)


def workbook(name: str, text: str) -> Workbook:
    """The workbook of one form."""
    lines = [line for line in text.splitlines() if line.strip()]
    survey = [_question(line) for line in lines if not line.startswith("=")]
    choices = [_choice(line[1:]) for line in lines if line.startswith("=")]
    settings = [{"form_id": name, "form_title": name}]
    return Workbook(
        (_sheet("survey", survey), _sheet("choices", choices), _sheet("settings", settings))
    )


def _sheet(name: str, rows: Iterable[Cells]) -> Sheet:
    kept = list(rows)
    header = list(dict.fromkeys(column for row in kept for column in row))
    return sheet_of(name, header, [[row.get(column, "") for column in header] for row in kept])


def _question(line: str) -> Cells:
    head, *columns = _COLUMN.split(line)
    kind, name, label = [*head.split(";", 2), "", ""][:3]
    cells = {"type": kind, "name": name.strip(), **_labels(label)}
    return cells | dict(zip(columns[::2], columns[1::2], strict=True))


def _choice(line: str) -> Cells:
    parts = line.split(";")
    cells = {"list_name": parts[0], "name": parts[1]}
    for part in parts[2:]:
        cells |= _labels(part)
    return cells


def _labels(text: str) -> Cells:
    """One label, or several columns with their names."""
    if "label::" not in text and not re.match(r"\w+=", text):
        return {"label": text.strip()} if text.strip() else {}
    return dict(part.split("=", 1) for part in text.split(";"))
