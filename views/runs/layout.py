"""Rows of buttons: how many fit side by side, paging, and the rows that every screen ends with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from services.runs.standing import Standing
from views.buttons import Action, OpenToday
from views.reports import report_button
from views.runs.buttons import Back, Pause, Steps
from views.screen import Button
from views.translate import gettext as _

Rows = tuple[tuple[Button, ...], ...]

HALF_ROW = 16
"""Columns (a Chinese character counts two) of a button that still fits half of 320 px."""

FIFTH_ROW = 4
PAGE = 8
"""Options on one screen (checklists.md §1)."""

ONE_PAGE = 10
"""As many still stand on one screen: two on a second page would cost more than they save."""


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def packed(buttons: Sequence[Button]) -> Rows:
    """Short buttons five or two in a row, long ones each in its own."""
    widest = max((width(button.text) for button in buttons), default=0)
    across = 5 if widest <= FIFTH_ROW else 2 if widest <= HALF_ROW else 1
    return tuple(tuple(buttons[i : i + across]) for i in range(0, len(buttons), across))


def button(text: str, action: Action) -> Button:
    """A button that does this."""
    return Button(text, action.pack())


def fits(action: Action) -> bool:
    """Whether an action can be packed at all (a ready value may hold a colon)."""
    try:
        action.pack()
    except ValueError:
        return False
    return True


def page_of(items: int, page: int, size: int = PAGE) -> tuple[int, int]:
    """(page shown, pages there are)."""
    pages = max(1, -(-items // size))
    return min(max(page, 0), pages - 1), pages


def pager(page: int, pages: int, turn: Iterable[tuple[int, Action]]) -> Rows:
    """`‹ 上一页 · 下一页 ›`; nothing when there is one page."""
    to = dict(turn)
    row = []
    if page > 0:
        row.append(button(_("‹ 上一页"), to[page - 1]))
    if page < pages - 1:
        row.append(button(_("下一页 ›"), to[page + 1]))
    return (tuple(row),) if row else ()


def foot(standing: Standing, *, steps: bool = True) -> Rows:
    """Back, list of steps, pause; and the report, on every screen."""
    run, revision = standing.run_id, standing.revision
    row = []
    if standing.may_go_back:
        row.append(button(_("↩ 上一题"), Back(run, revision)))
    if steps:
        row.append(button(_("☰ 进度"), Steps(run, revision, 0)))
    row.append(button(_("⏸ 暂存"), Pause(run, revision)))
    return (tuple(row), report_row(run))


def today_button() -> Button:
    """Back to what is due."""
    return Button(_("📋 今日"), OpenToday(0).pack())


def report_row(run_id: int) -> tuple[Button, ...]:
    """🚨 立即报告, from this run (0: from none)."""
    return (report_button(run_id),)
