"""Answers as people give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xforms
from tests.xforms.forms import ask, bind, env, items, run, table, xform
from xforms.answers import canonical


def one(kind: str, control: str = "input", inside: str = "", **bound: str) -> xforms.Run:
    return run(xform("<q/>", bind("q", kind=kind, **bound), ask("q", control, inside)))


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("int", "007", "7"),
        ("int", "-3", "-3"),
        ("decimal", "15", "15.0"),
        ("decimal", "1.50", "1.5"),
        ("decimal", "-0", "-0.0"),
        ("geopoint", "-0 5", "-0.0 5.0 0.0 0.0"),
        ("date", "2026-03-05", "2026-03-05"),
        ("date", "2026-3-5", "2026-03-05"),
        ("time", "06:30", "06:30"),
        ("dateTime", "2026-03-05T06:30:00.000+08:00", "2026-03-05T06:30:00.000+08:00"),
        ("boolean", "1", "1"),
        ("boolean", " True ", "true"),
        ("geopoint", "23.1 113.3", "23.1 113.3 0.0 0.0"),
        ("geotrace", "1 1 0 0; 2 2 0 0", "1.0 1.0 0.0 0.0;2.0 2.0 0.0 0.0"),
        ("string", " kept as given ", " kept as given "),
        ("barcode", "690123", "690123"),
    ],
)
def test_an_answer_is_stored_in_the_form_of_its_type(kind: str, given: str, stored: str) -> None:
    walk = one(kind)
    assert walk.answer("/data/q", given) == xforms.Accepted(stored)
    assert walk.value("/data/q") == stored


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("int", "abc"),
        ("int", "1.5"),
        ("int", "12345678901234567890"),
        ("decimal", "1,5"),
        ("decimal", "1e999"),
        ("date", "2026-02-30"),
        ("date", "tomorrow"),
        ("date", "2026-03-05T06:30:00.000Z"),
        ("time", "25:00"),
        ("time", "2026-03-05T06:30:00.000Z"),
        ("dateTime", "2026-03-05T99"),
        ("geopoint", "95 10"),
        ("geopoint", "here"),
        ("geoshape", "1 1 0 0;2 2 0 0"),
        ("string", "x" * 70_000),
    ],
)
def test_what_is_no_value_of_the_type_is_rejected_and_changes_nothing(
    kind: str, given: str
) -> None:
    walk = one(kind)
    before = walk.dump()
    assert walk.answer("/data/q", given) == xforms.Rejected("type", None)
    assert walk.dump() == before


def test_a_constraint_speaks_with_the_forms_own_message() -> None:
    walk = one("int", constraint=". < 10", jr__constraintMsg="At most nine")
    assert walk.answer("/data/q", "12") == xforms.Rejected("constraint", "At most nine")
    assert walk.value("/data/q") == ""
    assert walk.answer("/data/q", "9") == xforms.Accepted("9")


def test_a_constraint_is_not_asked_of_a_blank_answer() -> None:
    walk = one("int", constraint=". > 10")
    assert walk.answer("/data/q", "") == xforms.Accepted("")


def test_a_required_answer_cannot_be_cleared() -> None:
    walk = one("string", required="true()", jr__requiredMsg="Needed")
    walk.set("/data/q", "x")
    assert walk.answer("/data/q", "") == xforms.Rejected("required", "Needed")
    assert walk.value("/data/q") == "x"


def test_readonly_and_irrelevant_questions_take_no_answer() -> None:
    binds = bind("a", readonly="true()") + bind("b", relevant="false()")
    walk = run(xform("<a/><b/>", binds, ask("a") + ask("b")))
    assert walk.answer("/data/a", "1").kind == "readonly"  # type: ignore[union-attr]
    assert walk.answer("/data/b", "1").kind == "irrelevant"  # type: ignore[union-attr]


def test_a_choice_must_be_offered() -> None:
    walk = one("string", "select1", items("yes", "no"))
    assert walk.answer("/data/q", "perhaps") == xforms.Rejected("choice", None)
    assert walk.answer("/data/q", "no") == xforms.Accepted("no")


def test_several_choices_must_all_be_offered_and_differ() -> None:
    walk = one("string", "select", items("a", "b", "c"))
    assert walk.answer("/data/q", "c a") == xforms.Accepted("c a")
    assert walk.answer("/data/q", "a a") == xforms.Rejected("choice", None)
    assert walk.answer("/data/q", "a d") == xforms.Rejected("choice", None)


def test_a_rank_holds_every_choice_once() -> None:
    walk = one("odk:rank", "odk:rank", items("a", "b", "c"))
    assert walk.answer("/data/q", "a b") == xforms.Rejected("choice", None)
    assert walk.answer("/data/q", "b c a") == xforms.Accepted("b c a")


@pytest.mark.parametrize(
    ("kind", "given", "accepted"),
    [("int", "4", True), ("int", "5", False), ("int", "12", False), ("decimal", "2.0", True)],
)
def test_a_range_answer_lies_on_its_grid(kind: str, given: str, accepted: bool) -> None:
    question = ask("q", "range", start="0", end="10", step="2")
    walk = run(xform("<q/>", bind("q", kind=kind), question))
    assert isinstance(walk.answer("/data/q", given), xforms.Accepted) is accepted


def test_the_grid_of_a_range_may_have_decimal_steps_and_run_downwards() -> None:
    question = ask("q", "range", start="1", end="0", step="0.1")
    walk = run(xform("<q/>", bind("q", kind="decimal"), question))
    assert isinstance(walk.answer("/data/q", "0.3"), xforms.Accepted)
    assert isinstance(walk.answer("/data/q", "0.35"), xforms.Rejected)


def test_the_choices_of_a_range_are_labels_of_its_ticks() -> None:
    lists = table("ticks", {"name": "0", "label": "bad"}, {"name": "4", "label": "good"})
    itemset = (
        "<itemset nodeset=\"instance('ticks')/root/item\">"
        '<value ref="name"/><label ref="label"/></itemset>'
    )
    question = ask("q", "range", itemset, start="0", end="4", step="1")
    walk = run(xform("<q/>", bind("q", kind="int"), question, more=lists))
    assert walk.answer("/data/q", "3") == xforms.Accepted("3")
    assert [one.label for one in walk.prompt("/data/q").choices] == ["bad", "good"]


def test_a_select_one_external_asks_its_list() -> None:
    rows = b"list_name,name,label,city\nwards,w1,One,a\nwards,w2,Two,b\nother,w3,Three,a\n"
    question = ask("w", query="instance('wards')/root/item[city = /data/c]")
    walk = run(xform("<c/><w/>", "", ask("c") + question), media={"itemsets.csv": rows})
    walk.answer("/data/c", "b")
    prompt = walk.prompt("/data/w")
    assert prompt.control == "select1"
    assert [(choice.value, choice.label) for choice in prompt.choices] == [("w2", "Two")]
    assert walk.answer("/data/w", "w1") == xforms.Rejected("choice", None)
    assert walk.answer("/data/w", "w2") == xforms.Accepted("w2")


def test_search_takes_choices_from_a_table() -> None:
    rows = b"key,name,kind\n1,Ann,f\n2,Bea,f\n3,Cy,m\n"
    choice = "<item><label>name</label><value>key</value></item>" + items("99")
    appearance = "search('people', 'matches', 'kind', /data/k)"
    body = ask("k") + ask("p", "select1", choice, appearance=appearance)
    walk = run(xform("<k>f</k><p/>", "", body), media={"people.csv": rows})
    offered = [(one.value, one.label) for one in walk.prompt("/data/p").choices]
    assert offered == [("99", "99"), ("1", "Ann"), ("2", "Bea")]
    assert walk.answer("/data/p", "3") == xforms.Rejected("choice", None)
    assert walk.answer("/data/p", "2") == xforms.Accepted("2")


def test_an_unknown_reference_is_refused_with_a_code() -> None:
    walk = one("string")
    for ref in ("/data/nope", "/other/q", "", "/data/q/x", "q[1]"):
        with pytest.raises(xforms.RunRefused):
            walk.answer(ref, "1")


def test_a_set_value_skips_the_checks_but_not_the_type() -> None:
    walk = one("int", constraint=". < 10")
    walk.set("/data/q", "12")
    assert walk.value("/data/q") == "12"
    walk.set("/data/q", "rubbish")
    assert walk.value("/data/q") == ""


def test_an_answer_that_a_list_no_longer_offers_is_blanked_with_what_reads_it() -> None:
    lists = table("wards", {"name": "w1", "city": "a"}, {"name": "w2", "city": "b"})
    itemset = (
        "<itemset nodeset=\"instance('wards')/root/item[city = /data/c]\">"
        '<value ref="name"/><label ref="name"/></itemset>'
    )
    binds = bind("copy", calculate="/data/w")
    walk = run(
        xform("<c/><w/><copy/>", binds, ask("c") + ask("w", "select1", itemset), more=lists)
    )
    walk.answer("/data/c", "a")
    walk.answer("/data/w", "w1")
    assert walk.value("/data/copy") == "w1"
    walk.answer("/data/c", "b")
    assert (walk.value("/data/w"), walk.value("/data/copy")) == ("", "")


def wards() -> xforms.Run:
    lists = table("l", {"n": "w1", "c": "a"}, {"n": "w2", "c": "a"}, {"n": "w2", "c": "b"})
    itemset = (
        "<itemset nodeset=\"instance('l')/root/item[c = /data/c]\">"
        '<value ref="n"/><label ref="n"/></itemset>'
    )
    binds = bind("copy", calculate="concat(/data/w, '/', /data/all)")
    asked = ask("c") + ask("w", "select1", itemset) + ask("all", "select", itemset)
    return run(xform("<c/><w/><all/><copy/>", binds, asked, more=lists))


def test_an_answer_is_back_when_its_list_offers_it_again() -> None:
    walk = wards()
    walk.set("/data/c", "a")
    walk.set("/data/w", "w1")
    walk.set("/data/all", "w2 w1")
    walk.set("/data/c", "b")
    assert walk.value("/data/copy") == "/w2"
    assert xforms.restore(walk.form, walk.dump(), env()).value("/data/all") == "w2"
    assert "<w/><all>w2</all>" in walk.submission().xml.decode()
    back = xforms.restore(walk.form, walk.dump(), env())
    back.set("/data/c", "a")
    assert back.value("/data/copy") == "w1/w2 w1"


@pytest.mark.parametrize("other", ["", "w2"])
def test_another_answer_takes_the_place_of_one_that_is_not_offered(other: str) -> None:
    walk = wards()
    walk.set("/data/c", "a")
    walk.set("/data/w", "w1")
    walk.set("/data/c", "b")
    walk.answer("/data/w", other)
    walk.set("/data/c", "a")
    assert walk.value("/data/w") == other


def test_what_is_not_offered_when_it_is_given_is_no_answer() -> None:
    walk = wards()
    walk.set("/data/c", "b")
    walk.set("/data/all", "w1 w2")
    walk.set("/data/c", "a")
    assert walk.value("/data/all") == "w2"


def test_a_value_that_is_no_written_choice_is_not_seen() -> None:
    binds = bind("made", calculate="/data/a") + bind("copy", calculate="concat(/data/one, '/')")
    asked = ask("one", "select1", items("x", "y")) + ask("some", "select", items("x", "y"))
    asked += ask("made", "select1", items("x", "y")) + ask("a")
    walk = run(xform("<a/><one>old</one><some>x old</some><made/><copy/>", binds, asked))
    assert walk.value("/data/copy") == "/"
    assert walk.value("/data/some") == "x"
    walk.set("/data/a", "other")
    assert walk.value("/data/made") == ""
    walk.set("/data/a", "y")
    assert walk.value("/data/made") == "y"
    walk.set("/data/some", "y old")
    assert walk.value("/data/some") == "y"


def test_a_ranking_has_what_its_list_offers_now() -> None:
    itemset = (
        "<itemset nodeset=\"instance('l')/root/item[selected(/data/g, name)]\">"
        '<value ref="name"/><label ref="name"/></itemset>'
    )
    lists = table("l", {"name": "a"}, {"name": "b"}, {"name": "c"})
    ranking = f'<odk:rank ref="/data/r"><label>r</label>{itemset}</odk:rank>'
    walk = run(xform("<g/><r/>", "", ask("g") + ranking, more=lists))
    walk.set("/data/g", "a b")
    walk.set("/data/r", "b a")
    walk.set("/data/g", "c b")
    assert walk.value("/data/r") == "b c"
    walk.set("/data/g", "")
    assert walk.value("/data/r") == ""
    walk.set("/data/g", "a b")
    assert walk.value("/data/r") == "b a"


def test_a_ranking_set_in_part_is_kept_and_one_with_a_stranger_changes_nothing() -> None:
    ranking = f'<odk:rank ref="/data/r"><label>r</label>{items("a", "b", "c")}</odk:rank>'
    walk = run(xform("<r/>", "", ranking))
    assert walk.answer("/data/r", "c a") == xforms.Rejected("choice")
    walk.set("/data/r", "c a")
    assert walk.value("/data/r") == "c a"
    walk.set("/data/r", "c x")
    assert walk.value("/data/r") == "c a"
    walk.set("/data/r", "")
    assert walk.value("/data/r") == ""


@pytest.mark.parametrize("by", ["answer", "set"])
def test_an_answer_stays_in_place_of_a_calculation_until_that_gives_another_result(
    by: str,
) -> None:
    binds = bind("size", calculate="if(/data/a > 9, 'big', 'small')")
    walk = run(xform("<a/><size/>", bind("a", kind="int") + binds, ask("a") + ask("size")))
    walk.set("/data/a", "3")
    getattr(walk, by)("/data/size", "tiny")
    walk = xforms.restore(walk.form, walk.dump(), env())
    walk.set("/data/a", "4")
    assert walk.value("/data/size") == "tiny"
    walk.set("/data/a", "10")
    assert walk.value("/data/size") == "big"
    walk.set("/data/a", "4")
    assert walk.value("/data/size") == "small"


def test_a_calculation_that_is_relevant_again_takes_the_place_of_an_answer() -> None:
    binds = bind("size", calculate="concat(/data/a, '!')", relevant="/data/b = ''")
    walk = run(xform("<a>1</a><b/><size/>", binds, ask("a") + ask("b") + ask("size")))
    walk.answer("/data/size", "own")
    walk.set("/data/b", "x")
    walk.set("/data/b", "")
    assert walk.value("/data/size") == "1!"


def test_a_calculation_has_another_result_before_it_is_cut_to_its_type() -> None:
    binds = bind("a", kind="int") + bind("half", kind="int", calculate="/data/a div 4")
    walk = run(xform("<a>2</a><half/>", binds, ask("a") + ask("half")))
    walk.answer("/data/half", "7")
    walk.set("/data/a", "1")
    assert walk.value("/data/half") == "0"


def test_what_leaves_an_answer_as_it_was_triggers_nothing() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/b" value="concat(/data/b, 1)"/>'
    walk = run(xform("<q/><b/>", "", ask("q", "select1", items("x") + setter) + ask("b")))
    walk.set("/data/q", "other")
    assert walk.value("/data/b") == ""
    walk.set("/data/q", "x")
    walk.set("/data/q", "x")
    assert walk.value("/data/b") == "1"


def test_of_several_answers_those_still_offered_stay() -> None:
    lists = table("l", {"name": "x", "g": "1"}, {"name": "y", "g": "2"}, {"name": "z", "g": "1 2"})
    itemset = (
        "<itemset nodeset=\"instance('l')/root/item[selected(g, /data/g)]\">"
        '<value ref="name"/><label ref="name"/></itemset>'
    )
    walk = run(xform("<g/><m/>", "", ask("g") + ask("m", "select", itemset), more=lists))
    walk.answer("/data/g", "1")
    walk.answer("/data/m", "x z")
    walk.answer("/data/g", "2")
    assert walk.value("/data/m") == "z"


@given(
    kind=st.sampled_from(["int", "decimal", "date", "time", "dateTime", "geopoint", "geotrace"]),
    text=st.text("0123456789-+.:TZ; ", max_size=24)
    | st.floats(allow_nan=False, allow_infinity=False).map(repr)
    | st.integers().map(str)
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat(timespec="milliseconds") + "Z"),
)
def test_a_stored_answer_given_again_is_stored_as_it_is(kind: str, text: str) -> None:
    stored = canonical(kind, text)
    assert stored is None or canonical(kind, stored) == stored


def test_an_answer_that_takes_itself_off_its_list_is_blanked() -> None:
    itemset = (
        "<itemset nodeset=\"instance('c')/root/item[name != /data/q]\">"
        '<value ref="name"/><label ref="name"/></itemset>'
    )
    lists = table("c", {"name": "a"}, {"name": "b"})
    walk = run(xform("<q/>", "", ask("q", "select1", itemset), more=lists))
    assert walk.answer("/data/q", "a") == xforms.Accepted("a")
    assert walk.value("/data/q") == ""
