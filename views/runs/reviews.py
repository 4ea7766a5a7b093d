"""All answers before they are handed in, a few screens a page; the list of screens."""

from __future__ import annotations

from collections.abc import Sequence

from services.runs.standing import Mark, ReviewScreen, Route, Section, Standing
from views.buttons import ResumeRun
from views.runs import layout, wording
from views.runs.blocks import MARKS
from views.runs.buttons import AskDiscard, GoTo, Review, Steps, Submit
from views.runs.layout import Rows, button
from views.screen import Button, Screen
from views.translate import gettext as _

PAGE_UNITS = 900
"""Characters of answers on one page: about two phone screens."""

STOPS = 12
"""Screens on one page of the list."""


def text(screen: ReviewScreen, page: int) -> list[str]:
    """Lines: what was found, one paragraph for each screen of the page, what handing in says."""
    pages = _pages(screen.sections)
    shown = min(max(page, 0), len(pages) - 1)
    lines = [_("请复核") + (f"（{shown + 1}/{len(pages)}）" if len(pages) > 1 else "")]
    if screen.found:
        lines.append(_("发现 {count} 个问题：").format(count=len(screen.found)))
        lines += [f"⚠ {wording.problem(found)}" for found in screen.found]
    lines.append("")
    for number in pages[shown]:
        lines += paragraph(number + 1, screen.sections[number])
    if screen.missing:
        lines += ["", _("还有 {count} 步没完成").format(count=screen.missing)]
    elif screen.confirm:
        lines += ["", screen.confirm]
    return lines


def rows(standing: Standing, screen: ReviewScreen, page: int) -> Rows:
    """Hand in (or go to what is missing), change any screen, other pages."""
    run, revision = standing.run_id, standing.revision
    pages = _pages(screen.sections)
    shown = min(max(page, 0), len(pages) - 1)
    words = _("✏ 改 {n}")
    change = [button(words.format(n=n + 1), GoTo(run, revision, n)) for n in pages[shown]]
    turn = [(n, Review(run, revision, n)) for n in range(len(pages))]
    across = tuple(tuple(change[i : i + 4]) for i in range(0, len(change), 4))
    return (_main(standing, screen), *across, *layout.pager(shown, len(pages), turn))


def paragraph(number: int, section: Section) -> list[str]:
    """One screen's answers; a block only counts what is normal or the same as last time."""
    state = "" if section.done else " ○"
    if not section.block:
        answer = wording.says(section.points[0].answer) if section.points else ""
        said = _("：") + answer if answer else state
        return [f"{number}. {section.label}{said}"]
    same = [p for p in section.points if p.mark is Mark.SAME]
    plain = [p for p in section.points if p.mark is Mark.NORMAL]
    telling = [p for p in section.points if p not in same and p not in plain]
    lines = [f"{number}. {section.label}{state}"]
    for point in telling:
        answer = wording.says(point.answer)
        if answer or point.required:
            lines.append(
                f"   {MARKS[point.mark]} {point.short}" + (_("：") + answer if answer else "")
            )
    if same:
        lines.append("   ✓ " + _("{count} 项和上次一样").format(count=len(same)))
    if plain:
        lines.append("   ✓ " + _("{count} 项正常").format(count=len(plain)))
    return lines


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
        number = next(n for n, section in enumerate(screen.sections) if not section.done)
        return (button(_("▶ 去填没完成的"), GoTo(run, revision, number)),)
    return (button(_("✅ 确认提交"), Submit(run, revision)),)


def _pages(sections: Sequence[Section]) -> list[list[int]]:
    """Numbers of the sections on each page."""
    pages: list[list[int]] = [[]]
    units = 0
    for number, section in enumerate(sections):
        size = sum(len(line) for line in paragraph(number + 1, section))
        if pages[-1] and units + size > PAGE_UNITS:
            pages.append([])
            units = 0
        pages[-1].append(number)
        units += size
    return pages
