"""Secondary instances: XML, CSV, GeoJSON, attached to the form or given to one run."""

from __future__ import annotations

import json

import pytest

import xforms
from tests.xforms.forms import ask, bind, env, run, xform

SELECT = '<itemset nodeset="instance(\'l\')/root/item"><value ref="{value}"/><label ref="{label}"/></itemset>'


def listed(
    source: str, content: bytes, value: str = "name", label: str = "label"
) -> list[tuple[str, str]]:
    question = ask("q", "select1", SELECT.format(value=value, label=label))
    form = xform("<q/>", "", question, more=f'<instance id="l" src="jr://file/{source}"/>')
    walk = run(form, media={source: content})
    return [(one.value, one.label) for one in walk.prompt("/data/q").choices]


@pytest.mark.parametrize(
    "content",
    [
        "name,label\na,甲\nb,乙\n".encode(),
        "\ufeffname,label\r\na,甲\r\nb,乙\r\n".encode(),
        'name;label\na;甲\nb;"乙"\n'.encode(),
        "name\tlabel\na\t甲\nb\t乙".encode(),
        "name,label\na,甲\nb,乙\n".encode("gb18030"),
        "name,label\na,甲\nb,乙\n".encode("utf-16"),
    ],
)
def test_a_csv_list_may_come_from_any_spreadsheet(content: bytes) -> None:
    assert listed("l.csv", content) == [("a", "甲"), ("b", "乙")]


def test_an_xml_list() -> None:
    content = "<root><item><name>a</name><label>甲</label></item></root>".encode()
    assert listed("l.xml", content) == [("a", "甲")]


def test_a_geojson_list_has_geometry_identity_and_properties() -> None:
    feature = {
        "type": "Feature",
        "id": "f1",
        "properties": {"title": "井", "deep": 12, "dry": False},
        "geometry": {"type": "Point", "coordinates": [113.3, 23.1]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    assert listed("l.geojson", content, "id", "title") == [("f1", "井")]
    assert listed("l.geojson", content, "geometry", "dry") == [("23.1 113.3 0 0", "false")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.xml", b"<root><item>"),
        ("l.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><root>&a;</root>'),
        ("l.geojson", b"[]"),
        ("l.geojson", b'{"features": [{"geometry": {"type": "Blob", "coordinates": []}}]}'),
    ],
)
def test_an_unreadable_list_refuses_the_form_with_the_name_of_the_file(
    name: str, content: bytes
) -> None:
    with pytest.raises(xforms.FormRefused) as refusal:
        listed(name, content)
    assert refusal.value.faults[0].sheet == name


def test_an_instance_given_to_a_run_stands_before_the_forms_own() -> None:
    binds = bind("out", calculate="instance('subject')/root/name")
    more = '<instance id="subject" src="jr://file/subject.xml"/>'
    form = xforms.compile_form(
        xform("<out/>", binds, more=more), media={"subject.xml": b"<root><name>form</name></root>"}
    )
    from tests.xforms.forms import env

    assert xforms.start(form, env()).value("/data/out") == "form"
    own = {"subject": b"<root><name>own</name></root>"}
    assert xforms.start(form, env(), instances=own).value("/data/out") == "own"
    by_file = {"subject.xml": b"<root><name>file</name></root>"}
    assert xforms.start(form, env(), instances=by_file).value("/data/out") == "file"


def test_the_last_saved_record_is_blank_until_there_is_one() -> None:
    setter = (
        '<setvalue event="odk-instance-first-load" ref="/data/q"'
        " value=\"instance('__last-saved')/data/q\"/>"
    )
    more = '<instance id="__last-saved" src="jr://instance/last-saved"/>' + setter
    source = xform("<q/>", "", ask("q"), more=more)
    assert run(source).value("/data/q") == ""
    saved = b'<data id="t"><q>before</q></data>'
    assert run(source, instances={"last-saved": saved}).value("/data/q") == "before"


def test_without_its_list_a_select_keeps_its_answer() -> None:
    question = ask("q", "select1", SELECT.format(value="name", label="label"))
    walk = run(xform("<q/>", "", question, more='<instance id="l" src="jr://file/l.csv"/>'))
    walk.set("/data/q", "x")
    assert walk.value("/data/q") == "x"
    assert walk.answer("/data/q", "y") == xforms.Rejected("choice", None)


def test_attributes_and_nested_elements_of_a_list_can_be_read() -> None:
    content = b'<root><item code="7"><name>a</name><geo><lat>1</lat></geo><geo><lat>2</lat></geo></item></root>'
    binds = (
        bind("x", calculate="instance('l')/root/item[@code = '7']/name")
        + bind("y", calculate="join('+', instance('l')/root/item/geo/lat)")
        + bind("z", calculate="instance('l')/root/item/@code")
    )
    more = '<instance id="l" src="jr://file/l.xml"/>'
    walk = run(xform("<x/><y/><z/>", binds, more=more), media={"l.xml": content})
    assert [walk.value(f"/data/{name}") for name in "xyz"] == ["a", "1+2", "7"]


NAMED = (
    '<itext><translation lang="a"><text id="l-0"><value>Room of <output value="/data/who"/>'
    "</value></text></translation></itext>"
    '<instance id="l"><root><item><name>r</name><itextId>l-0</itextId></item></root></instance>'
)
ROOMS = (
    "<itemset nodeset=\"instance('l')/root/item\">"
    '<value ref="name"/><label ref="jr:itext(itextId)"/></itemset>'
)


def test_a_choice_that_shows_an_answer_shows_each_person_their_own() -> None:
    form = xforms.compile_form(
        xform("<who/><q/>", "", ask("who") + ask("q", "select1", ROOMS), more=NAMED)
    )
    first, second = xforms.start(form, env()), xforms.start(form, env())
    first.set("/data/who", "Lin")
    assert first.prompt("/data/q").choices[0].label == "Room of Lin"
    assert second.prompt("/data/q").choices[0].label == "Room of"
    first.set("/data/who", "Wu")
    assert first.prompt("/data/q").choices[0].label == "Room of Wu"


@pytest.mark.parametrize(
    "choices",
    [
        ROOMS,
        '<item><label>Room of <output value="/data/who"/></label><value>r</value></item>',
        "<item><label ref=\"jr:itext('l-0')\"/><value>r</value></item>",
    ],
)
def test_a_choice_name_follows_the_answer_that_its_label_shows(choices: str) -> None:
    binds = bind("name", calculate="jr:choice-name(/data/q, '/data/q')")
    asked = ask("who") + ask("q", "select1", choices)
    walk = run(xform("<who/><q/><name/>", binds, asked, more=NAMED))
    walk.set("/data/q", "r")
    walk.set("/data/who", "Lin")
    assert walk.value("/data/name") == "Room of Lin"
