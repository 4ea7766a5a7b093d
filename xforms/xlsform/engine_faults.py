"""What the form engine says about an XForm → faults with the cell of the workbook, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from xforms.faults import FormFault
from xforms.xlsform.workbooks import Workbook

_LAST_NAME = re.compile(r"([\w.\-]+)(?:\[[^\]]*\])?$")
_COLUMN_OF = {
    "calculate": "calculation",
    "readonly": "read_only",
    "setvalue": "default",
    "choices": "choice_filter",
    "itemset": "choice_filter",
    "count": "repeat_count",
    "label": "label",
    "hint": "hint",
}
"""Part of an XForm that a fault names → the column it came from; others keep their name."""

_CHINESE = {
    "FORM-EXPRESSION": ("算式的写法不对", "对照 XLSForm 的说明改正，注意引号和括号要成对"),
    "FORM-CYCLE": ("这几题的算式互相等待，成了一个圈", "从其中一题的算式里去掉另一题"),
    "FORM-CONTROL": ("不认识这种题型", "改成 XLSForm 的题型"),
    "FORM-REFERENCE": ("引用了不存在的题目", "检查名字的拼写"),
    "FORM-BIND": ("设定了不存在的题目", "检查名字的拼写"),
    "FORM-ACTION": ("trigger 要改的题目不存在", "检查名字的拼写"),
    "FORM-EVENT": ("不认识这种触发方式", "只用 default 和 trigger 列"),
    "FORM-REPEATS": ("重复组套得太深", "少套几层重复组"),
    "FORM-SIZE": ("表单太大或算式套得太深", "拆成几张表，或把长算式拆到几个 calculate 题"),
    "FORM-LANGUAGES": ("语言太多", "删去不用的语言"),
    "FORM-MEDIA": ("附带的文件读不出来", "检查文件的格式和编码（UTF-8）"),
    "FORM-MEDIA-SIZE": ("附带的文件太大", "缩短名单"),
}
_MESSAGES = (
    (re.compile(r"the function ([\w:.\-]+)\(\) is not known"), "不认识函数 {0}()"),
    (re.compile(r"needs (.+) arguments, has (\d+)"), "函数的参数个数不对（写了 {1} 个）"),
    (re.compile(r"unexpected character at (\d+)"), "算式第 {0} 个字符处写法不对"),
    (re.compile(r"unexpected .+ at (\d+)"), "算式第 {0} 个字符附近写法不对"),
)
"""English of the engine → Chinese, where it can be said more closely than by the code."""


def in_cells(faults: Iterable[FormFault], expanded: Workbook) -> list[FormFault]:
    """Give the faults of an XForm the sheet, row and column they came from, and Chinese words.

    A row that was made from another sheet (``Row.origin``) is named by that sheet. A relevance
    that such a row only copies is reported for its question alone.
    """
    found = [_in_cell(_in_chinese(fault), expanded) for fault in faults]
    return list(dict.fromkeys(fault for fault in found if fault is not None))


def warnings_in_cells(warnings: Iterable[FormFault], expanded: Workbook) -> list[FormFault]:
    """Give the warnings of a compiled form their cells; the words stay the engine's."""
    found = [_in_cell(warning, expanded) for warning in warnings]
    placed = [
        replace(one, column="calculation") if one.code == "FORM-ALWAYS-TRUE" and one.row else one
        for one in found
        if one is not None
    ]
    return list(dict.fromkeys(placed))


def _in_chinese(fault: FormFault) -> FormFault:
    what, remedy = _CHINESE.get(fault.code, ("表单不能用", "按括号里的说明改正"))
    for pattern, words in _MESSAGES:
        if said := pattern.search(fault.what):
            what = words.format(*said.groups())
            break
    return replace(fault, what=f"{what}（{fault.what}）", remedy=remedy)


def _in_cell(fault: FormFault, expanded: Workbook) -> FormFault | None:
    path, _, part = fault.column.partition(", ")
    name, survey = _LAST_NAME.search(path), expanded.sheet("survey")
    for index, row in enumerate(survey.rows):
        if name is None or row.get("name") != name[1]:
            continue
        sheet, number = survey.place(index)
        if row.origin and part == "relevant":
            return None
        if part == "setvalue" and row.get("trigger"):
            part = "calculate"
        return replace(fault, sheet=sheet, row=number, column=_column(part, survey.header))
    return fault


def _column(part: str, header: tuple[str, ...]) -> str:
    if part.startswith("/") or not part:
        return "name"
    column = _COLUMN_OF.get(part, part)
    return next((h for h in header if h == column or h.startswith(f"{column}::")), column)
