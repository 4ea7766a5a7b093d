"""docs/forms-divergences.md names, for each row, a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

from bench.engine.explained import RULES

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "forms-divergences.md"


def test_every_rule_of_the_fuzzer_has_its_row() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in RULES if f"rule: `{name}`" not in page] == []


def test_every_divergence_has_its_test() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "`test_" in line]
    assert len(rows) > 50
    for row in rows:
        name, parameter = re.findall(r"`(test_\w+)`(?: \[(.+)\])? \|$", row)[0]
        assert f"def {name}(" in sources, row
        if parameter:
            assert f'"{parameter}"' in sources, row
