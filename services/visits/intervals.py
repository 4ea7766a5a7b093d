"""When a child or venue is due next: pure rules, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models import Child
from models.child import Grade, Sex
from models.due_visit import DueReason
from services.calendar import Calendar, Span
from services.policy import Policy, VenueRule


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """A due date and the rule it comes from."""

    due_on: date
    reason: DueReason


def earliest(since: date, days: int, holiday_days: int, holidays: tuple[Span, ...]) -> date:
    """Find the first day by which that day's own interval has passed since `since`.

    A day in a holiday needs `holiday_days` gone by, any other `days`.
    """
    due = since + timedelta(days=days)
    for holiday in holidays:
        inside = max(holiday.first, since + timedelta(days=holiday_days))
        if inside <= holiday.last:
            due = min(due, inside)
    return due


def next_due(child: Child, policy: Policy, calendar: Calendar, seen_on: date) -> date:
    """The day by which a child seen on `seen_on` has to be seen again.

    The interval is that of the grade in the period the due date falls into; a girl of the
    four-in-one ledger is due after `four_in_one_girl_days` at the latest (checklists.md §2).
    """
    interval = policy.intervals[child.grade]
    days, holiday_days = interval.days, interval.holiday_days
    if child.four_in_one and child.sex is Sex.FEMALE:
        days = min(days, policy.four_in_one_girl_days)
        holiday_days = min(holiday_days, policy.four_in_one_girl_days)
    grace = timedelta(days=interval.grace_days)
    holidays = tuple(Span(h.name, h.first + grace, h.last) for h in calendar.school_holidays)
    return earliest(seen_on, days, holiday_days, holidays)


def routine(child: Child, policy: Policy, calendar: Calendar, known_since: date) -> Planned:
    """Plan the nearest visit that the rules ask for: first contact, interval or key period.

    `known_since`: the day from which the register has watched over this child's visits. A key
    period that was over by then is no debt.
    """
    if child.last_seen_on is None:
        return _first(child, policy, calendar)
    due = Planned(next_due(child, policy, calendar, child.last_seen_on), DueReason.INTERVAL)
    windows = calendar.windows(policy.key_periods)
    # seen since it opened: covered
    extra = (w for w in windows if w.opens > child.last_seen_on and w.due >= known_since)
    window = next(extra, None)
    if window is not None and window.due <= due.due_on:
        return Planned(window.due, DueReason.KEY_PERIOD)
    return due


def _first(child: Child, policy: Policy, calendar: Calendar) -> Planned:
    """Never seen: within 5 working days; within 24 hours when urgent."""
    if child.grade is Grade.URGENT:
        contact = child.registered_on + timedelta(days=policy.urgent_contact_days)
        return Planned(contact, DueReason.URGENT)
    day = calendar.add_working_days(child.registered_on, policy.new_child_working_days)
    return Planned(day, DueReason.FIRST)


def next_inspection(rule: VenueRule, calendar: Calendar, inspected_on: date) -> date:
    """The day by which a venue has to be inspected again; more often in holidays."""
    return earliest(inspected_on, rule.days, rule.holiday_days, calendar.breaks)
