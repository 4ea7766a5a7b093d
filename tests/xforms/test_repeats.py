"""Repeats: adding, counting, nesting, reading across instances."""

from __future__ import annotations

import pytest

import xforms
from tests.xforms.forms import ask, bind, run, xform
from xforms import limits


def repeat(path: str, inside: str, **attributes: str) -> str:
    words = "".join(f' {key.replace("__", ":")}="{value}"' for key, value in attributes.items())
    return f'<group ref="/data/{path}"><label>{path}</label><repeat nodeset="/data/{path}"{words}>{inside}</repeat></group>'


def people(binds: str = "", record: str = "<p><n/><x/></p>", more: str = "") -> xforms.Run:
    return run(xform(record + more, binds, repeat("p", ask("p/n") + ask("p/x"))))


def test_instances_are_added_at_the_end_and_removed_anywhere() -> None:
    walk = people()
    assert walk.add_repeat("/data/p") == "/data/p[2]"
    assert walk.add_repeat("/data/p[1]") == "/data/p[3]"
    for at in (1, 2, 3):
        walk.set(f"/data/p[{at}]/n", f"n{at}")
    walk.remove_repeat("/data/p[2]")
    assert walk.values() == {
        "/data/p[1]/n": "n1",
        "/data/p[2]/n": "n3",
        "/data/meta/instanceID": walk.value("/data/meta/instanceID"),
    }
    with pytest.raises(xforms.RunRefused):
        walk.remove_repeat("/data/p[3]")


def test_position_follows_a_removal() -> None:
    walk = people(bind("p/x", calculate="position(..)"))
    walk.add_repeat("/data/p")
    walk.add_repeat("/data/p")
    assert walk.value("/data/p[3]/x") == "3"
    walk.remove_repeat("/data/p[1]")
    assert walk.value("/data/p[2]/x") == "2"


def test_what_reads_a_repeat_follows_when_its_instance_is_removed() -> None:
    inside = ask("p/n") + repeat("p/c", ask("p/c/g/d"))
    binds = bind("p/c/g/d", calculate="1") + bind("p/n", calculate="/data/p/c/g/d")
    walk = run(xform("<p><n/><c><g><d/></g></c></p>", binds, repeat("p", inside)))
    assert walk.value("/data/p[1]/n") == "1"
    walk.remove_repeat("/data/p[1]/c[1]")
    assert walk.value("/data/p[1]/n") == ""


def test_a_new_instance_comes_from_the_template() -> None:
    record = '<p xmlns:jr="http://openrosa.org/javarosa" jr:template=""><n>?</n><x/></p>'
    walk = people(record=record)
    assert walk.snapshot()["/data/p[]"]["n"] == 0
    walk.add_repeat("/data/p")
    assert walk.value("/data/p[1]/n") == "?"


def test_without_a_template_a_new_instance_is_blank_and_has_the_same_parts() -> None:
    record = '<p kind="adult"><n>first</n><x/><c><d>inner</d></c><c><d/></c></p>'
    inside = ask("p/n") + repeat("p/c", ask("p/c/d"))
    walk = run(xform(record, "", repeat("p", inside)))
    assert walk.value("/data/p[1]/n") == "first"
    walk.add_repeat("/data/p")
    assert walk.value("/data/p[2]/n") == ""
    assert walk.value("/data/p[2]/c[2]/d") == ""
    assert walk.submission().xml.decode().count('<p kind="adult">') == 2


def test_an_absolute_path_inside_a_repeat_means_the_same_instance() -> None:
    walk = people(bind("p/x", calculate="concat(/data/p/n, '!')"))
    walk.add_repeat("/data/p")
    walk.set("/data/p[2]/n", "b")
    assert walk.value("/data/p[2]/x") == "b!"
    assert walk.value("/data/p[1]/x") == "!"


