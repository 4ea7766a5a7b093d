"""Relevance, calculation, requirement: what follows from an answer."""

from __future__ import annotations

import pytest

import xforms
from tests.xforms.forms import ask, bind, env, items, run, xform


def test_an_irrelevant_answer_is_blank_for_others_and_comes_back() -> None:
    binds = bind("b", relevant="/data/a = '1'") + bind("c", calculate="concat('<', /data/b, '>')")
    walk = run(xform("<a/><b/><c/>", binds, ask("a") + ask("b")))
    walk.set("/data/a", "1")
    walk.set("/data/b", "kept")
    walk.set("/data/a", "2")
    assert (walk.is_relevant("/data/b"), walk.value("/data/b"), walk.value("/data/c")) == (
        False,
        "",
        "<>",
    )
    walk.set("/data/a", "1")
    assert walk.value("/data/c") == "<kept>"


def test_a_group_takes_everything_inside_with_it() -> None:
    binds = bind("g", relevant="/data/a = '1'") + bind("g/x/y", calculate="'deep'")
    walk = run(xform("<a/><g><x><y/></x></g>", binds, ask("a")))
    assert not walk.is_relevant("/data/g/x/y")
    assert walk.value("/data/g/x/y") == ""
    walk.set("/data/a", "1")
    assert walk.value("/data/g/x/y") == "deep"


def test_a_calculation_waits_until_it_is_relevant() -> None:
    binds = bind("b", relevant="/data/a != ''", calculate="concat('a=', /data/a)")
    walk = run(xform("<a/><b/>", binds, ask("a")))
    walk.set("/data/a", "1")
    assert walk.value("/data/b") == "a=1"


def test_a_path_is_as_true_as_its_value() -> None:
    binds = (
        bind("n", kind="int")
        + bind("x", relevant="/data/a")
        + bind("y", relevant="/data/n")
        + bind("z", relevant="not(/data/a)")
    )
    walk = run(xform("<a/><n/><x/><y/><z/>", binds, ask("a") + ask("n")))
    assert [walk.is_relevant(f"/data/{name}") for name in "xyz"] == [False, False, True]
    walk.set("/data/a", "false")
    walk.set("/data/n", "0")
    assert [walk.is_relevant(f"/data/{name}") for name in "xyz"] == [True, False, False]
    walk.set("/data/n", "2")
    assert walk.is_relevant("/data/y")


def test_an_int_and_a_decimal_question_compare_as_numbers() -> None:
    binds = (
        bind("i", kind="int")
        + bind("d", kind="decimal")
        + bind("q", calculate="/data/i = /data/d")
    )
    walk = run(xform("<i/><d/><q/>", binds, ask("i") + ask("d")))
    assert walk.value("/data/q") == "true"
    walk.set("/data/d", "1")
    assert walk.value("/data/q") == "false"
    walk.set("/data/i", "1")
    assert walk.value("/data/q") == "true"


def test_a_calculation_and_a_decimal_question_compare_as_numbers() -> None:
    binds = bind("d", kind="decimal") + bind("sum", calculate="/data/n + 1")
    binds += bind("q", calculate="/data/sum = /data/d") + bind("t", calculate="/data/n = /data/d")
    walk = run(xform("<n/><d/><sum/><q/><t/>", binds, ask("n") + ask("d")))
    walk.set("/data/n", "4")
    walk.set("/data/d", "5")
    assert walk.value("/data/q") == "true"
    walk.set("/data/d", "4")
    assert (walk.value("/data/q"), walk.value("/data/t")) == ("false", "false")


