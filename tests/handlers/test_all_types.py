"""A form with every type that a chat can carry, each required: no screen is a dead end."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import pytest
from PIL import Image

from services.form_library.checking import Verdict, judge
from tests.conftest import Begin
from tests.handlers.visiting import handed_in, visit
from tests.phones.phone import Phone, Shown
from tests.phones.town import RunningTown

Act = Callable[[Phone], Awaitable[object]]


def photo() -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#a0c8b0").save(out, "JPEG")
    return out.getvalue()


def say(text: str) -> Act:
    """Type it."""
    return lambda phone: phone.say(text)


def asked(phone: Phone) -> Shown:
    """The question on the screen: Telegram's button for a place is a message of its own."""
    return max((m for m in phone.messages if m.buttons), key=lambda shown: shown.order)


def tap(label: str) -> Act:
    """Press it."""
    return lambda phone: phone.press(label, message=asked(phone))


def place(latitude: float, longitude: float) -> Act:
    """Send where one is."""
    return lambda phone: phone.send_location(latitude, longitude)


def recording(kind: str, body: bytes) -> Act:
    """Send sound or film."""
    return lambda phone: phone.send_recording(kind, body)


def picture() -> Act:
    """Send a photo."""
    return lambda phone: phone.send_photo(photo())


WALK: tuple[tuple[str, str, tuple[Act, ...]], ...] = (
    ("文字", "text", (say("有 stove"),)),
    ("号码", "numbers", (say("０１２３"),)),
    ("几行", "lines", (say("一\n二"),)),
    ("网址", "url", (say("https://hulei.example"),)),
    ("应用", "app", (say("x"),)),
    ("条码", "barcode", (say("690 1234 567892"),)),
    ("整数", "integer", (say("十二"),)),
    ("千位", "thousands", (say("1,234"),)),
    ("计数", "counter", (say("３"),)),
    ("小数", "decimal", (say("三点五"),)),
    ("方位", "bearing", (say("271.5"),)),
    ("范围", "range", (say("35"),)),
    ("细范围", "fine", (say("0.25"),)),
    ("日期", "date", (tap("昨天"),)),
    ("月份", "month", (say("2026年3月"),)),
    ("年份", "year", (say("2025年"),)),
    ("历法", "ethiopian", (tap("今天"),)),
    ("时间", "time", (say("下午3点半"),)),
    ("时刻", "moment", (say("昨天 9:30"),)),
    ("单选", "one", (tap("香蕉"),)),
    ("下拉", "minimal", (tap("苹果"),)),
    ("量表", "likert", (tap("樱桃"),)),
    ("图", "image_map", (tap("苹果"),)),
    ("其他", "other", (tap("Other"),)),
    ("Specify other", "other_other", (say("梨"),)),
    ("多选", "many", (tap("苹果"), tap("樱桃"), tap("完成"))),
    ("村", "village", (tap("西村"),)),
    ("户", "house", (tap("西一"),)),
    ("排序", "rank", (tap("樱桃"), tap("苹果"), tap("香蕉"), tap("完成"))),
    ("告知", "ack", (tap("✔ 确认"),)),
    ("确认", "trigger", (tap("✔ 确认"),)),
    ("照片", "image", (picture(),)),
    ("签名", "signature", (picture(),)),
    ("录音", "audio", (recording("voice", b"OggS"),)),
    ("录像", "video", (recording("video", b"\0\0\0\x18ftyp"),)),
    ("文件", "file", (lambda phone: phone.send_document("a.pdf", b"%PDF"),)),
    ("位置", "geopoint", (place(27.1234, 111.9),)),
    ("路线", "geotrace", (place(27.1, 111.9), place(27.2, 111.9), tap("完成"))),
    ("范围线", "geoshape", (place(1, 2), place(1, 3), place(2, 3), tap("完成"))),
    ("说明", "", (tap("知道了"),)),
    ("合计：13", "", (tap("知道了"),)),
)
BLOCK: tuple[Act, ...] = (
    tap("逐项填写"),
    say("屏上的字"),
    tap("苹果"),
    picture(),
    place(27.1, 111.9),
    tap("✔ 确认"),
    tap("下一步"),
    tap("逐项填写"),
    tap("苹果"),
    tap("香蕉"),
    tap("下一步"),
)
REPEATS: tuple[Act, ...] = (
    say("张家"),
    say("小满"),
    tap("再加一个"),
    say("小田"),
    tap("没有了"),
    tap("再加一个"),
    say("李家"),
    tap("没有了"),
    tap("没有了"),
    tap("李家"),
)
ANSWERS = {
    "numbers": "0123",
    "barcode": "6901234567892",
    "integer": "12",
    "thousands": "1234",
    "decimal": "3.5",
    "range": "35",
    "fine": "0.25",
    "date": "2026-11-22",
    "month": "2026-03-01",
    "year": "2025-01-01",
    "time": "15:30:00.000+08:00",
    "other": "other",
    "other_other": "梨",
    "many": "a c",
    "house": "h3",
    "rank": "c a b",
    "ack": "OK",
    "geopoint": "27.123 111.9 0.0 100.0",
    "geotrace": "27.1 111.9 0.0 100.0;27.2 111.9 0.0 100.0",
    "geoshape": ";".join(f"{at} 0.0 100.0" for at in ("1.0 2.0", "1.0 3.0", "2.0 3.0", "1.0 2.0")),
    "block_text": "屏上的字",
    "table_2": "b",
    "which": "李家",
}


