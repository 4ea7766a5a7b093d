"""`python -m bench.engine.proof`: the peers' runners against walks recorded from the same engines.

An oracle is worth what it reproduces: every state of every recorded walk and every expression,
apart from nodes that depend on clock, chance or device.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.engine import peers
from bench.engine.expressions import evaluate, recorded
from bench.engine.peers import Peer
from bench.engine.states import canonical

REFERENCE = Path(os.environ.get("HULEI_REFERENCE", "../shared/reference"))
KEPT = {"JavaRosa": "javarosa", "Web Forms": "expected"}
LEAF = ("rel", "v", "req", "ro", "bad")


def _compare_module() -> ModuleType:
    """The comparison that comes with the recorded walks; it knows which nodes are volatile."""
    spec = importlib.util.spec_from_file_location("compare", REFERENCE / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _entry(entry: dict[str, Any] | None, volatile: bool) -> list[Any]:
    if entry is None:
        return []
    return [None if volatile and name == "v" else entry.get(name) for name in LEAF]


def walks(name: str, peer: Peer, compare: ModuleType) -> Iterator[tuple[str, int, int]]:
    """For each form its name, how many states were compared and how many are not as recorded."""
    for folder in sorted((REFERENCE / "forms").iterdir()):
        records = sorted(folder.glob(f"walk_*.{KEPT[name]}.json"))
        if not records:
            continue
        volatile = compare.volatile(str(folder / "form.xml"))
        peer.load((folder / "form.xml").read_text(encoding="utf-8"), folder)
        total = wrong = 0
        for path in records:
            answers = path.with_name(path.name.replace(KEPT[name], "answers"))
            got = peer.walk(json.loads(answers.read_text(encoding="utf-8"))["ops"])
            kept = json.loads(path.read_text(encoding="utf-8"))
            for (_, one), (_, other) in zip(
                compare.replay(kept), compare.replay(got), strict=True
            ):
                for ref in one.keys() | other.keys():
                    unsure = compare.plain(ref) in volatile
                    total += 1
                    wrong += _entry(one.get(ref), unsure) != _entry(other.get(ref), unsure)
        yield folder.name, total, wrong


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each form and engine; exit status 1 if a state is not as recorded."""
    argparse.ArgumentParser(prog="python -m bench.engine.proof").parse_args(argv)
    if not REFERENCE.exists():
        print(f"no recorded walks at {REFERENCE}")
        return 0
    compare, failed = _compare_module(), 0
    # now() runs on while JavaRosa works
    entries = [one for one in recorded(REFERENCE / "expressions.json") if one["expr"] != "now()"]
    begin = {"JavaRosa": peers.javarosa, "Web Forms": peers.web}
    print("| engine | form | states | not as recorded |\n|---|---|---|---|")
    for name, start in begin.items():
        with start(peers.CLOCK) as peer:
            for form, total, wrong in walks(name, peer, compare):
                print(f"| {name} | {form} | {total} | {wrong} |", flush=True)
                failed += wrong
            key = "jr" if name == "JavaRosa" else "web"
            pairs = [
                (entry[key].get("v"), evaluate(peer, entry["expr"]).get("v")) for entry in entries
            ]
            wrong = sum(canonical(one or "!") != canonical(other or "!") for one, other in pairs)
            print(f"| {name} | expressions | {len(pairs)} | {wrong} |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
