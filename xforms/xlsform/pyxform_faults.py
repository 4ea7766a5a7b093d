"""What pyxform says in English about a workbook → faults with their cell, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pyxform.errors import ErrorCode, PyXFormError

from xforms.faults import FormFault

Place = Callable[[str, int], tuple[str, int | None]]
"""(sheet, row as pyxform counts) → (sheet, row in the clerk's file)."""

Named = Mapping[str, tuple[str, int]]
"""Question → (sheet, row in the clerk's file), for messages that name no row."""

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"(?:On the|for sheet:) '(\w+)'")
_COLUMN = re.compile(r"the '([\w:() ]+)' value")
_QUESTION = re.compile(r"(?:element named '|question \$\{)([\w.\-]+)")
_LONGEST_QUOTE = 200
_FORMAT_FIELD = re.compile(r"\\?\{(\w+)\\?\}")

# Code (or its family) → what is wrong, how to mend it. The English original follows in brackets.
_CHINESE = {
    "ENTITY": ("实体（entities）的写法不对", "对照 ODK 的 entities 说明改正"),
    "HEADER_001": ("表头不对", "第一行写列名，每列一个"),
    "HEADER_002": ("两个列名是同一个意思", "改名或删去其中一列"),
    "HEADER_003": ("缺少必需的列", "补上缺少的列名"),
    "HEADER_004": ("choices 表的列名是空的或有空格", "列名不要空，空格改成下划线"),
    "LABEL_001": ("这个选项没有显示的文字", "在 label 列填写文字"),
    "NAMES_001": ("名字在同一组里重复了", "改成不同的名字"),
    "NAMES_003": ("重复组的名字和表单的名字一样", "给重复组换一个名字"),
    "NAMES_004": ("两个重复组同名", "给其中一个换名字"),
    "NAMES_005": ("meta 是保留的名字", "换一个名字"),
    "NAMES_006": ("这个选项没有 name", "填一个英文短名"),
    "NAMES_007": ("同一名单里选项的 name 重复", "改成不同的 name"),
    "NAMES_013": ("找不到要用的表，有一张表的名字很像", "改正表名"),
    "NAMES": ("名字不能用", "以字母或下划线开头，只用字母、数字、- _ ."),
    "PYREF_003": ("${} 里的名字不是任何题目", "检查拼写，大小写也要一致"),
    "PYREF_004": ("${} 里的名字不止一题用", "让题目的名字全表不重复"),
    "PYREF": ("${} 的写法不对", "写成 ${题目的名字}"),
    "RANGE": ("range 题的 parameters 不对", "写 start=1 end=5 step=1，三个都是数"),
    "SURVEY_001": ("这里结束的组前面没有开始", "删去这一行，或在前面补开始"),
    "SURVEY_002": ("这里开始的组没有结束", "在组的最后补一行结束"),
    "INTERNAL": ("转换程序内部出错", "逐步删去最近的改动再试"),
    "SURVEY": ("parameters 的写法不对", "写成 名字=值，用空格隔开"),
}
_OLD = (
    (
        re.compile(r"Missing calculation"),
        "calculation",
        "calculate 题没有算式",
        "填写 calculation",
    ),
    (re.compile(r"with no name"), "name", "这一题没有名字", "在 name 列填英文短名"),
    (re.compile(r"with no type"), "type", "这一行没有题型", "填写题型"),
    (re.compile(r"List name not in"), "type", "没有这份名单", "在 choices 表里加上这份名单"),
    (re.compile(r"Unknown question type"), "type", "不认识这个题型", "改成 XLSForm 的题型"),
    (re.compile(r"no survey element named"), "", "引用了不存在的题目", "检查 ${} 里的名字"),
    (re.compile(r"multiple survey elements"), "", "引用的名字不止一题用", "让题目的名字不重复"),
    (re.compile(r"sheet named 'survey'"), "", "没有名为 survey 的表", "把题目写在 survey 表里"),
    (re.compile(r"Duplicate column header"), "", "两列的列名一样", "改名或删去其中一列"),
    (re.compile(r"has no label"), "label", "没有显示的文字", "填写 label"),
    (re.compile(r"Audits must"), "name", "audit 题不用写名字", "清空 name 这一格"),
    (
        re.compile(r"can't be used as a calculation trigger"),
        "trigger",
        "trigger 里要写看得见的题目",
        "换成要人回答的题目",
    ),
    (
        re.compile(r"not supported with or_other"),
        "choice_filter",
        "or_other 不能和 choice_filter 一起用",
        "去掉其中一个",
    ),
)


def _pattern(template: str) -> re.Pattern[str]:
    escaped = re.escape(template.replace("{{", "{").replace("}}", "}"))
    return re.compile(_FORMAT_FIELD.sub(".*?", escaped), re.DOTALL)


_TEMPLATES = [(code.name, _pattern(code.value.msg)) for code in ErrorCode]


def faults_of(error: Exception, place: Place, named: Named) -> list[FormFault]:
    """Make a fault of each line of pyxform's message that names a row, or of all of it."""
    message = str(error) if isinstance(error, PyXFormError) else ""
    if not message:
        what = "转换程序处理不了这份表单"
        remedy = "逐步删去最近的改动再试；仍不行请联系维护人员"
        return [FormFault("convert.failed", "", None, "", what, remedy)]
    parts = [part for part in message.splitlines() if _ROW.search(part)] or [message]
    return list(dict.fromkeys(_fault(part, place, named) for part in parts))


def _fault(message: str, place: Place, named: Named) -> FormFault:
    code, what, remedy = _recognise(message)
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _column(message)
    name = sheet[1] if sheet else ("survey" if row else "")
    where: tuple[str, int | None] = place(name, int(row[1])) if row else (name, None)
    if row is None and (question := _QUESTION.search(message)):
        where = named.get(question[1], where)
    quoted = _ROW.sub("", " ".join(message.split()))[:_LONGEST_QUOTE]
    return FormFault(code, where[0], where[1], column, f"{what}（{quoted}）", remedy)


def _column(message: str) -> str:
    if found := _COLUMN.search(message):
        return found[1]
    return next((column for pattern, column, _, _ in _OLD if pattern.search(message)), "")


def _recognise(message: str) -> tuple[str, str, str]:
    """(our code, what, remedy) for one English message."""
    for name, pattern in _TEMPLATES:
        if pattern.search(message):
            what, remedy = _CHINESE.get(name) or _CHINESE[name.split("_")[0]]
            return f"pyxform.{name.lower()}", what, remedy
    for pattern, _, what, remedy in _OLD:
        if pattern.search(message):
            return "pyxform.other", what, remedy
    return "pyxform.other", "转换程序不接受这里的写法", "按括号里的说明改正"


def is_about_duplicate_choices(error: Exception) -> bool:
    """Whether the only complaint is that choice names repeat, which old field forms do."""
    lines = str(error).splitlines() if isinstance(error, PyXFormError) else []
    return bool(lines) and all(_recognise(line)[0] == "pyxform.names_007" for line in lines)
