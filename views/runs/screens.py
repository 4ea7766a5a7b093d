"""Where a run stands, as a screen."""

from __future__ import annotations

from models.run import RunStatus
from models.worker import Role
from services.runs.standing import (
    AlarmScreen,
    BlockScreen,
    EndedScreen,
    QuestionScreen,
    ReasonScreen,
    RepeatScreen,
    ReviewScreen,
    Standing,
)
from services.runs.submitting import Submitted
from views import dates
from views.buttons import ResumeRun
from views.menu import main_menu
from views.runs import alarms, blocks, layout, questions, reviews, wording
from views.runs.buttons import Discard
from views.runs.layout import Rows, button
from views.screen import Screen
from views.translate import gettext as _


def show(standing: Standing, page: int = 0, *, role: Role | None = None) -> Screen:
    """The present screen of a run, with what was not taken or what was brought up on top.

    `role`: whose menu comes back when a question for a place has been left.
    """
    shown = standing.screen
    if isinstance(shown, EndedScreen):
        return ended(standing, shown)
    lines, rows = _body(standing, page)
    notice = _notice(standing)
    head = [wording.head(standing), ""]
    menu = questions.menu(shown) if isinstance(shown, QuestionScreen) else None
    if menu is None and standing.asked_place and role is not None:
        menu = main_menu(role)
    return Screen(
        text="\n".join([*head, *notice, *lines]),
        buttons=(*rows, *_foot(standing)),
        menu=menu,
        toast=_("这是旧按钮，已为您显示当前步骤") if standing.stale else "",
    )


def paused(standing: Standing) -> Screen:
    """Put aside: where it will be found again."""
    lines = [_("⏸ 已暂存：{code}").format(code=standing.code)]
    if standing.total:
        lines.append(wording.progress(standing.done, standing.total))
    lines.append(_("随时可在「今日」里继续，换手机、换电脑也行。"))
    return Screen(
        text="\n".join(lines),
        buttons=((button(_("▶ 继续"), ResumeRun(standing.run_id)), layout.today_button()),),
    )


def ask_discard(standing: Standing) -> Screen:
    """Throw a draft away? Says what is lost."""
    run, revision = standing.run_id, standing.revision
    lines = [
        wording.head(standing),
        "",
        _("确定作废这份草稿吗？已填的内容会删除，不能恢复。"),
    ]
    return Screen(
        text="\n".join(lines),
        buttons=(
            (button(_("↩ 不作废，继续填"), ResumeRun(run)),),
            (button(_("🗑 确定作废"), Discard(run, revision)),),
            layout.report_row(run),
        ),
    )


def ended(standing: Standing, screen: EndedScreen) -> Screen:
    """The run is over: nothing can be pressed any more."""
    words = (
        _("这份表已经提交。") if screen.status is RunStatus.SUBMITTED else _("这份草稿已作废。")
    )
    return Screen(
        text=f"{wording.head(standing)}\n\n{words}",
        buttons=((layout.today_button(),), layout.report_row(standing.run_id)),
    )


def submitted(done: Submitted) -> Screen:
    """Handed in: when the next visit is due and what follows from what was found."""
    lines = [_("✅ 已提交：{code}").format(code=done.code) + f" · {wording.form_name(done.title)}"]
    if done.child_id is not None and not done.child_seen:
        lines.append(_("没有见到孩子本人，这次不算走访。"))
    if done.next_due_on is not None:
        words = _("下次走访：{day}") if done.child_id is not None else _("下次检查：{day}")
        lines.append(words.format(day=dates.day(done.next_due_on)))
    if done.found:
        lines += ["", _("发现 {count} 个问题：").format(count=len(done.found))]
        lines += wording.raised(done.found)
    elif done.venue_id is not None:
        lines.append(_("没有发现问题。"))
    if done.must_report is not None:
        lines += ["", _("🚨 有情况应当强制报告，请马上报告。")]
    return Screen(
        text="\n".join(lines),
        buttons=((layout.today_button(),), layout.report_row(0)),
        menu=None,
    )


def _body(standing: Standing, page: int) -> tuple[list[str], Rows]:
    shown = standing.screen
    match shown:
        case QuestionScreen():
            return questions.text(standing, shown), questions.rows(standing, shown, page)
        case BlockScreen():
            return blocks.text(standing, shown, page), blocks.rows(standing, shown, page)
        case RepeatScreen():
            return blocks.repeat_text(shown), blocks.repeat_rows(standing, shown)
        case ReviewScreen():
            return reviews.text(standing, shown, page), reviews.rows(standing, shown, page)
        case AlarmScreen():
            return alarms.text(shown), alarms.rows(standing, shown)
        case ReasonScreen():
            return alarms.reason_text(shown), ()
        case EndedScreen():
            return [], ()


def _notice(standing: Standing) -> list[str]:
    """What was not taken, or what the last answer brought up; a blank line after it."""
    if standing.remark is not None:
        return [wording.not_taken(standing.remark, _about(standing)), ""]
    if isinstance(standing.screen, AlarmScreen | ReasonScreen):
        return []
    lines = wording.raised(standing.raised)
    return [*lines, ""] if lines else []


def _about(standing: Standing) -> str:
    """The short name of the point a remark is about, on a screen of several."""
    remark, shown = standing.remark, standing.screen
    if remark is None or not isinstance(shown, BlockScreen):
        return ""
    return next((point.short for point in shown.points if point.ref == remark.about), "")


def _foot(standing: Standing) -> Rows:
    if isinstance(standing.screen, AlarmScreen):
        return (layout.report_row(standing.run_id),)
    return layout.foot(standing, steps=not isinstance(standing.screen, ReasonScreen))
