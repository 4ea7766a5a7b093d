"""Faults that a clerk makes most often, found all at once; pyxform itself stops at the first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from xforms.faults import FormFault
from xforms.xlsform.workbooks import Row, Sheet, Workbook

_NAME = re.compile(r"^[^\W\d][\w.\-]*$")
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}{]*?)\s*\}")
_OPENED = re.compile(r"\$\{[^}]*(\$\{|$)")
_SELECT = re.compile(r"^(select_one|select_multiple|rank|select one|select multiple)\s+(\S+)")
_BEGIN = re.compile(r"^begin[ _](group|repeat|loop)\b")
_END = re.compile(r"^end[ _](group|repeat|loop)\b")
_NAMELESS = ("end", "audit")  # rows that need no name of their own
_WITH_REFERENCES = re.compile(
    r"^(label|hint|guidance_hint|relevan|constraint|required|calculat|default|choice_filter"
    r"|repeat_count|trigger|parameters|read_?only)"
)


def check(workbook: Workbook, known_types: frozenset[str]) -> list[FormFault]:
    """Find all such faults of the survey and choices sheets, in the order of the file.

    ``known_types`` are the question types that the converter knows, in lower case.
    """
    survey = workbook.sheet("survey")
    if not survey.rows:
        return [
            _fault(
                survey,
                None,
                "",
                "sheet.missing",
                ("没有 survey 表，或者表里没有题目", "把题目写在名为 survey 的表里，第一行是列名"),
            )
        ]
    faults = [*_missing_columns(survey), *_types(survey, known_types), *_names(survey)]
    faults += [*_groups(survey), *_lists(workbook), *_choices(workbook), *_references(workbook)]
    return sorted(faults, key=lambda fault: (fault.sheet != "survey", fault.row or 0))


def name_of(row: Row) -> str:
    """Return the question's name under any of the headings that XLSForm allows."""
    return row.get("name") or row.get("value") or row.get("tag")


def type_of(row: Row) -> str:
    """Return the question's type with single spaces, '' when there is none."""
    return " ".join((row.get("type") or row.get("command")).split())


def list_of(row: Row) -> str:
    """Return the list that a row of the choices sheet belongs to."""
    return row.get("list_name") or row.get("list name")


def _missing_columns(survey: Sheet) -> Iterator[FormFault]:
    have = {header.lower() for header in survey.header}
    for column, others in (("type", {"command"}), ("name", {"value", "tag"})):
        if not have & {column, *others}:
            yield _fault(
                survey,
                None,
                column,
                "column.missing",
                (f"survey 表缺少 {column} 列", f"在第一行加上列名 {column}"),
            )


def _types(survey: Sheet, known: frozenset[str]) -> Iterator[FormFault]:
    for row in survey.rows:
        kind = type_of(row)
        if not kind and name_of(row):
            yield _fault(
                survey,
                row,
                "type",
                "type.missing",
                ("这一行没有题型", "填写题型，例如 text、integer、select_one 名单"),
            )
        elif kind and not _is_known(kind, known):
            what = f"不认识题型“{kind[:40]}”"
            yield _fault(
                survey,
                row,
                "type",
                "type.unknown",
                (what, "改成 XLSForm 的题型，例如 text、date、select_one 名单"),
            )


def _is_known(kind: str, known: frozenset[str]) -> bool:
    low = kind.lower()
    if _BEGIN.match(low) or _END.match(low) or low in known:
        return True
    words = low.split()
    return any(" ".join(words[:n]) in known for n in range(1, len(words) + 1))


def _names(survey: Sheet) -> Iterator[FormFault]:
    scopes: list[Counter[str]] = [Counter()]
    for row in survey.rows:
        kind, name = type_of(row).lower(), name_of(row)
        if _END.match(kind) and len(scopes) > 1:
            scopes.pop()
        if kind and not name and not kind.startswith(_NAMELESS):
            yield _fault(
                survey,
                row,
                "name",
                "name.missing",
                ("这一题没有名字", "在 name 列填英文短名，全表不重复"),
            )
        elif name and not _NAME.match(name):
            yield _fault(
                survey,
                row,
                "name",
                "name.invalid",
                (f"名字“{name[:40]}”不能用", "以字母或下划线开头，只用字母、数字、- _ ."),
            )
        elif name and not _END.match(kind):
            scopes[-1][name] += 1
            if scopes[-1][name] == 2:
                yield _fault(
                    survey,
                    row,
                    "name",
                    "name.duplicate",
                    (f"名字“{name}”重复了", "同一组里每题的名字要不同"),
                )
        if _BEGIN.match(kind):
            scopes.append(Counter())


