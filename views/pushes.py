"""Every push in words: codes, counts and days; never a name, a place, or what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.digests import Digest
from services.pushes import (
    Declined,
    LateFindings,
    LateVisits,
    PushContent,
    ReportAnswer,
    ReportCall,
    ReportGrown,
)
from services.summaries import Listing, Summary
from views.digests import digest
from views.findings import ShowFinding
from views.moments import moment_text
from views.posts import post
from views.reports.actions import AddToReport, ShowPhones, ShowReport
from views.screen import Button, Screen
from views.summaries.actions import OpenList, ShowDeclined, ShowSummary
from views.summaries.numbers import summary
from views.translate import gettext as _


def render(content: PushContent) -> Screen:
    """The push as a new message, in the language that has been entered."""
    write = WRITERS[type(content.facts)]
    screen = replace(write(content.facts), in_place=False)
    if content.marked:
        mark = _("（可能重复）")
        return replace(screen, text=f"{mark}\n{screen.text}")
    return screen


def _report_call(facts: ReportCall) -> Screen:
    late = int(facts.waited.total_seconds() // 60)
    if not facts.acts:
        text = _(
            "🚨 强制报告 {code} 已过 {minutes} 分钟没有人按「收到」。"
            "请马上打电话叫派出所联络员或儿童督导员处理。不要自己打听。"
        ).format(code=facts.code, minutes=late)
        return _screen(text, Button(_("📞 打给谁"), ShowPhones(facts.report_id).pack()))
    text = _("🚨 强制报告 {code}，请立即查看并按「收到」。").format(code=facts.code)
    if late:
        text = _(
            "🚨 强制报告 {code} 已过 {minutes} 分钟没有人按「收到」，请立即查看并按「收到」。"
        ).format(code=facts.code, minutes=late)
    return _screen(text, Button(_("查看"), ShowReport(facts.report_id).pack()))


def _report_answer(facts: ReportAnswer) -> Screen:
    phones = Button(_("📞 打给谁"), ShowPhones(facts.report_id).pack())
    if facts.role is None or facts.at is None:
        text = _(
            "⚠ 报告 {code} 已过 {minutes} 分钟，还没有人按「收到」。"
            "请直接打 110，或打派出所、儿童督导员电话。"
        ).format(code=facts.code, minutes=int(facts.waited.total_seconds() // 60))
        return _screen(text, phones)
    text = _("报告 {code}：{role}已于 {moment} 收到。").format(
        code=facts.code, role=post(facts.role), moment=moment_text(facts.at)
    )
    return _screen(text, Button(_("✍ 补充报告"), AddToReport(facts.report_id).pack()))


def _report_grown(facts: ReportGrown) -> Screen:
    text = _("强制报告 {code} 有补充，请查看。").format(code=facts.code)
    return _screen(text, Button(_("查看"), ShowReport(facts.report_id).pack()))


def _declined(facts: Declined) -> Screen:
    text = _("今天有 {count} 条排除疑似，请看理由。").format(count=facts.count)
    return _screen(text, Button(_("查看"), ShowDeclined().pack()))


def _late_visits(facts: LateVisits) -> Screen:
    text = _("走访、检查逾期 {total} 项，其中女童 {girls}。").format(
        total=facts.total, girls=facts.girls
    )
    if not facts.lines:
        return _screen(text, Button(_("看小结"), ShowSummary(1).pack()))
    lines = [text, *(f"· {one.code} {_late(one.days_late)}" for one in facts.lines)]
    if facts.total > len(facts.lines):
        lines.append(_("还有 {count} 项").format(count=facts.total - len(facts.lines)))
    return _screen("\n".join(lines), Button(_("看清单"), OpenList(Listing.OVERDUE).pack()))


def _late_findings(facts: LateFindings) -> Screen:
    if facts.alert:
        text = _("有 {total} 项问题要您今天看。").format(total=facts.total)
    else:
        text = _("整改、跟踪逾期 {total} 项。").format(total=facts.total)
    if facts.total > len(facts.lines):
        left = _("还有 {count} 项").format(count=facts.total - len(facts.lines))
        text = f"{text}\n{left}"
    each = (
        Button(f"{one.code} {_late(one.days_late)}".rstrip(), ShowFinding(one.row_id).pack())
        for one in facts.lines
    )
    listing = Listing.FINDINGS if facts.alert else Listing.FINDINGS_OVERDUE
    return _screen(text, *each, Button(_("看清单"), OpenList(listing).pack()))


def _late(days: int) -> str:
    return _("逾期 {days} 天").format(days=days) if days else ""


def _screen(text: str, *buttons: Button) -> Screen:
    return Screen(text, buttons=tuple((button,) for button in buttons), in_place=False)


WRITERS: dict[type, Callable[[Any], Screen]] = {
    Digest: digest,
    Summary: summary,
    ReportCall: _report_call,
    ReportAnswer: _report_answer,
    ReportGrown: _report_grown,
    Declined: _declined,
    LateVisits: _late_visits,
    LateFindings: _late_findings,
}
"""A writer for each kind of facts; a test holds it complete."""
