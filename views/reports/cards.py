"""Cards and lists of reports, for the reporter and for those who have to press 收到."""

from __future__ import annotations

from collections.abc import Sequence

from models.worker import Role
from services.reports import Acknowledged, OpenedReport, Phone, Place, ReportPage, Subject
from views.moments import moment_text
from views.posts import post
from views.reports.actions import (
    AcknowledgeReport,
    AddToReport,
    OpenSubject,
    ShowPhones,
    ShowReport,
    ShowReports,
)
from views.reports.wording import danger_name, place_name, situation_long
from views.screen import Button, MenuButton, Screen
from views.translate import gettext as _

Rows = tuple[tuple[Button, ...], ...]


def report_card(report: OpenedReport) -> Screen:
    """One report, as far as it is the reader's business."""
    lines = [
        _("🚨 强制报告 {code}").format(code=report.code),
        _("发出：{moment} {village}")
        .format(moment=moment_text(report.created_at), village=report.village)
        .rstrip(),
        *_answers(report),
        _("报告人：{code}").format(code=report.reporter),
        _("报告人已打 110") if report.told_police else _("报告人还没有说已打 110"),
        _state(report),
    ]
    if report.additions:
        lines.append("")
        lines.append(_("补充："))
        lines.extend(f"{moment_text(one.at)} {one.text}" for one in report.additions)
    if report.unopened:
        lines.append("")
        lines.append(_("另有 {count} 条补充，请在网页端查看。").format(count=report.unopened))
    return Screen("\n".join(lines), buttons=_card_buttons(report), in_place=False)


def _answers(report: OpenedReport) -> list[str]:
    if not report.situation:
        return [_("内容只有派出所联络员和儿童督导员能打开。请马上打电话叫他们看。")]
    lines = [
        _("情形{number}：{words}").format(
            number=report.situation, words=situation_long(report.situation)
        ),
        _("此刻有危险吗：{danger}").format(danger=danger_name(report.danger)),
        _("地点：{place}").format(place=place_name(Place(report.place))),
    ]
    if report.subject:
        lines.append(_("对象：{code}").format(code=report.subject))
    return lines


def _state(report: OpenedReport) -> str:
    if report.acknowledged_at is None or report.acknowledged_by is None:
        return _("状态：还没有人按「收到」")
    return _("状态：{role}已于 {moment} 收到").format(
        role=post(report.acknowledged_by), moment=moment_text(report.acknowledged_at)
    )


def _card_buttons(report: OpenedReport) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if report.may_acknowledge:
        rows.append((Button(_("✅ 收到"), AcknowledgeReport(report.report_id).pack()),))
    if report.may_open_subject:
        rows.append((Button(_("👤 看姓名住址（留记录）"), OpenSubject(report.report_id).pack()),))
    if report.mine:
        rows.append((Button(_("✍ 补充报告"), AddToReport(report.report_id).pack()),))
    rows.append((Button(_("📞 打给谁"), ShowPhones(report.report_id).pack()),))
    rows.append((Button(_("📄 报告列表"), ShowReports(0).pack()),))
    return tuple(rows)


def acknowledged(done: Acknowledged, reader: Role) -> Screen:
    """收到 has been pressed, by the reader or by somebody faster."""
    if not done.mine:
        text = _("{code} 已由{role}于 {moment} 收到。").format(
            code=done.code, role=post(done.role), moment=moment_text(done.at)
        )
    elif reader is Role.LEADER:
        text = _("已记下您收到 {code}。请马上打电话，让派出所联络员和儿童督导员打开处理。").format(
            code=done.code
        )
    else:
        text = _("已记下您收到 {code}，并已告诉报告人。请马上联系报告人，先保证孩子安全。").format(
            code=done.code
        )
    rows = (
        (
            Button(_("📞 打给谁"), ShowPhones(done.report_id).pack()),
            Button(_("📄 再看一遍"), ShowReport(done.report_id).pack()),
        ),
    )
    return Screen(text, buttons=rows, in_place=False, toast=_("已收到"))


def report_list(
    page: ReportPage, *, menu: tuple[tuple[MenuButton, ...], ...] | None = None
) -> Screen:
    """Reports, newest first: own ones, or the town's. `menu`: asked for by a command."""
    if not page.lines:
        return Screen(_("还没有强制报告。"), menu=menu)
    rows: list[tuple[Button, ...]] = [
        (Button(_line(line.code, line.acknowledged), ShowReport(line.report_id).pack()),)
        for line in page.lines
    ]
    if page.pages > 1:
        turn = []
        if page.page:
            turn.append(Button(_("◀ 上一页"), ShowReports(page.page - 1).pack()))
        if page.page + 1 < page.pages:
            turn.append(Button(_("下一页 ▶"), ShowReports(page.page + 1).pack()))
        rows.append(tuple(turn))
    text = _("强制报告（第 {page}/{pages} 页）。点开可以查看、补充。").format(
        page=page.page + 1, pages=page.pages
    )
    return Screen(text, buttons=tuple(rows), menu=menu)


def _line(code: str, is_acknowledged: bool) -> str:
    return f"{'✅' if is_acknowledged else '⏳'} {code}"


def phone_list(phones: Sequence[Phone], report_id: int) -> Screen:
    """Whom to call; 110 first."""
    lines = [_("📞 报警 110 · 急救 120")]
    lines += [
        _("{role} {code}：{number}").format(
            role=post(phone.role), code=phone.code, number=phone.number or _("没有登记电话")
        )
        for phone in phones
    ]
    rows: Rows = ((Button(_("📄 看报告"), ShowReport(report_id).pack()),),) if report_id else ()
    return Screen("\n".join(lines), buttons=rows, in_place=False)


def subject_card(subject: Subject) -> Screen:
    """Name and address, opened for those who have to go there."""
    lines = [
        subject.code,
        _("姓名：{name}").format(name=subject.name),
        _("住址：{address}").format(address=subject.address or _("没有登记")),
        _("仅供处置本报告使用，不转发、不截图。查看已留记录。"),
    ]
    rows = ((Button(_("📄 看报告"), ShowReport(subject.report_id).pack()),),)
    return Screen("\n".join(lines), buttons=rows, in_place=False)


def only_in_web() -> Screen:
    """A child's name is not shown on a foreign channel."""
    return Screen(_("姓名住址请在网页端查看。"), in_place=False)