def test_a_stored_false_is_a_true_condition_and_the_author_is_warned() -> None:
    binds = bind("b", calculate="/data/a = 1") + bind("c", relevant="/data/b")
    walk = run(xform("<a/><b/><c/>", binds, ask("a") + ask("c")))
    assert (walk.value("/data/b"), walk.is_relevant("/data/c")) == ("false", True)
    (warning,) = walk.form.warnings
    assert (warning.code, warning.place) == ("FORM-ALWAYS-TRUE", "bind, /data/b")
    counted = bind("b", calculate="count(/data/a)") + bind("c", relevant="/data/b")
    (warning,) = run(xform("<a/><b/><c/>", counted, ask("a"))).form.warnings
    assert "the text 0" in warning.what
    sound = binds.replace('relevant="/data/b"', 'relevant="boolean-from-string(/data/b)"')
    walk = run(xform("<a/><b/><c/>", sound, ask("a") + ask("c")))
    assert not walk.is_relevant("/data/c")
    assert walk.form.warnings == ()


def test_a_path_that_leads_nowhere_reads_as_blank_and_the_author_is_warned() -> None:
    record = "<r><a/><b/></r><c/>"
    binds = bind("r/b", calculate="concat(../a, ../c, 'x')") + bind("c", relevant="/data/r/a = 1")
    body = '<group ref="/data/r"><repeat nodeset="/data/r">' + ask("r/a") + "</repeat></group>"
    walk = run(xform(record, binds, body + ask("c")))
    assert walk.value("/data/r[1]/b") == "x"
    (warning,) = walk.form.warnings
    assert (warning.code, warning.place) == ("FORM-NOWHERE", "bind, /data/r/b, calculate")
    assert "../c" in warning.what


def test_only_what_reads_a_changed_value_is_evaluated() -> None:
    binds = bind("b", calculate="random()") + bind("c", calculate="/data/a + 1")
    walk = run(xform("<a/><x/><b/><c/>", binds, ask("a") + ask("x")))
    before = walk.value("/data/b")
    walk.set("/data/a", "1")
    walk.set("/data/x", "1")
    assert (walk.value("/data/b"), walk.value("/data/c")) == (before, "2")


def test_an_unchanged_result_stops_the_wave() -> None:
    binds = bind("even", calculate="/data/a mod 2") + bind(
        "r", calculate="if(/data/even = 0, random(), random())"
    )
    walk = run(xform("<a/><even/><r/>", binds, ask("a")))
    walk.set("/data/a", "2")
    before = walk.value("/data/r")
    walk.set("/data/a", "4")
    assert walk.value("/data/r") == before
    walk.set("/data/a", "5")
    assert walk.value("/data/r") != before


def test_once_keeps_its_first_value() -> None:
    walk = run(xform("<a/><b/>", bind("b", calculate="once(/data/a)"), ask("a")))
    walk.set("/data/a", "first")
    walk.set("/data/a", "second")
    assert walk.value("/data/b") == "first"