def _groups(survey: Sheet) -> Iterator[FormFault]:
    open_rows: list[tuple[str, Row]] = []
    for row in survey.rows:
        kind = type_of(row).lower()
        if begin := _BEGIN.match(kind):
            open_rows.append((begin[1], row))
        elif end := _END.match(kind):
            if open_rows and open_rows[-1][0] == end[1]:
                open_rows.pop()
            else:
                yield _fault(
                    survey,
                    row,
                    "type",
                    "group.not_begun",
                    (
                        f"这里结束的 {end[1]} 前面没有开始",
                        f"删去这一行，或在前面补 begin_{end[1]}",
                    ),
                )
    for kind, row in open_rows:
        yield _fault(
            survey,
            row,
            "type",
            "group.not_ended",
            (f"这里开始的 {kind} 没有结束", f"在组的最后一题后面补一行 end_{kind}"),
        )


def _lists(workbook: Workbook) -> Iterator[FormFault]:
    survey, known = workbook.sheet("survey"), {list_of(row) for row in workbook.rows("choices")}
    for row in survey.rows:
        found = _SELECT.match(type_of(row))
        if _is_bare(type_of(row)):
            words = ("选择题没有写名单", "写成 select_one 名单，名单在 choices 表里")
            yield _fault(survey, row, "type", "list.missing", words)
        elif found and found[2] not in known and not _elsewhere(found[2], row):
            yield _fault(
                survey,
                row,
                "type",
                "list.unknown",
                (
                    f"choices 表里没有名单“{found[2][:40]}”",
                    "检查拼写，或在 choices 表里加上这份名单",
                ),
            )


def _is_bare(kind: str) -> bool:
    """Tell a choice question that names no list at all."""
    return kind in {"select_one", "select_multiple", "rank", "select one", "select multiple"}


def _elsewhere(name: str, row: Row) -> bool:
    """Tell a list that stands in no sheet: another question's answers, or a search in a file."""
    return name.startswith("${") or "search(" in row.get("appearance")


def _choices(workbook: Workbook) -> Iterator[FormFault]:
    choices = workbook.sheet("choices")
    many = {
        found[2]
        for row in workbook.rows("survey")
        if (found := _SELECT.match(type_of(row))) and "multiple" in found[1]
    }
    for row in choices.rows:
        if list_of(row) and not name_of(row):
            yield _fault(
                choices,
                row,
                "name",
                "choice.no_name",
                ("这个选项没有 name", "填一个英文短名，它会存进答案"),
            )
        elif not list_of(row) and name_of(row):
            yield _fault(
                choices,
                row,
                "list_name",
                "choice.no_list",
                ("这个选项不属于任何名单", "在 list_name 列写名单的名字"),
            )
        elif " " in name_of(row) and list_of(row) in many:
            yield _fault(
                choices,
                row,
                "name",
                "choice.space",
                ("多选题的选项 name 里有空格", "把空格改成下划线"),
            )


def _references(workbook: Workbook) -> Iterator[FormFault]:
    survey = workbook.sheet("survey")
    names = {name_of(row) for row in survey.rows}
    for row in survey.rows:
        for column, text in row.cells.items():
            if _WITH_REFERENCES.match(column.lower()) and "${" in text:
                yield from _references_of(survey, row, column, names.__contains__)


def _references_of(
    survey: Sheet, row: Row, column: str, known: Callable[[str], bool]
) -> Iterator[FormFault]:
    text = row.get(column)
    if _OPENED.search(text):
        yield _fault(
            survey, row, column, "reference.open", ("${ 没有配对的 }", "写成 ${题目的名字}")
        )
    for name in dict.fromkeys(_REFERENCE.findall(text)):
        if not known(name):
            yield _fault(
                survey,
                row,
                column,
                "reference.unknown",
                (f"没有名为“{name[:40]}”的题目", "检查 ${} 里的名字，大小写也要一致"),
            )


def _fault(
    sheet: Sheet, row: Row | None, column: str, code: str, words: tuple[str, str]
) -> FormFault:
    place = (sheet.name, None) if row is None else (row.origin or (sheet.name, row.number))
    return FormFault(code, place[0], place[1], column, *words)
