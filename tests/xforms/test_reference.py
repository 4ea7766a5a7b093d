"""The walks that ODK's own engines recorded; they are no part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import reference

FOLDERS = sorted((reference.ROOT / "forms").glob("*/")) if reference.ROOT.exists() else []

pytestmark = [
    pytest.mark.skipif(not FOLDERS, reason="the recorded walks are not here (HULEI_REFERENCE)"),
    # compare.py leaves its files to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_state_differs_from_both_official_engines(folder: Path) -> None:
    result = reference.measure(folder)
    assert result.states > 0
    assert result.wrong == 0, result.examples
    assert result.readonly_wrong == 0
    assert result.differing == 0, result.examples
    assert result.submissions > 0


def test_expressions_have_the_value_that_both_engines_give() -> None:
    alike, same, apart, _ = reference.expressions()
    assert alike + apart == 168
    assert same == alike
