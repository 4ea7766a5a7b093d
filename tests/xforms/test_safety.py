"""Forms are hostile input: limits speak, nothing reaches outside, garbage raises form faults only."""

from __future__ import annotations

import random
import time
from html import escape

import pytest

import xforms
from tests.xforms.forms import ask, bind, env, run, table, xform
from tests.xforms.mutations import spoil_document, spoil_expression, spoil_markup
from xforms import limits

RICH = xform(
    "<a/><q/><p><x/></p><g><y/></g>",
    bind("a", kind="int", constraint=". > 1")
    + bind("q", relevant="/data/a = 2", calculate="sum(/data/p/x)")
    + bind("g", relevant="/data/a")
    + bind("g/y", required="true()", readonly="/data/a = 3"),
    ask("a", inside='<setvalue event="xforms-value-changed" ref="/data/g/y" value="/data/a"/>')
    + '<group ref="/data/p"><label>p</label><repeat nodeset="/data/p" jr:count="/data/a">'
    + ask(
        "p/x",
        "select1",
        '<itemset nodeset="instance(\'l\')/root/item[g = /data/a]"><value ref="n"/>'
        '<label ref="n"/></itemset>',
    )
    + "</repeat></group>"
    + '<group ref="/data/g" appearance="field-list">'
    + ask("g/y")
    + "</group>",
    more=table("l", {"n": "1", "g": "2"})
    + '<itext><translation lang="zh"><text id="t"><value>好</value></text></translation></itext>',
)


def refused(source: str | bytes) -> xforms.FormFault:
    with pytest.raises(xforms.FormRefused) as refusal:
        xforms.compile_form(source)
    assert refusal.value.faults
    return refusal.value.faults[0]


def survive(source: str | bytes) -> bool:
    """Compile, walk a little, send; only refusals may come out. True if the form was taken."""
    try:
        form = xforms.compile_form(source)
        walk = xforms.start(form, env())
        for ref, state in list(walk.snapshot().items()):
            if "v" in state:
                walk.set(ref, "2")
        at = walk.first()
        for _ in range(20):
            if at is None:
                break
            if at.kind == "question":
                walk.answer(at.ref, "1")
                walk.prompt(at.ref)
            elif at.kind == "group":
                walk.group(at.ref)
            else:
                walk.repeat(at.ref)
            at = walk.next(at)
        xforms.restore(form, walk.dump(), env())
        walk.submission()
    except (xforms.FormRefused, xforms.RunRefused):
        return False
    return True


def test_the_rich_form_is_sound() -> None:
    assert survive(RICH)


def test_spoilt_documents_raise_only_form_faults() -> None:
    chance = random.Random(7)
    taken = sum(survive(spoil_document(RICH, chance)) for _ in range(250))
    assert 0 < taken < 250


def test_exchanged_words_raise_only_form_faults() -> None:
    chance = random.Random(8)
    taken = sum(survive(spoil_markup(RICH, chance)) for _ in range(250))
    assert 0 < taken < 250


def test_spoilt_expressions_raise_only_form_faults() -> None:
    chance = random.Random(9)
    taken = 0
    for _ in range(300):
        words = escape(spoil_expression(chance).replace("\x00", ""))
        source = xform(
            "<a>1</a><q/><p><x>1</x></p><p><x>2</x></p>",
            f'<bind nodeset="/data/q" calculate="{words}"/><bind nodeset="/data/p/x" relevant="{words}"/>',
            ask("a") + '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>",
            more=table("l", {"name": "1", "label": "x"}),
        )
        taken += survive(source)
    assert 0 < taken < 300


@pytest.mark.parametrize(
    "source",
    ["", "   ", "plain words", "<a/>", "<h:html/>", b"\xff\xfe\x00", b"PK\x03\x04", "<a>" * 3],
)
def test_what_is_no_form_is_refused(source: str | bytes) -> None:
    assert refused(source).code.startswith("FORM-")


