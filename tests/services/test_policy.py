"""The policy sheet: read with units; every fault named with its place and remedy."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from models.child import Grade
from models.worker import Role
from services.policy import POLICY_FILE, Climb, Policy, Step, Tell, load_policy
from xforms.faults import FormRefused


def read(folder: Path, old: str = "", new: str = "") -> Policy:
    """The committed policy with one piece of text exchanged."""
    text = POLICY_FILE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "visit_policy.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_policy(path)


def test_the_policy_says_how_often_each_grade_is_visited() -> None:
    policy = load_policy()

    days = {grade: (rule.days, rule.holiday_days) for grade, rule in policy.intervals.items()}
    assert days == {
        Grade.URGENT: (7, 7),
        Grade.HIGH: (14, 7),
        Grade.MEDIUM: (30, 15),
        Grade.LOW: (90, 30),
    }
    assert policy.intervals[Grade.URGENT].climb is Climb.EVERY_DAY
    assert policy.four_in_one_girl_days == 30
    assert policy.new_child_working_days == 5


def test_the_policy_says_who_hears_of_what_is_late_and_when() -> None:
    policy = load_policy()

    assert policy.visit_overdue == (
        Step(0, Tell.WORKER),
        Step(1, Tell.CHILD_DIRECTOR),
        Step(3, Tell.SUPERVISOR),
        Step(7, Tell.LEADER),
    )
    assert policy.finding_overdue[-1] == Step(3, Tell.LEAD_DEPARTMENT)
    assert [step.after for step in policy.report_climb] == [
        timedelta(),
        timedelta(minutes=10),
        timedelta(minutes=30),
    ]
    assert policy.report_climb[0].tell == (Role.POLICE, Role.SUPERVISOR)
    assert (policy.quiet_from, policy.quiet_until) == (time(21), time(7, 30))


def test_a_town_may_change_a_number(tmp_path: Path) -> None:
    policy = read(tmp_path, "| low | 90 | 30 |", "| low | 60 | 30 |")

    assert policy.intervals[Grade.LOW].days == 60


@pytest.mark.parametrize(
    ("old", "new", "table", "row", "column"),
    [
        ("| low | 90 |", "| low | oft |", "intervals", 5, "days"),
        ("| low | 90 |", "| low | 0 |", "intervals", 5, "days"),
        ("| low | 90 | 30 |", "| low | 90 | 91 |", "intervals", 5, "holiday_days"),
        ("| mid | 30 |", "| middle | 30 |", "intervals", 4, "grade"),
        (
            "| high | 14 | 7 | 0 | every_day |",
            "| high | 14 | 7 | 0 | daily |",
            "intervals",
            3,
            "climb",
        ),
        ("| urgent | 7 |", "| high | 7 |", "intervals", 3, "grade"),
        (
            "| four_in_one_girl | 30 | days |",
            "| four_in_one_girl | 30 | weeks |",
            "limits",
            2,
            "unit",
        ),
        (
            "| before_term | any | end | -6 | 0 |",
            "| before_term | any | end | 6 | 0 |",
            "key_periods",
            4,
            "due_days",
        ),
        ("| inn | hotel |", "| hotel | hotel |", "venues", 3, "kind"),
        ("| 14 | inspector | 客栈 |", "| 14 | guard | 客栈 |", "venues", 3, "worker"),
        ("| 3 | supervisor | 儿童", "| 1 | supervisor | 儿童", "visit_overdue", 4, "days"),
        ("| 7 | leader |", "| 7 | worker |", "visit_overdue", 5, "tell"),
        ("| 3 | 1 | working_days |", "| 3 | 1 | hours |", "finding_deadlines", 3, "unit"),
        (
            "| 10 | police supervisor child_director |",
            "| 10 | police mayor |",
            "report_climb",
            3,
            "tell",
        ),
        ("| 30 | police", "| 10 | police", "report_climb", 4, "minutes"),
        ("| quiet_from | 21:00 |", "| quiet_from | late |", "clocks", 2, "value"),
        ("| digest_at | 08:00 |", "| digest_at | 06:00 |", "clocks", 4, "value"),
        ("| pushes_per_day | 2 |", "| pushes_per_day | 0 |", "clocks", 8, "value"),
    ],
)
def test_a_fault_is_named_with_table_row_column_and_remedy(
    tmp_path: Path, old: str, new: str, table: str, row: int, column: str
) -> None:
    with pytest.raises(FormRefused) as refusal:
        read(tmp_path, old, new)

    fault = refusal.value.faults[0]
    assert (fault.sheet, fault.row, fault.column) == (f"visit_policy.md {table}", row, column)
    assert fault.what
    assert fault.remedy


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = POLICY_FILE.read_text(encoding="utf-8")
    broken = (
        text.replace("| low | 90 |", "| low | x |")
        .replace("| quiet_until | 07:30 | time |\n", "")
        .replace("| digest_at | 08:00 |", "| digest_at | 8点 |")
        .replace("## venues", "## places")
        .replace("| days | tell | meaning | basis |", "| days | told | meaning | basis |", 1)
    )
    path = tmp_path / "visit_policy.md"
    path.write_text(broken, encoding="utf-8")

    with pytest.raises(FormRefused) as refusal:
        load_policy(path)

    places = {(fault.sheet.split()[-1], fault.column) for fault in refusal.value.faults}
    assert places == {
        ("intervals", "days"),
        ("clocks", "value"),
        ("venues", ""),
        ("visit_overdue", "tell"),
    }


def test_a_missing_file_or_row_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(FormRefused) as refusal:
        load_policy(tmp_path / "nowhere.md")
    assert refusal.value.faults[0].sheet == "nowhere.md"

    with pytest.raises(FormRefused) as refusal:
        read(
            tmp_path,
            "| new_child | 5 | working_days | 新纳入的孩子，首次走访期限 | DB3301/T 0460-2024 |\n",
        )
    assert [
        refusal.value.faults[0].sheet.split()[-1],
        refusal.value.faults[0].column,
    ] == ["limits", "key"]
