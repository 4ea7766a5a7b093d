"""Findings: the list of what has to be put right, one of them, the way to its re-check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from services.actors import CHILD_ROLES, VENUE_ROLES
from services.children import PAGE, Page
from services.findings import FindingItem
from views import dates
from views.buttons import Action
from views.children import VisitChild
from views.inspections import RecheckVenue
from views.menu import MORE, Entry
from views.reports import report_button
from views.runs import layout, wording
from views.screen import Button, Screen
from views.translate import current_language
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class ListFindings(Action):
    """A page of the open findings in scope."""

    prefix: ClassVar[str] = "fdl"
    page: int


@dataclass(frozen=True, slots=True)
class ShowFinding(Action):
    """One finding."""

    prefix: ClassVar[str] = "fds"
    finding_id: int


MORE.append(Entry(CHILD_ROLES | VENUE_ROLES, lambda: _("🛠 整改、跟踪清单"), ListFindings(0)))

_SIGNS = {2: "🟡", 3: "🟠", 4: "🔴"}

_SEVERITIES: dict[int, Callable[[], str]] = {
    2: lambda: _("限期整改、跟踪"),
    3: lambda: _("严重，须移交"),
    4: lambda: _("紧急"),
}


def findings(page: Page[FindingItem]) -> Screen:
    """What is open, the most pressing first; a tap opens one."""
    lines = [_("整改、跟踪：{count} 项").format(count=page.total)]
    if not page.total:
        lines = [_("没有要整改、跟踪的事项。")]
    rows: list[tuple[Button, ...]] = []
    for number, item in enumerate(page.items, start=page.number * PAGE + 1):
        lines.append(f"{number}. {line(item)}")
        caption = f"{number} {_SIGNS[item.severity]} {item.subject} {_when(item)}"
        rows.append((layout.button(caption.rstrip(), ShowFinding(item.finding_id)),))
    turn = [(n, ListFindings(n)) for n in range(page.pages)]
    return Screen(
        text="\n".join(lines),
        buttons=(
            *rows,
            *layout.pager(page.number, page.pages, turn),
            (layout.today_button(), report_button(0)),
        ),
    )


def finding(item: FindingItem, *, may_say: bool = True) -> Screen:
    """One finding: what, how bad, by when, whose; and what to do about it.

    `may_say`: whether the channel may show what was found at a child's home.
    """
    lines = [f"{_SIGNS[item.severity]} {item.subject} · {item.code}", _what(item, may_say)]
    lines.append(_("程度：{severity}").format(severity=_SEVERITIES[item.severity]()))
    if item.is_open:
        lines.append(_("期限：{when}").format(when=_when(item) or _("下次走访时再看")))
    else:
        lines.append(_("已办结"))
    lines.append(_("负责：{worker}").format(worker=item.owner))
    lines += _passed_on(item)
    return Screen(
        text="\n".join(lines),
        buttons=(
            *_deeds(item),
            (layout.button(_("↩ 清单"), ListFindings(0)), report_button(0)),
        ),
    )


def line(item: FindingItem) -> str:
    """`QH-V-003 监控保存不足 30 天 · 逾期 3 天`; of a child only the code."""
    words = f"{item.subject} {say(item)}" if item.venue_id is not None else item.subject
    return " · ".join(part for part in (words, _when(item), _transfer(item)) if part)


def say(item: FindingItem) -> str:
    """The form's own words in the reader's language."""
    return item.say_en if current_language() == "en" else item.say_zh


def _what(item: FindingItem, may_say: bool) -> str:
    if item.venue_id is not None or may_say:
        return say(item)
    return _("具体内容请在网页端查看。")


def _when(item: FindingItem) -> str:
    if item.deadline is None or item.days_late is None:
        return ""
    return dates.due(item.deadline, item.days_late)


def _transfer(item: FindingItem) -> str:
    return _("⚠ 应移交牵头部门") if item.transfer and item.is_open else ""


def _passed_on(item: FindingItem) -> list[str]:
    """Who gets the clue; the first one leads."""
    if not item.departments:
        return [_transfer(item)] if _transfer(item) else []
    offices = _("、").join(wording.office(name) for name in item.departments)
    if item.transfer and item.is_open:
        return [_("⚠ 已逾期，请督导员移交：{offices}").format(offices=offices)]
    return [_("线索移交：{offices}").format(offices=offices)]


def _deeds(item: FindingItem) -> tuple[tuple[Button, ...], ...]:
    if not item.is_open:
        return ()
    if item.venue_id is not None:
        return ((layout.button(_("🔁 复查（只问未整改的）"), RecheckVenue(item.venue_id)),),)
    if item.child_id is not None:
        return ((layout.button(_("🚶 再去走访"), VisitChild(item.child_id)),),)
    return ()
