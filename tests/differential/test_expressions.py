"""Expressions of our own, with the values that JavaRosa and Web Forms gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.engine.expressions import decided, evaluate, recorded
from bench.engine.states import canonical
from bench.engine.subject import Ours

ENTRIES = recorded(Path(__file__).parent / "expressions.json")
ALIKE = [entry for entry in ENTRIES if entry["agree"]]
APART = [entry for entry in ENTRIES if not entry["agree"]]


@pytest.mark.parametrize("entry", ALIKE, ids=lambda entry: entry["expr"])
def test_where_both_engines_agree_we_agree_with_them(entry: dict[str, Any]) -> None:
    got = evaluate(Ours(), entry["expr"])
    assert "v" in got, got
    assert canonical(got["v"]) == canonical(entry["jr"]["v"])


@pytest.mark.parametrize("entry", APART, ids=lambda entry: entry["expr"])
def test_where_the_engines_differ_the_answer_is_the_decided_one(entry: dict[str, Any]) -> None:
    got = evaluate(Ours(), entry["expr"])
    refused_by_both = "err" in entry["jr"] and "err" in entry["web"]
    assert "v" in got or refused_by_both, got
    assert canonical(got.get("v", "")) == canonical(decided(entry))
