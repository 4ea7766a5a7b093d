"""The visit policy: how often, how late, who is told; read from `checklists/visit_policy.md`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from models.child import Grade
from models.worker import Role
from services.sheets import CHECKLISTS, Line, Reading, read

POLICY_FILE = CHECKLISTS / "visit_policy.md"
YEAR_DAYS = 366


class Climb(StrEnum):
    """On which days an overdue visit is told to the next person."""

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"


class Anchor(StrEnum):
    """Where in a school holiday a key period is counted from."""

    START = "start"
    MIDDLE = "middle"
    END = "end"
    SPRING_FESTIVAL = "spring_festival"  # last day of that statutory holiday


class HolidayKind(StrEnum):
    """Which school holidays a key period belongs to."""

    ANY = "any"
    WINTER = "winter"
    SUMMER = "summer"


class Tell(StrEnum):
    """Who hears of something overdue."""

    WORKER = "worker"  # the one responsible, by the morning digest
    CHILD_DIRECTOR = "child_director"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    LEAD_DEPARTMENT = "lead_department"  # outside the bot: the supervisor passes it on


class Unit(StrEnum):
    """What a number of days counts."""

    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Interval:
    """At most so many days between two visits of a grade; the first `grace_days` of a school
    holiday still count as term.
    """

    days: int
    holiday_days: int
    grace_days: int
    climb: Climb


@dataclass(frozen=True, slots=True)
class KeyPeriod:
    """An extra visit around school holidays: days after `anchor`, both ends included."""

    key: str
    holiday: HolidayKind
    anchor: Anchor
    opens_days: int
    due_days: int


@dataclass(frozen=True, slots=True)
class VenueRule:
    """Checklist, cadence in days and responsible role of one kind of venue."""

    form_id: str
    days: int
    holiday_days: int
    worker: Role


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a climb, `days` after the due date."""

    days: int
    tell: Tell


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One step of an unacknowledged report, `after` it was sent."""

    after: timedelta
    tell: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a problem may stay open where the form does not say."""

    days: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything about time that a town may change. Clocks are local wall-clock times."""

    intervals: Mapping[Grade, Interval]
    key_periods: tuple[KeyPeriod, ...]
    venues: Mapping[str, VenueRule]
    visit_overdue: tuple[Step, ...]
    finding_overdue: tuple[Step, ...]
    finding_deadlines: Mapping[int, Deadline]
    report_climb: tuple[ReportStep, ...]
    four_in_one_girl_days: int
    new_child_working_days: int
    urgent_contact_days: int
    unseen_revisit_days: int
    quiet_from: time
    quiet_until: time
    digest_at: time
    summary_at: time
    climb_at: time
    report_repeat: timedelta
    pushes_per_day: int


TIMES = ("quiet_from", "quiet_until", "digest_at", "summary_at", "climb_at")
CLOCKS = (*TIMES, "report_repeat", "pushes_per_day")
LIMITS = ("four_in_one_girl", "new_child", "urgent_contact", "unseen_revisit")


@lru_cache
def load_policy(path: Path = POLICY_FILE) -> Policy:
    """Read the policy; kept until the process ends.

    Raises:
        FormRefused: Something is wrong; `faults` names every place and its remedy.
    """
    reading = read(path)
    limits = reading.keyed("limits", "key value unit", LIMITS)
    clocks = reading.keyed("clocks", "key value unit", CLOCKS)
    times = _times(clocks)
    policy = Policy(
        intervals=_intervals(reading),
        key_periods=_key_periods(reading),
        venues=_venues(reading),
        visit_overdue=_steps(reading, "visit_overdue"),
        finding_overdue=_steps(reading, "finding_overdue"),
        finding_deadlines=_finding_deadlines(reading),
        report_climb=_report_climb(reading),
        four_in_one_girl_days=_number(limits, "four_in_one_girl", "days", 1, YEAR_DAYS),
        new_child_working_days=_number(limits, "new_child", "working_days", 1, 60),
        urgent_contact_days=_number(limits, "urgent_contact", "days", 0, 7),
        unseen_revisit_days=_number(limits, "unseen_revisit", "days", 1, 60),
        quiet_from=times["quiet_from"],
        quiet_until=times["quiet_until"],
        digest_at=times["digest_at"],
        summary_at=times["summary_at"],
        climb_at=times["climb_at"],
        report_repeat=timedelta(minutes=_number(clocks, "report_repeat", "minutes", 1, 720)),
        pushes_per_day=_number(clocks, "pushes_per_day", "pushes", 1, 20),
    )
    reading.finish()
    return policy


def _intervals(reading: Reading) -> dict[Grade, Interval]:
    lines = reading.keyed("intervals", "grade days holiday_days grace_days climb", Grade)
    found = {
        Grade(key): Interval(
            days=line.number("days", 1, YEAR_DAYS),
            holiday_days=line.number("holiday_days", 1, YEAR_DAYS),
            grace_days=line.number("grace_days", 0, 30),
            climb=line.word("climb", Climb),
        )
        for key, line in lines.items()
    }
    for grade, interval in found.items():
        line = lines[grade]
        if line.sound and interval.holiday_days > interval.days:
            line.fault("holiday_days", "假期间隔比平时还长", "假期里应当更勤或一样")
    return found


def _number(lines: Mapping[str, Line], key: str, unit: str, low: int, high: int) -> int:
    if key not in lines:
        return low
    lines[key].expect("unit", unit)
    return lines[key].number("value", low, high)


def _times(lines: Mapping[str, Line]) -> dict[str, time]:
    found = dict.fromkeys(TIMES, time())
    for key in TIMES:
        if key in lines:
            lines[key].expect("unit", "time")
            found[key] = lines[key].clock("value")
    quiet = [lines[key] for key in ("quiet_from", "quiet_until") if key in lines]
    for key in ("digest_at", "summary_at", "climb_at"):
        comparable = key in lines and all(line.sound for line in (*quiet, lines[key]))
        if comparable and not found["quiet_until"] <= found[key] < found["quiet_from"]:
            lines[key].fault("value", "落在静默时段里", "改到静默结束之后、开始之前")
    return found


def _key_periods(reading: Reading) -> tuple[KeyPeriod, ...]:
    found = []
    for line in reading.table("key_periods", "key holiday anchor opens_days due_days"):
        period = KeyPeriod(
            key=line.text("key"),
            holiday=line.word("holiday", HolidayKind),
            anchor=line.word("anchor", Anchor),
            opens_days=line.number("opens_days", -60, 60),
            due_days=line.number("due_days", -60, 60),
        )
        if line.sound and period.due_days < period.opens_days:
            line.fault("due_days", "截止比开始还早", "due_days 不能小于 opens_days")
        found.append(period)
    return tuple(found)


def _venues(reading: Reading) -> dict[str, VenueRule]:
    found: dict[str, VenueRule] = {}
    for line in reading.table("venues", "kind form days holiday_days worker"):
        kind = line.text("kind")
        if kind in found:
            line.fault("kind", f"“{kind}”写了两次", "只留一行")
        found[kind] = VenueRule(
            form_id=line.text("form"),
            days=line.number("days", 1, YEAR_DAYS),
            holiday_days=line.number("holiday_days", 1, YEAR_DAYS),
            worker=line.word("worker", Role),
        )
    return found


def _steps(reading: Reading, table: str) -> tuple[Step, ...]:
    lines = reading.table(table, "days tell")
    steps = [Step(line.number("days", 0, 60), line.word("tell", Tell)) for line in lines]
    for line, (before, after) in zip(lines[1:], pairwise(steps), strict=True):
        if line.sound and after.days <= before.days:
            line.fault("days", "没有比上一行更晚", "按天数从小到大写")
    for line, step in zip(lines, steps, strict=True):
        if line.sound and (step.tell is Tell.WORKER) != (step.days == 0):
            line.fault("tell", "第 0 天是本人的每日清单", "0 天写 worker，其余各行写别人")
    return tuple(steps)


def _finding_deadlines(reading: Reading) -> dict[int, Deadline]:
    lines = reading.keyed("finding_deadlines", "severity days unit", ("2", "3", "4"))
    return {
        int(key): Deadline(line.number("days", 0, YEAR_DAYS), line.word("unit", Unit))
        for key, line in lines.items()
    }


def _report_climb(reading: Reading) -> tuple[ReportStep, ...]:
    lines = reading.table("report_climb", "minutes tell")
    steps = [
        ReportStep(timedelta(minutes=line.number("minutes", 0, 1440)), line.words("tell", Role))
        for line in lines
    ]
    for line, (before, after) in zip(lines[1:], pairwise(steps), strict=True):
        if line.sound and after.after <= before.after:
            line.fault("minutes", "没有比上一行更晚", "按分钟数从小到大写")
    return tuple(steps)
