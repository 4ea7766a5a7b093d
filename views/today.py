"""今日: what is due and which drafts are open, a button for each, by code only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from models.child import Grade
from models.due_visit import DueReason
from services.runs import Draft
from services.unit_of_work import LOCAL_ZONE
from services.visits import DueItem
from views import dates
from views.buttons import Action, OpenDue, OpenToday, ResumeRun
from views.children import ListChildren
from views.inspections import ListVenues
from views.reports import report_button
from views.runs import layout, wording
from views.screen import Button, MenuButton, Screen
from views.translate import gettext as _

SHOWN_DRAFTS = 4
"""Drafts on the first page; the rest behind a button."""


@dataclass(frozen=True, slots=True)
class ShowDrafts(Action):
    """All open drafts, a page of them."""

    prefix: ClassVar[str] = "tdd"
    page: int


@dataclass(frozen=True, slots=True)
class ShowOthers(Action):
    """Children and venues that are not in the list."""

    prefix: ClassVar[str] = "tdn"


def today(items: Sequence[DueItem], drafts: Sequence[Draft], page: int) -> Screen:
    """What is due, most urgent first; on the first page the drafts too."""
    shown, pages = layout.page_of(len(items), page)
    part = items[shown * layout.PAGE : (shown + 1) * layout.PAGE]
    lines = [_head(items)]
    lines += [line(item) for item in part]
    rows: list[tuple[Button, ...]] = [
        (Button(_due_caption(item), OpenDue(item.due_visit_id).pack()),) for item in part
    ]
    if drafts and shown == 0:
        lines += ["", _("没填完的草稿：{count} 份").format(count=len(drafts))]
        rows = [*_draft_rows(drafts[:SHOWN_DRAFTS]), *rows]
        if len(drafts) > SHOWN_DRAFTS:
            rows.append((layout.button(_("全部草稿"), ShowDrafts(0)),))
    turn = [(n, OpenToday(n)) for n in range(pages)]
    return Screen(
        text="\n".join(lines),
        buttons=(
            *rows,
            *layout.pager(shown, pages, turn),
            (layout.button(_("不在名单上"), ShowOthers()), report_button(0)),
        ),
    )


def drafts_list(drafts: Sequence[Draft], page: int) -> Screen:
    """All open drafts."""
    shown, pages = layout.page_of(len(drafts), page)
    part = drafts[shown * layout.PAGE : (shown + 1) * layout.PAGE]
    turn = [(n, ShowDrafts(n)) for n in range(pages)]
    words = _("没填完的草稿：{count} 份").format(count=len(drafts))
    return Screen(
        text=words if drafts else _("没有草稿。"),
        buttons=(
            *_draft_rows(part),
            *layout.pager(shown, pages, turn),
            (layout.today_button(), report_button(0)),
        ),
    )


def others(*, children: bool, venues: bool) -> Screen:
    """Who is not in the list: children or venues in scope."""
    rows = []
    if children:
        rows.append((layout.button(_("🧒 孩子名单"), ListChildren(0)),))
    if venues:
        rows.append((layout.button(_("🏨 场所名单"), ListVenues(0)),))
    return Screen(
        text=_("要走访谁、检查哪里？"),
        buttons=(*rows, (layout.today_button(), report_button(0))),
    )


def with_menu(screen: Screen, menu: tuple[tuple[MenuButton, ...], ...]) -> Screen:
    """The same as a new message, with the menu below the input."""
    return Screen(text=screen.text, buttons=screen.buttons, menu=menu, in_place=False)


def line(item: DueItem) -> str:
    """`🔴 QH-03-0027 女童 · 逾期 3 天 · 整改复查`."""
    words = [item.code]
    if item.girl:
        words.append(_("女童"))
    words.append(dates.due(item.due_on, item.days_late))
    reason = reason_words(item.reason)
    if reason:
        words.append(reason)
    return f"{sign(item)} {' · '.join(words)}"


def sign(item: DueItem) -> str:
    """The grade's colour, for those who see it; a house for venues."""
    colours = {Grade.URGENT: "🔴", Grade.HIGH: "🟠", Grade.MEDIUM: "🟡", Grade.LOW: "🟢"}
    return colours[item.grade] if item.grade is not None else "🏨"


def reason_words(reason: DueReason) -> str:
    """Why it is due, where it is not just the interval."""
    known = {
        DueReason.FIRST: _("首次走访"),
        DueReason.URGENT: _("紧急"),
        DueReason.KEY_PERIOD: _("假期前后"),
        DueReason.FOLLOW_UP: _("跟踪"),
        DueReason.RECHECK: _("整改复查"),
    }
    return known.get(reason, "")


def draft_caption(draft: Draft) -> str:
    """`▶ QH-03-0027 入户走访 · 11月20日`."""
    name = wording.form_name(draft.title)
    if draft.recheck:
        name += _("复查")
    return f"▶ {draft.code} {name} · {_moment(draft.updated_at)}"


def _moment(at: datetime) -> str:
    return dates.day(at.astimezone(LOCAL_ZONE).date(), weekday=False)


def _draft_rows(drafts: Sequence[Draft]) -> list[tuple[Button, ...]]:
    return [(layout.button(draft_caption(draft), ResumeRun(draft.run_id)),) for draft in drafts]


def _head(items: Sequence[DueItem]) -> str:
    if not items:
        return _("今日没有到期的走访和检查。")
    late = sum(item.days_late > 0 for item in items)
    words = _("今日要做 {count} 项").format(count=len(items))
    return words + (_("，其中逾期 {count} 项").format(count=late) if late else "")


def _due_caption(item: DueItem) -> str:
    late = dates.due(item.due_on, item.days_late) if item.days_late > 0 else ""
    return f"{sign(item)} {item.code}" + (f" · {late}" if late else "")
