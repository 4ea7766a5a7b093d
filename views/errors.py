"""Refusals and failures, in words a person can act on."""

from __future__ import annotations

from collections.abc import Callable

from services.errors import AppError
from views.screen import Screen
from views.translate import gettext as _

WORDING: dict[str, Callable[[], str]] = {
    "APP-404": lambda: _("没有找到，或者不在您的负责范围内。"),
    "APP-403": lambda: _("您的岗位不能做这一步。需要时请联系儿童督导员。"),
    "RUN-409": lambda: _("这是旧按钮，已为您显示当前步骤"),
    "STAFF-001": lambda: _(
        "这个邀请链接已经用过、过期或不正确。请向儿童督导员或文书要一个新链接。"
    ),
}
"""By code of the error. A code without words here gets the general ones."""


def refused(error: AppError) -> Screen:
    """Why a use case refused."""
    wording = WORDING.get(error.code)
    text = wording() if wording else _("这一步没有成功（{code}）。").format(code=error.code)
    return Screen(text, in_place=False)


def stale() -> str:
    """The toast for an old button."""
    return _("这是旧按钮，已为您显示当前步骤")


def stranger() -> Screen:
    """The one text for whoever is not known here, in both languages: we do not know theirs."""
    return Screen(
        "这里是护蕾工作机器人，只供登记的工作人员使用。请打开您收到的邀请链接。\n"
        "有孩子正面临危险，请立即拨打 110。\n\n"
        "Hulei is for registered staff only. Please open your invite link.\n"
        "If a child is in danger, call 110 now.",
        in_place=False,
    )


def lost(number: int) -> Screen:
    """After the last try: it was not saved, and the number to quote."""
    return Screen(_("这条没保存，请重发（编号 {number}）。").format(number=number), in_place=False)


def not_understood() -> Screen:
    """A message nobody waits for."""
    return Screen(_("没有看懂。请按下方菜单，或发送 /help。"), in_place=False)


def old_button() -> Screen:
    """A button nobody knows any more."""
    return Screen(_("这个按钮已经失效，请从下方菜单重新开始。"), in_place=False)
