"""Follow-up codes of a checklist (`V7; R3; A!; T:police`): what they ask for, in days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CODE = re.compile(r"[A-Za-z0-9:!?]+")
_DAYS = re.compile(r"([VR])(\d+)")
ALERTS = frozenset({"A", "A!"})
ALERT_NOW = "A!"
DOES_NOT_COUNT = "K"
TRANSFER = "T:"

TO_BE_MENDED = 2
"""From this severity on a problem opens a finding (checklists.md §1)."""

SERIOUS = 3
"""From this severity on the supervisor hears the same working day."""

CRITICAL = 4
"""Possible harm to a child: the supervisor hears at once, quiet hours or not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a checklist found wrong: its question, how bad, what follows, the form's wording."""

    question: str
    severity: int
    follow_up: str = ""
    say_zh: str = ""
    say_en: str = ""

    @property
    def alerts(self) -> bool:
        """Whether the supervisor hears of it the same working day."""
        return self.severity >= SERIOUS or not ALERTS.isdisjoint(codes(self.follow_up))

    @property
    def alerts_now(self) -> bool:
        """Whether the alert must not wait for the end of quiet hours."""
        return self.severity >= CRITICAL or ALERT_NOW in codes(self.follow_up)

    @property
    def does_not_count(self) -> bool:
        """Whether the visit clears nothing, though the child was met (a video call, say)."""
        return DOES_NOT_COUNT in codes(self.follow_up)


def codes(follow_up: str) -> tuple[str, ...]:
    """The codes of a problem, in their order."""
    return tuple(_CODE.findall(follow_up))


def days(follow_up: str, letter: str) -> int | None:
    """Days of the soonest `V n` (visit again) or `R n` (re-check), None without one."""
    found = (_DAYS.fullmatch(code) for code in codes(follow_up))
    return min((int(m[2]) for m in found if m and m[1] == letter), default=None)


def departments(follow_up: str) -> tuple[str, ...]:
    """Who gets the clue (`T:police` → `police`); the first one named leads."""
    return tuple(
        code.removeprefix(TRANSFER) for code in codes(follow_up) if code.startswith(TRANSFER)
    )


def soonest_visit(follow_ups: Iterable[str]) -> int | None:
    """Days of the soonest `V n` of several problems."""
    found = [days(follow_up, "V") for follow_up in follow_ups]
    return min((n for n in found if n is not None), default=None)
