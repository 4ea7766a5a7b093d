"""Other people's forms, walked at random in all engines: `python -m bench.engine.corpus FOLDER`.

The folder holds a folder for each form: `form.xml` and its attachments. A state is wrong if it
differs from both of ODK's engines, or from the only one that takes the form.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

import xforms
from bench.engine import peers, states
from bench.engine.generate.model import Dice
from bench.engine.judge import broken_at
from bench.engine.peers import CLOCK, Op, Peer, PeerError
from bench.engine.states import Difference
from bench.engine.subject import STRUCTURE, Ours, apply, surroundings

TEXTS = ("x", "Mary Jane", "2541234567", "0", "3.5", "yes", "a", "b", " pad ", 'E<1 & "q"', "-4")
VALUES = {
    "int": ("0", "1", "2", "3", "4", "17", "-3", "130"),
    "decimal": ("0", "0.5", "2", "39.25", "-1.5"),
    "date": ("2026-01-15", "2025-12-31", "2000-02-29", "1988-09-28"),
    "time": ("07:30:00.000Z", "23:59:00.000Z"),
    "dateTime": ("2026-01-15T09:00:00.000Z", "2024-07-13T05:06:00.000Z"),
    "geopoint": ("-5.17818 3.19445 116 1", "2.70344 17.78038 177 15"),
    "geotrace": ("8.1 20.9 282 15;7.8 8.1 632 14",),
    "geoshape": ("8.4 26.7 1 1;2.8 24.1 1 1;2.5 12.8 1 1;8.4 26.7 1 1",),
    "binary": ("one.jpg", "two.mp3"),
    "boolean": ("true", "false"),
}
_BIND = "{http://www.w3.org/2002/xforms}bind"
_CHANCE = re.compile(r"\b(?:uuid|random|now)\s*\(")
_PREFIX = re.compile(r"(?<=/)[\w.-]+:(?=\w)")
_MOST_INSTANCES = 6


@dataclass
class Tally:
    """What the walks of one form showed."""

    engines: list[str] = field(default_factory=list)
    states: int = 0
    wrong: list[Difference] = field(default_factory=list)
    refused: str = ""


def volatile(form: str) -> set[str]:
    """Names of nodes that depend on clock, chance or device, with all that reads them."""
    binds: dict[str, str] = {}
    found: set[str] = set()
    for bind in etree.fromstring(form.encode(), etree.XMLParser(huge_tree=True)).iter(_BIND):
        name = _PREFIX.sub("", bind.get("nodeset") or "").rpartition("/")[2]
        binds[name] = binds.get(name, "") + " ".join(map(str, bind.attrib.values()))
        if any(key.endswith("}preload") for key in bind.attrib) or _CHANCE.search(binds[name]):
            found.add(name)
    while True:
        more = {
            name
            for name, logic in binds.items()
            if name not in found and found & set(re.findall(r"[\w.-]+", logic))
        }
        if not more:
            return found
        found |= more


def drawn(form: xforms.Form, dice: Dice, longest: int) -> list[Op]:
    """A walk through what our engine shows: answers, changes of mind, instances, languages."""
    run, ops = xforms.start(form, surroundings()), []
    for _ in range(longest):
        state = run.snapshot()
        op = _change_of_instances(dice, state) if dice.chance(10) else None
        if op is None and len(form.languages) > 1 and dice.chance(4):
            op = {"op": "lang", "value": dice.pick(form.languages)}
        op = op or _answer(dice, run, state)
        if op is not None:
            ops.append(op)
            apply(run, op, state)
    return ops


def _change_of_instances(dice: Dice, state: Mapping[str, Any]) -> Op | None:
    free = [ref for ref, one in state.items() if one["t"] == "repeat" and one["rel"]]
    if not free:
        return None
    ref = dice.pick(free)
    count = state[ref]["n"]
    if count and dice.chance(40):
        return {"op": "remove", "ref": f"{ref[:-2]}[{dice.number(1, count)}]"}
    return {"op": "add", "ref": ref[:-2]} if count < _MOST_INSTANCES else None


def _answer(dice: Dice, run: xforms.Run, state: Mapping[str, Any]) -> Op | None:
    asked = [
        ref
        for ref, one in state.items()
        if one["t"] not in STRUCTURE and one["rel"] and not one["ro"]
    ]
    if not asked:
        return None
    ref = dice.pick(asked)
    return {"op": "set", "ref": ref, "value": "" if dice.chance(7) else _value(dice, run, ref)}


def _value(dice: Dice, run: xforms.Run, ref: str) -> str:
    prompt = run.prompt(ref)
    choices = [choice.value for choice in prompt.choices]
    if prompt.control == "rank":
        return " ".join(dice.shuffled(choices))
    if prompt.control == "select":
        return " ".join(dice.shuffled(choices)[: dice.number(1, 3)])
    if prompt.control == "select1":
        return dice.pick(choices) if choices else ""
    return "OK" if prompt.control == "trigger" else dice.pick(VALUES.get(prompt.type, TEXTS))


def wrong(
    theirs: Sequence[dict[str, Any]], ours: Mapping[str, Any], unsure: set[str]
) -> Iterator[Difference]:
    """Where our walk differs from that of every peer, as far as the peer did not break."""
    walked = [list(states.replay(record)) for record in theirs]
    breaks = [broken_at(record) for record in theirs]
    for step, state in enumerate(states.replay(ours), start=-1):
        witnesses = [
            states.differences(step, walk[step + 1], state)
            for walk, broken in zip(walked, breaks, strict=True)
            if broken is None or step < broken
        ]
        for one in witnesses[0] if witnesses else ():
            name = states.plain(one.ref).rpartition("/")[2]
            if (one.what != "v" or name not in unsure) and all(
                any((one.ref, one.what) == (other.ref, other.what) for other in found)
                for found in witnesses
            ):
                yield one


def measure(folder: Path, engines: Mapping[str, Peer], dice: Dice, walks: int) -> Tally:
    """Some walks through one form."""
    form, tally, ours = (folder / "form.xml").read_text(encoding="utf-8"), Tally(), Ours()
    for name, peer in engines.items():
        try:
            peer.load(form, folder)
            tally.engines.append(name)
        except PeerError:
            continue
    try:
        ours.load(form, folder)
    except PeerError as fault:
        tally.refused = str(fault)[:120] if tally.engines else ""
        return tally
    for _ in range(walks if tally.engines else 0):
        ops = drawn(ours.form, dice, 60)
        theirs = list(_walked([engines[name] for name in tally.engines], ops))
        if not theirs:
            continue
        mine = ours.walk(ops)
        tally.states += sum(map(len, states.replay(mine)))
        tally.wrong += wrong(theirs, mine, volatile(form))
    return tally


def _walked(engines: Sequence[Peer], ops: Sequence[Op]) -> Iterator[Mapping[str, Any]]:
    """The walks of the engines that can walk at all: some fail at what others can do."""
    for peer in engines:
        with suppress(PeerError):
            yield peer.walk(ops)


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each form; exit status 1 if a state is wrong or a form refused."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--walks", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    failed = 0
    with peers.javarosa(CLOCK) as javarosa, peers.web(CLOCK) as web:
        for path in sorted(args.folder.glob("*/form.xml")):
            dice = Dice(args.seed)
            engines = {"Web Forms": web, "JavaRosa": javarosa}
            tally = measure(path.parent, engines, dice, args.walks)
            failed += bool(tally.wrong or tally.refused)
            taken = " and ".join(tally.engines) or "no engine"
            print(f"{path.parent.name}: {taken}, {tally.states} states, {len(tally.wrong)} wrong")
            for one in tally.wrong[:3]:
                print(f"    {one}")
            if tally.refused:
                print(f"    {tally.refused}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
