"""What a form may ask for and a chat cannot carry: refused when it is sent in, with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforms.faults import FormFault
from xforms.xlsform import Row, Workbook

GIVEN = frozenset({"subject", "last", "settings"})
"""Lists from outside that every run is given (`prefill.instances`)."""

_FROM_FILE = re.compile(r"^select_(one|multiple)_from_file\b|^csv-external$|^geojson-external$")
_EXTERNAL = re.compile(r"^select_one_external\b")
_LOOKED_UP = re.compile(r"\b(pulldata|search)\s*\(")
_LISTS = "把名单写进 choices 表，用 select_one 和 choice_filter"


def faults_for_chat(workbook: Workbook) -> list[FormFault]:
    """Every question that could not be answered in a chat, in the order of the survey."""
    return [fault for row in workbook.rows("survey") for fault in _faults(row)]


def _faults(row: Row) -> Iterator[FormFault]:
    kind = " ".join(row.get("type").split())
    if _FROM_FILE.match(kind):
        yield _fault(row, "type", "file", "名单文件发不到聊天里，选项会是空的", _LISTS)
    elif _EXTERNAL.match(kind):
        yield _fault(row, "type", "external", "聊天里不能用 select_one_external", _LISTS)
    elif kind == "xml-external" and row.get("name") not in GIVEN:
        remedy = f"只能用 {'、'.join(sorted(GIVEN))}；别的数据写进 choices 表"
        yield _fault(row, "name", "instance", "没有这份外部数据", remedy)
    elif kind == "osm":
        yield _fault(row, "type", "osm", "聊天里不能画 OSM 地图", "改用 geopoint 或 text")
    for column, text in row.cells.items():
        if _LOOKED_UP.search(text) and not column.lower().startswith(("label", "hint")):
            what = "名单文件发不到聊天里，这里查不到东西"
            yield _fault(row, column, "lookup", what, _LISTS)


def _fault(row: Row, column: str, code: str, what: str, remedy: str) -> FormFault:
    return FormFault(f"chat.{code}", "survey", row.number, column, what, remedy)
