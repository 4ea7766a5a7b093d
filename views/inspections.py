"""Venues: the list by code, a card, inspection and re-check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from models.venue import Venue
from services.children import Page
from services.venues import VenueCard
from views import dates
from views.buttons import Action, ResumeRun
from views.reports import report_button
from views.runs import layout
from views.screen import Button, Screen
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class ListVenues(Action):
    """A page of the venues in scope."""

    prefix: ClassVar[str] = "vel"
    page: int


@dataclass(frozen=True, slots=True)
class ShowVenue(Action):
    """One venue's card."""

    prefix: ClassVar[str] = "vec"
    venue_id: int


@dataclass(frozen=True, slots=True)
class InspectVenue(Action):
    """Begin an inspection, due or not."""

    prefix: ClassVar[str] = "vei"
    venue_id: int


@dataclass(frozen=True, slots=True)
class RecheckVenue(Action):
    """Begin a re-check: only the open points."""

    prefix: ClassVar[str] = "ver"
    venue_id: int


@dataclass(frozen=True, slots=True)
class OpenVenueName(Action):
    """Open the name; written down."""

    prefix: ClassVar[str] = "ven"
    venue_id: int


_KINDS: dict[str, Callable[[], str]] = {
    "hotel": lambda: _("旅馆、宾馆"),
    "inn": lambda: _("客栈"),
    "guesthouse": lambda: _("招待所"),
    "bath": lambda: _("洗浴（有住宿）"),
    "farmstay": lambda: _("农家乐"),
    "homestay": lambda: _("民宿"),
    "netcafe": lambda: _("网吧"),
    "esport": lambda: _("电竞酒店"),
    "ktv": lambda: _("歌舞娱乐"),
    "shop": lambda: _("商店"),
    "school": lambda: _("学校"),
}


def kind_words(kind: str) -> str:
    """A kind of venue in words; an unknown one stays as it is."""
    return _KINDS[kind]() if kind in _KINDS else kind


def venues(page: Page[Venue]) -> Screen:
    """A list by code; a tap opens the card."""
    rows = [
        (layout.button(f"🏨 {venue.code} · {kind_words(venue.kind)}", ShowVenue(venue.id)),)
        for venue in page.items
    ]
    turn = [(n, ListVenues(n)) for n in range(page.pages)]
    words = _("您范围内的场所：{count} 处").format(count=page.total)
    return Screen(
        text=words if page.total else _("您的范围内没有场所。"),
        buttons=(
            *rows,
            *layout.pager(page.number, page.pages, turn),
            (layout.today_button(), report_button(0)),
        ),
    )


def card(venue: VenueCard, *, may_open_name: bool) -> Screen:
    """What is known without a name; buttons to inspect, re-check and open the name."""
    last = dates.day(venue.last_inspected_on) if venue.last_inspected_on else _("还没检查过")
    lines = [
        f"{venue.code} · {kind_words(venue.kind)}",
        _("上次检查：{day}").format(day=last),
    ]
    if venue.next_due_on:
        lines.append(_("下次检查：{day}").format(day=dates.day(venue.next_due_on)))
    if venue.open_findings:
        lines.append(_("未整改：{count} 项").format(count=venue.open_findings))
    if venue.form_id is None:
        lines.append(_("这类场所还没有检查表。"))
    rows = _deeds(venue)
    if may_open_name:
        rows.append((layout.button(_("👁 看名称（会记录）"), OpenVenueName(venue.venue_id)),))
    rows.append((layout.button(_("↩ 名单"), ListVenues(0)), report_button(0)))
    return Screen(text="\n".join(lines), buttons=tuple(rows))


def _deeds(venue: VenueCard) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if venue.draft_id is not None:
        rows.append((layout.button(_("▶ 继续没填完的检查"), ResumeRun(venue.draft_id)),))
    if venue.open_findings and venue.form_id:
        rows.append((layout.button(_("🔁 复查（只问未整改的）"), RecheckVenue(venue.venue_id)),))
    if venue.form_id and venue.draft_id is None:
        rows.append((layout.button(_("🔍 开始检查"), InspectVenue(venue.venue_id)),))
    return rows
