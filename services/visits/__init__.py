"""Due visits: when, by whom, what clears them, and what happens when they are late."""

from __future__ import annotations

from services.visits.intervals import Planned, next_due, next_inspection, routine
from services.visits.overdue import promise_escalations
from services.visits.planning import follow_up, plan_recheck, schedule_child, schedule_venue
from services.visits.responsible import (
    NobodyResponsibleError,
    responsible_for_child,
    responsible_for_venue,
)
from services.visits.results import VisitFacts, after_submission
from services.visits.rows import HOME_VISIT
from services.visits.sweep import sweep_children, sweep_venues
from services.visits.today import DueItem, due_by, today

__all__ = [
    "HOME_VISIT",
    "DueItem",
    "NobodyResponsibleError",
    "Planned",
    "VisitFacts",
    "after_submission",
    "due_by",
    "follow_up",
    "next_due",
    "next_inspection",
    "plan_recheck",
    "promise_escalations",
    "responsible_for_child",
    "responsible_for_venue",
    "routine",
    "schedule_child",
    "schedule_venue",
    "sweep_children",
    "sweep_venues",
    "today",
]
