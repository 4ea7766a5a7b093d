"""The menu below the input, by role, and the screen behind 更多."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from models.worker import Role
from services.actors import CHILD_ROLES, VENUE_ROLES
from views.buttons import Action
from views.screen import Button, MenuButton, Screen
from views.translate import DEFAULT, LANGUAGES, in_language
from views.translate import gettext as _

MENU: dict[str, Callable[[], str]] = {
    "今日": lambda: _("今日"),
    "检查": lambda: _("检查"),
    "强制报告": lambda: _("🚨 强制报告"),
    "小结": lambda: _("小结"),
    "人员": lambda: _("人员"),
    "更多": lambda: _("更多"),
}
"""What a menu button says, by the key that `handlers.filters.Said` takes."""

_ROWS: dict[Role, tuple[tuple[str, ...], ...]] = {
    Role.GRID_WORKER: (("今日", "检查"), ("强制报告", "更多")),
    Role.CHILD_DIRECTOR: (("今日", "检查"), ("强制报告", "更多")),
    Role.INSPECTOR: (("今日", "检查"), ("强制报告", "更多")),
    Role.SUPERVISOR: (("今日", "检查", "小结"), ("强制报告", "更多")),
    Role.LEADER: (("小结",), ("强制报告", "更多")),
    Role.POLICE: (("强制报告", "更多"),),
    Role.CLERK: (("人员",), ("强制报告", "更多")),
}

EVERYBODY = frozenset(Role)
INVITING = frozenset({Role.SUPERVISOR, Role.CLERK})
"""Who may make invite links (`services.staff` holds them to it)."""

_DECORATION = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the 更多 screen: who sees it, what it says, what it does."""

    roles: frozenset[Role]
    label: Callable[[], str]
    action: Action
    place: int = 50
    """Higher stands further down."""


MORE: list[Entry] = []
"""Entries behind 更多; each feature's view adds its own when it is imported."""


def main_menu(role: Role) -> tuple[tuple[MenuButton, ...], ...]:
    """The menu of a role, in the reader's language. `Screen.menu` takes it as it is."""
    return tuple(tuple(MenuButton(MENU[key]()) for key in row) for row in _ROWS[role])


def more(role: Role) -> Screen:
    """The rest of what a role can do, as buttons."""
    entries = sorted(
        (entry for entry in MORE if role in entry.roles), key=lambda entry: entry.place
    )
    rows = tuple((Button(entry.label(), entry.action.pack()),) for entry in entries)
    return Screen(_("更多功能："), buttons=rows, menu=main_menu(role), in_place=False)


def carrier(menu: tuple[tuple[MenuButton, ...], ...]) -> str:
    """The words of a message that only brings (or removes) the buttons below the input."""
    if any(button.ask for row in menu for button in row):
        return _("👇 请按下方的按钮")
    return _("👇 菜单在下方")


def bare(text: str) -> str:
    """A menu word without its picture and blanks, in small letters."""
    return _DECORATION.sub("", text.strip()).lower()


@lru_cache
def words_of(key: str) -> frozenset[str]:
    """What a person may type or press for a menu key (or a plain word), in all languages."""
    words = {bare(key)}
    for language in LANGUAGES:
        with in_language(language):
            try:
                words.add(bare(MENU[key]() if key in MENU else _(key)))
            except FileNotFoundError:  # a catalogue that has not been compiled
                if language == DEFAULT:
                    raise
    return frozenset(words)


__all__ = [
    "CHILD_ROLES",
    "EVERYBODY",
    "INVITING",
    "MORE",
    "VENUE_ROLES",
    "Entry",
    "bare",
    "carrier",
    "main_menu",
    "more",
    "words_of",
]
