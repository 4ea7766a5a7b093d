"""Screens of the mandatory report: three taps for the reporter, cards for those who receive it."""

from __future__ import annotations

from views.reports.actions import (
    AcknowledgeReport,
    AddToReport,
    BackToSituation,
    ChooseDanger,
    ChoosePlace,
    ChooseSituation,
    OpenReport,
    OpenSubject,
    PoliceTold,
    ReportNow,
    ShowPhones,
    ShowReport,
    ShowReports,
    report_button,
    report_now_button,
)
from views.reports.asking import SITUATIONS, ask_danger, ask_place, ask_situation, tap_first
from views.reports.cards import (
    acknowledged,
    only_in_web,
    phone_list,
    report_card,
    report_list,
    subject_card,
)
from views.reports.sending import added, ask_addition, noted_police, nothing_to_add, sent

__all__ = [
    "SITUATIONS",
    "AcknowledgeReport",
    "AddToReport",
    "BackToSituation",
    "ChooseDanger",
    "ChoosePlace",
    "ChooseSituation",
    "OpenReport",
    "OpenSubject",
    "PoliceTold",
    "ReportNow",
    "ShowPhones",
    "ShowReport",
    "ShowReports",
    "acknowledged",
    "added",
    "ask_addition",
    "ask_danger",
    "ask_place",
    "ask_situation",
    "noted_police",
    "nothing_to_add",
    "only_in_web",
    "phone_list",
    "report_button",
    "report_card",
    "report_list",
    "report_now_button",
    "sent",
    "subject_card",
    "tap_first",
]
