"""The files that a form reads lists from: what has come, what is missing, what is not wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from services.form_library.desk import Checkup
from services.form_library.parcels import Waiting
from views import form_marks
from views.buttons import Action
from views.screen import Button, Screen
from views.translate import gettext as _

NAMED = 20
"""Files that are named on one screen; no form that we know asks for more than nine."""


@dataclass(frozen=True, slots=True)
class GiveUp(Action):
    """Wait for no more files of the form that the message was about."""

    prefix: ClassVar[str] = "flx"
    uid: str


def waiting(checkup: Checkup, parcel: Waiting) -> Screen:
    """The form is sound: what has come of its files, what is missing, what is wrong with one."""
    missing = parcel.missing
    form = _("{title}（版本 {version}）").format(title=parcel.title, version=parcel.version)
    if missing:
        head = _("📎 {form}：还差 {count} 个文件").format(form=form, count=len(missing))
    else:
        head = _("📎 {form}：文件没有换掉，仍用原来的").format(form=form)
    lines = [head, *listed(parcel), *reused(checkup.reused)]
    if checkup.faults:
        lines += ["", _("❌ 有 {count} 处要改：").format(count=len(checkup.faults))]
        lines += form_marks.faults(checkup.faults)
    lines += strays(checkup.strays)
    if missing:
        lines += ["", _("请把缺的文件一个一个发到这里，或和表单一起放进 .zip 再发。")]
    else:
        lines += ["", _("改好后把这个文件再发到这里。")]
    return Screen("\n".join(lines), buttons=_give_up(parcel), in_place=False)


def listed(parcel: Waiting) -> list[str]:
    """A line for each file, ticked when it is there."""
    lines = []
    for name, rows in parcel.files[:NAMED]:
        if rows is None:
            lines.append(f"⬜ {name}")
        else:
            lines.append("✅ " + _("{name}（{count} 行）").format(name=name, count=rows))
    if len(parcel.files) > NAMED:
        lines.append(_("还有 {count} 个文件。").format(count=len(parcel.files) - NAMED))
    return lines


def strays(names: Sequence[str]) -> list[str]:
    """What came with the rest and is not asked for."""
    if not names:
        return []
    return [_("这张表用不到，没有收：{names}").format(names=_named(names))]


def reused(names: Sequence[str]) -> list[str]:
    """What was taken over from the earlier version."""
    if not names:
        return []
    return [_("沿用原来的：{names}。要换就把新的发来。").format(names=_named(names))]


def unasked(names: Sequence[str]) -> Screen:
    """Files that no form asks for."""
    lines = [
        _("没有哪张表要用：{names}").format(names=_named(names)),
        _("请先发表单（.xlsx），再发它要的文件；或一起放进 .zip 再发。"),
    ]
    return Screen("\n".join(lines), in_place=False)


def several(titles: Sequence[str]) -> Screen:
    """Files that more than one form uses."""
    text = _("有 {count} 张表用到这个文件：{titles}。请把要改的表单和文件一起放进 .zip 再发。")
    return Screen(text.format(count=len(titles), titles=_named(titles)), in_place=False)


def given_up(*, waited: bool) -> Screen:
    """No more files are waited for."""
    if not waited:
        return Screen(_("这张表已经不等文件了。"))
    return Screen(_("好，不等这张表的文件了。原来的表单照常使用。"))


def _named(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED])
    return f"{shown}…" if len(names) > NAMED else shown


def _give_up(parcel: Waiting) -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("✖ 不发了"), GiveUp(parcel.uid).pack()),),)
