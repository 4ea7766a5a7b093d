"""What Hulei asks of a checklist beyond XLSForm; faults name the clerk's cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xforms.faults import FormFault
from xforms.xlsform import Row, Workbook

_SELECT = re.compile(r"^select_(?:one|multiple) (\S+)")
MEANINGS = frozenset({"visited_on", "seen", "grade", "next_on"})
"""What an answer may mean to the rules of the trade (``bind::hulei:means``)."""

VOICE = "bind::hulei:voice"

LONGEST = {"form_id": 64, "form_title": 120, "version": 32}
"""Characters that a version's row holds (``models.FormVersion``)."""


def faults_of(workbook: Workbook) -> list[FormFault]:
    """Find where a workbook breaks Hulei's own rules, in the order of the survey.

    A sign of harm is never prefilled (design, promise 3): it may have no default, no trigger, and
    must not count as a fact that is confirmed unread.
    """
    return [
        *_settings_faults(workbook),
        *(fault for row in workbook.rows("survey") for fault in _row_faults(workbook, row)),
        *_voice_faults(workbook),
    ]


def _settings_faults(workbook: Workbook) -> Iterator[FormFault]:
    for column in ("form_id", "form_title"):
        if not workbook.setting(column):
            what, remedy = f"settings 表没有 {column}", f"在 settings 表第二行填 {column}"
            yield FormFault(f"settings.{column}", "settings", 2, column, what, remedy)

    for column, most in LONGEST.items():
        if len(workbook.setting(column)) > most:
            what = f"settings 表的 {column} 超过 {most} 个字"
            yield FormFault("settings.too_long", "settings", 2, column, what, "缩短这一格")


def _row_faults(workbook: Workbook, row: Row) -> Iterator[FormFault]:
    if row.get("bind::hulei:sign") == "yes":
        for column in ("default", "trigger", "bind::hulei:fact"):
            if row.get(column):
                remedy = "清空这一格：受害迹象每次都要亲眼看、亲手选"
                yield _fault(row, column, "sign.prefilled", "受害迹象不能预先填好", remedy)
    for column in ("bind::hulei:normal", "bind::hulei:exclusive", "bind::hulei:seen"):
        yield from _unknown_choices(workbook, row, column)
    if row.get("bind::hulei:means") not in {"", *MEANINGS}:
        remedy = f"填 {'、'.join(sorted(MEANINGS))} 之一，或留空"
        yield _fault(row, "bind::hulei:means", "means.unknown", "不认识这个含义", remedy)


def _unknown_choices(workbook: Workbook, row: Row, column: str) -> Iterator[FormFault]:
    found = _SELECT.match(row.get("type"))
    if not found or not row.get(column):
        return
    known = {c.get("name") for c in workbook.rows("choices") if c.get("list_name") == found[1]}
    for value in row.get(column).split():
        if known and value not in known:
            what = f"名单 {found[1]} 里没有选项“{value[:40]}”"
            yield _fault(row, column, "choice.unknown", what, "填 choices 表里的选项 name")


def _voice_faults(workbook: Workbook) -> Iterator[FormFault]:
    """A voice note goes to a question of sound beside the text: in the same group or repeat."""
    rows = list(workbook.rows("survey"))
    places = dict(zip((row.number for row in rows), _places(rows), strict=True))
    sounds = {(row.get("name"), places[row.number]) for row in rows if row.get("type") == "audio"}
    for row in rows:
        name = row.get(VOICE)
        if not name:
            continue
        if row.get("type") != "text":
            yield _fault(row, VOICE, "voice.type", "只有 text 题能带录音", "清空这一格")
        elif (name, places[row.number]) not in sounds:
            what = f"同一组里没有叫 {name[:40]} 的 audio 题"
            yield _fault(row, VOICE, "voice.unknown", what, "填同一组里一道 audio 题的 name")


def _places(rows: list[Row]) -> Iterator[tuple[int, ...]]:
    """The groups and repeats around each row, by the numbers of the rows that open them."""
    around: list[int] = []
    for row in rows:
        kind = row.get("type").replace(" ", "_")
        if kind.startswith("end_"):
            del around[-1:]
        yield tuple(around)
        if kind.startswith("begin_"):
            around.append(row.number)


def _fault(row: Row, column: str, code: str, what: str, remedy: str) -> FormFault:
    return FormFault(code, "survey", row.number, column, what, remedy)
