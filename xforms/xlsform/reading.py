"""Bytes of an .xlsx or .xls file → workbook. Runs in the limited child process only."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import xlrd
from pyxform.xls2json_backends import (
    get_excel_column_headers,
    get_excel_rows,
    xls_value_to_unicode,
    xlsx_value_to_str,
)

from xforms.faults import FormFault, FormRefused
from xforms.xlsform.giants import refuse_giants
from xforms.xlsform.limits import MAX_UNPACKED_BYTES
from xforms.xlsform.workbooks import Row, Sheet, Workbook

_XLS_MAGIC = b"\xd0\xcf\x11\xe0"
_ZIP_MAGIC = b"PK\x03\x04"


def read(data: bytes) -> Workbook:
    """Read a workbook by what it is, not by its name: real files end in .xlsx and are .xls.

    Raises FormRefused for anything else, or for more than the limits allow.
    """
    if data.startswith(_XLS_MAGIC):
        pages = _xls_pages(data)
    elif data.startswith(_ZIP_MAGIC):
        _refuse_bombs(data)
        pages = _xlsx_pages(data)
    else:
        raise FormRefused([_fault("file.kind", "", "这不是 Excel 文件", "请发送 .xlsx 文件")])
    workbook = Workbook(tuple(_sheet(*page) for page in pages))
    if len(workbook.sheets) == 1 and workbook.sheets[0].name != "survey":
        only = workbook.sheets[0]  # pyxform takes a lone sheet for the survey, whatever its name
        workbook = Workbook((replace(only, name="survey"),))
    refuse_giants(workbook)
    return workbook


type_of_page = tuple[str, Iterable[Any], Iterable[tuple[Any, ...]], Callable[..., Any]]


def _xlsx_pages(data: bytes) -> Iterator[type_of_page]:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    for page in book.worksheets:
        head = [cell.value for cell in next(page.iter_rows(max_row=1), ())]
        # A file may lie about its dimensions; only the header says how far to read.
        yield (
            page.title,
            [None if value is None else xlsx_value_to_str(value) for value in head],
            page.iter_rows(min_row=2, max_col=max(len(head), 1)),
            lambda cell, _row, _key: _clean(cell.value, xlsx_value_to_str),
        )


def _xls_pages(data: bytes) -> Iterator[type_of_page]:
    book = xlrd.open_workbook(file_contents=data)
    for page in book.sheets():
        head = [str(page.cell_value(0, c)) for c in range(page.ncols)] if page.nrows else []

        def text(cell: Any, _row: int, _key: str) -> str | None:
            return _clean(
                cell.value, lambda value: xls_value_to_unicode(value, cell.ctype, book.datemode)
            )

        rows = (tuple(page.row(r)) for r in range(1, page.nrows))
        yield page.name, head, rows, text


def _clean(value: Any, to_text: Callable[[Any], str]) -> str | None:
    if isinstance(value, str):
        value = value.strip()
    return None if value in (None, "") else to_text(value)


def _sheet(
    title: str, head: Iterable[Any], rows: Iterable[tuple[Any, ...]], text: Callable[..., Any]
) -> Sheet:
    name = title.strip().lower().replace(" ", "_")
    headers = get_excel_column_headers(head)
    dicts = get_excel_rows(headers, rows, text)
    kept = tuple(Row(number, cells) for number, cells in enumerate(dicts, start=2) if cells)
    columns = tuple(at for at, heading in enumerate(headers) if heading is not None)
    moved = columns if len(columns) < len(headers) else ()
    return Sheet(name, tuple(h for h in headers if h is not None), kept, moved)


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        items = archive.infolist()
        if sum(item.file_size for item in items) > MAX_UNPACKED_BYTES:
            remedy = "删去图片、空白行和多余的表后再发"
            raise FormRefused([_fault("file.unpacked", "", "文件解压后太大", remedy)])
        if any(_declares(archive.read(item)) for item in items):
            remedy = "在 Excel 里另存为 .xlsx 后再发"
            raise FormRefused([_fault("file.entities", "", "文件里有 Excel 不会写的内容", remedy)])


def _declares(part: bytes) -> bool:
    """Tell a part with a document type: Excel writes none, and entities hide in it."""
    return any("<!DOCTYPE".encode(name) in part for name in ("utf-8", "utf-16-le", "utf-16-be"))


def _fault(code: str, sheet: str, what: str, remedy: str) -> FormFault:
    return FormFault(code, sheet, None, "", what, remedy)
