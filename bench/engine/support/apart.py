"""Probes of what the other engines do otherwise; docs/forms-divergences.md says why we do so."""

from __future__ import annotations

from bench.engine.generate.model import Row
from bench.engine.support.probes import Probe, put, q
from bench.engine.support.telling import two

END_REPEAT: Row = {"type": "end_repeat"}
NUMBER = q("integer", "n")


NAMES = [
    {
        "list_name": "fruit",
        "name": "apple",
        "label::English (en)": "Apple",
        "label::中文 (zh)": "苹果",
    }
]
APART = [
    Probe(
        "the name of a choice follows the language",
        [
            q("select_one fruit", **two("Which", "哪个")),
            q("calculate", "c", calculation="jr:choice-name(${q}, '${q}')"),
        ],
        [put("apple"), {"op": "lang", "value": "中文 (zh)"}],
        "/data/c",
        "苹果",
        choices=NAMES,
        settings={"default_language": "English (en)"},
    ),
    Probe(
        "a list follows when what filters it becomes irrelevant",
        [
            NUMBER,
            q("integer", "w", relevant="${n} = 1"),
            q("select_one fruit", choice_filter="w > ${w}"),
        ],
        [put("1", "n"), put("2", "w"), put("0", "n")],
        "/data/q",
        [],
        "choices",
    ),
    Probe(
        "what reads an answer follows when its list takes it away",
        [
            NUMBER,
            q("select_one fruit", choice_filter="w > ${n}"),
            q("calculate", "c", calculation="concat('x', ${q})"),
        ],
        [put("0", "n"), put("apple"), put("2", "n")],
        "/data/c",
        "x",
    ),
    Probe(
        "once() sees every counted instance",
        [
            *(
                q("begin_repeat", "r", repeat_count="3"),
                q("calculate", calculation="1"),
                END_REPEAT,
            ),
            q("calculate", "c", calculation="once(sum(${q}))"),
        ],
        [],
        "/data/c",
        "3",
    ),
    Probe(
        "once() comes after the defaults",
        [
            q("text", "t", default="concat('a', 'b')"),
            q("calculate", calculation="once(concat(${t}, 1))"),
        ],
        [],
        "/data/q",
        "ab1",
    ),
    Probe(
        "a default in a repeat in a counted repeat",
        [
            *(
                q("begin_repeat", "r", repeat_count="2"),
                q("begin_group", "g"),
                q("begin_repeat", "s"),
            ),
            *(
                q("text", default="concat('a', 'b')"),
                END_REPEAT,
                {"type": "end_group"},
                END_REPEAT,
            ),
        ],
        [],
        "/data/r[2]/g/s[1]/q",
        "ab",
    ),
    Probe(
        "join() follows a blank instance",
        [
            *(q("begin_repeat", "r"), q("text"), END_REPEAT),
            q("calculate", "c", calculation="join('-', ${q})"),
        ],
        [{"op": "add", "ref": "/data/r"}],
        "/data/c",
        "-",
    ),
    Probe(
        "a count that falls takes instances away",
        [
            NUMBER,
            *(q("begin_repeat", "r", repeat_count="${n}"), q("text"), END_REPEAT),
            q("calculate", "c", calculation="count(${r})"),
        ],
        [put("3", "n"), put("1", "n")],
        "/data/c",
        "1",
    ),
    Probe(
        "a default reads a calculation",
        [q("calculate", "c", calculation="1 + 1"), q("text", default="${c}")],
        [],
        "/data/q",
        "2",
    ),
]