def test_a_path_that_ends_at_the_repeat_means_all_instances() -> None:
    walk = people(bind("p/x", calculate="count(/data/p)"))
    walk.add_repeat("/data/p")
    assert walk.value("/data/p[1]/x") == "2"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("sum(/data/p/n)", "6"),
        ("count(/data/p)", "3"),
        ("count(/data/p[n > 1])", "2"),
        ("max(/data/p/n)", "3"),
        ("min(/data/p/n)", "1"),
        ("join('-', /data/p/n)", "1-2-3"),
        ("concat(/data/p/n)", "123"),
        ("join('-', 'a', /data/p/n)", "a-1-2-3"),
        ("/data/p[position() = 2]/n", "2"),
        ("/data/p[2]/n", "2"),
        ("/data/p[last()]/n", "3"),
        ("/data/p[n = 3]/n", "3"),
        ("/data/p[n >= 2][position() = 1]/n", "2"),
        ("indexed-repeat(/data/p/n, /data/p, 2)", "2"),
        ("indexed-repeat(/data/p/n, /data/p, 0)", ""),
        ("indexed-repeat(/data/p/n, /data/p, 4)", ""),
        ("/data/p/n = 3", "true"),
        ("/data/p/n != 3", "true"),
        ("count-non-empty(/data/p/x)", "0"),
        ("position(/data/p[n = 3])", "3"),
        ("sum(/data/p/x)", "0"),
        ("count(//n)", "3"),
        ("count(/data/*/n)", "3"),
        ("join(' ', randomize(/data/p/n, 42))", "1 2 3"),
    ],
)
def test_lists_over_instances(expression: str, value: str) -> None:
    record = "".join(f"<p><n>{at}</n><x/></p>" for at in (1, 2, 3))
    walk = people(bind("out", calculate=expression), record, "<out/>")
    assert walk.value("/data/out") == value


def test_an_irrelevant_instance_is_left_out_of_lists() -> None:
    binds = bind("p/n", relevant="../x != 'no'") + bind("out", calculate="count(/data/p/n)")
    binds += bind("all", calculate="join(',', /data/p/n)")
    walk = people(binds, "<p><n>1</n><x/></p><p><n>2</n><x/></p>", "<out/><all/>")
    assert walk.value("/data/all") == "1,2"
    walk.set("/data/p[1]/x", "no")
    assert (walk.value("/data/out"), walk.value("/data/all")) == ("1", "2")


def test_a_running_total_reads_the_instance_before() -> None:
    before = "indexed-repeat(/data/p/x, /data/p, position(..) - 1)"
    total = f"if(position(..) = 1, 0, {before}) + coalesce(../n, 0)"
    walk = people(bind("p/x", calculate=total), "<p><n>1</n><x/></p>")
    for amount in ("2", "3"):
        walk.set(f"{walk.add_repeat('/data/p')}/n", amount)
    assert [walk.value(f"/data/p[{at}]/x") for at in (1, 2, 3)] == ["1", "3", "6"]
    walk.set("/data/p[1]/n", "10")
    assert walk.value("/data/p[3]/x") == "15"


def counted(count: str, **bound: str) -> xforms.Run:
    binds = bind("k", kind="int") + bind("p/x", calculate="position(..)", **bound)
    body = ask("k") + repeat("p", ask("p/n"), jr__count=count)
    template = '<p xmlns:jr="http://openrosa.org/javarosa" jr:template=""><n/><x/></p>'
    return run(xform(f"<k/>{template}", binds, body))


def test_a_counted_repeat_follows_its_count() -> None:
    walk = counted("/data/k")
    walk.set("/data/k", "3")
    walk.set("/data/p[3]/n", "c")
    assert walk.value("/data/p[3]/x") == "3"
    walk.set("/data/k", "")
    assert walk.snapshot()["/data/p[]"]["n"] == 3
    walk.set("/data/k", "1")
    assert walk.snapshot()["/data/p[]"] == {"t": "repeat:count", "rel": True, "n": 1}
    assert not walk.repeat("/data/p").may_add


def test_once_sees_the_instances_that_a_count_makes() -> None:
    binds = bind("k", kind="int", calculate="2") + bind("o", calculate="once(count(/data/p))")
    body = repeat("p", ask("p/n"), jr__count="/data/k")
    template = '<p xmlns:jr="http://openrosa.org/javarosa" jr:template=""><n/></p>'
    assert run(xform(f"<o/><k/>{template}", binds, body)).value("/data/o") == "2"