async def test_every_type_is_answered_as_its_screen_says_and_handed_in(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "all_types")
    for label, _name, acts in WALK:
        assert label in asked(phone).text, asked(phone).text
        assert "✋" not in asked(phone).text, asked(phone).text
        for act in acts:
            await act(phone)
    for act in (*BLOCK, *REPEATS):
        assert "✋" not in asked(phone).text, asked(phone).text
        await act(phone)
    await phone.press("提交")
    assert "已提交" in phone.text
    answers = await handed_in(begin)
    assert {name: answers.get(name) for name in ANSWERS} == ANSWERS
    assert [name for _, name, _ in WALK if name and not answers.get(name)] == []


HEAD = (
    "| type | name | label | appearance | choice_filter | calculation |\n" + "| --- " * 6 + "|\n"
)
SHEETS = """
## choices

| list_name | name | label |
| --- | --- | --- |
| fruit | a | A |

## external_choices

| list_name | name | label | c |
| --- | --- | --- | --- |
| t | x | X | 1 |

## settings

| form_title | form_id | version |
| --- | --- | --- |
| t | t | 1 |
"""


def judged(rows: str) -> Verdict:
    return judge(f"## survey\n\n{HEAD}{rows}\n{SHEETS}".encode())


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ("| osm | q | Q | | | |", ["survey!A2"]),
        ("| select_one_from_file subject.csv | q | Q | | | |", ["survey!A2"]),
        ("| csv-external | last | | | | |\n| text | q | Q | | | |", ["survey!B2"]),
        ("| select_one fruit | q | Q | search('settings') | | |", ["survey!D2"]),
        (
            "| text | q | Q | | | |\n| calculate | c | | | | pulldata('subject','b','c',1) |",
            ["survey!F3"],
        ),
    ],
)
def test_what_a_chat_cannot_carry_is_refused_with_its_cell(rows: str, cells: list[str]) -> None:
    verdict = judged(rows)
    assert [mark.cell for mark in verdict.faults] == cells
    assert verdict.checked is None


@pytest.mark.parametrize(
    ("rows", "files"),
    [
        ("| select_one_from_file a.csv | q | Q | | | |", ["a.csv"]),
        ("| select_multiple_from_file a.geojson | q | Q | | | |", ["a.geojson"]),
        ("| csv-external | a | | | | |\n| text | q | Q | | | |", ["a.csv"]),
        ("| xml-external | houses | | | | |\n| text | q | Q | | | |", ["houses.xml"]),
        ("| xml-external | subject | | | | |\n| text | q | Q | | | |", []),
        ("| text | c | C | | | |\n| select_one_external t | q | Q | | c=${c} | |", []),
        ("| select_one fruit | q | Q | search('t') | | |", []),
        ("| select_one fruit | q | Q | search('a') | | |", ["a.csv"]),
        (
            "| text | q | Q | | | |\n| calculate | c | | | | pulldata('a','b','c',1) |",
            ["a.csv"],
        ),
    ],
)
def test_a_list_from_outside_asks_for_its_file(rows: str, files: list[str]) -> None:
    verdict = judged(rows)
    assert verdict.faults == ()
    assert [need.name for need in verdict.needs] == files
