"""`python -m bench.reference`: our engine against the recorded walks of ODK's own engines."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from lxml import etree

import xforms
from bench.engine.states import canonical
from xforms.expr import evaluate_all
from xforms.replay import apply, replay, surroundings_of

ROOT = Path(os.environ.get("HULEI_REFERENCE", "../shared/reference"))
_NAMESPACE = re.compile(r"\{[^}]*\}")


@dataclass
class Result:
    """One form: states that differ from both engines, and submissions where the two agree."""

    form: str
    walks: int
    states: int = 0
    wrong: int = 0
    readonly: int = 0
    readonly_wrong: int = 0
    submissions: int = 0
    differing: int = 0
    examples: list[Any] = field(default_factory=list)


class Walker:
    """Our engine as compare.py wants it."""

    forms: dict[str, xforms.Form] = {}  # noqa: RUF012 - one cache for all walkers

    def __init__(self, path: str, folder: str) -> None:
        if path not in self.forms:
            self.forms[path] = compiled(Path(folder))
        form = self.forms[path]
        self.run = xforms.start(form, surroundings_of({"clock": "2026-01-15T10:00:00Z"}))

    def apply(self, operation: dict[str, Any]) -> None:
        """One operation."""
        apply(self.run, operation)

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """The state of every node; the lists of repeats are recorded by their instances."""
        return {ref: one for ref, one in self.run.snapshot().items() if not ref.endswith("[]")}


def compiled(folder: Path) -> xforms.Form:
    """A reference form with the files beside it."""
    media = {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if not path.name.startswith("walk_") and path.name != "form.xml"
    }
    return xforms.compile_form((folder / "form.xml").read_bytes(), media=media)


def comparison() -> ModuleType:
    """The comparison that came with the walks."""
    spec = importlib.util.spec_from_file_location("reference_compare", ROOT / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(folder: Path) -> Result:
    """Every walk of one form."""
    compare = comparison()
    walks = sorted(folder.glob("walk_*.answers.json"))
    checked = compare.check(folder.name, Walker, root=str(folder.parent), verbose=20)
    result = Result(folder.name, len(walks), checked["states"], checked["wrong"])
    result.examples = checked["examples"]
    form, volatile = compiled(folder), compare.volatile(str(folder / "form.xml"))
    for path in walks:
        answers = json.loads(path.read_text(encoding="utf-8"))
        _compare_rest(result, path, replay(form, answers), compare, volatile)
    return result


def _compare_rest(
    result: Result, path: Path, ours: dict[str, Any], compare: ModuleType, volatile: set[str]
) -> None:
    """What compare.py leaves out: read-only states and submissions."""
    theirs = [json.loads(one.read_text(encoding="utf-8")) for one in _recorded(path)]
    for mine, *others in zip(_states(ours), *map(_states, theirs), strict=False):
        _compare_readonly(result, mine, others, compare)
    records = [_flat(one["xml"], compare, volatile) for one in theirs]
    if all(record == records[0] for record in records):
        result.submissions += 1
        if _flat(ours["xml"], compare, volatile) != records[0]:
            result.differing += 1
            result.examples.append((path.name, "xml"))


def _recorded(path: Path) -> Iterator[Path]:
    for engine in ("expected", "javarosa"):
        found = path.with_name(path.name.replace("answers", engine))
        if found.exists():
            yield found


def _states(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    current = dict(record["initial"])
    yield current
    for step in record["steps"]:
        current = current | step["changed"]
        yield current


def _compare_readonly(
    result: Result, mine: dict[str, Any], others: list[dict[str, Any]], compare: ModuleType
) -> None:
    for ref, state in others[0].items():
        if not state or not state["rel"] or "ro" not in state or "@" in ref:
            continue
        ours = mine.get(compare.key(ref))
        if not ours:
            continue
        result.readonly += 1
        given = {other[ref]["ro"] for other in others if other.get(ref) and "ro" in other[ref]}
        result.readonly_wrong += ours["ro"] not in given


def _flat(xml: str, compare: ModuleType, volatile: set[str]) -> list[tuple[str, str]]:
    """A submission as paths and values, in order; what chance and clock give is masked."""
    found: list[tuple[str, str]] = []
    stack = [(etree.fromstring(xml.encode()), "")]
    while stack:
        element, above = stack.pop()
        name = _NAMESPACE.sub("", element.tag)
        path = f"{above}/{name}"
        text = "" if len(element) else (element.text or "")
        masked = path in volatile or name in ("instanceID", "meta")
        found.append((path, "*" if masked else compare.norm(text)))
        stack.extend((child, path) for child in reversed(element))
    return found


def expressions() -> tuple[int, int, int, int]:
    """(alike in both engines, of these ours alike; apart, of these ours as one of the two)."""
    entries = json.loads((ROOT / "expressions.json").read_text(encoding="utf-8"))
    values = evaluate_all([entry["expr"] for entry in entries])
    counts: Counter[str] = Counter()
    for entry, value in zip(entries, values, strict=True):
        given = {canonical(entry[engine]["v"]) for engine in ("jr", "web") if "v" in entry[engine]}
        kind = "alike" if entry["agree"] else "apart"
        counts[kind] += 1
        counts[f"{kind} ours"] += value is not None and canonical(value) in given
    return counts["alike"], counts["alike ours"], counts["apart"], counts["apart ours"]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.reference", description=__doc__)
    parser.add_argument("forms", nargs="*", help="names of forms; all if none")
    args = parser.parse_args(argv)
    if not ROOT.exists():
        print(f"no reference walks at {ROOT}: set HULEI_REFERENCE")
        return 2
    print("| form | walks | states | wrong | read-only | wrong | submissions | differing |")
    print("|---|---|---|---|---|---|---|---|")
    bad = 0
    for folder in sorted((ROOT / "forms").iterdir()):
        if args.forms and folder.name not in args.forms:
            continue
        one = measure(folder)
        print(
            f"| {one.form} | {one.walks} | {one.states} | {one.wrong} | {one.readonly} "
            f"| {one.readonly_wrong} | {one.submissions} | {one.differing} |",
            flush=True,
        )
        bad += one.wrong + one.readonly_wrong + one.differing
        for example in one.examples[:5]:
            print("   ", example)
    alike, same, apart, either = expressions()
    print(f"\nexpressions alike in both: {same} of {alike}; apart: {either} of {apart} as one")
    return 1 if bad or same < alike else 0


if __name__ == "__main__":
    raise SystemExit(main())
