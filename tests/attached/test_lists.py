"""Lists from strangers: what the form needs is there, or each fault with its place."""

from __future__ import annotations

import json
import random

import pytest

from tests.forms.lists import FILES, WARDS, WELLS, many
from xforms.attached import Choosing, Looked, Need, check_lists
from xforms.attached.limits import MAX_LIST_BYTES, MAX_LIST_ROWS
from xforms.attached.lists import look_at


def need(name: str, **fields: object) -> Need:
    choosing = [Choosing("code", ("town",))]
    made = Need(name, {"code", "title", "town"}, choosing)
    for key, value in fields.items():
        setattr(made, key, value)
    return made


def places(found: Looked) -> list[tuple[str, int | None, str]]:
    return [(fault.code, fault.row, fault.column) for fault in found.faults]


def remarks(found: Looked) -> list[tuple[str, int | None, str]]:
    return [(fault.code, fault.row, fault.column) for fault in found.warnings]


def look(text: str | bytes, name: str = "wards.csv", **fields: object) -> Looked:
    content = text.encode() if isinstance(text, str) else text
    return look_at(need(name, **fields), content)


def test_a_sound_list_has_its_rows_and_headings() -> None:
    found = look(WARDS)
    assert (found.rows, found.header) == (3, ("code", "title", "town"))
    assert (found.faults, found.warnings) == ((), ())


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8-sig", []), ("utf-16", []), ("gb18030", [("FILE-GB", None, "")])],
)
def test_the_encodings_of_excel_are_taken(encoding: str, said: list[object]) -> None:
    found = look(WARDS.encode(encoding))
    assert found.rows == 3
    assert remarks(found) == said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"code,title,town\n\x00\x01,\x02\n", "FILE-ENCODING"),
        (b"code,title,town\nw1,\xff\xff,t\n", "FILE-ENCODING"),
        (b"\xff\xfea", "FILE-ENCODING"),
        (b"PK\x03\x04 xlsx", "FILE-EXCEL"),
        (b"", "FILE-EMPTY"),
        (b"code,title,town\n", "FILE-EMPTY"),
        (b"a\n" * (MAX_LIST_ROWS + 2), "FILE-ROWS"),
        (b"a," * 300, "FILE-COLUMNS"),
        (b"x" * (MAX_LIST_BYTES + 1), "FILE-SIZE"),
    ],
    ids=["binary", "bytes", "half", "excel", "nothing", "heading", "rows", "columns", "size"],
)
def test_what_is_no_list_is_told_in_one_fault(content: bytes, code: str) -> None:
    assert [fault.code for fault in look(content).faults] == [code]


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row() -> None:
    text = 'code,title,town\nw1,"竹溪村,t1\n' + "w2,柳岸村,t1\n" * 9_000
    assert places(look(text)) == [("FILE-CELL", 2, "")]


def test_missing_and_repeated_headings_are_told() -> None:
    assert places(look("code,code\nw1,w1\n")) == [
        ("FILE-COLUMN-TWICE", 1, "code"),
        ("FILE-COLUMN", 1, "title"),
        ("FILE-COLUMN", 1, "town"),
    ]


def test_values_that_nobody_could_choose_are_told_with_the_row_that_excel_shows() -> None:
    text = "code,title,town\nw1,甲,t1\n\n ,乙,t1\nw 3,丙,t1\n"
    assert places(look(text)) == [("FILE-BLANK", 4, "code")]
    several = [Choosing("code", (), several=True)]
    assert places(look(text, choosing=several)) == [
        ("FILE-BLANK", 4, "code"),
        ("FILE-SPACE", 5, "code"),
    ]


def test_a_value_may_come_again_where_the_filter_tells_the_rows_apart() -> None:
    text = "code,title,town\nw1,甲,t1\nw1,乙,t2\n"
    assert remarks(look(text)) == []
    assert remarks(look(text, choosing=[Choosing("code")])) == [("FILE-AGAIN", 3, "code")]
    assert remarks(look(text, keys={"code"})) == [("FILE-KEY-AGAIN", 3, "code")]


def test_a_row_that_is_longer_than_the_headings_is_pointed_out() -> None:
    assert remarks(look("code,title,town\nw1,竹溪,村,t1\n")) == [("FILE-WIDE", 2, "")]


def test_xml_with_entities_or_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><root><item>&b;</item></root>'
    assert places(look(bomb, "crops.xml")) == [("FILE-DOCTYPE", None, "")]
    assert places(look(bomb.encode("utf-16"), "crops.xml")) == [("FILE-DOCTYPE", None, "")]
    assert places(look("<root><item>", "crops.xml")) == [("FILE-XML", None, "")]
    deep = "<a>" * 500 + "</a>" * 500
    assert places(look(deep, "crops.xml")) == [("FILE-XML", None, "")]


def test_geojson_is_a_collection_of_shapes_with_the_properties_that_are_used() -> None:
    wells = Need("wells.geojson", {"id", "title", "depth"}, [Choosing("id")])
    assert places(look_at(wells, WELLS.encode())) == [("FILE-COLUMN", None, "depth")]
    broken = json.dumps({"type": "FeatureCollection", "features": [{"geometry": 1}]})
    assert places(look_at(wells, broken.encode())) == [("FILE-GEOJSON", None, "")]
    assert places(look_at(wells, b"[" * 100_000)) == [("FILE-GEOJSON", None, "")]


def test_many_rows_are_looked_at_in_the_limited_child() -> None:
    (found,) = check_lists([(need("wards.csv"), many(10_000))])
    assert (found.rows, found.faults) == (10_000, ())
    assert check_lists([]) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_damaged_lists_are_looked_at_and_nothing_is_raised(name: str) -> None:
    for seed in range(400):
        chance, data = random.Random(seed), bytearray(FILES[name])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.choice(b'\x00\xff",;<>&{}[]\n\r\t 0aZ\x81')
        found = look_at(Need(name, {"name"}, [Choosing("name")], {"name"}), bytes(data))
        assert found.name == name
        for fault in (*found.faults, *found.warnings):
            assert fault.code.startswith("FILE-"), seed
