"""Walks with JavaRosa's answers kept in a file, so that tests need no Java.

`python -m bench.engine.recorded tests/differential/cases.json --forms 40 --seed 7` writes them.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.engine import peers
from bench.engine.fuzz import attachments, drawn, each_number
from bench.engine.generate.model import Sheets
from bench.engine.generate.walks import Op
from bench.engine.judge import broken_at
from bench.engine.peers import Peer, PeerError

# The properties of a leaf in the order in which they are kept.
LEAF = ("rel", "v", "ro", "req", "bad")


class Recorded:
    """JavaRosa's answers to the walks of one form, shaped like a peer."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._answers = {json.dumps(one["ops"]): one["javarosa"] for one in entries}

    def load(self, xml: str, media: Path | None = None) -> dict[str, Any]:
        """The form was loaded when the answers were recorded."""
        del xml, media
        return {}

    def walk(self, ops: Sequence[peers.Op], *, prompts: bool = False) -> dict[str, Any]:
        """What JavaRosa answered to these operations."""
        del prompts
        kept = self._answers[json.dumps(list(ops))]
        return {
            "initial": opened(kept["initial"]),
            "steps": [{"changed": opened(step)} for step in kept["steps"]],
            "prompts": kept["prompts"],
            "xml": kept["xml"],
        }


def packed(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state with each entry as a list, half the size."""
    return {
        ref: entry if entry is None else [entry[name] for name in LEAF if name in entry]
        for ref, entry in state.items()
    }


def opened(state: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `packed`."""
    return {
        ref: entry if entry is None else dict(zip(LEAF, entry, strict=False))
        for ref, entry in state.items()
    }


def form_of(entry: Mapping[str, Any]) -> Sheets:
    """The sheets of a kept form."""
    return Sheets(
        survey=entry["survey"],
        choices=entry["choices"],
        settings=entry["settings"],
        languages=tuple(entry["languages"]),
    )


def record(peer: Peer, form: Sheets, ops: Sequence[Sequence[Op]], media: Path) -> dict[str, Any]:
    """One form with its walks and JavaRosa's answers; empty where JavaRosa refuses or breaks."""
    entry: dict[str, Any] = {
        name: value
        for name, value in dataclasses.asdict(form).items()
        if name not in ("nodes", "repeats")
    }
    try:
        peer.load(form.xform() or "", media)
        answers = [peer.walk(walk, prompts=True) for walk in ops]
    except PeerError:
        return {}
    entry["walks"] = [
        {
            "ops": list(walk),
            "javarosa": {
                "initial": packed(answer["initial"]),
                "steps": [packed(step["changed"]) for step in answer["steps"]],
                # wording once a form: lists of choices would be half of the file
                "prompts": {} if at else answer["prompts"],
                "xml": answer["xml"],
            },
        }
        for at, (walk, answer) in enumerate(zip(ops, answers, strict=True))
        if broken_at(answer) is None
    ]
    return entry


def features(form: Sheets) -> set[str]:
    """Types, columns with types, and functions in columns: what a form is worth to the tests."""
    found = set()
    for row in form.survey:
        found |= {f"{row['type']} {column}" for column in row}
        for column, text in row.items():
            found |= {f"{column} {name}" for name in re.findall(r"[\w:-]+(?=\()", text)}
    return found


def chosen(
    forms: Sequence[tuple[Sheets, list[list[Op]]]], count: int
) -> Iterator[tuple[Sheets, list[list[Op]]]]:
    """Forms that show most, each time the one that adds most to those before it."""
    left = [(features(form), form, ops) for form, ops in forms]
    seen: set[str] = set()
    for _ in range(min(count, len(left))):
        best = max(left, key=lambda one: len(one[0] - seen))
        left.remove(best)
        seen |= best[0]
        yield best[1], best[2]


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.recorded")
    parser.add_argument("target", type=Path)
    parser.add_argument("--forms", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(argv)
    media = attachments()
    with peers.javarosa(peers.CLOCK) as peer:
        numbers: list[int] = []
        each_number(args.seed, args.forms * 10, numbers.append)
        forms = chosen([drawn(number, 3) for number in numbers], args.forms)
        entries = [record(peer, form, ops, media) for form, ops in forms]
    kept = [entry for entry in entries if entry.get("walks")]
    text = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in kept
    )
    args.target.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(
        f"{len(kept)} forms, {sum(len(one['walks']) for one in kept)} walks, {len(text)} letters"
    )


if __name__ == "__main__":
    main()
