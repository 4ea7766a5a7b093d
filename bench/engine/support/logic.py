"""One probe for each thing that a form can say about its questions."""

from __future__ import annotations

from bench.engine.generate.model import Row
from bench.engine.support.apart import APART
from bench.engine.support.probes import Probe, put, q
from bench.engine.support.telling import SENDING, WORDING

END_GROUP: Row = {"type": "end_group"}
END_REPEAT: Row = {"type": "end_repeat"}
NUMBER = q("integer", "n")


SHOWING = [
    Probe(
        "relevant, not met", [NUMBER, q("text", relevant="${n} > 3")], [], "/data/q", False, "rel"
    ),
    Probe(
        "relevant, met",
        [NUMBER, q("text", relevant="${n} > 3")],
        [put("4", "n")],
        "/data/q",
        True,
        "rel",
    ),
    Probe(
        "an irrelevant answer reads as blank",
        [NUMBER, q("integer", relevant="${n} > 3"), q("calculate", "c", calculation="${q} + 1")],
        [put("4", "n"), put("7"), put("1", "n")],
        "/data/c",
        "",
    ),
    Probe(
        "an irrelevant answer comes back",
        [NUMBER, q("integer", relevant="${n} > 3")],
        [put("4", "n"), put("7"), put("1", "n"), put("5", "n")],
        "/data/q",
        "7",
    ),
    Probe(
        "relevance of a group holds for what is in it",
        [NUMBER, q("begin_group", "g", relevant="${n} > 3"), q("text"), END_GROUP],
        [],
        "/data/g/q",
        False,
        "rel",
    ),
    Probe(
        "what is irrelevant is not sent",
        [NUMBER, q("text", relevant="${n} > 3")],
        [put("x")],
        "<q>",
        False,
        "there",
    ),
]
CHECKING = [
    Probe("required", [q("text", required="yes")], [], "/data/q", "required", "bad"),
    Probe(
        "required by an expression",
        [NUMBER, q("text", required="${n} = 1")],
        [put("1", "n")],
        "/data/q",
        True,
        "req",
    ),
    Probe(
        "constraint, violated",
        [q("integer", constraint=". < 5")],
        [put("9")],
        "/data/q",
        "constraint",
        "bad",
    ),
    Probe(
        "constraint, blank is fine", [q("integer", constraint=". > 5")], [], "/data/q", None, "bad"
    ),
    Probe("readonly", [q("text", readonly="yes", default="x")], [], "/data/q", True, "ro"),
    Probe(
        "readonly by an expression",
        [NUMBER, q("text", readonly="${n} = 1")],
        [put("1", "n")],
        "/data/q",
        True,
        "ro",
    ),
]
FILLING = [
    Probe("default", [q("text", default="x")], [], "/data/q", "x"),
    Probe(
        "default by an expression", [q("text", default="concat('a', 'b')")], [], "/data/q", "ab"
    ),
    Probe(
        "default by an expression, in a new instance",
        [q("begin_repeat", "r"), q("integer", default="position(..) * 2"), END_REPEAT],
        [{"op": "add", "ref": "/data/r"}],
        "/data/r[2]/q",
        "4",
    ),
    Probe(
        "calculation follows answers",
        [NUMBER, q("calculate", calculation="${n} * 2")],
        [put("2", "n"), put("4", "n")],
        "/data/q",
        "8",
    ),
    Probe(
        "calculations in a chain",
        [
            NUMBER,
            q("calculate", "a", calculation="${n} + 1"),
            q("calculate", "b", calculation="${a} + 1"),
        ],
        [put("1", "n")],
        "/data/b",
        "3",
    ),
    Probe(
        "trigger",
        [NUMBER, q("calculate", calculation="concat('n is ', ${n})", trigger="${n}")],
        [put("3", "n")],
        "/data/q",
        "n is 3",
    ),
    Probe(
        "trigger leaves a later answer alone",
        [NUMBER, q("text", calculation="'set'", trigger="${n}")],
        [put("3", "n"), put("mine")],
        "/data/q",
        "mine",
    ),
    Probe(
        "once()",
        [NUMBER, q("calculate", calculation="once(${n})")],
        [put("1", "n"), put("2", "n")],
        "/data/q",
        "1",
    ),
]
LISTS = [
    Probe(
        "choice_filter",
        [NUMBER, q("select_one fruit", choice_filter="w > ${n}")],
        [put("1", "n")],
        "/data/q",
        [["pear", "Pear"], ["fig", "Fig"]],
        "choices",
    ),
    Probe(
        "an answer no longer offered is blanked",
        [NUMBER, q("select_one fruit", choice_filter="w > ${n}")],
        [put("0", "n"), put("apple"), put("2", "n")],
        "/data/q",
        "",
    ),
    Probe(
        "several answers: only what is still offered stays",
        [NUMBER, q("select_multiple fruit", choice_filter="w > ${n}")],
        [put("0", "n"), put("apple fig"), put("2", "n")],
        "/data/q",
        "fig",
    ),
    Probe(
        "randomize with a seed",
        [q("select_one fruit", parameters="randomize=true, seed=3")],
        [],
        "/data/q",
        [["fig", "Fig"], ["apple", "Apple"], ["pear", "Pear"]],
        "choices",
    ),
    Probe(
        "choices from a file",
        [q("select_one_from_file places.csv")],
        [],
        "/data/q",
        [["north", "North"], ["south", "South"]],
        "choices",
    ),
    Probe(
        "last-saved, before anything was saved",
        [q("text", default="${last-saved#q}")],
        [],
        "/data/q",
        "",
    ),
    Probe(
        "looking up in a list",
        [
            q("select_one fruit"),
            q("calculate", "c", calculation="instance('fruit')/root/item[name = ${q}]/w"),
        ],
        [put("pear")],
        "/data/c",
        "2",
    ),
    Probe(
        "looking up in a file",
        [q("text"), q("calculate", "c", calculation="pulldata('people', 'name', 'key', ${q})")],
        [put("a")],
        "/data/c",
        "Ann",
    ),
]
REPEATS = [
    Probe(
        "repeat_count, a number",
        [q("begin_repeat", "r", repeat_count="3"), q("text"), END_REPEAT],
        [],
        "/data/r[3]/q",
        True,
        "rel",
    ),
    Probe(
        "repeat_count grows with an answer",
        [NUMBER, q("begin_repeat", "r", repeat_count="${n}"), q("text"), END_REPEAT],
        [put("2", "n")],
        "/data/r[2]/q",
        True,
        "rel",
    ),
    Probe(
        "an instance taken away, the rest renumbered",
        [
            q("begin_repeat", "r"),
            q("text"),
            q("calculate", "c", calculation="position(..)"),
            END_REPEAT,
        ],
        [
            {"op": "add", "ref": "/data/r"},
            put("x", "/data/r[2]/q"),
            {"op": "remove", "ref": "/data/r[1]"},
        ],
        "/data/r[1]/c",
        "1",
    ),
    Probe(
        "sum over a repeat",
        [
            *(q("begin_repeat", "r"), q("integer"), END_REPEAT),
            q("calculate", "c", calculation="sum(${q})"),
        ],
        [put("2", "/data/r[1]/q"), {"op": "add", "ref": "/data/r"}, put("3", "/data/r[2]/q")],
        "/data/c",
        "5",
    ),
    Probe(
        "logic inside an instance reads its own answers",
        [q("begin_repeat", "r"), q("integer"), q("text", "t", relevant="${q} = 1"), END_REPEAT],
        [{"op": "add", "ref": "/data/r"}, put("1", "/data/r[2]/q")],
        "/data/r[2]/t",
        True,
        "rel",
    ),
    Probe(
        "indexed-repeat()",
        [
            *(q("begin_repeat", "r"), q("integer"), END_REPEAT),
            q("calculate", "c", calculation="indexed-repeat(${q}, ${r}, 2)"),
        ],
        [{"op": "add", "ref": "/data/r"}, put("8", "/data/r[2]/q")],
        "/data/c",
        "8",
    ),
]
SECTIONS = {
    "Showing and leaving out": SHOWING,
    "Checking": CHECKING,
    "Filling": FILLING,
    "Lists of choices": LISTS,
    "Repeats": REPEATS,
    "Wording": WORDING,
    "Sending": SENDING,
    "Where the other engines differ": APART,
}
