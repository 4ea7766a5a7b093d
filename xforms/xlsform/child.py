"""The limited process that reads and converts workbooks: ``python -m xforms.xlsform.child``.

One JSON request on stdin, one JSON answer on stdout. Spreadsheets are hostile input: whatever
they make openpyxl, xlrd or pyxform do ends here, as faults.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert

from xforms.faults import FormFault, FormRefused
from xforms.xlsform.checks import check, name_of
from xforms.xlsform.child_limits import limit_ourselves
from xforms.xlsform.pyxform_faults import faults_of, is_about_duplicate_choices
from xforms.xlsform.pyxform_warnings import warnings_of
from xforms.xlsform.quotes import keep_quotes, quotes_back
from xforms.xlsform.reading import read
from xforms.xlsform.workbooks import Workbook, from_json, to_json

_USUAL_ROOT = "data"  # pyxform's own default name of the primary instance
_OLD_NAMES = ("imei", "image", "photo", "audio", "video", "file")
_PYXFORM_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")


def main() -> None:
    """Answer the request on stdin within the limits."""
    limit_ourselves()
    answer_to, sys.stdout = sys.stdout, sys.stderr  # a stray print must not spoil the answer
    request = json.load(sys.stdin)
    json.dump(answer(request), answer_to, ensure_ascii=False)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to one request; faults instead of exceptions, of whatever kind."""
    try:
        if request["op"] == "read":
            return {"workbook": to_json(_read(base64.b64decode(request["bytes"])))}
        return _convert(from_json(request["workbook"]), request.get("form_name"))
    except FormRefused as refusal:
        return {"faults": [asdict(fault) for fault in refusal.faults]}


def _read(data: bytes) -> Workbook:
    try:
        return read(data)
    except FormRefused:
        raise
    except Exception as error:  # the libraries raise anything on broken files
        what = "文件打不开，可能已损坏或加了密码"
        remedy = "在 Excel 里另存为 .xlsx（不加密码）后再发"
        raise FormRefused([FormFault("file.broken", "", None, "", what, remedy)]) from error


def _convert(workbook: Workbook, form_name: str | None) -> dict[str, Any]:
    if faults := check(workbook, _known_types()):
        raise FormRefused(faults)
    name = form_name or _root_name(workbook)
    try:
        try:
            return _by_pyxform(workbook, name, {})
        except Exception as error:
            if not is_about_duplicate_choices(error):
                raise
            return _by_pyxform(workbook, name, {"allow_choice_duplicates": "yes"})
    except Exception as error:  # pyxform has plain TypeErrors in store
        raise FormRefused(faults_of(error, _places(workbook), _named(workbook))) from error


def _by_pyxform(workbook: Workbook, name: str, settings: Mapping[str, str]) -> dict[str, Any]:
    definition: dict[str, Any] = {"sheet_names": [sheet.name for sheet in workbook.sheets]}
    for sheet in workbook.sheets:
        if sheet.name in _PYXFORM_SHEETS:
            rows = [
                {column: keep_quotes(column, text) for column, text in row.cells.items()}
                for row in sheet.rows
            ]
            definition[sheet.name] = rows
            definition[f"{sheet.name}_header"] = [dict.fromkeys(sheet.header)]
    if settings:
        first = (definition.get("settings") or [{}])[0]
        definition["settings"] = [{**first, **settings}]
        definition["settings_header"] = [dict.fromkeys(definition["settings"][0])]
    result = convert(definition, form_name=name, validate=False)
    found = warnings_of(result.warnings, _places(workbook))
    warnings = [asdict(warning) for warning in found]
    itemsets = result.itemsets or _itemsets(workbook)
    return {"xform": quotes_back(result.xform), "warnings": warnings, "itemsets": itemsets}


def _itemsets(workbook: Workbook) -> str | None:
    """The sheet external_choices as CSV: pyxform makes it for select_one_external alone."""
    sheet = workbook.sheet("external_choices")
    if not sheet.rows:
        return None
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(sheet.header)
    writer.writerows([row.get(column) for column in sheet.header] for row in sheet.rows)
    return out.getvalue()


def _known_types() -> frozenset[str]:
    others = {*aliases.select, *aliases.cascading, *_OLD_NAMES, constants.OSM_TYPE}
    externals = {
        "csv-external",
        "xml-external",
        "geojson-external",
        "entity",
        "audit",
        "calculate",
    }
    return frozenset(kind.lower() for kind in {*QUESTION_TYPE_DICT, *others, *externals})


def _root_name(workbook: Workbook) -> str:
    """Find a name for the primary instance that no question has ("data" is a popular one)."""
    if said := workbook.setting("name"):
        return said
    taken = {row.get("name").lower() for row in workbook.rows("survey")}
    return next(n for n in (_USUAL_ROOT, *(f"form_{i}" for i in range(9999))) if n not in taken)


def _named(workbook: Workbook) -> dict[str, tuple[str, int]]:
    survey = workbook.sheet("survey")
    return {name_of(row): survey.place(index) for index, row in enumerate(survey.rows)}


def _places(workbook: Workbook) -> Any:
    def place(sheet: str, row: int) -> tuple[str, int | None]:
        found = workbook.sheet(sheet)
        index = row - 2  # pyxform counts the rows it was given from 2
        return found.place(index) if 0 <= index < len(found.rows) else (sheet, row)

    return place


if __name__ == "__main__":
    main()
