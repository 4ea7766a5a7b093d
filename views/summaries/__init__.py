"""The supervisor's summary: numbers, one picture, and the list behind each number."""

from __future__ import annotations

from views.summaries.actions import (
    OpenList,
    OpenReason,
    PickVillage,
    ShowDeclined,
    ShowList,
    ShowSummary,
)
from views.summaries.lists import (
    declined_list,
    list_screen,
    only_in_web,
    pick_village,
    reason_card,
)
from views.summaries.numbers import summary, summary_words

__all__ = [
    "OpenList",
    "OpenReason",
    "PickVillage",
    "ShowDeclined",
    "ShowList",
    "ShowSummary",
    "declined_list",
    "list_screen",
    "only_in_web",
    "pick_village",
    "reason_card",
    "summary",
    "summary_words",
]
