"""After the third tap: what has been sent, whom to call, how to add."""

from __future__ import annotations

from models.report import Danger
from services.reports import SentReport
from views.reports.actions import AddToReport, PoliceTold, ShowPhones, ShowReports
from views.reports.wording import back_to_run, posts
from views.screen import Button, Screen
from views.translate import gettext as _


def sent(report: SentReport) -> Screen:
    """The report is out: code, who was told, what to do now."""
    lines = [_("✅ 强制报告 {code} 已发出").format(code=report.code)]
    if report.subject:
        lines.append(_("关于：{code}").format(code=report.subject))
    lines.append(_told(report))
    if report.answers.danger is Danger.YES:
        lines.append(_("‼ 孩子有危险：现在就打 110。"))
    lines.append(_("📞 报警 110 · 受伤 120。这里的报告不能代替报警。"))
    lines.append(
        _("想补充就直接打字发来（孩子原话、时间、情况），不写也行。报告不能撤回，随时可以补充。")
    )
    return Screen("\n\n".join(lines), buttons=_after(report.report_id, report.run_id))


def _told(report: SentReport) -> str:
    if not report.told:
        return _("镇上还没有登记接收人：请马上打 110，再打派出所和镇政府电话。")
    return _(
        "已推送给{roles}，等对方按「收到」。{minutes} 分钟没人按，会告诉您并继续上报。"
    ).format(roles=posts(report.told), minutes=int(report.climbs_after.total_seconds() // 60))


def _after(report_id: int, run_id: int) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(_("✅ 我已打 110"), PoliceTold(report_id).pack()),
            Button(_("📞 打给谁"), ShowPhones(report_id).pack()),
        ),
        (Button(_("📄 我的报告"), ShowReports(0).pack()),),
        *back_to_run(run_id),
    )


def added(code: str, report_id: int, run_id: int) -> Screen:
    """What was typed has been kept."""
    text = _("已加进报告 {code}，加密保存。可以接着补充。").format(code=code)
    return Screen(text, buttons=_after(report_id, run_id), in_place=False)


def ask_addition(code: str, report_id: int, run_id: int) -> Screen:
    """The next words are for this report."""
    text = _("补充报告 {code}：请直接打字发来。写孩子原话、时间、情况；不追问孩子。").format(
        code=code
    )
    return Screen(text, buttons=_after(report_id, run_id), in_place=False)


def nothing_to_add(run_id: int) -> Screen:
    """A photo or place came where words are taken."""
    text = _("报告里只收文字：不拍孩子、不拍伤处。请打字说明，照片交给警方。")
    return Screen(text, buttons=back_to_run(run_id), in_place=False)


def noted_police(code: str, report_id: int, run_id: int) -> Screen:
    """The reporter has phoned."""
    text = _("已记下：{code} 您已打 110。请在安全的地方陪着孩子，等警察来。").format(code=code)
    return Screen(
        text,
        buttons=(
            (Button(_("✍ 补充报告"), AddToReport(report_id).pack()),),
            *_after(report_id, run_id)[1:],
        ),
        in_place=False,
    )