@pytest.mark.parametrize(
    ("kind", "calculation", "stored"),
    [
        ("int", "3.7", "3"),
        ("int", "1 = 1", "1"),
        ("int", "2147483647", "2147483647"),
        ("int", "2147483648", ""),
        ("int", "date('2020-02-03')", ""),
        ("int", "'one'", ""),
        ("decimal", "today()", ""),
        ("decimal", "0 - 0.5", "-0.5"),
        ("date", "date('2020-02-03') + 1", ""),
        ("date", "date(date('2020-02-03') + 1)", "2020-02-04"),
        ("date", "date-time('2020-02-03T10:00:00.000+08:00')", "2020-02-03"),
        ("dateTime", "'soon'", ""),
        ("dateTime", "date('2020-02-03')", "2020-02-03"),
        ("time", "'2020-02-03T10:00:00.000Z'", "10:00:00.000Z"),
        ("time", "5", ""),
        ("geopoint", "concat('1.5', ' ', '-2')", "1.5 -2.0 0.0 0.0"),
        ("geopoint", "'here'", ""),
        ("geotrace", "'1 2; 3 4'", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0"),
    ],
)
def test_what_is_computed_is_stored_as_its_type_says_or_not_at_all(
    kind: str, calculation: str, stored: str
) -> None:
    walk = run(xform("<a/>", bind("a", kind=kind, calculate=calculation)))
    assert walk.value("/data/a") == stored


def test_once_in_an_action_sees_no_value_of_a_place_that_is_not_relevant() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/b" value="once(\'new\')"/>'
    binds = bind("b", relevant="/data/a = '1'")
    walk = run(xform("<a/><b/>", binds, ask("a", inside=setter) + ask("b")))
    walk.set("/data/a", "1")
    walk.set("/data/b", "own")
    walk.set("/data/a", "2")
    walk.set("/data/a", "1")
    assert walk.value("/data/b") == "new"


def test_readonly_is_inherited_from_a_group_and_may_depend_on_answers() -> None:
    binds = bind("g", readonly="/data/a = '1'")
    walk = run(xform("<a/><g><q/></g>", binds, ask("a") + ask("g/q")))
    assert not walk.prompt("/data/g/q").readonly
    walk.set("/data/a", "1")
    assert walk.prompt("/data/g/q").readonly


def test_check_lists_what_is_missing_and_what_is_wrong() -> None:
    binds = (
        bind("a", required="true()")
        + bind("b", kind="int", constraint=". < 5", jr__constraintMsg="small!")
        + bind("c", required="/data/a = 'x'")
        + bind("d", required="true()", relevant="false()")
    )
    walk = run(xform("<a/><b/><c/><d/>", binds, ask("a") + ask("b") + ask("c") + ask("d")))
    walk.set("/data/b", "9")
    assert walk.check() == [
        xforms.Problem("/data/a", "required", None),
        xforms.Problem("/data/b", "constraint", "small!"),
    ]
    walk.set("/data/a", "x")
    walk.set("/data/b", "1")
    assert walk.check() == [xforms.Problem("/data/c", "required", None)]


def test_two_values_computed_from_each_other_refuse_the_form() -> None:
    binds = bind("a", calculate="/data/b + 1") + bind("b", calculate="/data/a + 1")
    with pytest.raises(xforms.FormRefused) as refusal:
        run(xform("<a/><b/>", binds))
    (fault,) = refusal.value.faults
    assert fault.code == "FORM-CYCLE"
    assert "/data/a" in fault.place
    assert "/data/b" in fault.place


def test_a_group_may_look_at_its_own_question() -> None:
    binds = bind("g", relevant="/data/g/c = 'yes' or /data/a = '1'")
    walk = run(xform("<a/><g><c/></g>", binds, ask("a") + ask("g/c")))
    walk.set("/data/g/c", "yes")
    assert not walk.is_relevant("/data/g")
    walk.set("/data/a", "1")
    walk.set("/data/a", "")
    assert walk.is_relevant("/data/g")
    walk.set("/data/g/c", "no")
    assert not walk.is_relevant("/data/g")


@pytest.mark.parametrize(
    ("binds", "place"),
    [
        (bind("g", relevant="./c = 'yes' or /data/a = '1'"), "/data/g"),
        (
            bind("g", relevant="/data/k = 'yes' or /data/a = '1'")
            + bind("k", calculate="/data/g/c"),
            "/data/g",
        ),
        (bind("g/c", relevant=". = 'yes' or /data/a = '1'"), "/data/g/c"),
    ],
)
def test_what_only_its_own_content_makes_relevant_is_not_relevant_at_first(
    binds: str, place: str
) -> None:
    walk = run(xform("<a/><k/><g><c>yes</c></g>", binds, ask("a") + ask("g/c")))
    assert not walk.is_relevant(place)
    walk.set("/data/a", "1")
    walk.set("/data/a", "")
    assert walk.is_relevant(place)
    assert walk.value("/data/g/c") == "yes"


def test_a_new_instance_is_not_relevant_by_its_own_content_either() -> None:
    record = '<p><n/></p><p xmlns:jr="http://openrosa.org/javarosa" jr:template=""><n>1</n></p>'
    body = f'<repeat nodeset="/data/p">{ask("p/n")}</repeat>'
    walk = run(xform(record, bind("p", relevant="./n = 1") + bind("p/n", kind="int"), body))
    walk.add_repeat("/data/p")
    assert not walk.is_relevant("/data/p[2]")
    assert walk.value("/data/p[2]/n") == ""


def test_a_calculation_of_the_value_itself_leaves_it_alone() -> None:
    walk = run(xform("<a>kept</a>", bind("a", calculate="."), ask("a")))
    assert walk.value("/data/a") == "kept"
    walk.set("/data/a", "new")
    assert walk.value("/data/a") == "new"


def test_an_action_that_stands_in_no_question_group_or_model_is_passed_over() -> None:
    action = '<setvalue ref="/data/{}" event="odk-instance-first-load" value="1"/>'
    group = f'<group ref="/data/g">{action.format("g/b")}{ask("g/b")}</group>'
    walk = run(xform("<a/><g><b/></g>", "", action.format("a") + ask("a") + group))
    assert (walk.value("/data/a"), walk.value("/data/g/b")) == ("", "1")
    assert [one.code for one in walk.form.warnings] == ["FORM-CONTROL"]


def test_a_bind_may_be_relative_to_the_record_and_be_named_by_its_id() -> None:
    binds = '<bind nodeset="g/b" required="true()"/>'
    binds += '<bind id="long" nodeset="g/c" calculate="concat(../b, /data/a)"/>'
    named = '<input bind="long"><label>c</label></input>'
    body = f'<group ref="/data/g"><label>g</label>{ask("g/b")}{named}</group>'
    walk = run(xform("<a>1</a><g><b/><c/></g>", binds, body))
    walk.set("/data/g/b", "x")
    assert walk.prompt("/data/g/b").required
    assert (walk.prompt("/data/g/c").label, walk.value("/data/g/c")) == ("c", "x1")
    assert walk.form.warnings == ()


def test_what_refers_to_no_place_of_the_record_is_passed_over_with_a_warning() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/gone" value="1"/>'
    group = f'<group ref="/data/none"><label>n</label>{ask("b")}</group>'
    walk = run(xform("<a/><b/>", "", ask("a", inside=setter) + ask("lost") + group))
    walk.set("/data/a", "1")
    codes = [one.code for one in walk.form.warnings]
    assert codes == ["FORM-REFERENCE", "FORM-REFERENCE", "FORM-ACTION"]
    first = walk.first()
    assert first is not None
    following = walk.next(first)
    assert following is not None
    assert (first.ref, following.ref) == ("/data/a", "/data/b")


def test_an_action_with_a_relative_path_is_passed_over_with_a_warning() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="../b" value="1"/>'
    walk = run(xform("<a/><b/>", "", ask("a", inside=setter) + ask("b")))
    walk.set("/data/a", "1")
    assert walk.value("/data/b") == ""
    assert [one.code for one in walk.form.warnings] == ["FORM-ACTION"]


def test_setvalue_answers_a_change_after_everything_has_settled() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/b" value="/data/double"/>'
    binds = bind("double", calculate="/data/a * 2")
    walk = run(xform("<a/><double/><b/>", binds, ask("a", inside=setter) + ask("b")))
    walk.set("/data/a", "4")
    assert walk.value("/data/b") == "8"
    walk.set("/data/b", "own")
    walk.set("/data/a", "4")
    assert walk.value("/data/b") == "own"
    walk.set("/data/a", "5")
    assert walk.value("/data/b") == "10"


def test_setvalue_may_trigger_setvalue_but_not_for_ever() -> None:
    there = '<setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/>'
    back = '<setvalue event="xforms-value-changed" ref="/data/a" value="/data/b + 1"/>'
    walk = run(xform("<a/><b/>", "", ask("a", inside=there) + ask("b", inside=back)))
    walk.set("/data/a", "1")
    assert float(walk.value("/data/b")) > 2


def test_setvalue_without_expression_takes_its_text_and_clears_when_empty() -> None:
    text = '<setvalue event="xforms-value-changed" ref="/data/b">said</setvalue>'
    none = '<setvalue event="xforms-value-changed" ref="/data/c"/>'
    walk = run(xform("<a/><b/><c>x</c>", "", ask("a", inside=text + none) + ask("b")))
    walk.set("/data/a", "1")
    assert (walk.value("/data/b"), walk.value("/data/c")) == ("said", "")


def test_setvalue_of_an_irrelevant_place_shows_when_it_becomes_relevant() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/b" value="/data/a"/>'
    binds = bind("b", relevant="/data/on = '1'")
    walk = run(xform("<a/><on/><b/>", binds, ask("a", inside=setter) + ask("on") + ask("b")))
    walk.set("/data/a", "5")
    assert walk.value("/data/b") == ""
    walk.set("/data/on", "1")
    assert walk.value("/data/b") == "5"


def test_setvalue_into_a_whole_number_cuts_the_fraction() -> None:
    setter = '<setvalue event="odk-instance-first-load" ref="/data/a" value="2.5"/>'
    walk = run(xform("<a/>", bind("a", kind="int"), ask("a"), more=setter))
    assert walk.value("/data/a") == "2"


def test_a_dynamic_default_may_read_a_calculation_and_a_list() -> None:
    setter = '<setvalue event="odk-instance-first-load" ref="/data/b" value="/data/a"/>'
    binds = bind("a", calculate="instance('subject')/root/name")
    more = '<instance id="subject" src="jr://file/subject.xml"/>' + setter
    source = xform("<a/><b/>", binds, ask("b"), more=more)
    walk = run(source, instances={"subject": "<root><name>甲</name></root>".encode()})
    assert walk.value("/data/b") == "甲"
    assert run(source, instances={"subject.xml": b"<root/>"}).value("/data/b") == ""


def test_preloads_fill_what_the_device_knows() -> None:
    binds = (
        bind("start", kind="dateTime", jr__preload="timestamp", jr__preloadParams="start")
        + bind("end", kind="dateTime", jr__preload="timestamp", jr__preloadParams="end")
        + bind("day", kind="date", jr__preload="date", jr__preloadParams="today")
        + bind("who", jr__preload="property", jr__preloadParams="username")
    )
    walk = run(xform("<start/><end/><day/><who/>", binds))
    assert walk.value("/data/start") == "2026-03-05T07:30:00.000+08:00"
    assert walk.value("/data/day") == "2026-03-05"
    assert walk.value("/data/who") == "w1"
    assert walk.value("/data/end") == ""
    walk.surroundings = env(now=env().now.replace(hour=9))
    walk.submission()
    assert walk.value("/data/end") == "2026-03-05T09:30:00.000+08:00"


def test_today_is_the_users_day_not_the_servers() -> None:
    walk = run(xform("<a/><b/>", bind("a", calculate="today()") + bind("b", calculate="now()")))
    assert walk.value("/data/a") == "2026-03-05"
    assert walk.value("/data/b") == "2026-03-05T07:30:00.000+08:00"


def test_foreign_attributes_reach_the_product() -> None:
    binds = bind("p", calculate="if(/data/a = 'x', '1', '')", hulei__severity="3")
    walk = run(xform("<a/><p/>", binds, ask("a")))
    assert list(walk.form.binds_with("hulei:severity")) == [("/data/p", {"hulei:severity": "3"})]
    assert walk.nodes_with("hulei:severity") == [("/data/p", "", {"hulei:severity": "3"})]
    walk.set("/data/a", "x")
    assert walk.nodes_with("hulei:severity") == [("/data/p", "1", {"hulei:severity": "3"})]
    assert walk.nodes_with("hulei:other") == []


def test_a_default_is_taken_without_the_white_space_around_it() -> None:
    body = ask("a", "select1", inside=items("yes", "no")) + ask("b")
    walk = run(xform("<a>\n  yes\n</a><b>  </b>", "", body))
    assert (walk.value("/data/a"), walk.value("/data/b")) == ("yes", "")
