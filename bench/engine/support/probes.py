"""A probe: the smallest form that shows one feature, what is done in it, and what must follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from bench.engine.generate.model import Row
from bench.engine.peers import Engine, PeerError
from bench.engine.states import canonical

CHOICES: tuple[Row, ...] = (
    {"list_name": "fruit", "name": "apple", "label": "Apple", "g": "a", "w": "1"},
    {"list_name": "fruit", "name": "pear", "label": "Pear", "g": "b", "w": "2"},
    {"list_name": "fruit", "name": "fig", "label": "Fig", "g": "b", "w": "3"},
)
YES = "1.0"
SHOWN = ("label", "hint", "guidance", "message", "image", "choices")


@dataclass(frozen=True)
class Probe:
    """`expect` is what `see` of the node `at` must be after `ops`.

    `see` is v, rel, req, ro, bad (a state), one of SHOWN (a prompt), there (in the XML) or
    compact (the short form of the record, which the peers' runners do not write).
    """

    name: str
    rows: Sequence[Row]
    ops: Sequence[Mapping[str, str]]
    at: str
    expect: Any
    see: str = "v"
    choices: Sequence[Row] = CHOICES
    settings: Row | None = None
    entities: Sequence[Row] = ()
    external_choices: Sequence[Row] = ()
    carried: str = ""  # what the chat makes of it, where that is not plain


def q(kind: str, name: str = "q", **columns: str) -> Row:
    """A row; `label` may be left out; underscores in keys stand for two colons where double."""
    row = {"type": kind, "name": name}
    row |= {key.replace("__", "::"): text for key, text in columns.items()}
    if not any(key.startswith("label") for key in row) and kind != "calculate":
        row["label"] = name.upper()
    return row


def put(value: str, name: str = "q") -> dict[str, str]:
    """Answer a question at the top of the form."""
    return {"op": "set", "ref": name if name.startswith("/") else f"/data/{name}", "value": value}


def workbook(probe: Probe) -> dict[str, Any]:
    """The probe's sheets as pyxform takes them."""
    settings = {"form_id": "probe", "version": "1"} | (probe.settings or {})
    book: dict[str, Any] = {"survey": list(probe.rows), "choices": list(probe.choices)}
    book["settings"] = [settings]
    if probe.entities:
        book["entities"] = list(probe.entities)
    if probe.external_choices:
        book["external_choices"] = list(probe.external_choices)
    for sheet, rows in list(book.items()):
        book[f"{sheet}_header"] = [dict.fromkeys(key for row in rows for key in row)]
    return book


def outcome(engine: Engine, probe: Probe, media: Path) -> Any:
    """What the engine shows where the probe looks; a text beginning with `!` where it refuses."""
    try:
        xml = convert(workbook(probe), validate=False, form_name="data").xform
        engine.load(xml, media)
        record = engine.walk(probe.ops, prompts=True)
    except (PyXFormError, PeerError) as fault:
        return f"! {fault}"[:100]
    if probe.see == "there":
        return probe.at in record["xml"]
    if probe.see == "compact":
        return record.get("compact")
    if probe.see in SHOWN:
        prompt = record["prompts"].get(probe.at, {})
        if probe.see not in prompt:
            return None
        shown = prompt[probe.see]
        if probe.see == "image":
            return (shown or "").rsplit("/", 1)[-1]
        return shown if probe.see == "choices" else " ".join((shown or "").split())
    entry = record["final"].get(probe.at, {})
    return entry.get(probe.see)


def holds(probe: Probe, got: Any) -> bool | None:
    """Whether what was seen is what must follow, values by meaning; None if it cannot be seen."""
    if got is None and probe.see in (*SHOWN, "compact"):
        return None
    if probe.see == "v" and isinstance(got, str) and not got.startswith("!"):
        return canonical(got) == canonical(str(probe.expect))
    return bool(got == probe.expect)
