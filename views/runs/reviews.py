"""All answers before they are handed in, a few screens a page; the list of screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.runs.standing import Mark, Point, ReviewScreen, Route, Section, Standing
from views.buttons import ResumeRun
from views.runs import layout, wording
from views.runs.blocks import MARKS
from views.runs.buttons import AskDiscard, GoTo, Review, Steps, Submit
from views.runs.layout import Rows, button
from views.screen import Button, Screen
from views.translate import gettext as _

PAGE_UNITS = 900
"""Characters of answers on one page: about two phone screens."""

PAGE_SECTIONS = 15

ACROSS = 5
"""Buttons with a number side by side."""

STOPS = 12
"""Screens on one page of the list."""


def text(standing: Standing, screen: ReviewScreen, page: int) -> list[str]:
    """Lines: what was found, one paragraph for each screen of the page, what handing in says."""
    pages = _pages(screen.sections, standing.today)
    shown = min(max(page, 0), len(pages) - 1)
    lines = [_("请复核") + (f"（{shown + 1}/{len(pages)}）" if len(pages) > 1 else "")]
    if screen.found:
        lines.append(_("发现 {count} 个问题：").format(count=len(screen.found)))
        lines += [f"⚠ {wording.problem(found)}" for found in screen.found]
    lines.append("")
    for section in pages[shown]:
        lines += paragraph(section, standing.today)
    lines += ["", _("要改哪一步，点 ✏ 和它的数字。")]
    if screen.missing:
        lines.append(_("还有 {count} 步没完成").format(count=screen.missing))
    elif screen.confirm:
        lines.append(screen.confirm)
    return lines


def rows(standing: Standing, screen: ReviewScreen, page: int) -> Rows:
    """Hand in (or go to what is missing), change any screen, other pages."""
    run, revision = standing.run_id, standing.revision
    pages = _pages(screen.sections, standing.today)
    shown = min(max(page, 0), len(pages) - 1)
    change = [
        button(f"✏ {section.number + 1}", GoTo(run, revision, section.number))
        for section in pages[shown]
    ]
    turn = [(n, Review(run, revision, n)) for n in range(len(pages))]
    across = tuple(tuple(change[i : i + ACROSS]) for i in range(0, len(change), ACROSS))
    return (_main(standing, screen), *across, *layout.pager(shown, len(pages), turn))


def paragraph(section: Section, today: date) -> list[str]:
    """One screen's answers; a block only counts what is normal or the same as last time."""
    number, state = section.number + 1, "" if section.done else " ○"
    if not section.block:
        return [f"{number}. {section.label}{state}" + _said(section.points[:1], today)]
    same = [p for p in section.points if p.mark is Mark.SAME]
    plain = [p for p in section.points if p.mark is Mark.NORMAL]
    lines = [f"{number}. {section.label}{state}"]
    lines += [
        f"   {MARKS[point.mark]} {point.short}" + _said((point,), today)
        for point in section.points
        if point not in same and point not in plain and (point.answer.raw or point.required)
    ]
    if same:
        lines.append("   ✓ " + _("{count} 项和上次一样").format(count=len(same)))
    if plain:
        lines.append("   ✓ " + _("{count} 项正常").format(count=len(plain)))
    return lines


def _said(points: Sequence[Point], today: date) -> str:
    answer = wording.says(points[0].answer, today) if points else ""
    return _("：") + (answer or "–")


def route(route: Route, page: int) -> Screen:
    """The list of screens: any of them can be gone to; the draft can be thrown away."""
    run, revision = route.run_id, route.revision
    shown, pages = layout.page_of(len(route.stops), page, STOPS)
    first = shown * STOPS
    buttons = []
    for number, stop in enumerate(route.stops[first : first + STOPS], start=first):
        mark = "▶" if stop.here else "✓" if stop.done else "○"
        buttons.append(button(f"{mark} {number + 1}. {stop.label}", GoTo(run, revision, number)))
    lines = [
        f"{route.code} · {wording.form_name(route.title)}",
        _("共 {total} 步，已完成 {done} 步。点一步就去那一步。").format(
            total=len(route.stops), done=sum(stop.done for stop in route.stops)
        ),
    ]
    turn = [(n, Steps(run, revision, n)) for n in range(pages)]
    last = (
        button(_("↩ 回到当前步骤"), ResumeRun(run)),
        button(_("🗑 作废草稿"), AskDiscard(run, revision)),
    )
    review = (button(_("🔍 复核"), Review(run, revision, 0)),)
    return Screen(
        text="\n".join(lines),
        buttons=(
            *((one,) for one in buttons),
            *layout.pager(shown, pages, turn),
            review,
            last,
            layout.report_row(run),
        ),
    )


def _main(standing: Standing, screen: ReviewScreen) -> tuple[Button, ...]:
    run, revision = standing.run_id, standing.revision
    if screen.missing:
        missing = next(section for section in screen.sections if not section.done)
        return (button(_("▶ 去填没完成的"), GoTo(run, revision, missing.number)),)
    return (button(_("✅ 确认提交"), Submit(run, revision)),)


def _pages(sections: Sequence[Section], today: date) -> list[list[Section]]:
    """The sections of each page."""
    pages: list[list[Section]] = [[]]
    units = 0
    for section in sections:
        size = sum(len(line) for line in paragraph(section, today))
        if pages[-1] and (units + size > PAGE_UNITS or len(pages[-1]) == PAGE_SECTIONS):
            pages.append([])
            units = 0
        pages[-1].append(section)
        units += size
    return pages