def test_entities_and_document_types_are_refused() -> None:
    bomb = "".join(f'<!ENTITY e{at} "&e{at - 1};&e{at - 1};">' for at in range(1, 40))
    source = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{bomb}]>' + RICH.replace(
        "<h:title>t", "<h:title>&e39;"
    )
    assert refused(source).code == "FORM-XML"
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + RICH
    assert refused(outside).code == "FORM-XML"


def test_deep_nesting_is_refused() -> None:
    depth = limits.MAX_DEPTH + 10
    source = xform("<g>" * depth + "</g>" * depth)
    assert refused(source).code == "FORM-XML-DEPTH"


def test_too_many_questions_are_refused() -> None:
    record = "".join(f"<q{at}/>" for at in range(limits.MAX_NODES + 1))
    assert refused(xform(record)).code == "FORM-SIZE"


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 3_000 + "1" + ")" * 3_000,
        "-" * 5_000 + "1",
        "not(" * 500 + "1" + ")" * 500,
        "/data/a[" * 200 + "1" + "]" * 200,
        "+".join(["1"] * 9_000),
        "concat('" + "x" * 40_000 + "')",
        "instance('l')/root/item[n = " * 60 + "1" + "]/n" * 60,
        "/data/p[x = " * 60 + "1" + "]/x" * 60,
    ],
)
def test_an_expression_too_large_to_compile_is_refused_soon(expression: str) -> None:
    begun = time.process_time()
    source = xform(
        "<a/><q/><p><x/></p>",
        bind("q", calculate=expression),
        '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>",
        more=table("l", {"n": "1"}),
    )
    assert refused(source).code in ("FORM-EXPRESSION", "FORM-SIZE")
    assert time.process_time() - begun < 20


def test_a_long_flat_expression_is_fine() -> None:
    nested = "checklist(1,1," * 80 + "1" + ")" * 80
    assert run(xform("<q/>", bind("q", calculate=nested))).value("/data/q") == "true"
    walk = run(
        xform(
            "<q/><r/>",
            bind("q", calculate=" + ".join(["1"] * 2_000))
            + bind("r", calculate=" or ".join(["/data/q = 1"] * 900)),
        )
    )
    assert (walk.value("/data/q"), walk.value("/data/r")) == ("2000", "false")


def test_names_of_a_form_never_become_code() -> None:
    evil = "__import__('os').system('true')"
    walk = run(xform("<a/><q/>", bind("q", calculate=f'concat("{evil}", /data/a)')))
    assert walk.value("/data/q") == evil
    assert refused(xform("<q/>", bind("q", calculate=evil))).code == "FORM-EXPRESSION"
    for name in ("R", "f", "exec", "eval", "open", "getattr", "NUM", "float", "len"):
        assert (
            refused(xform("<q/>", bind("q", calculate=f"{name}('x')"))).code == "FORM-EXPRESSION"
        )


def test_generated_code_knows_no_builtins() -> None:
    from xforms.program import vocabulary

    names = vocabulary()
    assert set(names["__builtins__"]) == {"len", "float", "enumerate", "abs"}
    assert not {"os", "sys", "open", "eval", "exec", "base64", "hashlib", "re"} & set(names)


def test_a_circle_that_only_a_run_can_find_ends_with_a_message() -> None:
    binds = bind("p/x", calculate="indexed-repeat(/data/p/x, /data/p, 3 - position(..)) + 1")
    body = '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>"
    with pytest.raises(xforms.FormRefused) as refusal:
        run(xform("<p><x>0</x></p><p><x>0</x></p>", binds, body))
    assert refusal.value.faults[0].code == "FORM-LIMIT-EVALUATIONS"


def test_a_text_that_doubles_itself_stays_bounded() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/b" value="concat(/data/b, /data/b, \'x\')"/>'
    walk = run(xform("<a/><b/>", "", ask("a", inside=setter) + ask("b")))
    for at in range(40):
        walk.set("/data/a", str(at))
    assert len(walk.value("/data/b")) <= limits.MAX_TEXT_RESULT
