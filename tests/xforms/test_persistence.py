"""Suspended runs, the compiled cache, and new versions of a form."""

from __future__ import annotations

import zlib

import pytest

import xforms
from tests.xforms.forms import ask, bind, env, items, run, table, xform

FORM = xform(
    "<a/><n/><b/><p><x/><y/></p><c/>",
    bind("n", kind="int")
    + bind("b", relevant="/data/a = '1'")
    + bind("p/y", calculate="concat(../x, position(..))")
    + bind("c", calculate="sum(/data/p/x)"),
    ask("a")
    + ask("n")
    + ask("b", "select1", items("yes", "no"))
    + '<group ref="/data/p"><label>p</label><repeat nodeset="/data/p">'
    + ask("p/x")
    + "</repeat></group>",
)


def walked() -> xforms.Run:
    walk = run(FORM)
    walk.set("/data/a", "1")
    walk.set("/data/b", "yes")
    walk.set("/data/p[1]/x", "4")
    walk.set(walk.add_repeat("/data/p") + "/x", "5")
    walk.set("/data/a", "2")
    return walk


def test_a_run_comes_back_as_it_was_and_goes_on() -> None:
    walk = walked()
    back = xforms.restore(walk.form, walk.dump(), env())
    assert back.snapshot() == walk.snapshot()
    back.set("/data/a", "1")
    assert back.value("/data/b") == "yes"
    back.set("/data/p[2]/x", "6")
    assert back.value("/data/c") == "10"
    back.remove_repeat("/data/p[1]")
    assert back.value("/data/p[1]/y") == "61"


def test_nothing_is_evaluated_on_return() -> None:
    form = xforms.compile_form(xform("<a/>", bind("a", calculate="random()")))
    walk = xforms.start(form, env())
    back = xforms.restore(form, walk.dump(), env(seed=99))
    assert back.value("/data/a") == walk.value("/data/a")


def test_chance_goes_on_where_it_stopped() -> None:
    form = xforms.compile_form(xform("<a/><b/>", bind("b", calculate="if(/data/a, uuid(), '')")))
    walk = xforms.start(form, env())
    back = xforms.restore(form, walk.dump(), env())
    walk.set("/data/a", "1")
    back.set("/data/a", "1")
    assert back.value("/data/b") == walk.value("/data/b") != walk.value("/data/meta/instanceID")


def test_the_language_is_kept() -> None:
    texts = '<itext><translation lang="a"/><translation lang="b"/></itext>'
    form = xforms.compile_form(xform("<q/>", more=texts))
    walk = xforms.start(form, env(), language="b")
    assert xforms.restore(form, walk.dump(), env()).language == "b"
    with pytest.raises(xforms.RunRefused):
        xforms.start(form, env(), language="c")
    with pytest.raises(xforms.RunRefused):
        walk.language = "c"


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"junk",
        zlib.compress(b"[]"),
        zlib.compress(b"not json"),
        zlib.compress(b"x" * 20_000_000),
        zlib.compress(b'[1,"x","",1,0,[]]'),
    ],
)
def test_what_is_no_dump_is_refused(blob: bytes) -> None:
    form = xforms.compile_form(FORM)
    with pytest.raises(xforms.RunRefused):
        xforms.restore(form, blob, env())


def test_a_damaged_dump_of_the_right_form_is_refused() -> None:
    form = xforms.compile_form(FORM)
    for cell in ("[[99],['x'],[],[]]", "[[1],[],[],[]]", "[[],[],[],[[9,[[]]]]]", "null"):
        text = f'[1,"{form.digest}","",1,0,{cell}]'.replace("'", '"')
        with pytest.raises(xforms.RunRefused):
            xforms.restore(form, zlib.compress(text.encode()), env())


def test_a_dump_of_another_form_is_refused() -> None:
    other = xforms.compile_form(xform("<a/>"))
    with pytest.raises(xforms.RunRefused):
        xforms.restore(other, walked().dump(), env())


def test_a_form_from_the_cache_runs_the_same() -> None:
    lists = table("l", {"name": "x", "g": "1"}, {"name": "y", "g": "2"})
    itemset = (
        "<itemset nodeset=\"instance('l')/root/item[g = /data/g]\">"
        '<value ref="name"/><label ref="name"/></itemset>'
    )
    source = xform("<g/><q/>", "", ask("g") + ask("q", "select1", itemset), more=lists)
    form = xforms.from_cache(xforms.compile_form(source).to_cache())
    walk = xforms.start(form, env())
    walk.answer("/data/g", "2")
    assert [one.value for one in walk.prompt("/data/q").choices] == ["y"]
    back = xforms.restore(xforms.compile_form(source), walk.dump(), env())
    assert back.snapshot() == walk.snapshot()


def test_a_spoilt_cache_is_refused() -> None:
    content = xforms.compile_form(FORM).to_cache()
    for spoilt in (b"", content[:40], content[:-1], content[:-1] + b"\0", b"XXXX" + content[4:]):
        with pytest.raises(xforms.FormRefused):
            xforms.from_cache(spoilt)


def test_a_new_version_takes_over_the_answers_by_path() -> None:
    old = walked()
    fresh = xform(
        "<new/><a/><n>9</n><b/><p><x/><z/></p><c/>",
        bind("n", kind="string")
        + bind("b", relevant="/data/a = '2'")
        + bind("p/z", calculate="concat(../x, '!')")
        + bind("c", calculate="count(/data/p)"),
        ask("new") + ask("a") + ask("b") + '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>",
        more='<setvalue event="odk-instance-first-load" ref="/data/new" value="\'n\'"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/a" value="\'n\'"/>',
    )
    walk = xforms.carry_over(old.form, old.dump(), xforms.compile_form(fresh), env())
    assert walk.values() == {
        "/data/new": "n",
        "/data/a": "2",
        "/data/b": "yes",
        "/data/p[1]/x": "4",
        "/data/p[1]/z": "4!",
        "/data/p[2]/x": "5",
        "/data/p[2]/z": "5!",
        "/data/c": "2",
        "/data/meta/instanceID": old.value("/data/meta/instanceID"),
    }


def test_an_answer_that_the_new_type_cannot_hold_is_dropped() -> None:
    old = run(xform("<a/>", "", ask("a")))
    old.set("/data/a", "text")
    form = xforms.compile_form(xform("<a/>", bind("a", kind="int"), ask("a")))
    assert xforms.carry_over(old.form, old.dump(), form, env()).value("/data/a") == ""


def test_of_a_moment_a_question_for_a_date_keeps_the_date() -> None:
    old = run(xform("<a/>", bind("a", kind="dateTime"), ask("a")))
    old.set("/data/a", "2026-03-05T06:30:00.000Z")
    form = xforms.compile_form(xform("<a/>", bind("a", kind="date"), ask("a")))
    assert xforms.carry_over(old.form, old.dump(), form, env()).value("/data/a") == "2026-03-05"
