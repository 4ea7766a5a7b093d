"""Someone wrote to us: parse, one service call, one view (aiogram routers)."""

from __future__ import annotations

from aiogram import Router

from handlers import fallback, staff, start

ROUTERS: tuple[Router, ...] = (
    # The report comes first: nothing may stand in its way. Add yours above `fallback`:
    # reports, start, staff, today, inspections, runs, findings, summaries, children.
    start.router,
    staff.router,
    fallback.router,
)
"""In the order they are asked."""
