"""The worker's morning push: codes and days, a button each."""

from __future__ import annotations

from services.digests import Digest, DigestItem
from views import dates
from views.buttons import OpenDue, OpenToday
from views.findings import ListFindings
from views.screen import Button, Screen
from views.translate import gettext as _


def digest(one: Digest) -> Screen:
    """What is due and late today. Each button opens the right form."""
    lines = [_("{day} 要做的").format(day=dates.day(one.day))]
    if one.overdue:
        lines.append(_("逾期 {count} 项").format(count=one.overdue))
    if one.due:
        lines.append(_("到期 {count} 项").format(count=one.due))
    if one.findings:
        lines.append(_("整改、跟踪到期 {count} 项").format(count=one.findings))
    if one.items:
        lines.append(_("点编号就开始填。"))
    rows = [(Button(_label(item), OpenDue(item.due_visit_id).pack()),) for item in one.items]
    if one.findings:
        label = _("整改、跟踪 {count} 项").format(count=one.findings)
        rows.append((Button(label, ListFindings(0).pack()),))
    more = (
        _("更多（还有 {count} 项）").format(count=one.hidden)
        if one.hidden > 0
        else _("看今日全部")
    )
    rows.append((Button(more, OpenToday(0).pack()),))
    return Screen("\n".join(lines), buttons=tuple(rows), in_place=False)


def _label(item: DigestItem) -> str:
    mark = "🏨" if item.venue else "🏠"
    late = "🔴" if item.urgent or item.days_late > 0 else ""
    return f"{late}{mark} {item.code} {dates.due(item.due_on, item.days_late)}"
