"""The lists behind the numbers: codes, days, and who is responsible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.reports import DeclinedLine, OpenedReason
from services.summaries import Count, Listing, ListLine, ListPage, Summary
from views import dates
from views.findings import ShowFinding
from views.moments import moment_text
from views.posts import post
from views.reports.wording import situation_short
from views.screen import Button, Screen
from views.summaries.actions import (
    OpenReason,
    PickVillage,
    ShowDeclined,
    ShowList,
    ShowSummary,
)
from views.translate import gettext as _

Rows = tuple[tuple[Button, ...], ...]

TITLES: dict[Listing, Callable[[], str]] = {
    Listing.OVERDUE: lambda: _("逾期"),
    Listing.GIRLS_OVERDUE: lambda: _("逾期女童"),
    Listing.DUE: lambda: _("7天内到期"),
    Listing.DONE: lambda: _("近7天完成"),
    Listing.FINDINGS: lambda: _("整改、跟踪未完"),
    Listing.FINDINGS_OVERDUE: lambda: _("整改、跟踪逾期"),
    Listing.UNBOUND: lambda: _("未绑定（推送不到）"),
}

BY_VILLAGE: dict[Listing, Callable[[Summary], Sequence[Count]]] = {
    Listing.OVERDUE: lambda one: [village.overdue for village in one.villages],
    Listing.GIRLS_OVERDUE: lambda one: [
        Count(girls=village.overdue.girls) for village in one.villages
    ],
    Listing.DUE: lambda one: [village.due for village in one.villages],
    Listing.DONE: lambda one: [village.done for village in one.villages],
}
"""Lists that can be narrowed to a village, with the villages' counts."""


def list_screen(page: ListPage, *, fresh: bool = False) -> Screen:
    """One page of a list. `fresh`: as a new message."""
    title = _("{title} {total} 条（{village}）").format(
        title=TITLES[page.listing](), total=page.total, village=page.village or _("全部")
    )
    lines = [title]
    if page.pages > 1:
        lines.append(_("第 {page}/{pages} 页").format(page=page.page + 1, pages=page.pages))
    lines += [_line(page, one) for one in page.lines]
    return Screen("\n".join(lines), buttons=_list_buttons(page), in_place=not fresh)


def _line(page: ListPage, one: ListLine) -> str:
    place = one.village
    if one.grid is not None:
        place = _("{village}{grid}网格").format(village=one.village, grid=one.grid)
    who = " ".join(part for part in (place, post(one.role), one.staff) if part)
    if not one.code:
        return _("· {who}").format(who=who)
    girl = _("女") if one.girl else ""
    what = " ".join(part for part in (one.code, girl, _day(page, one)) if part)
    return f"· {what}\n  {who}"


def _day(page: ListPage, one: ListLine) -> str:
    if one.day is None:
        return _("没有期限")
    if page.listing is Listing.DONE:
        return dates.day(one.day)
    return dates.due(one.day, (page.today - one.day).days)


def _list_buttons(page: ListPage) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (Button(one.code, ShowFinding(one.row_id).pack()),) for one in page.lines if one.row_id
    ]
    turn = []
    if page.page:
        back = ShowList(page.listing, page.village_id, page.page - 1)
        turn.append(Button(_("◀ 上一页"), back.pack()))
    if page.page + 1 < page.pages:
        onward = ShowList(page.listing, page.village_id, page.page + 1)
        turn.append(Button(_("下一页 ▶"), onward.pack()))
    if turn:
        rows.append(tuple(turn))
    if page.listing in BY_VILLAGE:
        rows.append((Button(_("按村看"), PickVillage(page.listing).pack()),))
    rows.append((Button(_("↩ 回小结"), ShowSummary(0).pack()),))
    return tuple(rows)


def pick_village(one: Summary, listing: Listing) -> Screen:
    """The villages with their counts, to narrow a list."""
    buttons = [Button(_("全部"), ShowList(listing, 0, 0).pack())]
    counts = BY_VILLAGE[listing](one)
    for village, count in zip(one.villages, counts, strict=True):
        label = f"{village.name} {count.children + count.venues}"
        buttons.append(Button(label, ShowList(listing, village.village_id, 0).pack()))
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    text = _("{title}：看哪个村？").format(title=TITLES[listing]())
    return Screen(text, buttons=tuple(rows))


def declined_list(lines: Sequence[DeclinedLine]) -> Screen:
    """Suspicions that were declined: a button opens each reason."""
    back = (Button(_("↩ 回小结"), ShowSummary(0).pack()),)
    if not lines:
        return Screen(_("近7天没有排除疑似。"), buttons=(back,), in_place=False)
    rows = tuple(
        (
            Button(
                _("{code} 情形{number} {moment}").format(
                    code=line.subject,
                    number=line.situation,
                    moment=moment_text(line.declined_at),
                ),
                OpenReason(line.declined_id).pack(),
            ),
        )
        for line in lines
    )
    text = _("近7天排除疑似 {count} 条。点开看理由；不放心就请走访人报告。").format(
        count=len(lines)
    )
    return Screen(text, buttons=(*rows, back), in_place=False)


def reason_card(opened: OpenedReason) -> Screen:
    """Why a suspicion was declined, opened for the supervisor."""
    line = opened.line
    lines = [
        _("{code} 情形{number}：{words}").format(
            code=line.subject, number=line.situation, words=situation_short(line.situation)
        ),
        _("{staff} {moment} 认为不是疑似，理由：").format(
            staff=line.worker, moment=moment_text(line.declined_at)
        ),
        opened.reason,
    ]
    back = (Button(_("↩ 回列表"), ShowDeclined().pack()),)
    return Screen("\n".join(lines), buttons=(back,), in_place=False)


def only_in_web() -> Screen:
    """Words about a child are not shown on a foreign channel."""
    return Screen(_("理由涉及孩子，请在网页端查看。"), in_place=False)
