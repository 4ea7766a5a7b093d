"""What a form may ask for and a chat cannot carry: refused when it is sent in, with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforms.faults import FormFault
from xforms.xlsform import Row, Workbook

GIVEN = frozenset({"subject", "last", "settings"})
"""Lists from outside that every run is given (`prefill.instances`)."""

_FROM_FILE = re.compile(r"select_(?:one|multiple)_from_file (\S+)\.\w+$")
_LOOKED_UP = re.compile(r"\b(?:pulldata|search)\s*\(\s*['\"]([^'\"]+)['\"]")


def faults_for_chat(workbook: Workbook) -> list[FormFault]:
    """Every question that could not be answered in a chat, in the order of the survey."""
    return [fault for row in workbook.rows("survey") for fault in _faults(row)]


def _faults(row: Row) -> Iterator[FormFault]:
    kind = " ".join(row.get("type").split())
    found = _FROM_FILE.match(kind)
    if found and found[1] in GIVEN:
        yield _taken(row, "type", found[1])
    elif kind in ("csv-external", "geojson-external") and row.get("name") in GIVEN:
        yield _taken(row, "name", row.get("name"))
    elif kind == "osm":
        yield _fault(row, "type", "osm", "聊天里不能画 OSM 地图", "改用 geopoint 或 text")
    for column, text in row.cells.items():
        if column.lower().startswith(("label", "hint")):
            continue
        for name in dict.fromkeys(_LOOKED_UP.findall(text)):
            if name.removesuffix(".csv") in GIVEN:
                yield _taken(row, column, name)


def _taken(row: Row, column: str, name: str) -> FormFault:
    what = f"名字 {name[:40]} 是机器人自己的数据，不能用来叫文件"
    return _fault(row, column, "taken", what, "换一个文件名，表单里的写法一起改")


def _fault(row: Row, column: str, code: str, what: str, remedy: str) -> FormFault:
    return FormFault(f"chat.{code}", "survey", row.number, column, what, remedy)
