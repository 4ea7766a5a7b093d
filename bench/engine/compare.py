"""`python -m bench.engine.compare`: all engines in one run on the same answers; ratios to ours."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.engine import large, peers
from bench.engine.peers import Op, Peer
from bench.engine.timing import BEST_OF, answers_of, attachments, measure, summary

# The longest of the recorded walks of each form; WHO VA is the form the issue names.
REFERENCE = Path(os.environ.get("HULEI_REFERENCE", "../shared/reference")) / "forms"
FORMS = {
    "whova2016_v152": "walk_02",
    "ifrc_distribution": "walk_02",
    "socio_economic": "walk_02",
    "ucl_biomass": "walk_02",
    "child_vaccination": "walk_01",
    "all_question_types": "walk_02",
    "legend_K_pessoas": "walk_02",
    "three_level_cascade": "walk_02",
    "complex_repeats": "walk_02",
}
# JavaRosa needs its code compiled by the JVM to be "hot"; Node settles sooner and is slower a run.
WARM = {"JavaRosa": 30, "Web Forms": 3}


@dataclass(frozen=True)
class Task:
    """A form, its attachments and the answers to time."""

    name: str
    xml: str
    folder: Path | None
    ops: Sequence[Op]


def tasks(names: Sequence[str]) -> Iterator[Task]:
    """The reference forms that are here, then the generated forms."""
    for name, walk in FORMS.items():
        folder = REFERENCE / name
        if (names and name not in names) or not folder.exists():
            continue
        answers = answers_of(folder / f"{walk}.answers.json")
        yield Task(name, (folder / "form.xml").read_text(encoding="utf-8"), folder, answers)
    for count in (485, 500, 10_000):
        if not names or f"generated_{count}" in names:
            yield Task(f"generated_{count}", large.xform(count), None, large.answers(count))


def ours(task: Task) -> dict[str, Any]:
    """Our engine on a task."""
    return measure(task.xml, attachments(task.folder) if task.folder else {}, task.ops)


def theirs(name: str, peer: Peer, task: Task) -> dict[str, Any]:
    """A peer on a task, warmed; its best run."""
    loads = [peer.load(task.xml, task.folder)["load_ms"] for _ in range(BEST_OF)]
    warm = WARM[name] if len(task.xml) < 2_000_000 else 2
    got = peer.request(cmd="bench", ops=list(task.ops), warm=warm, runs=BEST_OF)
    return {
        "load_ms": round(min(loads), 3),
        "start_ms": round(got["start_ms"], 3),
        "answer_us": summary(got["answer_us"]),
    }


def compare(task: Task, *, web: bool) -> dict[str, Any]:
    """Every engine on one task; a peer that refuses says why."""
    figures: dict[str, Any] = {"ours": ours(task)}
    engines: dict[str, Callable[[], Peer]] = {
        "JavaRosa": lambda: peers.javarosa(peers.CLOCK, memory="1500m")
    }
    if web:
        engines["Web Forms"] = lambda: peers.web(peers.CLOCK)
    for name, begin in engines.items():
        try:
            with begin() as peer:
                figures[name] = theirs(name, peer, task)
        except (peers.PeerError, peers.PeerMissingError) as fault:
            figures[name] = {"missing": str(fault)}
    return figures


def lines(task: Task, figures: dict[str, Any]) -> Iterator[str]:
    """A Markdown row for each engine."""
    mine = figures["ours"]["answer_us"]
    for name, one in figures.items():
        if "missing" in one:
            yield f"| {task.name} | {name} | {one['missing'][:60]} | | | | | | |"
            continue
        us = one["answer_us"]
        ratio = f"{us['mean'] / mine['mean']:.1f}" if name != "ours" else "1"
        yield (
            f"| {task.name} | {name} | {us['n']} | {one['load_ms']:.1f} | {one['start_ms']:.2f} "
            f"| {us['mean']:.1f} | {us['p50']:.1f} | {us['p95']:.1f} | {ratio} |"
        )


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table; with --json also every figure."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.compare", description=__doc__)
    parser.add_argument("forms", nargs="*", help="names of forms; all if none")
    parser.add_argument("--json", type=Path, help="write every figure here")
    args = parser.parse_args(argv)
    print("| form | engine | answers | load ms | start ms | mean us | p50 | p95 | times ours |")
    print("|---|---|---|---|---|---|---|---|---|")
    everything = {}
    for task in tasks(args.forms):
        # 10,000 questions take xforms-engine minutes and more memory than the machine has to spare
        figures = compare(task, web=not task.name.endswith("10000"))
        everything[task.name] = figures
        print("\n".join(lines(task, figures)), flush=True)
    if {"generated_500", "generated_10000"} <= everything.keys():
        small, big = (everything[f"generated_{n}"]["ours"]["answer_us"] for n in (500, 10_000))
        print(f"\n10,000 questions against 500, ours: {big['mean'] / small['mean']:.2f} times")
    if args.json:
        args.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
