"""The mandatory report (强制报告): sent at once, added to, acknowledged; it climbs until it is.

There is no way to withdraw, edit or delete one: this package only ever adds.
"""

from __future__ import annotations

from services.reports.climbing import promise_escalations, step_of
from services.reports.declining import (
    DeclinedLine,
    OpenedReason,
    decline,
    declined_since,
    open_reason,
)
from services.reports.reading import (
    RECEIVERS,
    OpenedReport,
    Phone,
    ReportLine,
    ReportPage,
    Subject,
    duty_phones,
    open_report,
    open_subject,
    page,
    unacknowledged,
)
from services.reports.sending import (
    Acknowledged,
    Answers,
    Place,
    SentReport,
    about,
    acknowledge,
    add,
    begin_addition,
    opening,
    police_told,
    run_in_hand,
    send,
)

__all__ = [
    "RECEIVERS",
    "Acknowledged",
    "Answers",
    "DeclinedLine",
    "OpenedReason",
    "OpenedReport",
    "Phone",
    "Place",
    "ReportLine",
    "ReportPage",
    "SentReport",
    "Subject",
    "about",
    "acknowledge",
    "add",
    "begin_addition",
    "decline",
    "declined_since",
    "duty_phones",
    "open_reason",
    "open_report",
    "open_subject",
    "opening",
    "page",
    "police_told",
    "promise_escalations",
    "run_in_hand",
    "send",
    "step_of",
    "unacknowledged",
]