def test_once_waits_until_its_part_is_relevant() -> None:
    binds = bind("a", kind="int") + bind("p", relevant="/data/a != ''")
    binds += bind("p/b", calculate="once(concat(position(..), /data/a))")
    walk = run(xform("<a/><p><b/></p>", binds, ask("a") + repeat("p", ask("p/b"))))
    walk.set("/data/a", "7")
    walk.set("/data/a", "8")
    assert walk.value("/data/p[1]/b") == "17"


def test_a_count_is_capped() -> None:
    walk = counted("/data/k")
    walk.set("/data/k", "999999")
    assert walk.snapshot()["/data/p[]"]["n"] == limits.MAX_INSTANCES
    with pytest.raises(xforms.RunRefused):
        walk.add_repeat("/data/p")


def test_nested_counts_multiply_up_to_a_limit_with_a_message() -> None:
    jr = 'xmlns:jr="http://openrosa.org/javarosa"'
    record = f'<k/><p {jr} jr:template=""><q jr:template=""><x/></q></p>'
    body = ask("k") + repeat(
        "p", repeat("p/q", ask("p/q/x"), jr__count="/data/k"), jr__count="/data/k"
    )
    walk = run(xform(record, bind("k", kind="int"), body))
    walk.set("/data/k", "3")
    assert walk.snapshot()["/data/p[2]/q[]"]["n"] == 3
    with pytest.raises(xforms.FormRefused) as refusal:
        walk.set("/data/k", "900")
    assert refusal.value.faults[0].code == "FORM-LIMIT-INSTANCES"


def test_new_repeat_actions_see_the_state_before_the_instance_is_asked() -> None:
    setter = '<setvalue event="odk-new-repeat" ref="/data/p/n" value="concat(/data/who, position(..))"/>'
    body = ask("who") + repeat("p", setter + ask("p/n"))
    walk = run(xform("<who/><p><n/></p>", "", body))
    walk.set("/data/who", "w")
    assert walk.value(walk.add_repeat("/data/p") + "/n") == "w2"
    assert walk.value("/data/p[1]/n") == ""


def test_a_trigger_inside_a_repeat_sets_its_own_instance() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/p/x" value="../n"/>'
    walk = run(xform("<p><n/><x/></p>", "", repeat("p", ask("p/n", inside=setter) + ask("p/x"))))
    walk.add_repeat("/data/p")
    walk.set("/data/p[2]/n", "b")
    assert (walk.value("/data/p[1]/x"), walk.value("/data/p[2]/x")) == ("", "b")


def test_a_trigger_outside_a_repeat_sets_an_only_instance_but_none_of_several() -> None:
    setter = '<setvalue event="xforms-value-changed" ref="/data/p/n" value="/data/a"/>'
    walk = run(xform("<a/><p><n/></p>", "", ask("a", inside=setter) + repeat("p", ask("p/n"))))
    walk.set("/data/a", "1")
    assert walk.value("/data/p[1]/n") == "1"
    walk.add_repeat("/data/p")
    walk.set("/data/a", "2")
    assert (walk.value("/data/p[1]/n"), walk.value("/data/p[2]/n")) == ("1", "")


def test_a_default_at_load_is_set_in_every_first_instance() -> None:
    setter = (
        '<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/p/n"'
        ' value="position(..)"/>'
    )
    walk = run(xform("<p><n/></p><p><n/></p>", "", repeat("p", setter + ask("p/n"))))
    walk.add_repeat("/data/p")
    assert [walk.value(f"/data/p[{at}]/n") for at in (1, 2, 3)] == ["1", "2", "3"]


def test_choices_may_come_from_the_instances_of_a_repeat() -> None:
    itemset = '<itemset nodeset="/data/p[n != \'\']"><value ref="n"/><label ref="x"/></itemset>'
    body = repeat("p", ask("p/n") + ask("p/x")) + ask("q", "select1", itemset)
    record = "<p><n>1</n><x>Ann</x></p><p><n/><x/></p><p><n>3</n><x>Cy</x></p><q/>"
    walk = run(xform(record, "", body))
    assert [(one.value, one.label) for one in walk.prompt("/data/q").choices] == [
        ("1", "Ann"),
        ("3", "Cy"),
    ]
    walk.set("/data/q", "3")
    walk.remove_repeat("/data/p[3]")
    assert walk.value("/data/q") == ""


