"""Findings: a failed point, its deadline and owner, its climb, and the re-check that closes it."""

from __future__ import annotations

from services.findings.deadlines import is_to_be_transferred
from services.findings.overdue import promise_escalations
from services.findings.raising import raise_from
from services.findings.reading import FindingItem, in_scope, listing, look, open_of
from services.follow_ups import Problem

__all__ = [
    "FindingItem",
    "Problem",
    "in_scope",
    "is_to_be_transferred",
    "listing",
    "look",
    "open_of",
    "promise_escalations",
    "raise_from",
]
