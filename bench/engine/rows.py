"""What generated rows say about each other: who reads whom, what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bench.engine.generate.model import Row

# `${name}`, and the last step of a path written out
_REF = re.compile(r"\$\{(?:last-saved#)?([^}]+)\}|/data(?:/[\w-]+)*/([\w-]+)")
# Columns whose expressions decide a node's state. Wording is judged by the prompts alone.
LOGIC = (
    *("calculation", "relevant", "constraint", "required", "readonly"),
    *("choice_filter", "repeat_count", "default", "trigger"),
)


def mentioned(text: str) -> set[str]:
    """Names in `${…}` or at the end of an absolute path."""
    return {one or other for one, other in _REF.findall(text)}


def readers(survey: Sequence[Row]) -> dict[str, set[str]]:
    """For each name all names its state depends on, itself included, through others too."""
    direct = _direct(survey)
    closed: dict[str, set[str]] = {}
    for name in direct:
        seen, waiting = {name}, [name]
        while waiting:
            for other in direct.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        closed[name] = seen
    return closed


def _direct(survey: Sequence[Row]) -> dict[str, set[str]]:
    direct: dict[str, set[str]] = {}
    around: list[str] = []
    for row in survey:
        kind = row["type"]
        if kind.startswith("end"):
            around.pop()
            continue
        name = row["name"]
        said = set().union(*(mentioned(row[column]) for column in LOGIC if column in row))
        said |= {around[-1]} if around else set()
        if "position(.." in " ".join(row.values()):
            said |= set(around)
        direct.setdefault(name, set()).update(said)
        direct.setdefault(f"{name}_other", set()).update({name} | said)
        direct.setdefault(f"{name}_count", set()).update(said)
        if kind.startswith("begin"):
            around.append(name)
    return direct


def blocks(survey: Sequence[Row]) -> list[tuple[int, int]]:
    """Runs of rows that can be left out: single questions, and groups with all they hold."""
    found, opened = [], []
    for at, row in enumerate(survey):
        if row["type"].startswith("begin"):
            opened.append(at)
        elif row["type"].startswith("end"):
            found.append((opened.pop(), at + 1))
        else:
            found.append((at, at + 1))
    return sorted(found, key=lambda span: span[0] - span[1])


def shells(survey: Sequence[Row]) -> Iterable[tuple[int, int]]:
    """Beginning and end rows of each group or repeat, which can go while the content stays."""
    opened: list[int] = []
    for at, row in enumerate(survey):
        if row["type"].startswith("begin"):
            opened.append(at)
        elif row["type"].startswith("end"):
            yield opened.pop(), at
