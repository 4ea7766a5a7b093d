"""The numbers of a summary in words, under the picture or alone."""

from __future__ import annotations

from services.calendar import Gap
from services.summaries import Count, Listing, Summary, VillageCounts
from views import dates
from views.charts import village_chart
from views.reports.actions import ShowReports
from views.screen import Button, Screen
from views.summaries.actions import OpenList, ShowDeclined, ShowList, ShowSummary
from views.translate import gettext as _

Rows = tuple[tuple[Button, ...], ...]

VILLAGES_NAMED = 8
"""Villages with something overdue that are named in words; all are in the picture."""


def summary(one: Summary) -> Screen:
    """Numbers with the picture, as a new message."""
    return Screen(
        _words(one), buttons=_buttons(one, fresh=True), picture=village_chart(one), in_place=False
    )


def summary_words(one: Summary) -> Screen:
    """The same numbers without the picture: the way back from a list."""
    again = ((Button(_("📊 看图"), ShowSummary(1).pack()),),)
    return Screen(_words(one), buttons=(*_buttons(one, fresh=False), *again))


def _words(one: Summary) -> str:
    """At most a caption's length (1024): a few short lines."""
    lines = [_("小结 {day}").format(day=dates.day(one.day))]
    if not one.overdue.children + one.overdue.venues:
        lines.append(_("逾期 0 条"))
    else:
        lines.append(_("逾期 {counts}").format(counts=_counts(one.overdue)))
        lines.extend(_by_village(one.villages))
    lines.append(_("7天内到期 {counts}").format(counts=_counts(one.due)))
    lines.append(
        _("近7天完成 {counts}，昨天 {yesterday}").format(
            counts=_counts(one.done), yesterday=one.done_yesterday
        )
    )
    lines.append(
        _("整改、跟踪未完 {count}，其中逾期 {late}").format(
            count=one.findings_open, late=one.findings_overdue
        )
    )
    if one.for_town:
        lines.extend(_town(one))
    return "\n".join(lines)


def _counts(count: Count) -> str:
    """`6（女童 3，男童 2，场所 1）`: girls first; what is 0 is left out."""
    total = count.children + count.venues
    parts = (
        (count.girls, _("女童 {count}")),
        (count.boys, _("男童 {count}")),
        (count.venues, _("场所 {count}")),
    )
    words = _("，").join(part.format(count=number) for number, part in parts if number)
    return _("{total}（{parts}）").format(total=total, parts=words) if total else "0"


def _by_village(villages: tuple[VillageCounts, ...]) -> list[str]:
    late = [one for one in villages if one.overdue.children + one.overdue.venues]
    return [
        _("· {village} {counts}").format(village=one.name, counts=_counts(one.overdue))
        for one in late[:VILLAGES_NAMED]
    ]


def _town(one: Summary) -> list[str]:
    lines = [
        _("强制报告没人收到 {count}").format(count=one.reports_waiting),
        _("近7天排除疑似 {count}").format(count=one.declined),
        _("未绑定（推送不到）{count} 人").format(count=one.unbound),
    ]
    if one.warning is not None:
        words = (
            _("⚠ 放假调休表只录到 {day}，请补录")
            if one.warning.gap is Gap.HOLIDAYS
            else _("⚠ 寒暑假表只录到 {day}，请补录")
        )
        lines.append(words.format(day=one.warning.covers_until.isoformat()))
    return lines


def _buttons(one: Summary, *, fresh: bool) -> Rows:
    """A button for each number that is not 0; a leader gets no lists of children."""
    rows: list[tuple[Button, ...]] = []
    if one.lists:
        rows += _list_rows(one, fresh=fresh)
    if one.reports_waiting:
        label = _("🚨 没人收到的报告 {count}").format(count=one.reports_waiting)
        rows.append((Button(label, ShowReports(0).pack()),))
    if one.lists and one.declined:
        label = _("排除疑似 {count}").format(count=one.declined)
        rows.append((Button(label, ShowDeclined().pack()),))
    return tuple(rows)


def _list_rows(one: Summary, *, fresh: bool) -> list[tuple[Button, ...]]:
    numbers = (
        (_("逾期"), Listing.OVERDUE, one.overdue.children + one.overdue.venues),
        (_("逾期女童"), Listing.GIRLS_OVERDUE, one.overdue.girls),
        (_("到期"), Listing.DUE, one.due.children + one.due.venues),
        (_("完成"), Listing.DONE, one.done.children + one.done.venues),
        (_("整改"), Listing.FINDINGS, one.findings_open),
        (_("整改逾期"), Listing.FINDINGS_OVERDUE, one.findings_overdue),
        (_("未绑定"), Listing.UNBOUND, one.unbound),
    )
    buttons = [
        Button(
            f"{label} {count}",
            (OpenList(listing) if fresh else ShowList(listing, 0, 0)).pack(),
        )
        for label, listing, count in numbers
        if count
    ]
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
