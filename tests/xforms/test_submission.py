"""The record that is sent."""

from __future__ import annotations

from lxml import etree

import xforms
from tests.xforms.forms import ask, bind, env, run, xform


def test_only_what_is_relevant_is_sent_in_the_order_of_the_model() -> None:
    binds = bind("b", relevant="false()") + bind("g", relevant="/data/a = '1'")
    walk = run(xform("<a/><b>x</b><g><c/></g><d/>", binds, ask("a") + ask("g/c") + ask("d")))
    walk.set("/data/d", "<&>\"'")
    sent = walk.submission()
    assert sent.xml.decode() == (
        '<data id="t" version="7"><a/><d>&lt;&amp;&gt;"\'</d>'
        f"<meta><instanceID>{sent.instance_id}</instanceID></meta></data>"
    )
    assert sent.instance_id.startswith("uuid:")
    walk.set("/data/a", "1")
    assert b"<g><c/></g>" in walk.submission().xml


def test_files_are_named_as_in_the_record() -> None:
    binds = bind("photo", kind="binary") + bind("gone", kind="binary", relevant="false()")
    walk = run(xform("<photo/><gone>b.jpg</gone>", binds, ask("photo", "upload")))
    walk.set("/data/photo", "a.jpg")
    assert walk.submission().files == ["a.jpg"]


def test_a_record_without_identity_gets_one_in_the_openrosa_namespace() -> None:
    source = xform("<a/>").replace("<meta><instanceID/></meta>", "")
    source = source.replace('<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>', "")
    walk = run(source)
    root = etree.fromstring(walk.submission().xml)
    (identity,) = root.iter("{http://openrosa.org/xforms}instanceID")
    assert identity.text == walk.submission().instance_id
    assert walk.value("/data/meta/instanceID") == identity.text
    assert set(walk.snapshot()) == {"/data", "/data/a"}


def test_the_identity_of_a_record_in_a_namespace_of_its_own_is_its_own() -> None:
    source = xform("<a/>").replace("<data ", '<data xmlns="urn:mine" ')
    walk = run(source)
    assert set(walk.snapshot()) == {"/data", "/data/a", "/data/meta", "/data/meta/instanceID"}
    root = etree.fromstring(walk.submission().xml)
    assert [one.tag for one in root.iter("{*}instanceID")] == ["{urn:mine}instanceID"]


def test_the_namespace_and_attributes_of_the_record_are_kept() -> None:
    source = xform('<orx:meta><orx:instanceID/></orx:meta><a x="1 &lt; 2"/>')
    source = source.replace("<meta><instanceID/></meta>", "").replace(
        '<data id="t" version="7">', '<data xmlns="urn:example:f" id="t" orx:version="7">'
    )
    walk = run(source)
    assert walk.form.version == "7"
    root = etree.fromstring(walk.submission().xml)
    assert root.tag == "{urn:example:f}data"
    assert root.get("{http://openrosa.org/xforms}version") == "7"
    assert root.find("{urn:example:f}a").get("x") == "1 < 2"


def test_entity_attributes_are_computed() -> None:
    record = '<name/><meta><instanceID/><entity dataset="people" create="" id=""><label/></entity></meta>'
    binds = (
        bind("meta/entity/@create", calculate="/data/name != ''")
        + bind("meta/entity/@id", calculate="once(uuid())")
        + bind("meta/entity/label", calculate="/data/name")
        + bind("name", entities__saveto="full_name")
    )
    source = xform(record, binds, ask("name"), model='entities:entities-version="2024.1.0"')
    source = source.replace("</meta><meta><instanceID/></meta>", "</meta>")
    walk = run(source)
    walk.set("/data/name", "甲")
    entity = next(etree.fromstring(walk.submission().xml).iter("entity"))
    assert dict(entity.attrib) | {"id": ""} == {"dataset": "people", "create": "true", "id": ""}
    assert len(entity.get("id")) == 36
    assert entity.findtext("label") == "甲"
    assert walk.prompt("/data/name").attributes == {"entities:saveto": "full_name"}


def test_entities_of_a_version_to_come_are_refused() -> None:
    source = xform("<a/>", model='entities:entities-version="2031.1.0"')
    try:
        xforms.compile_form(source)
    except xforms.FormRefused as refusal:
        assert refusal.faults[0].code == "FORM-ENTITIES"
    else:
        raise AssertionError("a version of the future was accepted")


def test_characters_that_xml_cannot_hold_are_dropped() -> None:
    walk = run(xform("<a/>", "", ask("a")))
    walk.set("/data/a", "x\x00\x0b\ud800\uffffy\r\n")
    assert etree.fromstring(walk.submission().xml).findtext("a") == "xy\r\n"


def test_an_end_timestamp_is_that_of_the_submission() -> None:
    binds = bind("end", kind="dateTime", jr__preload="timestamp", jr__preloadParams="end")
    walk = run(xform("<end/>", binds))
    walk.surroundings = env(now=env().now.replace(minute=45))
    assert b"<end>2026-03-05T07:45:00.000+08:00</end>" in walk.submission().xml


def test_a_form_tells_the_key_that_its_records_are_sealed_with() -> None:
    more = '<submission base64RsaPublicKey=" MIIB " method="post"/>'
    assert run(xform("<a/>", more=more)).form.public_key == "MIIB"
    assert run(xform("<a/>")).form.public_key == ""
