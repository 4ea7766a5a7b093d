"""Text without what cannot be seen; codes; places; what must be sent, not typed."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat_answers.prompts import TODAY, question
from xforms.chat_answers import Kind, Misread, read
from xforms.chat_answers.texts import MAX_TEXT

TEXT, CODE, PLACE = question(), question("barcode"), question("geopoint")


def test_text_keeps_what_people_see() -> None:
    assert read(TEXT, "  家里很冷，\r\n没有火炉　１２。 ", TODAY) == "家里很冷，\n没有火炉　１２。"
    assert read(TEXT, "👩‍👧 好", TODAY) == "👩‍👧 好"
    assert read(TEXT, "e\u0301", TODAY) == "\u00e9"


def test_text_loses_what_hides_or_turns_words() -> None:
    assert read(TEXT, "安\u202e全\u2066\u200b\x00\ud800\ufeff。", TODAY) == "安全。"
    assert read(TEXT, "\u202e\u200b \x07", TODAY) == Misread(Kind.EMPTY)
    assert read(TEXT, "长" * (MAX_TEXT + 1), TODAY) == Misread(Kind.LENGTH, str(MAX_TEXT))


def test_text_of_digits_keeps_leading_zeros_and_takes_nothing_else() -> None:
    phone = question(appearance="numbers")
    assert read(phone, "０１０-1234", TODAY) == "010-1234"
    assert read(phone, "不知道", TODAY) == Misread(Kind.NUMBER, "123456")


def test_a_barcode_may_be_typed_in_the_groups_it_is_printed_in() -> None:
    assert read(CODE, "690 1234 567892", TODAY) == "6901234567892"
    assert read(CODE, "６９０１", TODAY) == "6901"
    assert read(CODE, "AB 12", TODAY) == "AB 12"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("23.1,113.3", "23.1 113.3 0 0"),
        ("23.1，113.3", "23.1 113.3 0 0"),
        ("23.1 113.3", "23.1 113.3 0 0"),
        ("-23.10, -113.30", "-23.1 -113.3 0 0"),
        ("北纬23.1度，东经113.3度", "23.1 113.3 0 0"),
        ("东经113.3°，北纬23.1°", "23.1 113.3 0 0"),
        ("23°6'0\"N 113°18'0\"E", "23.1 113.3 0 0"),
        ("S 23.1 W 113.3", "-23.1 -113.3 0 0"),
    ],
)
def test_a_place_is_latitude_and_longitude(typed: str, place: str) -> None:
    assert read(PLACE, typed, TODAY) == place


def test_longitude_first_is_told_and_not_turned_silently() -> None:
    found = read(PLACE, "113.3,23.1", TODAY)
    assert found == Misread(Kind.AMBIGUOUS, "23.1,113.3", ("23.1,113.3",))


@pytest.mark.parametrize("typed", ["在村口", "23.1", "200,300", "23.1,113.3,5,7", "纬度很高"])
def test_other_words_are_no_place(typed: str) -> None:
    found = read(PLACE, typed, TODAY)
    assert isinstance(found, Misread)
    assert isinstance(read(PLACE, found.example, TODAY), str)


def test_lines_and_outlines_are_several_places() -> None:
    line, outline = question("geotrace"), question("geoshape")
    assert read(line, "1,2;3,4", TODAY) == "1 2 0 0;3 4 0 0"
    assert read(outline, "1,2\n3,4\n5,6", TODAY) == "1 2 0 0;3 4 0 0;5 6 0 0;1 2 0 0"
    for prompt, typed in ((line, "1,2"), (outline, "1,2;3,4"), (line, "1,2;x")):
        found = read(prompt, typed, TODAY)
        assert isinstance(found, Misread)
        assert isinstance(read(prompt, found.example, TODAY), str)


def test_files_are_sent_and_not_typed() -> None:
    assert read(question("binary", "upload"), "照片", TODAY) == Misread(Kind.FILE)


@given(st.text())
def test_cleaned_text_is_composed_and_stays_as_it_is(text: str) -> None:
    found = read(TEXT, text, TODAY)
    if isinstance(found, str):
        assert unicodedata.is_normalized("NFC", found)
        assert found.encode()
        assert not set("\u202e\u2066\u200b\x00\x1b") & set(found)
        assert read(TEXT, found, TODAY) == found
    else:
        assert not text.strip("\x00") or found.kind in (Kind.EMPTY, Kind.LENGTH)


@given(st.text("0123456789", min_size=1, max_size=20), st.integers(1, 5))
def test_every_code_is_read_back_in_groups(code: str, size: int) -> None:
    groups = [code[at : at + size] for at in range(0, len(code), size)]
    assert read(CODE, " ".join(groups), TODAY) == code


@given(st.decimals(-90, 90, places=5), st.decimals(-180, 180, places=5))
def test_every_place_is_read_back(latitude: Decimal, longitude: Decimal) -> None:
    found = read(PLACE, f"{latitude:f},{longitude:f}", TODAY)
    assert isinstance(found, str)
    north, east, _altitude, _accuracy = found.split()
    assert (Decimal(north), Decimal(east)) == (latitude, longitude)


CORNER = st.tuples(st.integers(-90, 90), st.integers(-180, 180))


@given(st.lists(CORNER, min_size=3, max_size=12), st.sampled_from([";", "\n", " ； "]))
def test_every_line_and_outline_is_read_back(corners: list[tuple[int, int]], gap: str) -> None:
    typed = gap.join(f"{latitude},{longitude}" for latitude, longitude in corners)
    points = [f"{latitude} {longitude} 0 0" for latitude, longitude in corners]
    assert read(question("geotrace"), typed, TODAY) == ";".join(points)
    closing = [] if points[0] == points[-1] else [points[0]]
    assert read(question("geoshape"), typed, TODAY) == ";".join(points + closing)


@given(st.text(max_size=40) | st.text("0123456789.,;°'\"NSEW北纬东经 ", max_size=24))
def test_whatever_is_typed_is_a_place_a_code_or_a_misread(text: str) -> None:
    for kind in ("geopoint", "geotrace", "geoshape", "barcode", "binary", "boolean"):
        found = read(question(kind), text, TODAY)
        assert isinstance(found, str | Misread)
