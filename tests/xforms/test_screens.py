"""Going through a form, and what each screen shows."""

from __future__ import annotations

import xforms
from tests.xforms.forms import ask, bind, env, items, run, table, xform

TWO_LANGUAGES = """<itext>
<translation lang="中文 (zh)" default="true()"><text id="q"><value>叫什么？</value>
<value form="image">jr://images/q.png</value><value form="guidance">问大人</value></text>
<text id="g"><value>第一部分</value></text><text id="l-0"><value>是</value></text>
<text id="hello"><value>你好，<output value="/data/n"/>！</value></text></translation>
<translation lang="English (en)"><text id="q"><value>Name?</value></text>
<text id="g"><value>Part one</value></text><text id="l-0"><value>Yes</value></text>
<text id="hello"><value>Hello <output value="/data/n"/>!</value></text></translation></itext>"""


def refs(walk: xforms.Run) -> list[tuple[str, str]]:
    found = []
    at = walk.first()
    while at is not None:
        found.append((at.ref, at.kind))
        at = walk.next(at)
    return found


def backwards(walk: xforms.Run) -> list[tuple[str, str]]:
    at = xforms.Position(*refs(walk)[-1])
    found = [tuple(at)]
    before = walk.previous(at)
    while before is not None:
        found.append(tuple(before))
        before = walk.previous(before)
    return found[::-1]  # type: ignore[return-value]


def test_irrelevant_questions_are_passed_over_both_ways() -> None:
    binds = bind("b", relevant="/data/a = '1'")
    walk = run(xform("<a/><b/><c/>", binds, ask("a") + ask("b") + ask("c")))
    assert refs(walk) == [("/data/a", "question"), ("/data/c", "question")] == backwards(walk)
    walk.set("/data/a", "1")
    assert [ref for ref, _ in refs(walk)] == ["/data/a", "/data/b", "/data/c"]


def test_a_field_list_is_one_screen_and_a_plain_group_is_none() -> None:
    plain = '<group ref="/data/g"><label>G</label>' + ask("g/a") + "</group>"
    whole = '<group ref="/data/h" appearance="field-list">' + ask("h/a") + ask("h/b") + "</group>"
    binds = bind("h/b", relevant="../a = '1'")
    walk = run(xform("<g><a/></g><h><a/><b/></h>", binds, plain + whole))
    assert refs(walk) == [("/data/g/a", "question"), ("/data/h", "group")]
    assert walk.prompt("/data/g/a").path == ("G",)
    assert [one.name for one in walk.group("/data/h").prompts] == ["a"]
    walk.set("/data/h/a", "1")
    assert [one.name for one in walk.group("/data/h").prompts] == ["a", "b"]
    assert walk.next("/data/h/a") is None


def test_a_field_list_without_a_relevant_question_is_passed_over() -> None:
    whole = '<group ref="/data/h" appearance="field-list">' + ask("h/b") + "</group>"
    walk = run(xform("<a/><h><b/></h>", bind("h/b", relevant="/data/a"), ask("a") + whole))
    assert refs(walk) == [("/data/a", "question")]


def repeated(**attributes: str) -> xforms.Run:
    words = "".join(f' {key.replace("__", ":")}="{value}"' for key, value in attributes.items())
    body = (
        '<group ref="/data/p"><label>孩子</label><repeat nodeset="/data/p"'
        f"{words}>{ask('p/n')}{ask('p/x', 'select1', items('boy', 'girl'))}</repeat></group>"
    )
    return run(xform("<a/><p><n/><x/></p><z/>", "", ask("a") + body + ask("z")))


def test_after_the_last_instance_comes_the_offer_of_another() -> None:
    walk = repeated()
    walk.add_repeat("/data/p")
    assert refs(walk) == [
        ("/data/a", "question"),
        ("/data/p[1]/n", "question"),
        ("/data/p[1]/x", "question"),
        ("/data/p[2]/n", "question"),
        ("/data/p[2]/x", "question"),
        ("/data/p", "repeat"),
        ("/data/z", "question"),
    ]
    assert backwards(walk) == refs(walk)
    walk.set("/data/p[1]/n", "甲")
    walk.set("/data/p[1]/x", "girl")
    shown = walk.repeat("/data/p")
    assert shown.label == "孩子"
    assert shown.instances == [("/data/p[1]", "甲 · Girl"), ("/data/p[2]", "")]
    assert (shown.may_add, shown.may_remove) == (True, True)


def test_a_fixed_repeat_offers_nothing() -> None:
    walk = repeated(jr__noAddRemove="true()")
    assert ("/data/p", "repeat") not in refs(walk)
    assert backwards(walk) == refs(walk)
    shown = walk.repeat("/data/p")
    assert (shown.may_add, shown.may_remove) == (False, False)


