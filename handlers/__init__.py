"""Someone wrote to us: parse, one service call, one view (aiogram routers)."""

from __future__ import annotations

from aiogram import Router

from handlers import (
    children,
    fallback,
    findings,
    form_library,
    inspections,
    reports,
    runs,
    staff,
    start,
    summaries,
    today,
)

ROUTERS: tuple[Router, ...] = (
    # The report comes first: nothing may stand in its way. Add yours above `fallback`:
    # reports, start, staff, today, inspections, runs, findings, summaries, children.
    reports.router,
    start.router,
    staff.router,
    form_library.router,
    today.router,
    inspections.router,
    runs.router,
    findings.router,
    children.router,
    summaries.router,
    reports.additions,
    runs.typed,
    fallback.router,
)
"""In the order they are asked."""
