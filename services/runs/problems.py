"""What the answers bring up: problems as the form defines them, and alarms among them."""

from __future__ import annotations

from services.runs.loading import OpenRun
from services.runs.standing import Found

SEVERITY = "hulei:severity"
ALARM_SEVERITY = 4
"""Critical: possible harm to a child (checklists.md §1)."""


def found(run: OpenRun) -> tuple[Found, ...]:
    """The problems that are there now, in the order of the form."""
    nodes = run.answers.nodes_with(SEVERITY)
    return tuple(_found(ref, attributes) for ref, value, attributes in nodes if value == "1")


def met(run: OpenRun) -> tuple[Found, ...]:
    """The problems of questions that the person has been at."""
    return tuple(problem for problem in found(run) if is_met(run, problem))


def alarms(run: OpenRun) -> tuple[Found, ...]:
    """Critical problems that the person has not settled yet."""
    settled = run.notes.settled
    grave = (p for p in found(run) if p.severity >= ALARM_SEVERITY and p.ref not in settled)
    return tuple(problem for problem in grave if is_met(run, problem))


def is_met(run: OpenRun, problem: Found) -> bool:
    """Whether the person has been at the question: a default ahead of them is no answer yet."""
    ref = f"{problem.ref.rpartition('/')[0]}/{problem.question}"
    position = run.answers.position(ref)
    been = {*run.notes.seen, run.row.at, run.notes.before}
    return position is None or position.ref in been


def situations(problems: tuple[Found, ...]) -> tuple[int, ...]:
    """The situations of mandatory report behind some problems, each once, in order."""
    return tuple(dict.fromkeys(number for problem in problems for number in problem.situations))


def settle(run: OpenRun, how: str) -> None:
    """Write down what became of the alarms on the screen."""
    run.notes.settled |= {problem.ref: how for problem in alarms(run)}
    run.notes.alarm_at = ""
    run.changed = True


def forget_gone(run: OpenRun) -> None:
    """An alarm whose answer was taken back counts anew when it comes again."""
    there = {problem.ref for problem in found(run)}
    gone = run.notes.settled.keys() - there
    for ref in gone:
        del run.notes.settled[ref]


def _found(ref: str, attributes: dict[str, str]) -> Found:
    def told(key: str) -> str:
        return attributes.get(f"hulei:{key}", "")

    codes = tuple(code.strip() for code in told("follow_up").split(";") if code.strip())
    return Found(
        ref=ref,
        question=told("question"),
        severity=int(told("severity") or 0),
        follow_up=codes,
        say_zh=told("say_zh"),
        say_en=told("say_en"),
        advice_zh=told("advice_zh"),
        advice_en=told("advice_en"),
    )