def test_an_empty_repeat_is_still_offered_if_it_is_relevant() -> None:
    walk = repeated()
    walk.remove_repeat("/data/p[1]")
    assert [ref for ref, _ in refs(walk)] == ["/data/a", "/data/p", "/data/z"]
    assert backwards(walk) == refs(walk)


def test_a_repeat_shown_whole_is_one_screen_per_instance() -> None:
    body = (
        '<repeat nodeset="/data/p" appearance="field-list">'
        + ask("p/a")
        + ask("p/b")
        + "</repeat>"
    )
    walk = run(xform("<p><a/><b/></p>", "", body))
    walk.add_repeat("/data/p")
    assert refs(walk) == [("/data/p[1]", "group"), ("/data/p[2]", "group"), ("/data/p", "repeat")]
    assert backwards(walk) == refs(walk)
    assert [one.ref for one in walk.group("/data/p[2]").prompts] == [
        "/data/p[2]/a",
        "/data/p[2]/b",
    ]


def test_a_place_that_vanished_leads_to_the_nearest_that_is_there() -> None:
    walk = repeated()
    walk.add_repeat("/data/p")
    walk.remove_repeat("/data/p[2]")
    assert walk.position("/data/p[2]/x") == ("/data/p", "repeat")
    assert walk.position("/data/gone") == ("/data/a", "question")
    assert walk.next("/data/p[2]/x") == ("/data/p", "repeat")
    binds = bind("b", relevant="/data/a != 'no'")
    other = run(xform("<a/><b/><c/>", binds, ask("a") + ask("b") + ask("c")))
    other.set("/data/a", "no")
    assert other.position("/data/b") == ("/data/c", "question")
    assert other.next("/data/b") == ("/data/c", "question")
    assert other.previous("/data/b") == ("/data/a", "question")


def test_progress_counts_relevant_screens() -> None:
    binds = bind("b", relevant="/data/a = '1'")
    walk = run(xform("<a/><b/><c/>", binds, ask("a") + ask("b") + ask("c")))
    assert walk.progress("/data/c") == (1, 2)
    walk.set("/data/a", "1")
    assert walk.progress("/data/c") == (2, 3)
    assert walk.progress(None) == (3, 3)


def translated() -> xforms.Run:
    lists = table("l", {"name": "y", "itextId": "l-0"})
    itemset = (
        "<itemset nodeset=\"instance('l')/root/item\">"
        '<value ref="name"/><label ref="jr:itext(itextId)"/></itemset>'
    )
    body = (
        '<group ref="/data/g"><label ref="jr:itext(\'g\')"/>'
        + ask("g/n", inside="<label ref=\"jr:itext('q')\"/><hint ref=\"jr:itext('q')\"/>")
        + "</group>"
        + ask("n", inside="<label ref=\"jr:itext('hello')\"/>")
        + ask("y", "select1", itemset)
    )
    binds = bind("n", constraint=". != 'x'", jr__constraintMsg="jr:itext('q')")
    binds += bind("name", calculate="jr:choice-name(/data/y, '/data/y')")
    return run(xform("<g><n/></g><n/><y/><name/>", binds, body, more=TWO_LANGUAGES + lists))


def test_labels_media_guidance_and_choices_speak_the_chosen_language() -> None:
    walk = translated()
    assert walk.form.languages == ("中文 (zh)", "English (en)")
    prompt = walk.prompt("/data/g/n")
    assert (prompt.label, prompt.path, prompt.guidance) == ("叫什么？", ("第一部分",), "问大人")
    assert prompt.media == {"image": "q.png"}
    assert [one.label for one in walk.prompt("/data/y").choices] == ["是"]
    walk.language = "English (en)"
    prompt = walk.prompt("/data/g/n")
    assert (prompt.label, prompt.path) == ("Name?", ("Part one",))
    assert [one.label for one in walk.prompt("/data/y").choices] == ["Yes"]
    assert walk.answer("/data/n", "x") == xforms.Rejected("constraint", "Name?")


def test_an_output_in_a_label_follows_the_answer() -> None:
    walk = translated()
    walk.set("/data/n", "乙")
    assert walk.prompt("/data/n").label == "你好，乙！"