def test_a_repeat_that_is_irrelevant_keeps_its_answers() -> None:
    walk = people(bind("p", relevant="/data/on = '1'"), more="<on/>")
    walk.set("/data/p[1]/n", "kept")
    assert not walk.is_relevant("/data/p[1]/n")
    assert b"kept" not in walk.submission().xml
    walk.set("/data/on", "1")
    assert walk.value("/data/p[1]/n") == "kept"


@pytest.mark.parametrize("event", ["odk-new-repeat", "xforms-value-changed"])
@pytest.mark.parametrize("action", ["setgeopoint", "recordaudio"])
def test_what_only_a_device_could_fill_in_stays_blank_in_every_instance(
    action: str, event: str
) -> None:
    inside = f'<odk:{action} ref="/data/r/g" event="{event}"/>'
    body = (
        f'<group ref="/data/r"><repeat nodeset="/data/r">{inside if "new" in event else ""}'
        f'<input ref="/data/r/q"><label>q</label>{inside if "value" in event else ""}</input>'
        "</repeat></group>"
    )
    kind = "geopoint" if action == "setgeopoint" else "binary"
    walk = run(xform('<r jr:template=""><q/><g/></r>', bind("r/g", kind=kind), body))
    for text in ("x", "y"):
        at = walk.add_repeat("/data/r")
        assert isinstance(walk.answer(f"{at}/q", text), xforms.Accepted)
        assert walk.value(f"{at}/g") == ""
    walk.remove_repeat("/data/r[1]")
    assert walk.value("/data/r[1]/q") == "y"
    assert b"<g/>" in walk.submission().xml


def test_the_position_of_a_repeat_by_its_absolute_path_is_that_of_the_own_instance() -> None:
    walk = people(bind("p/x", calculate="position(/data/p)"))
    walk.add_repeat("/data/p")
    last = walk.snapshot()["/data/p[]"]["n"]
    assert walk.value(f"/data/p[{last}]/x") == str(last)
    assert walk.evaluate("/data", "position(/data/p)") == "1"


def test_the_same_absolute_sum_inside_and_outside_a_repeat_is_that_of_each_place() -> None:
    total = "sum(/data/h/r/b)"
    binds = bind("h/own", calculate=total) + bind("all", calculate=total)
    body = repeat("h", repeat("h/r", ask("h/r/b")))
    walk = run(
        xform("<h><r><b>1</b></r><own/></h><h><r><b>20</b></r><own/></h><all/>", binds, body)
    )
    assert [walk.value(ref) for ref in ("/data/h[1]/own", "/data/h[2]/own")] == ["1", "20"]
    assert walk.value("/data/all") == "21"


def test_a_count_that_grows_again_brings_back_what_the_form_had_there() -> None:
    jr = 'xmlns:jr="http://openrosa.org/javarosa"'
    inner = "<q><y>{}</y></q>"
    record = f'<k>2</k><p {jr} jr:template=""><x>new</x><q jr:template=""><y/></q></p>'
    record += f"<p><x>first</x>{inner.format(1)}{inner.format(2)}</p><p><x>second</x></p>"
    body = ask("k") + repeat("p", ask("p/x") + repeat("p/q", ask("p/q/y")), jr__count="/data/k")
    walk = run(xform(record, bind("k", kind="int"), body))
    walk.set("/data/p[1]/x", "own")
    walk.set("/data/k", "0")
    walk.set("/data/k", "3")
    assert [walk.value(f"/data/p[{at}]/x") for at in (1, 2, 3)] == ["first", "second", "new"]
    assert walk.value("/data/p[1]/q[2]/y") == "2"


