"""The picture: the same numbers give the same small PNG, in one width, with all characters."""

from __future__ import annotations

import io
import warnings
from datetime import date

import pytest
from PIL import Image

from services.summaries import Count, Summary, VillageCounts
from views import charts
from views.charts import village_chart

NAMES = ("青禾社区", "沙河村", "柳树坝村", "水车坡村", "北渡口村", "石桥村")


def summary(villages: int = 6, *, scale: int = 1) -> Summary:
    rows = tuple(
        VillageCounts(
            number,
            NAMES[number % 6],
            done=Count(4 * scale, number * scale),
            due=Count(number * scale, 2 * scale),
            overdue=Count(girls=scale * (number % 3), boys=1, venues=9),
        )
        for number in range(villages)
    )
    return Summary(date(2026, 11, 23), rows, 0, 0, 0, for_town=True, lists=True)


def draw(one: Summary) -> bytes:
    charts._picture.cache_clear()
    return village_chart(one).body


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert draw(summary()) == draw(summary())
    assert draw(summary()) != draw(summary(scale=2))


@pytest.mark.parametrize("villages", [0, 1, 6, 24])
def test_it_is_900_wide_and_below_80_kb(villages: int) -> None:
    body = draw(summary(villages))
    with Image.open(io.BytesIO(body)) as image:
        assert image.width == 900
        assert image.height == 194 + 88 * max(villages, 1)
    assert len(body) < 80_000


def test_the_font_has_every_character() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that is missing
        draw(summary())


def test_girls_are_hatched_and_late_is_red() -> None:
    one = VillageCounts(1, "沙河村", Count(), Count(), Count(girls=1, boys=1))
    body = draw(Summary(date(2026, 11, 23), (one,), 0, 0, 0, for_town=True, lists=True))
    with Image.open(io.BytesIO(body)).convert("RGB") as image:
        bar = [image.getpixel((x, 170 + 44 - 21)) for x in range(900)]
    red = [x for x, (r, g, b) in enumerate(bar) if r > 180 and g < 110 and b < 100]  # type: ignore[misc]
    girls = sum(1 for x in red if 195 < x < 345)
    boys = sum(1 for x in red if 360 < x < 510)
    assert boys > 145, "plain"
    assert 30 < girls < 135, "broken by the hatching"


def test_a_long_name_is_cut() -> None:
    assert charts.short_name("东沙河上游移民新村") == "东沙河上游…"
    assert charts.short_name("北渡口社区村") == "北渡口社区村"
