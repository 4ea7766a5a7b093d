"""Makes a failing case small: fewer operations, fewer rows, fewer columns, simpler expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bench.engine.generate.model import Row
from bench.engine.judge import Case
from bench.engine.rows import LOGIC, blocks, shells

# A case of 26 rows and 14 operations shrinks in about 150 tries; the cap is for flapping cases.
MOST_TRIES = 700
Fails = Callable[[Case], bool]


def shrink(case: Case, fails: Fails) -> Case:
    """The smallest case found that still fails; tries each kind of cut until none helps."""
    left = [MOST_TRIES]
    changed = True
    while changed and left[0] > 0:
        changed = False
        for cuts in (_fewer_ops, _fewer_rows, _fewer_shells, _fewer_columns, _simpler):
            smaller = _first_failing(cuts(case), fails, left)
            while smaller is not None:
                case, changed = smaller, True
                smaller = _first_failing(cuts(case), fails, left)
    return case


def _first_failing(cases: Iterator[Case], fails: Fails, left: list[int]) -> Case | None:
    for case in cases:
        left[0] -= 1
        if left[0] <= 0:
            return None
        if fails(case):
            return case
    return None


def _fewer_ops(case: Case) -> Iterator[Case]:
    half = len(case.ops) // 2
    if half > 1:
        yield replace(case, ops=case.ops[:half])
    for at in reversed(range(len(case.ops))):
        yield replace(case, ops=[*case.ops[:at], *case.ops[at + 1 :]])


def _with_rows(case: Case, survey: list[Row]) -> Case:
    return replace(case, form=replace(case.form, survey=survey))


def _fewer_rows(case: Case) -> Iterator[Case]:
    survey = case.form.survey
    for begin, end in blocks(survey):
        if end - begin < len(survey):
            yield _with_rows(case, survey[:begin] + survey[end:])


def _fewer_shells(case: Case) -> Iterator[Case]:
    survey = case.form.survey
    for begin, end in shells(survey):
        yield _with_rows(case, survey[:begin] + survey[begin + 1 : end] + survey[end + 1 :])


def _fewer_columns(case: Case) -> Iterator[Case]:
    survey = case.form.survey
    for at, row in enumerate(survey):
        for column in row:
            if column in ("type", "name", "calculation") or column.startswith("label"):
                continue
            yield _replaced(case, at, {key: text for key, text in row.items() if key != column})


def _replaced(case: Case, at: int, row: Row) -> Case:
    survey = case.form.survey
    return _with_rows(case, [*survey[:at], row, *survey[at + 1 :]])


def _simpler(case: Case) -> Iterator[Case]:
    for at, row in enumerate(case.form.survey):
        for column in LOGIC:
            # a filter cut down to one operand is no condition any more but a different finding
            if column == "choice_filter":
                continue
            for text in _parts(row.get(column, "")):
                # so does a truth put where a number or text stood
                if column in ("default", "calculation") and text in ("true()", "false()"):
                    continue
                yield _replaced(case, at, row | {column: text})


def _parts(text: str) -> Iterator[str]:
    """Shorter texts: a call or bracket replaced by an argument, one side of an operator."""
    for begin, end, inner in _calls(text):
        for part in (*_arguments(inner), "1", "'a'", "true()"):
            shorter = text[:begin] + part.strip() + text[end:]
            if len(shorter) < len(text):
                yield shorter
    for sign in (" and ", " or ", " + ", " - ", " * ", " div ", " mod ", " = ", " < ", " > "):
        sides = text.split(sign)
        if len(sides) == 2:
            yield from sides


def _calls(text: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(r"[\w:-]*\(", text):
        depth = 0
        for at in range(match.end() - 1, len(text)):
            depth += (text[at] == "(") - (text[at] == ")")
            if depth == 0:
                yield match.start(), at + 1, text[match.end() : at]
                break


def _arguments(inner: str) -> Sequence[str]:
    parts, depth, begin = [], 0, 0
    for at, letter in enumerate(inner):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(inner[begin:at])
            begin = at + 1
    return [*parts, inner[begin:]]
