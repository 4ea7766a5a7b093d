"""One list from a stranger → whether the form can use it. Runs in the limited child only.

Faults and warnings have a code and a place alone: file, row as Excel counts, column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from xforms.attached.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_FAULTS,
    MAX_LIST_BYTES,
    MAX_LIST_ROWS,
)
from xforms.attached.needs import Choosing, Need
from xforms.faults import FormFault, FormRefused
from xforms.parse.instances import cells, fields, from_file

_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: how many rows, the headings in order, and faults or only warnings."""

    name: str
    rows: int = 0
    header: tuple[str, ...] = ()
    faults: tuple[FormFault, ...] = ()
    warnings: tuple[FormFault, ...] = ()


@dataclass(frozen=True, slots=True)
class _List:
    """Rows with their numbers; `numbered` where they have numbers a person can see."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[tuple[int, dict[str, str]]]
    numbered: bool = True
    warnings: tuple[FormFault, ...] = field(default=())


def look_at(need: Need, content: bytes) -> Looked:
    """Whether the file has what the form needs of it."""
    try:
        found = _read(need, content)
    except FormRefused as refusal:
        return Looked(need.name, faults=refusal.faults[:MAX_FAULTS])
    faults = tuple(_faults(need, found))
    warnings = (*found.warnings, *_warnings(need, found))
    return Looked(
        need.name, len(found.rows), found.header, faults[:MAX_FAULTS], warnings[:MAX_FAULTS]
    )


def _read(need: Need, content: bytes) -> _List:
    name = need.name
    if len(content) > MAX_LIST_BYTES:
        raise _refused("FILE-SIZE", name)
    if content.startswith(_ARCHIVES):
        raise _refused("FILE-EXCEL", name)
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return _table(name, content)
    if ending == "xml" and _DOCTYPE.search(content.replace(b"\x00", b"")):
        raise _refused("FILE-DOCTYPE", name)
    try:
        instance = from_file(name, content)
    except (FormRefused, RecursionError) as refusal:
        code = "FILE-GEOJSON" if ending in ("geojson", "json") else "FILE-XML"
        raise _refused(code, name) from refusal
    items = instance.at(("root", "item"))
    if len(items) > MAX_LIST_ROWS:
        raise _refused("FILE-ROWS", name)
    header = dict.fromkeys(key for item in items for key in item.d)
    rows = [(at, item.d) for at, item in enumerate(items, 1)]
    return _List(name, tuple(header), rows, numbered=False)


def _table(name: str, content: bytes) -> _List:
    text, warnings = _decoded(name, content)
    try:
        table = cells(text)
    except csv.Error as error:
        raise _refused("FILE-TABLE", name) from error
    if len(table) > MAX_LIST_ROWS + 1:
        raise _refused("FILE-ROWS", name)
    if max(map(len, table), default=0) > MAX_COLUMNS:
        raise _refused("FILE-COLUMNS", name)
    for number, line in enumerate(table, 1):
        if max(map(len, line), default=0) > MAX_CELL_CHARACTERS:
            raise _refused("FILE-CELL", name, number)
    header = tuple(cell.strip() for cell in table[0]) if table else ()
    rows = [
        (number, fields(header, line)) for number, line in enumerate(table[1:], 2) if any(line)
    ]
    wide = (number for number, line in enumerate(table, 1) if any(line[len(header) :]))
    warnings += [FormFault("FILE-WIDE", name, number) for number in list(wide)[:1]]
    return _List(name, header, rows, warnings=tuple(warnings))


def _decoded(name: str, content: bytes) -> tuple[str, list[FormFault]]:
    """Text that is certain; an encoding of Excel in China is taken with a word about it."""
    warnings = []
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _refused("FILE-ENCODING", name) from error
        warnings.append(FormFault("FILE-GB", name))
    if _CONTROLS.search(text):
        raise _refused("FILE-ENCODING", name)
    return text, warnings


def _faults(need: Need, found: _List) -> Iterator[FormFault]:
    if not found.rows:
        yield FormFault("FILE-EMPTY", need.name)
    elif found.header or found.numbered:
        yield from _column_faults(need, found)
    for use in need.choosing:
        if use.value in found.header:
            yield from _value_faults(need.name, use, found)


def _column_faults(need: Need, found: _List) -> Iterator[FormFault]:
    first = 1 if found.numbered else None
    for column in sorted(need.columns):
        if column not in found.header:
            yield FormFault("FILE-COLUMN", need.name, first, column)
        elif found.header.count(column) > 1:
            yield FormFault("FILE-COLUMN-TWICE", need.name, first, column)


def _value_faults(name: str, use: Choosing, found: _List) -> Iterator[FormFault]:
    """Rows that could not be chosen."""
    for number, row in found.rows:
        value = row.get(use.value, "")
        if not value.strip():
            yield FormFault("FILE-BLANK", name, number, use.value)
        elif use.several and len(value.split()) > 1:
            yield FormFault("FILE-SPACE", name, number, use.value)


def _warnings(need: Need, found: _List) -> Iterator[FormFault]:
    """The first row of each kind that repeats an earlier one."""
    for use in need.choosing:
        columns = (use.value, *use.filters)
        number = _repeated(found.rows, columns)
        if number is not None:
            yield FormFault("FILE-AGAIN", need.name, number, use.value)
    for key in sorted(need.keys):
        number = _repeated(found.rows, (key,))
        if number is not None:
            yield FormFault("FILE-KEY-AGAIN", need.name, number, key)


def _repeated(rows: Iterable[tuple[int, dict[str, str]]], columns: Sequence[str]) -> int | None:
    seen: set[tuple[str, ...]] = set()
    for number, row in rows:
        key = tuple(row.get(column, "") for column in columns)
        if key[0] and key in seen:
            return number
        seen.add(key)
    return None


def _refused(code: str, name: str, row: int | None = None) -> FormRefused:
    return FormRefused([FormFault(code, name, row)])
