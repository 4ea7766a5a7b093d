"""Days as people say them, in the reader's language."""

from __future__ import annotations

from datetime import date

from views.translate import current_language
from views.translate import gettext as _

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day(value: date, *, weekday: bool = True, today: date | None = None) -> str:
    """`11月23日 周一`, `Mon 23 Nov`; with the year where it is another than that of `today`."""
    far = today is not None and value.year != today.year
    if current_language() == "en":
        words = f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if far else "")
        return f"{WEEKDAYS[value.weekday()]} {words}" if weekday else words
    words = (f"{value.year}年" if far else "") + f"{value.month}月{value.day}日"
    return f"{words} 周{'一二三四五六日'[value.weekday()]}" if weekday else words


def month(value: date) -> str:
    """`2026年3月`, `Mar 2026`."""
    if current_language() == "en":
        return f"{MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月"


def near(value: date, today: date) -> str:
    """`今天 11月23日`; `11月30日 周一` where there is no word for it."""
    known = {
        -2: _("前天"),
        -1: _("昨天"),
        0: _("今天"),
        1: _("明天"),
        2: _("后天"),
    }
    word = known.get((value - today).days)
    return f"{word} {day(value, weekday=False)}" if word else day(value)


def due(value: date, days_late: int) -> str:
    """`今天到期`, `逾期 3 天`, `11月25日 周三前`."""
    if days_late == 0:
        return _("今天到期")
    if days_late > 0:
        return _("逾期 {days} 天").format(days=days_late)
    return _("{day}前").format(day=day(value))
