"""The sheet ``problems`` of a checklist → hidden calculations that the form engine carries.

What counts as a problem, how bad it is and what follows is content, not code. Each row

    question | when | severity | follow_up | say_zh | say_en | advice_zh | advice_en

becomes a calculate ``p_<question>_<n>`` behind its question: '1' while the problem is there, ''
otherwise, with the row's texts as attributes (``hulei:severity`` and so on). Four words may stand
in the expressions of the survey sheet, each about the problems of the questions above that row:

    worst_severity()               0 to 4
    any_follow_up('U')             whether a problem that is there has this code
    problem_count(2, 'g_a g_b')    how many of this severity stand in these groups
    problem_questions()            those questions themselves, for the column ``trigger``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Row, Sheet, Workbook

SEVERITIES = ("0", "1", "2", "3", "4")
CODE = re.compile(
    r"^(E|V\d+|R\d+|A!?|U\??|M[1-9]\??|T:[a-z]+|F:[a-z]+|D:[a-z]+|B|C|H|K|W|110|120)$"
)
"""Follow-up codes; ``checklists/README.md`` says what each means. ``?`` = to be judged."""

OWN_SHEETS = ("problems", "instances")
"""Sheets for us or for people, which no XLSForm converter needs to see."""

_CARRIED = ("severity", "follow_up", "question", "say_zh", "say_en", "advice_zh", "advice_en")
_MACRO = re.compile(
    r"(?P<word>worst_severity|any_follow_up|problem_count|problem_questions)\("
    r"\s*(?:(?P<number>\d)\s*,\s*)?(?:'(?P<names>[^']*)')?\s*\)"
)
_WORDS = re.compile(r"worst_severity|any_follow_up|problem_count|problem_questions")


@dataclass(frozen=True)
class Problem:
    """One row of the sheet; ``name`` is the calculate that holds it, ``group`` where it stands."""

    name: str
    question: str
    when: str
    severity: int
    follow_up: tuple[str, ...]
    say_zh: str
    say_en: str
    row: Row
    group: str = ""


def problems_of(workbook: Workbook) -> tuple[Problem, ...]:
    """Read the problems of a checklist in the order of the sheet.

    Raises FormRefused with a fault for every cell that cannot be used.
    """
    sheet, groups = workbook.sheet("problems"), _group_of_each(workbook.sheet("survey"))
    faults = [fault for row in sheet.rows for fault in _faults_of(row, groups)]
    if faults:
        raise FormRefused(faults)
    counts: dict[str, int] = {}
    found = []
    for row in sheet.rows:
        question = row.get("question")
        counts[question] = counts.get(question, 0) + 1
        found.append(_problem(row, counts[question], groups[question]))
    return tuple(found)


def expand(workbook: Workbook) -> Workbook:
    """Return the workbook that a converter can take: problems as calculates, our words spelt out.

    A survey without a row ``severity`` gets one at its end: the worst of all problems.
    Raises FormRefused where the problems sheet or one of our words is wrong.
    """
    problems, survey = problems_of(workbook), workbook.sheet("survey")
    rows: list[Row] = []
    above: list[Problem] = []
    for row in survey.rows:
        rows.append(_spelt_out(row, above))
        mine = [p for p in problems if p.question == row.get("name")]
        rows += [_calculate(p, row) for p in mine]
        above += mine
    if problems and all(row.get("name") != "severity" for row in survey.rows):
        rows.append(_spelt_out(_worst_row(len(rows)), above))
    header = tuple(dict.fromkeys([*survey.header, *(key for row in rows for key in row.cells)]))
    expanded = workbook.with_sheet(Sheet("survey", header, tuple(rows)))
    return _without_own_settings(expanded).without(OWN_SHEETS)


def _group_of_each(survey: Sheet) -> dict[str, str]:
    """Question → name of the innermost group around it ('' outside), for every named row."""
    groups, around = dict[str, str](), list[str]()
    for row in survey.rows:
        kind = row.get("type").replace(" ", "_")
        if kind.startswith("end_") and around:
            around.pop()
        if row.get("name") and not kind.startswith("end_"):
            groups[row.get("name")] = around[-1] if around else ""
        if kind.startswith("begin_"):
            around.append(row.get("name"))
    return groups


def _problem(row: Row, number: int, group: str) -> Problem:
    question = row.get("question")
    return Problem(
        name=f"p_{question}_{number}",
        question=question,
        when=row.get("when"),
        severity=int(row.get("severity")),
        follow_up=codes_of(row.get("follow_up")),
        say_zh=row.get("say_zh"),
        say_en=row.get("say_en"),
        row=row,
        group=group,
    )


def codes_of(follow_up: str) -> tuple[str, ...]:
    """Split ``V7; T:police`` into its codes."""
    return tuple(code.strip() for code in follow_up.split(";") if code.strip())


def _faults_of(row: Row, groups: Mapping[str, str]) -> Iterator[FormFault]:
    if row.get("question") not in groups:
        what = f"survey 表里没有题目“{row.get('question')[:40]}”"
        yield _fault(row, "question", "problem.question", (what, "填 survey 表 name 列里的名字"))
    if not row.get("when"):
        yield _fault(
            row, "when", "problem.when", ("没有写什么情况算问题", "写条件，例如 ${题} = 'no'")
        )
    if row.get("severity") not in SEVERITIES:
        yield _fault(row, "severity", "problem.severity", ("严重程度不对", "填 0、1、2、3 或 4"))
    for code in codes_of(row.get("follow_up")):
        if not CODE.match(code):
            what = f"不认识后续代码“{code[:20]}”"
            yield _fault(
                row, "follow_up", "problem.code", (what, "用 README 里的代码，中间用分号隔开")
            )
    for column in ("say_zh", "say_en"):
        if not 0 < len(row.get(column)) <= 40:
            words = ("问题的说法是空的或超过 40 字", "用一句短话写明问题，不写姓名")
            yield _fault(row, column, "problem.say", words)


def _calculate(problem: Problem, question: Row) -> Row:
    told = {**problem.row.cells, "severity": str(problem.severity)}
    cells = {
        "type": "calculate",
        "name": problem.name,
        "calculation": f"if(${{{problem.question}}} != '' and ({problem.when}), '1', '')",
        "relevant": question.get("relevant"),
        **{f"bind::hulei:{key}": told.get(key, "") for key in _CARRIED},
    }
    kept = {column: text for column, text in cells.items() if text}
    return Row(problem.row.number, kept, ("problems", problem.row.number))


def _worst_row(after: int) -> Row:
    cells = {"type": "calculate", "name": "severity", "calculation": "worst_severity()"}
    return Row(after, cells, ("problems", 1))


def _spelt_out(row: Row, above: Iterable[Problem]) -> Row:
    """Replace our words in a row by XPath over the problems above it."""
    problems = tuple(above)
    cells = {
        column: _MACRO.sub(lambda found: _xpath(found, problems), text)
        for column, text in row.cells.items()
    }
    wrong = [column for column, text in cells.items() if _WORDS.search(text)]
    if wrong:
        words = (
            "这几个词的写法不对",
            "写 worst_severity()、any_follow_up('U') 或 problem_count(2, '组')",
        )
        raise FormRefused([_fault(row, wrong[0], "problem.word", words, sheet="survey")])
    return Row(row.number, cells, row.origin)


def _xpath(found: re.Match[str], problems: tuple[Problem, ...]) -> str:
    names = (found["names"] or "").split()
    if found["word"] == "any_follow_up":
        return f"({_any(p for p in problems if set(names) & set(p.follow_up))})"
    if found["word"] == "problem_questions":
        return ", ".join(dict.fromkeys(f"${{{p.question}}}" for p in problems))
    if found["word"] == "problem_count":
        of_it = [p for p in problems if str(p.severity) == found["number"] and p.group in names]
        return f"({' + '.join(f'if({_is(p)}, 1, 0)' for p in of_it) or '0'})"
    worst = "0"
    for severity in (1, 2, 3, 4):
        worst = f"if({_any(p for p in problems if p.severity == severity)}, {severity}, {worst})"
    return worst


def _any(problems: Iterable[Problem]) -> str:
    return " or ".join(_is(p) for p in problems) or "false()"


def _is(problem: Problem) -> str:
    return f"${{{problem.name}}} = '1'"


def _without_own_settings(workbook: Workbook) -> Workbook:
    """Drop the settings that are ours (``hulei_…``): a converter takes them for its own."""
    settings = workbook.sheet("settings")
    rows = tuple(
        Row(row.number, {k: v for k, v in row.cells.items() if not k.startswith("hulei_")})
        for row in settings.rows
    )
    header = tuple(h for h in settings.header if not h.startswith("hulei_"))
    return workbook.with_sheet(Sheet("settings", header, rows)) if settings.rows else workbook


def _fault(
    row: Row, column: str, code: str, words: tuple[str, str], sheet: str = "problems"
) -> FormFault:
    return FormFault(code, sheet, row.number, column, *words)
