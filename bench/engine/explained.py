"""Why our engine and JavaRosa may differ: named rules, each a row of docs/forms-divergences.md.

A rule looks at one difference that follows from no other and says whether it is the one it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.engine.generate.model import Row, Sheets
from bench.engine.rows import LOGIC, mentioned
from bench.engine.states import Difference, plain


@dataclass(frozen=True)
class Place:
    """Where a difference was seen: the form, the walk, both states."""

    form: Sheets
    ops: Sequence[Mapping[str, str]]
    theirs: Mapping[str, Any]
    ours: Mapping[str, Any]

    def row(self, ref: str) -> Row:
        """The survey row of a reference."""
        name = plain(ref).rsplit("/", 1)[-1]
        return next((row for row in self.form.survey if row.get("name") == name), {})


Rule = Callable[[Difference, Place], bool]


def words_read(row: Row) -> set[str]:
    """Names that the wording of a row shows."""
    return set().union(*(mentioned(text) for key, text in row.items() if key not in LOGIC), set())


def count_shrinks(difference: Difference, place: Place) -> bool:
    """jr:count fell or is 0: JavaRosa keeps the instances, Web Forms and we take them away."""
    if difference.what != "present" or not difference.theirs:
        return False
    steps = plain(difference.ref).split("/")
    counted = {row["name"] for row in place.form.survey if "repeat_count" in row}
    return any(step in counted for step in steps)


RULES: dict[str, Rule] = {"count-shrinks": count_shrinks}


def rule_for(difference: Difference, place: Place) -> str | None:
    """The name of the rule that explains a difference; None if there is none."""
    return next((name for name, rule in RULES.items() if rule(difference, place)), None)
