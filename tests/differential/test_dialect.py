"""Our engine with JavaRosa's habits, by which differences are judged, says what JavaRosa says."""

from __future__ import annotations

from typing import Any

import pytest

from bench.engine.dialect.subject import Dialect
from bench.engine.dialect.values import java_double, written
from bench.engine.expressions import evaluate
from bench.engine.states import canonical
from tests.differential.test_expressions import ENTRIES

BEYOND = {
    *("boolean-from-string('TRUE')", "selected('a b', 'a b')", "string-length(now()) > 20"),
    *("/d/r[1]/x", "/d/r[2]/y", "/d/i/../n", "/d/r[position()=2]/../i"),
    *("concat(/d/d1, ' ', /d/t1)", "/d/t1 = '06:00:00.000Z'", "string(/d/t1)"),
    "indexed-repeat(/d/r/x, /d/r, -1)",
}
"""What the generator of forms does not write, so that it need not be foreseen."""
SAID = [one for one in ENTRIES if "v" in one["jr"] and one["expr"] not in BEYOND]


@pytest.mark.parametrize("entry", SAID, ids=lambda entry: entry["expr"])
def test_what_javarosa_says_is_foreseen(entry: dict[str, Any]) -> None:
    got = evaluate(Dialect(), entry["expr"])
    assert canonical(got["v"]) == canonical(entry["jr"]["v"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.000025, "2.5E-5"),
        (123456789012.0, "1.23456789012E11"),
        (10_000_000.0, "10000000"),
        (12_345_678.5, "1.23456785E7"),
        (5e-324, "0"),
        (0.1, "0.1"),
        (-3.0, "-3"),
        (float("inf"), "Infinity"),
    ],
)
def test_a_number_is_written_as_java_writes_it(value: float, text: str) -> None:
    assert written(value) == text


def test_a_double_has_a_point_even_if_it_is_whole() -> None:
    assert java_double(1000.0) == "1000.0"
    assert java_double(1e7) == "1.0E7"
