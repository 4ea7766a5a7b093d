"""Probes of what a form says to people, and of what it sends."""

from __future__ import annotations

from bench.engine.support.probes import YES, Probe, put, q

NUMBER = q("integer", "n")


def two(first: str, second: str) -> dict[str, str]:
    """A label in both languages."""
    return {"label__English (en)": first, "label__中文 (zh)": second}


WORDING = [
    Probe(
        "an answer in a label",
        [NUMBER, q("text", label="You said ${n}.")],
        [put("4", "n")],
        "/data/q",
        "You said 4.",
        "label",
    ),
    Probe("hint", [q("text", hint="A hint.")], [], "/data/q", "A hint.", "hint"),
    Probe(
        "default language",
        [q("text", **two("Name", "名字"))],
        [],
        "/data/q",
        "名字",
        "label",
        settings={"default_language": "中文 (zh)"},
    ),
    Probe(
        "another language at any moment",
        [q("text", **two("Name", "名字"))],
        [{"op": "lang", "value": "English (en)"}],
        "/data/q",
        "Name",
        "label",
        settings={"default_language": "中文 (zh)"},
    ),
    Probe(
        "guidance_hint",
        [q("text", guidance_hint="Look closely.")],
        [],
        "/data/q",
        "Look closely.",
        "guidance",
    ),
    Probe(
        "constraint_message",
        [q("integer", constraint=". < 5", constraint_message="Less than 5.")],
        [put("9")],
        "/data/q",
        "Less than 5.",
        "message",
    ),
    Probe(
        "constraint_message with an answer in it",
        [NUMBER, q("integer", constraint=". < ${n}", constraint_message="Less than ${n}.")],
        [put("5", "n"), put("9")],
        "/data/q",
        "Less than 5.",
        "message",
    ),
    Probe(
        "required_message",
        [q("text", required="yes", required_message="Needed.")],
        [],
        "/data/q",
        "Needed.",
        "message",
    ),
    Probe(
        "media::image",
        [q("note", media__image="map.png")],
        [],
        "/data/q",
        "map.png",
        "image",
    ),
    Probe(
        "jr:choice-name()",
        [q("select_one fruit"), q("calculate", "c", calculation="jr:choice-name(${q}, '${q}')")],
        [put("fig")],
        "/data/c",
        "Fig",
    ),
    Probe(
        "choices in the language chosen",
        [q("select_one fruit", **two("Which", "哪个"))],
        [{"op": "lang", "value": "中文 (zh)"}],
        "/data/q",
        [["apple", "苹果"]],
        "choices",
        choices=[
            {
                "list_name": "fruit",
                "name": "apple",
                **{k.replace("__", "::"): v for k, v in two("Apple", "苹果").items()},
            }
        ],
    ),
]
SENDING = [
    Probe("version", [q("text")], [], 'version="1"', True, "there"),
    Probe("instanceID", [q("text")], [], "<instanceID>uuid:", True, "there"),
    Probe(
        "instance_name",
        [q("text")],
        [put("Lin")],
        "<instanceName>Lin</instanceName>",
        True,
        "there",
        settings={"instance_name": "${q}"},
    ),
    Probe(
        "an entity is made",
        [q("text", save_to="full_name")],
        [put("Lin")],
        'dataset="people"',
        True,
        "there",
        entities=[{"list_name": "people", "label": "${q}"}],
    ),
    Probe(
        "the short form for SMS",
        [q("text", compact_tag="fn"), q("text", "ln", compact_tag="ln"), q("integer", "age")],
        [put("Lin+Mei"), put("10", "age")],
        "/data",
        "hh+fn+Lin\\+Mei",
        "compact",
        settings={"prefix": "hh", "delimiter": "+"},
    ),
    Probe("a boolean calculation", [q("calculate", calculation="1 = 1")], [], "/data/q", YES),
]
