"""Each question type and piece of logic in its smallest form; docs/forms-support.md from these."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.engine.expressions import recorded
from bench.engine.fuzz import attachments
from bench.engine.subject import Ours
from bench.engine.support import functions
from bench.engine.support.__main__ import TARGET, written
from bench.engine.support.matrix import all_probes
from bench.engine.support.probes import Probe, holds, outcome

PROBES = [pytest.param(probe, id=f"{part}: {probe.name}") for part, _, probe in all_probes()]
ENTRIES = recorded(Path(__file__).parent / "expressions.json")
NAMES = [name for names in functions.FAMILIES.values() for name in names.split()]


@pytest.mark.parametrize("probe", PROBES)
def test_a_form_with_one_feature_does_what_the_feature_says(probe: Probe) -> None:
    got = outcome(Ours(), probe, attachments())
    assert holds(probe, got), f"{probe.at} {probe.see}: {got!r}, expected {probe.expect!r}"


@pytest.mark.parametrize("name", NAMES)
def test_every_function_of_the_specification_is_shown_by_an_expression(name: str) -> None:
    assert functions.showing(name, ENTRIES)


def test_the_matrix_in_the_docs_is_the_one_that_the_probes_give() -> None:
    assert TARGET.read_text(encoding="utf-8") == written(attachments())