def test_answers_in_the_labels_of_choices_stay_with_the_person_who_gave_them() -> None:
    texts = """<itext><translation lang="default">
<text id="own"><value>At <output value="/data/who"/>'s</value></text>
<text id="other"><value>Elsewhere</value></text></translation></itext>"""
    places = (
        '<instance id="places"><root><item><itextId>own</itextId><name>a</name></item>'
        "<item><itextId>other</itextId><name>b</name></item></root></instance>"
    )
    itemset = (
        '<itemset nodeset="instance(\'places\')/root/item"><value ref="name"/>'
        '<label ref="jr:itext(itextId)"/></itemset>'
    )
    form = xforms.compile_form(
        xform("<who/><q/>", "", ask("who") + ask("q", "select1", itemset), more=texts + places)
    )
    for who in ("Lan", "Mei"):
        walk = xforms.start(form, env())
        walk.answer("/data/who", who)
        labels = [choice.label for choice in walk.prompt("/data/q").choices]
        assert labels == [f"At {who}'s", "Elsewhere"]


def test_a_list_given_to_one_run_is_offered_in_no_other() -> None:
    itemset = (
        '<itemset nodeset="instance(\'own\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset>'
    )
    source = '<instance id="own" src="jr://file-csv/own.csv"/>'
    form = xforms.compile_form(xform("<q/>", "", ask("q", "select1", itemset), more=source))

    def offered(rows: bytes | None) -> list[str]:
        given = {} if rows is None else {"own.csv": b"name,label\n" + rows}
        walk = xforms.start(form, env(), instances=given)
        labels = [choice.label for choice in walk.prompt("/data/q").choices]
        assert walk.answer("/data/q", "lan") == (
            xforms.Accepted("lan") if "Lan" in labels else xforms.Rejected("choice")
        )
        return labels

    assert offered(b"lan,Lan") == ["Lan"]
    assert offered(b"mei,Mei") == ["Mei"]
    assert offered(None) == []
    assert offered(b"lan,Lan") == ["Lan"]


def test_a_blank_question_is_told_anew_when_an_answer_makes_it_required() -> None:
    binds = bind("q", required="/data/a = 'x'", readonly="/data/a = 'y'")
    walk = run(xform("<a/><q/>", binds, ask("a") + ask("q")))
    seen = []
    for value in ("", "x", "y"):
        walk.set("/data/a", value)
        prompt = walk.prompt("/data/q")
        seen.append((prompt.required, prompt.readonly, prompt.problem is not None))
    assert seen == [(False, False, False), (True, False, True), (False, True, False)]


def test_a_blank_question_is_told_in_the_language_of_each_run() -> None:
    walk, other = translated(), translated()
    other.language = "English (en)"
    assert walk.prompt("/data/n").label != other.prompt("/data/n").label
    walk.language = "English (en)"
    assert walk.prompt("/data/n").label == other.prompt("/data/n").label


def test_a_choice_name_follows_the_language() -> None:
    walk = translated()
    walk.set("/data/y", "y")
    assert walk.value("/data/name") == "是"
    walk.language = "English (en)"
    assert walk.value("/data/name") == "Yes"


def test_a_decimal_in_a_label_is_written_as_people_write_it() -> None:
    label = '<label>At <output value="/data/d"/> m</label>'
    walk = run(xform("<d/><q/>", bind("d", kind="decimal"), ask("d") + ask("q", inside=label)))
    walk.set("/data/d", "10")
    assert walk.prompt("/data/q").label == "At 10 m"
    assert walk.value("/data/d") == "10.0"


def test_a_prompt_says_what_is_wrong_with_the_answer_as_it_stands() -> None:
    binds = bind("q", required="true()", jr__requiredMsg="bitte") + bind("k", constraint=". = '1'")
    walk = run(xform("<q/><k/>", binds, ask("q") + ask("k")))
    problem = walk.prompt("/data/q").problem
    assert problem is not None
    assert (problem.kind, problem.message) == ("required", "bitte")
    walk.set("/data/k", "2")
    problem = walk.prompt("/data/k").problem
    assert problem is not None
    assert problem.kind == "constraint"


def test_bind_and_body_attributes_are_on_the_prompt() -> None:
    binds = bind("q", kind="binary", hulei__short_zh="照片", orx__max_pixels="1024")
    binds = binds.replace("max_pixels", "max-pixels")
    walk = run(xform("<q/>", binds, ask("q", "upload", mediatype="image/*", appearance="new")))
    prompt = walk.prompt("/data/q")
    assert (prompt.type, prompt.control, prompt.appearance) == ("binary", "upload", "new")
    assert prompt.attributes == {"hulei:short_zh": "照片", "orx:max-pixels": "1024"}
    assert prompt.body == {"mediatype": "image/*"}


def test_an_unknown_element_of_the_body_is_a_warning() -> None:
    walk = run(xform("<a/>", "", '<hologram ref="/data/a"/>' + ask("a")))
    (warning,) = walk.form.warnings
    assert (warning.code, warning.place) == ("FORM-CONTROL", "body, /data/a")
    assert refs(walk) == [("/data/a", "question")]
