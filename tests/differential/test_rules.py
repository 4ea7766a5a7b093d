"""Each reason for a difference that the fuzzer accepts is one that the documentation gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.engine.explained import RULES

DIVERGENCES = Path(__file__).parents[2] / "docs" / "forms-divergences.md"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_the_fuzzer_has_its_row_in_the_documentation(rule: str) -> None:
    assert f"`{rule}`" in DIVERGENCES.read_text(encoding="utf-8")
