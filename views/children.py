"""Children: the list by code, a card without any name, the name for a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from models.child import Child, Grade, Sex
from services.actors import CHILD_ROLES
from services.children import Card, Page
from views import dates
from views.buttons import Action, ResumeRun
from views.menu import MORE, Entry
from views.reports import report_button
from views.runs import layout
from views.screen import Button, Screen
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class ListChildren(Action):
    """A page of the children in scope."""

    prefix: ClassVar[str] = "chl"
    page: int


@dataclass(frozen=True, slots=True)
class ShowChild(Action):
    """One child's card."""

    prefix: ClassVar[str] = "chc"
    child_id: int


@dataclass(frozen=True, slots=True)
class VisitChild(Action):
    """Begin a visit to a child, due or not."""

    prefix: ClassVar[str] = "chv"
    child_id: int


@dataclass(frozen=True, slots=True)
class OpenChildName(Action):
    """Open the name; written down."""

    prefix: ClassVar[str] = "chn"
    child_id: int


MORE.append(Entry(CHILD_ROLES, lambda: _("🧒 孩子名单"), ListChildren(0)))

_GRADES: dict[Grade, Callable[[], str]] = {
    Grade.URGENT: lambda: _("🔴 紧急"),
    Grade.HIGH: lambda: _("🟠 高"),
    Grade.MEDIUM: lambda: _("🟡 中"),
    Grade.LOW: lambda: _("🟢 低"),
}

_CLASSES: dict[str, Callable[[], str]] = {
    "left_behind": lambda: _("留守"),
    "migrant": lambda: _("流动"),
    "hardship": lambda: _("困境"),
    "disabled": lambda: _("残疾"),
    "single_parent": lambda: _("单亲"),
    "blended": lambda: _("重组家庭"),
    "no_carer": lambda: _("事实无人抚养"),
    "orphan": lambda: _("孤儿"),
    "other": lambda: _("其他"),
}


def children(page: Page[Child]) -> Screen:
    """A list by code; a tap opens the card."""
    rows = [(layout.button(_caption(child), ShowChild(child.id)),) for child in page.items]
    turn = [(n, ListChildren(n)) for n in range(page.pages)]
    words = _("您负责的孩子：{count} 名").format(count=page.total)
    return Screen(
        text=words if page.total else _("您的范围内没有孩子。"),
        buttons=(
            *rows,
            *layout.pager(page.number, page.pages, turn),
            (layout.today_button(), report_button(0)),
        ),
    )


def card(child: Card, *, may_open_name: bool) -> Screen:
    """What is known without a name; buttons to visit and to open the name."""
    seen = dates.day(child.last_seen_on) if child.last_seen_on else _("还没见到过")
    sex = _("女") if child.sex is Sex.FEMALE else _("男")
    lines = [
        f"{child.code} · {sex} · " + _("{age} 岁").format(age=child.age),
        _("等级：{grade}").format(grade=_GRADES[child.grade]()),
        _("类别：{classes}").format(classes=_("、").join(class_words(child.classes)) or "–"),
        _("上次见到：{day}").format(day=seen),
    ]
    if child.next_due_on:
        lines.append(_("下次走访：{day}").format(day=dates.day(child.next_due_on)))
    if child.four_in_one:
        lines.append(_("四位一体台账"))
    rows: list[tuple[Button, ...]] = [(_visit(child),)]
    if may_open_name:
        rows.append((layout.button(_("👁 看姓名（会记录）"), OpenChildName(child.child_id)),))
    rows.append((layout.button(_("↩ 名单"), ListChildren(0)), report_button(0)))
    return Screen(text="\n".join(lines), buttons=tuple(rows))


def name(code: str, clear: str, back: Action) -> Screen:
    """The name, on request; the next screen replaces it."""
    lines = [f"{code}：{clear}", _("已记录这次查看。看完请返回，不要截图、不要转发。")]
    return Screen(text="\n".join(lines), buttons=((layout.button(_("↩ 返回"), back),),))


def class_words(classes: tuple[str, ...]) -> list[str]:
    """Categories of the register in words; an unknown code stays as it is."""
    return [_CLASSES[one]() if one in _CLASSES else one for one in classes]


def _visit(child: Card) -> Button:
    if child.draft_id is not None:
        return layout.button(_("▶ 继续没填完的走访"), ResumeRun(child.draft_id))
    return layout.button(_("🚶 开始走访"), VisitChild(child.child_id))


def _caption(child: Child) -> str:
    girl = " · " + _("女童") if child.sex is Sex.FEMALE else ""
    return f"{_GRADES[child.grade]().split()[0]} {child.code}{girl}"
