"""An answer that must not be passed over: 110, report now, or say why it is not a suspicion."""

from __future__ import annotations

from services.runs.standing import AlarmScreen, ReasonScreen, Standing
from views.reports import report_now_button
from views.runs import wording
from views.runs.buttons import Back, Deny, Pause
from views.runs.layout import Rows, button
from views.translate import gettext as _


def text(screen: AlarmScreen) -> list[str]:
    """Lines: what was found, 110 first, what to do with the child and what not."""
    lines = [_("🚨 孩子可能受到侵害或有危险，请先处理")]
    for found in screen.found:
        advice = wording.advice(found)
        lines.append(f"⚠ {wording.problem(found)}" + (_("：") + advice if advice else ""))
    lines += [
        "",
        _("有危险先打 110，保证孩子安全。"),
        _("不追问、不检查身体、不拍照、不承诺保密、不惊动可疑的人。"),
    ]
    if screen.situations:
        lines.append(_("法律要求：只要疑似，就要立即报告。拿不准也报告。"))
    return lines


def rows(standing: Standing, screen: AlarmScreen) -> Rows:
    """Report with the situation chosen already; or not a suspicion; or correct the answer."""
    run, revision = standing.run_id, standing.revision
    report = [(report_now_button(run, number),) for number in screen.situations]
    words = _("不是疑似，继续") if screen.situations else _("知道了，继续")
    return (
        *report,
        (button(words, Deny(run, revision)),),
        (
            button(_("↩ 改刚才的答案"), Back(run, revision)),
            button(_("⏸ 暂存"), Pause(run, revision)),
        ),
    )


def reason_text(screen: ReasonScreen) -> list[str]:
    """Lines: why a reason is needed and how long it may be."""
    lines = [f"⚠ {wording.problem(found)}" for found in screen.found]
    return [
        *lines,
        "",
        _("为什么不是疑似？请输入理由（2–200 字，不写姓名）。督导员今天会看到。"),
    ]
