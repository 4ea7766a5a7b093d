"""Random forms and walks, with the answers that JavaRosa gave when they were recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.engine.fuzz import attachments, describe
from bench.engine.judge import Case, Judge
from bench.engine.recorded import Recorded, form_of
from bench.engine.subject import Ours

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_random_form_ends_in_the_states_that_javarosa_gives(number: int) -> None:
    entry = CASES[number]
    form, media = form_of(entry), attachments()
    judge = Judge(Recorded(entry["walks"]), Ours(), media)
    refused = judge.load(form)
    assert refused is None, refused
    for walk in entry["walks"]:
        verdict = judge.walk(Case(form, walk["ops"]))
        assert verdict.states > 0
        texts = [
            describe(Case(form, walk["ops"]), one, None, media) for one in verdict.unexplained
        ]
        assert not texts, "\n".join(texts)


def test_the_recorded_forms_hold_every_kind_of_logic() -> None:
    rows = [row for entry in CASES for row in entry["survey"]]
    columns = {column.partition("::")[0] for row in rows for column in row}
    assert {
        "relevant",
        "constraint",
        "required",
        "readonly",
        "calculation",
        "choice_filter",
    } <= columns
    assert {"repeat_count", "trigger", "default", "hint", "parameters"} <= columns
    operations = {op["op"] for entry in CASES for walk in entry["walks"] for op in walk["ops"]}
    assert operations == {"set", "add", "remove", "lang"}