def test_a_count_may_be_named_as_it_stands_beside_the_repeat() -> None:
    record = "<p><k>2</k><q><y/></q></p>"
    body = repeat("p", repeat("p/q", ask("p/q/y"), jr__count="k"))
    assert run(xform(record, "", body)).snapshot()["/data/p[1]/q[]"]["n"] == 2


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("position() = 2", ["", "word", ""]),
        ("2", ["", "word", ""]),
        ("position() = /data/k", ["", "", "word"]),
        ("n = 'c' or n = 'a'", ["word", "", "word"]),
        ("last()", ["", "", "word"]),
        ("position() = 9", ["", "", ""]),
    ],
)
def test_setvalue_sets_the_instances_that_its_path_picks(which: str, expected: list[str]) -> None:
    setter = f'<setvalue event="xforms-value-changed" ref="/data/p[{which}]/x" value="/data/a"/>'
    record = "<a/><k>3</k>" + "".join(f"<p><n>{name}</n><x/></p>" for name in "abc")
    walk = run(xform(record, "", ask("a", inside=setter) + repeat("p", ask("p/n") + ask("p/x"))))
    walk.set("/data/a", "word")
    assert [walk.value(f"/data/p[{at}]/x") for at in (1, 2, 3)] == expected


def test_setvalue_at_load_sets_the_instance_that_its_path_picks() -> None:
    load = '<setvalue event="odk-instance-first-load" ref="/data/p[position() = 2]/x" value="7"/>'
    body = repeat("p", ask("p/x"))
    walk = run(xform("<p><x/></p><p><x/></p>", "", body, more=load))
    assert [walk.value(f"/data/p[{at}]/x") for at in (1, 2)] == ["", "7"]


def test_setvalue_in_a_repeat_may_set_another_instance() -> None:
    setter = (
        '<setvalue event="xforms-value-changed" ref="/data/p[position() = 1]/x" value="../n"/>'
    )
    body = repeat("p", ask("p/n", inside=setter) + ask("p/x"))
    walk = run(xform("<p><n>first</n><x/></p><p><n/><x/></p>", "", body))
    walk.set("/data/p[2]/n", "second")
    assert [walk.value(f"/data/p[{at}]/x") for at in (1, 2)] == ["first", ""]


def test_several_elements_of_one_name_that_are_no_repeat_are_warned_of() -> None:
    walk = run(xform("<a>1</a><a>2</a>", "", ask("a")))
    assert walk.value("/data/a") == "1"
    (warning,) = walk.form.warnings
    assert (warning.code, warning.column) == ("FORM-SAME-NAME", "/data/a")


def test_an_absolute_path_in_a_condition_on_a_list_means_the_same_instance() -> None:
    items = "".join(f"<item><name>{name}</name><w>{w}</w></item>" for name, w in ("a1", "b2"))
    record = "<on/><house><c/><w/></house>"
    weight = "instance('c')/root/item[name = /data/house/c]/w"
    binds = bind("house", relevant="/data/on = '1'") + bind("house/w", calculate=weight)
    body = ask("on") + repeat("house", ask("house/c"))
    model = f'<instance id="c"><root>{items}</root></instance>'
    walk = run(xform(record, model + binds, body))
    walk.add_repeat("/data/house")
    walk.set("/data/house[1]/c", "a")
    walk.set("/data/house[2]/c", "b")
    walk.set("/data/on", "1")
    assert [walk.value(f"/data/house[{at}]/w") for at in (1, 2)] == ["1", "2"]


def test_the_same_absolute_expression_may_stand_at_two_depths() -> None:
    record = "<total/><house><total/><person><age/></person></house>"
    sums = {"calculate": "sum(/data/house/person/age)"}
    binds = bind("total", **sums) + bind("house/total", **sums)
    body = repeat("house", repeat("house/person", ask("house/person/age")))
    walk = run(xform(record, binds, body))
    walk.add_repeat("/data/house")
    walk.set("/data/house[1]/person[1]/age", "30")
    walk.set("/data/house[2]/person[1]/age", "4")
    totals = ["/data/total", "/data/house[1]/total", "/data/house[2]/total"]
    assert [walk.value(ref) for ref in totals] == ["34", "30", "4"]
