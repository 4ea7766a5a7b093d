"""The summary of a town or village: a few numbers, and the list behind each of them."""

from __future__ import annotations

from services.summaries.counting import (
    AHEAD_DAYS,
    BACK_DAYS,
    Count,
    Summary,
    VillageCounts,
    content,
    promise_summaries,
)
from services.summaries.listing import Listing, ListLine, ListPage, declined, lines

__all__ = [
    "AHEAD_DAYS",
    "BACK_DAYS",
    "Count",
    "ListLine",
    "ListPage",
    "Listing",
    "Summary",
    "VillageCounts",
    "content",
    "declined",
    "lines",
    "promise_summaries",
]
