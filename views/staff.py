"""Colleagues: the list, one card, an invite link shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from services.staff import Colleague, Invited
from services.unit_of_work import LOCAL_ZONE
from views.buttons import Action
from views.menu import INVITING, MORE, Entry
from views.posts import post
from views.screen import Button, Screen
from views.translate import gettext as _

PAGE = 8
"""Colleagues on one screen."""


@dataclass(frozen=True, slots=True)
class ListStaff(Action):
    """A page of colleagues, from 0."""

    prefix: ClassVar[str] = "stp"
    page: int


@dataclass(frozen=True, slots=True)
class OpenColleague(Action):
    """One colleague's card."""

    prefix: ClassVar[str] = "sto"
    worker_id: int


@dataclass(frozen=True, slots=True)
class Invite(Action):
    """Make an invite link."""

    prefix: ClassVar[str] = "sti"
    worker_id: int


@dataclass(frozen=True, slots=True)
class Revoke(Action):
    """Close a colleague's chats; `sure` 0 asks first."""

    prefix: ClassVar[str] = "str"
    worker_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class InviteLinks:
    """Where invite links lead. `web`: `https://host` of the page; `telegram`: the bot's name."""

    web: str = ""
    telegram: str = ""

    def of(self, token: str) -> list[str]:
        """The links of a token, one per channel there is."""
        links = [f"{self.web.rstrip('/')}/join/{token}"] if self.web else []
        return links + ([f"https://t.me/{self.telegram}?start={token}"] if self.telegram else [])


MORE.append(Entry(INVITING, lambda: _("👥 人员与邀请"), ListStaff(0)))


def staff_list(staff: Sequence[Colleague], page: int) -> Screen:
    """Colleagues by code; ✓ has a chat, ○ has none yet."""
    pages = max(1, -(-len(staff) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = staff[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(_line(one), OpenColleague(one.worker_id).pack()),) for one in shown]
    turns = [
        Button(label, ListStaff(to).pack())
        for label, to in ((_("‹ 上一页"), page - 1), (_("下一页 ›"), page + 1))
        if 0 <= to < pages
    ]
    count = sum(one.bound for one in staff)
    text = _("人员 {count} 位，已绑定 {bound} 位（✓）。选择同事：").format(
        count=len(staff), bound=count
    )
    return Screen(text, buttons=(*rows, *([tuple(turns)] if turns else [])))


def card(one: Colleague) -> Screen:
    """What can be done for a colleague."""
    state = _("已绑定聊天") if one.bound else _("还没有绑定聊天")
    rows = [(Button(_("✉️ 生成邀请链接"), Invite(one.worker_id).pack()),)]
    if one.bound:
        rows.append((Button(_("⛔ 停用登录"), Revoke(one.worker_id, 0).pack()),))
    rows.append((Button(_("‹ 返回人员"), ListStaff(0).pack()),))
    text = f"{one.code}　{post(one.role)}\n{state}"
    return Screen(text, buttons=tuple(rows))


def invited(invite: Invited, links: InviteLinks) -> Screen:
    """The link, to be passed on. It is not kept in clear and cannot be shown again."""
    until = invite.expires_at.astimezone(LOCAL_ZONE)
    lines = [
        _("给 {code}（{post}）的邀请，只能用一次，{until} 前有效：").format(
            code=invite.code, post=post(invite.role), until=f"{until:%m-%d %H:%M}"
        ),
        *(links.of(invite.token) or [f"/start {invite.token}"]),
        _("请只转给本人。链接不会再显示；需要时可以重新生成，旧的随即失效。"),
    ]
    return Screen("\n\n".join(lines), in_place=False)


def ask_revoke(one: Colleague) -> Screen:
    """Before the chats are closed."""
    text = _("停用 {code}（{post}）的登录？本人将立即不能使用，需要新的邀请链接。")
    rows = (
        (Button(_("⛔ 确定停用"), Revoke(one.worker_id, 1).pack()),),
        (Button(_("‹ 不停用"), OpenColleague(one.worker_id).pack()),),
    )
    return Screen(text.format(code=one.code, post=post(one.role)), buttons=rows)


def _line(one: Colleague) -> str:
    return f"{'✓' if one.bound else '○'} {one.code} {post(one.role)}"
