"""Several points on one screen: each with its state, and one button for all that is normal."""

from __future__ import annotations

from datetime import date

from services.runs.standing import BlockScreen, Mark, Point, Ready, RepeatScreen, Standing
from views.runs import layout, wording
from views.runs.buttons import (
    AddRow,
    Done,
    Fill,
    NormalAll,
    OpenPoint,
    Options,
    RemoveHere,
    RemoveRow,
    SetPoint,
)
from views.runs.layout import Rows, button
from views.screen import Button
from views.translate import gettext as _

MARKS = {
    Mark.OPEN: "○",
    Mark.NORMAL: "✓",
    Mark.GIVEN: "✓",
    Mark.OTHER: "⚠",
    Mark.SAME: "✓",
    Mark.FILLED: "✓",
    Mark.WRONG: "✗",
}
PAGE = 16
"""Points on one screen; a form of another town may put a hundred into one block."""

REMOVABLE = 10
"""Entries of a list that have a button to take them off: the last ones."""


def text(standing: Standing, screen: BlockScreen, page: int) -> list[str]:
    """Lines: the block's name and notes, each point with its state, and what a tap does."""
    lines = [screen.label] if screen.label else []
    lines += [f"ⓘ {note}" for note in screen.notes]
    lines += ["", *(line(n, point, standing.today) for n, point in _shown(screen, page))]
    how = _how(screen)
    return [*lines, "", how] if how else lines


def line(number: int, point: Point, today: date) -> str:
    """`⚠ 3 住处隐患：电线老化`."""
    answer = wording.says(point.answer, today)
    said = _("：") + answer if answer else ""
    return f"{MARKS[point.mark]} {number + 1} {point.label}{said}"


def _shown(screen: BlockScreen, page: int) -> list[tuple[int, Point]]:
    """(number from 0, point) of one page."""
    shown, _pages = layout.page_of(len(screen.points), page, PAGE)
    return list(enumerate(screen.points))[shown * PAGE : (shown + 1) * PAGE]


def rows(standing: Standing, screen: BlockScreen, page: int) -> Rows:
    """The button that leaves, first: it is the ordinary one; then one button for each point."""
    run, revision = standing.run_id, standing.revision
    shown, pages = layout.page_of(len(screen.points), page, PAGE)
    turn = [(n, Options(run, revision, n)) for n in range(pages)]
    leave = _leaving_row(standing, screen)
    return (*leave, *_point_rows(standing, screen, page), *layout.pager(shown, pages, turn))


def _point_rows(standing: Standing, screen: BlockScreen, page: int) -> Rows:
    run, revision = standing.run_id, standing.revision
    points = [_point(standing, number, point) for number, point in _shown(screen, page)]
    if screen.may_remove:
        points.append(button(_("－ 去掉这一个"), RemoveHere(run, revision)))
    return layout.packed(points)


def _leaving_row(standing: Standing, screen: BlockScreen) -> Rows:
    run, revision = standing.run_id, standing.revision
    if screen.ready is Ready.OPEN:
        return ((button(_("▶ 逐项填写"), Fill(run, revision)),),)
    leave = leaving(screen.ready)
    if leave is None:
        return ()
    action = NormalAll if screen.ready in _NORMAL else Done
    return ((button(leave, action(run, revision)),),)


_NORMAL = (
    Ready.NORMAL,
    Ready.REST_NORMAL,
    Ready.SAME_REST_NORMAL,
    Ready.RIGHT_REST_NORMAL,
)


def leaving(ready: Ready) -> str | None:
    """What the button that leaves the block says; None while something must be answered first."""
    known = {
        Ready.NORMAL: _("全部正常，下一步"),
        Ready.REST_NORMAL: _("其余正常，下一步"),
        Ready.SAME_REST_NORMAL: _("和上次一样，其余正常"),
        Ready.SAME: _("和上次一样，下一步"),
        Ready.RIGHT_REST_NORMAL: _("都对，其余正常"),
        Ready.RIGHT: _("都对，下一步"),
        Ready.NEXT: _("下一步"),
    }
    return known.get(ready)


def _point(standing: Standing, number: int, point: Point) -> Button:
    run, revision = standing.run_id, standing.revision
    caption = f"{MARKS[point.mark]} {number + 1} {point.short}"
    if point.tap is not None:
        return button(caption, SetPoint(run, revision, number, point.tap))
    return button(caption, OpenPoint(run, revision, number))


def _how(screen: BlockScreen) -> str:
    known = {
        Ready.NORMAL: _("有情况的点一下，没有就点「全部正常」"),
        Ready.REST_NORMAL: _("还有别的情况就点一下"),
        Ready.SAME_REST_NORMAL: _("有变化、有情况的点一下"),
        Ready.SAME: _("有变化的点一下"),
        Ready.RIGHT_REST_NORMAL: _("不对的、有情况的点一下"),
        Ready.RIGHT: _("不对的点一下"),
        Ready.OPEN: _("○ 的几项要填"),
        Ready.WRONG: _("✗ 的几项要改"),
    }
    return known.get(screen.ready, "")


def repeat_text(screen: RepeatScreen) -> list[str]:
    """Lines: what has been listed so far."""
    rows = [f"{n}. {label}" for n, (_ref, label) in enumerate(screen.rows, start=1)]
    return [screen.label, *(rows or [_("还没有添加")])]


def repeat_rows(standing: Standing, screen: RepeatScreen) -> Rows:
    """Add one, take one off, go on."""
    run, revision = standing.run_id, standing.revision
    buttons: list[tuple[Button, ...]] = []
    if screen.may_add:
        words = _("＋ 再加一个") if screen.rows else _("＋ 添加")
        buttons.append((button(words, AddRow(run, revision)),))
    if screen.may_remove:
        off = [
            button(_("－ 去掉第 {n} 个").format(n=n + 1), RemoveRow(run, revision, n))
            for n in range(max(0, len(screen.rows) - REMOVABLE), len(screen.rows))
        ]
        buttons += layout.packed(off)
    buttons.append((button(_("没有了，下一步"), Done(run, revision)),))
    return tuple(buttons)
