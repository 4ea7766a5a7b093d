"""JavaRosa's order of events, as the dialect has it: each state is what JavaRosa itself gave."""

from __future__ import annotations

from typing import Any

from bench.engine.dialect.subject import Dialect
from bench.engine.fuzz import attachments
from bench.engine.generate.model import Row, Sheets
from bench.engine.peers import Op
from bench.engine.states import replay

FRUIT = [
    {"list_name": "fruit", "name": name, "label": name, "w": str(at)}
    for at, name in enumerate(("apple", "pear", "fig", "plum", "kiwi"), 1)
]


def row(kind: str, name: str = "", **columns: str) -> Row:
    if not name:
        return {"type": kind}
    shown = {} if kind in ("calculate", "today", "end_repeat") else {"label": name}
    return {"type": kind, "name": name, **shown, **columns}


def put(ref: str, value: str) -> Op:
    return {"op": "set", "ref": ref, "value": value}


def walked(
    survey: list[Row], *ops: Op, peeking: bool = False, early: bool = False
) -> dict[str, Any]:
    """The last state of a walk."""
    xml = Sheets(survey=survey, choices=FRUIT, settings=[{"form_id": "f"}]).xform()
    assert xml is not None
    engine = Dialect(peeking=peeking, early=early)
    engine.load(xml, attachments())
    return list(replay(engine.walk(ops)))[-1]


def test_a_condition_on_a_list_is_asked_once_for_all_instances() -> None:
    asked = "instance('fruit')/root/item[name = /data/r/fruit]/w"
    state = walked(
        [
            row("integer", "n"),
            row("begin_repeat", "r", relevant="${n}"),
            row("select_one fruit", "fruit"),
            row("integer", "x", relevant=asked),
            row("end_repeat"),
        ],
        {"op": "add", "ref": "/data/r"},
        put("/data/r[2]/fruit", "kiwi"),
        put("/data/n", "7"),
    )
    assert state["/data/r[2]/fruit"]["v"] == "kiwi"
    assert not state["/data/r[2]/x"]["rel"]


def test_what_reads_a_group_in_a_removed_instance_stays_and_a_count_follows() -> None:
    state = walked(
        [
            row("begin_repeat", "r"),
            row("begin_group", "g"),
            row("decimal", "x"),
            row("end_group"),
            row("end_repeat"),
            row("calculate", "total", calculation="sum(${x})"),
            row("calculate", "number", calculation="count(${r})"),
        ],
        put("/data/r[1]/g/x", "39.0"),
        {"op": "add", "ref": "/data/r"},
        {"op": "remove", "ref": "/data/r[1]"},
    )
    assert (state["/data/total"]["v"], state["/data/number"]["v"]) == ("39", "1")


def test_counted_instances_are_made_one_by_one_and_compute_the_shared_count_again() -> None:
    counted = {"repeat_count": "count-selected(${many})"}
    state = walked(
        [
            row("select_multiple fruit", "many", choice_filter="w > 10"),
            row("begin_repeat", "outer", **counted),
            row("begin_repeat", "inner", **counted),
            row("note", "n"),
            row("end_repeat"),
            row("end_repeat"),
        ],
        put("/data/many", "fig apple plum"),
    )
    assert "/data/outer[1]/inner[3]/n" in state
    assert "/data/outer[2]/inner_count" in state
    assert "/data/outer[3]/inner_count" not in state
    assert state["/data/outer_count"]["v"] == "0"


def test_a_preload_sets_nothing_going_before_the_defaults_are_set() -> None:
    state = walked(
        [
            row("text", "a"),
            row("today", "day"),
            row("decimal", "x", relevant="${day} != '2026-01-15'", default="${a} = ''"),
            row("calculate", "kept", calculation="once(${x})"),
        ]
    )
    assert not state["/data/x"]["rel"]
    assert state["/data/kept"]["v"] == "1"


def test_a_name_that_is_looked_up_while_its_question_is_irrelevant_empties_the_answer() -> None:
    survey = [
        row("integer", "n"),
        row("select_multiple fruit", "many", choice_filter="w > ${n}", relevant="${n}"),
        row("text", "t", relevant="jr:choice-name(${many}, '${many}')"),
    ]
    ops = (put("/data/many", "kiwi nothing"), put("/data/n", "-4"))
    assert walked(survey, *ops, peeking=True)["/data/many"]["v"] == ""


def test_a_list_may_be_seen_before_its_filter_is_irrelevant_and_is_kept_so() -> None:
    survey = [
        row("calculate", "n", calculation="2", relevant="1 = 2"),
        row("select_one fruit", "one", choice_filter="w > ${n}"),
        row("text", "t", relevant="jr:choice-name(${one}, '${one}') != ''"),
    ]
    kept, other = put("/data/one", "kiwi"), put("/data/one", "pear")
    assert walked(survey, kept)["/data/one"]["v"] == ""
    assert walked(survey, kept, early=True)["/data/one"]["v"] == "kiwi"
    assert walked(survey, other, early=True)["/data/one"]["v"] == ""


def test_the_same_answer_again_computes_what_a_blanked_answer_left_behind() -> None:
    survey = [
        row("integer", "n"),
        row("select_one fruit", "one", choice_filter="w > ${n}"),
        row("calculate", "c", calculation="concat(${one}, '!')"),
    ]
    ops = (put("/data/n", "1"), put("/data/one", "fig"), put("/data/n", "4"))
    assert walked(survey, *ops)["/data/c"]["v"] == "fig!"
    assert walked(survey, *ops, put("/data/one", ""))["/data/c"]["v"] == "!"


def test_a_default_that_is_blank_computes_what_reads_it_before_anything_else() -> None:
    survey = [
        row("calculate", "number", calculation="1"),
        row("text", "t", default="${last-saved#t}"),
        row("calculate", "kept", calculation="once(join(' ', ${t}, ${number}))"),
    ]
    assert walked(survey)["/data/kept"]["v"] == " "


def test_a_list_that_is_kept_speaks_the_language_of_the_moment() -> None:
    spoken = {"label::English (en)": "x", "label::Deutsch (de)": "x"}
    fruit = {"list_name": "fruit", "name": "fig", "w": "3"}
    survey = [
        {"type": "text", "name": "t", **spoken},
        {"type": "integer", "name": "n", **spoken, "relevant": "${t} = ''"},
        {"type": "select_one fruit", "name": "one", **spoken, "choice_filter": "w = ${n}"},
    ]
    labels = {"label::English (en)": "Fig", "label::Deutsch (de)": "Feige"}
    xml = Sheets(
        survey=survey,
        choices=[fruit | labels],
        settings=[{"form_id": "f", "default_language": "English (en)"}],
    ).xform()
    assert xml is not None
    engine = Dialect()
    engine.load(xml, attachments())
    german = {"op": "lang", "value": "Deutsch (de)"}
    record = engine.walk((put("/data/n", "3"), german, put("/data/t", "y")), prompts=True)
    assert record["prompts"]["/data/one"]["choices"] == [["fig", "Feige"]]
