"""First words, help and language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from models.worker import Role
from views.buttons import Action
from views.menu import EVERYBODY, MORE, Entry, main_menu
from views.posts import post
from views.screen import Button, Screen
from views.translate import LANGUAGES, current_language
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Action):
    """Take this language from now on; '' shows the choice."""

    prefix: ClassVar[str] = "stl"
    language: str


@dataclass(frozen=True, slots=True)
class ShowHelp(Action):
    """Show the help."""

    prefix: ClassVar[str] = "sth"


MORE.append(Entry(EVERYBODY, lambda: _("❓ 帮助"), ShowHelp(), place=90))
MORE.append(Entry(EVERYBODY, lambda: "🌐 中文 / English", ChooseLanguage(""), place=91))


def welcome(role: Role, *, bound_now: bool = False) -> Screen:
    """After /start or an invite link: who one is here, and the menu."""
    lines = [_("您好！您在护蕾的岗位：{post}。").format(post=post(role))]
    if bound_now:
        lines.append(_("这个聊天已经与您绑定。您在别的手机上的旧聊天（同一平台）已停用。"))
    lines += [FIRST_STEP[role](), _("孩子有危险，先打 110，再按「🚨 强制报告」。")]
    return Screen("\n".join(lines), menu=main_menu(role), in_place=False)


def help_text(role: Role) -> Screen:
    """What the buttons do, short."""
    lines = [
        _("【使用帮助】"),
        FIRST_STEP[role](),
        _("走访、检查时一步一步按按钮；可以返回、修改、暂存，以后接着做。"),
        _("「🚨 强制报告」任何时候都能按，报告不能撤回，可以补充。"),
        _("列表和提醒里只有编号，没有孩子的姓名。请不要在聊天里写孩子的姓名。"),
        _("命令：/report 强制报告　/today 今日　/lang 语言　/help 帮助"),
    ]
    return Screen("\n".join(lines), menu=main_menu(role), in_place=False)


def commands() -> tuple[tuple[str, str], ...]:
    """What a channel lists behind its command button: (command, words)."""
    return (
        ("report", _("🚨 强制报告（先打 110）")),
        ("today", _("今日要做的走访和检查")),
        ("help", _("使用帮助")),
        ("lang", "中文 / English"),
    )


def languages() -> Screen:
    """The choice of language; each calls itself by its own name."""
    here = current_language()
    rows = tuple(
        (Button(f"✓ {name}" if code == here else name, ChooseLanguage(code).pack()),)
        for code, name in LANGUAGES.items()
    )
    return Screen("请选择语言 / Please choose a language", buttons=rows)


def language_chosen(role: Role) -> Screen:
    """The first words in the new language, with its menu."""
    return Screen(_("好的，以后用中文。"), toast="✓", menu=main_menu(role), in_place=False)


FIRST_STEP: dict[Role, Callable[[], str]] = {
    Role.GRID_WORKER: lambda: _("按「今日」看今天要走访的孩子和要检查的场所。"),
    Role.CHILD_DIRECTOR: lambda: _("按「今日」看今天要走访的孩子和要检查的场所。"),
    Role.INSPECTOR: lambda: _("按「检查」选择场所，一步一步完成检查。"),
    Role.SUPERVISOR: lambda: _("按「小结」看全镇走访、逾期和整改；每天早上也会自动发来。"),
    Role.LEADER: lambda: _("按「小结」看全镇的数字。"),
    Role.POLICE: lambda: _("有强制报告时会立即通知您，请按「收到」。"),
    Role.CLERK: lambda: _("按「人员」给同事发邀请链接；按「更多」下载、检查和发布表单。"),
}
