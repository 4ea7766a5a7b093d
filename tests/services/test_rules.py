"""Both sheets are checked together at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.sheets_or_exit import sheets_or_exit
from services import rules
from services.calendar import CALENDAR_FILE
from services.policy import POLICY_FILE


def test_the_sheets_that_are_shipped_are_usable(capsys: pytest.CaptureFixture[str]) -> None:
    assert rules.faults() == ()
    sheets_or_exit()
    assert capsys.readouterr().err == ""


def test_a_start_with_unusable_sheets_is_refused_and_the_faults_of_both_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = (
        (POLICY_FILE, "| low | 90 |", "| low | ? |"),
        (CALENDAR_FILE, "| 2026-10-10 |", "| 10-10 |"),
    )
    for path, old, new in changes:
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(SystemExit):
        sheets_or_exit(tmp_path)
    assert capsys.readouterr().err.splitlines() == [
        "sheet.wrong: [visit_policy.md intervals, row 5, days] “?”不是整数 填 1 到 366 的整数",
        "sheet.wrong: [calendar.md workdays, row 7, day] “10-10”不是日期 写成 2026-10-01 这样",
    ]


def test_missing_sheets_are_faults(tmp_path: Path) -> None:
    assert [fault.sheet for fault in rules.faults(tmp_path)] == ["visit_policy.md", "calendar.md"]
