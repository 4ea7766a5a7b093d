"""The three questions: 110 and what to say to the child first, then three taps."""

from __future__ import annotations

from models.report import Danger
from services.reports import Place
from views.reports.actions import BackToSituation, ChooseDanger, ChoosePlace, ChooseSituation
from views.reports.wording import back_to_run, danger_name, place_name, situation_short
from views.screen import Button, Screen
from views.translate import gettext as _

SITUATIONS = range(1, 10)


def ask_situation(run_id: int, opened: str, about: str, *, in_place: bool = False) -> Screen:
    """First screen: call first, what to say and not to say, which of the nine situations.

    `about`: code of the child or venue of the run, if any. A button says it is about another:
    the run's number turns negative, which only keeps the way back.
    """
    parts = [_call_first(), _script(), _("① 是哪种情形？疑似就报，不用查实。")]
    other: tuple[tuple[Button, ...], ...] = ()
    if about:
        parts.insert(2, _("关于：{code}").format(code=about))
        label = _("不是关于 {code}").format(code=about)
        other = ((Button(label, BackToSituation(-run_id, opened).pack()),),)
    text = "\n\n".join(parts)
    rows = tuple(
        (
            Button(
                f"{number} {situation_short(number)}",
                ChooseSituation(run_id, opened, number).pack(),
            ),
        )
        for number in SITUATIONS
    )
    return Screen(text, buttons=(*rows, *other, *back_to_run(run_id)), in_place=in_place)


def ask_danger(run_id: int, opened: str, situation: int, *, first: bool = False) -> Screen:
    """Second question. `first`: the situation came from an answer, so this is the first screen."""
    parts = (_call_first(), _script()) if first else (_title(),)
    chosen = _("情形{number}：{words}").format(number=situation, words=situation_short(situation))
    text = "\n\n".join((*parts, chosen, _("② 孩子此刻有危险吗？有危险先打 110，再点。")))
    row = tuple(
        Button(danger_name(danger), ChooseDanger(run_id, opened, situation, danger).pack())
        for danger in Danger
    )
    back = (Button(_("↩ 改情形"), BackToSituation(run_id, opened).pack()),)
    return Screen(text, buttons=(row, back, *back_to_run(run_id)), in_place=not first)


def ask_place(run_id: int, opened: str, situation: int, danger: Danger) -> Screen:
    """Third question: its answer sends."""
    lines = [_title()]
    if danger is Danger.YES:
        lines.append(_("‼ 孩子有危险：现在就打 110，边打边点。"))
    lines.append(_("③ 在哪里？点一下就发出，不用谁批准。"))
    buttons = [
        Button(place_name(place), ChoosePlace(run_id, opened, situation, danger, place).pack())
        for place in Place
    ]
    rows = (tuple(buttons[:2]), tuple(buttons[2:4]), tuple(buttons[4:]))
    back = (Button(_("↩ 上一题"), ChooseSituation(run_id, opened, situation).pack()),)
    return Screen("\n\n".join(lines), buttons=(*rows, back, *back_to_run(run_id)))


def tap_first(run_id: int) -> Screen:
    """Something was typed before the report was sent: it is not kept, say so."""
    text = _("刚才的话没有保存。请先点上面的按钮把报告发出（三下），发出后再写，就会加进报告。")
    return Screen(text, buttons=back_to_run(run_id), in_place=False)


def _title() -> str:
    return _("🚨 强制报告")


def _call_first() -> str:
    return "\n".join(
        (
            _title(),
            _("孩子有危险、可疑人在场：先打 110；受伤打 120。打了再回来点三下。"),
        )
    )


def _script() -> str:
    """What to do and not to do with the child (checklists §3), shortened to a phone screen."""
    return "\n".join(
        (
            _("要做"),
            _("✓ 先保证安全，平静地听"),
            _("✓ “谢谢你告诉我，这不是你的错”"),
            _("✓ “我需要告诉能帮助你的人”"),
            _("✓ 记下孩子原话和时间；女孩由信任的女性陪着"),
            _("不要"),
            _("✗ 不追问、不问“为什么”、不让孩子重复讲"),
            _("✗ 不检查身体、不拍照、不录音"),
            _("✗ 不承诺保密、不找可疑人、不在群里说、不劝“私了”"),
            _("✗ 疑似性侵：不洗澡、不换洗衣物"),
        )
    )
