"""The one picture of a summary: per village what is late, due and done, girls hatched.

matplotlib takes a second to import, so it is imported when the first picture is drawn. The same
numbers give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from services.summaries import Count, Summary
from views.screen import File
from views.translate import current_language
from views.translate import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_PX = 900
ROW_PX = 88
HEAD_PX, FOOT_PX = 170, 24
DPI = 100
COLOURS = 48
"""Of the PNG's palette: flat colours and soft edges of letters need no more."""

NAME_CHARACTERS = 6

FONT = "NotoSansSC-Regular.ttf"
INK, PALE, GRID = "#2b2b2b", "#ffffff", "#e6e2da"

_drawing = Lock()
"""Pictures are drawn in threads; matplotlib's font cache is not made for two at once."""


@dataclass(frozen=True, slots=True)
class Band:
    """One colour of a bar: its legend, and how many girls' and boys' visits per village."""

    label: str
    colour: str
    counts: tuple[Count, ...]


def village_chart(summary: Summary) -> File:
    """Draw the villages' bars: late (red), due (amber), done (green); girls hatched, first.

    In the villages' own order: this is about children, not a ranking. PNG, 900 pixels wide.
    """
    villages = summary.villages
    bands = (
        Band(_("逾期"), "#c8503c", tuple(village.overdue for village in villages)),
        Band(_("7天内到期"), "#e8b23f", tuple(village.due for village in villages)),
        Band(_("近7天完成"), "#4f8a78", tuple(village.done for village in villages)),
    )
    title = _("各村儿童走访 {day}").format(day=summary.day.isoformat())
    names = tuple(short_name(village.name) for village in villages)
    body = _picture(current_language(), title, names, bands, _("斜纹为女童"))
    return File(body, f"summary-{summary.day.isoformat()}.png", "image/png")


def short_name(name: str) -> str:
    """A village's name, cut to what stands beside its bar."""
    return name if len(name) <= NAME_CHARACTERS else f"{name[: NAME_CHARACTERS - 1]}…"


@lru_cache(maxsize=32)
def _picture(
    _language: str, title: str, names: tuple[str, ...], bands: tuple[Band, ...], hatched: str
) -> bytes:
    with _drawing:
        return _draw(title, names, bands, hatched)


def _draw(title: str, names: Sequence[str], bands: Sequence[Band], hatched: str) -> bytes:
    from matplotlib import rc_context  # noqa: PLC0415 - slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = HEAD_PX + ROW_PX * max(len(names), 1) + FOOT_PX
    with rc_context({"hatch.linewidth": 2.2, "hatch.color": PALE}):
        figure = Figure(figsize=(WIDTH_PX / DPI, height / DPI), dpi=DPI, facecolor=PALE)
        axes = figure.add_axes(
            (0.21, FOOT_PX / height, 0.74, (height - HEAD_PX - FOOT_PX) / height)
        )
        _bars(axes, names, bands)
        _head(figure, title, bands, hatched, height)
        return _small(figure)


def _font(size_px: int) -> Any:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    found = find_spec("zhplot")  # looked up, not imported: it would import all of pyplot
    assert found is not None, "zhplot is a dependency: it carries the font"
    assert found.submodule_search_locations
    path = Path(next(iter(found.submodule_search_locations))) / "fonts" / FONT
    return FontProperties(fname=str(path), size=size_px * 72 / DPI)


def _bars(axes: Axes, names: Sequence[str], bands: Sequence[Band]) -> None:
    """Lay the bands of each village end to end, each with its girls first."""
    longest = max(
        (sum(band.counts[row].children for band in bands) for row in range(len(names))), default=0
    )
    axes.set_xlim(0, max(longest, 4) * 1.02)
    axes.set_ylim(len(names) - 0.5 if names else 0.5, -0.5)
    for row, name in enumerate(names):
        axes.text(
            -0.02,
            row,
            name,
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            fontproperties=_font(28),
            color=INK,
        )
        _bar(axes, row, [(band, band.counts[row]) for band in bands], max(longest, 4))
    axes.set_yticks([])
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(GRID)


def _bar(axes: Axes, row: int, parts: Sequence[tuple[Band, Count]], longest: int) -> None:
    left = 0
    for band, count in parts:
        for number, hatch in ((count.girls, "//"), (count.boys, "")):
            if number:
                axes.barh(row, number, 0.62, left, color=band.colour, hatch=hatch, edgecolor=PALE)
            left += number
        _number(axes, row, left - count.children, count.children, longest)
    if not left:
        axes.text(0.05, row, "0", va="center", fontproperties=_font(26), color=INK)


def _number(axes: Axes, row: int, left: int, number: int, longest: int) -> None:
    if number / longest < 0.035:
        return  # no room: the list behind the button says it
    axes.text(
        left + number / 2,
        row,
        str(number),
        ha="center",
        va="center",
        fontproperties=_font(26),
        color=INK,
        bbox={"facecolor": PALE, "edgecolor": "none", "boxstyle": "round,pad=0.18"},
    )


def _head(figure: Figure, title: str, bands: Sequence[Band], hatched: str, height: int) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    figure.text(0.03, 1 - 44 / height, title, va="center", fontproperties=_font(34), color=INK)
    legend = [(band.colour, "", band.label) for band in bands] + [("#8a8a8a", "//", hatched)]
    for place, (colour, hatch, label) in enumerate(legend):
        x, y = 0.03 + 0.245 * place, 1 - 122 / height
        figure.add_artist(
            Rectangle(
                (x, y - 15 / height),
                34 / WIDTH_PX,
                30 / height,
                facecolor=colour,
                hatch=hatch,
                edgecolor=PALE,
                transform=figure.transFigure,
            )
        )
        figure.text(x + 44 / WIDTH_PX, y, label, va="center", fontproperties=_font(26), color=INK)


def _small(figure: Figure) -> bytes:
    """PNG with a small palette and nothing that changes from one run to the next."""
    from PIL import Image  # noqa: PLC0415

    drawn, packed = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    drawn.seek(0)
    with Image.open(drawn) as image:
        flat = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        flat.save(packed, format="png", optimize=True)
    return packed.getvalue()
