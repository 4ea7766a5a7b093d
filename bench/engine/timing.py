"""Times our engine on the answers of a walk, one by one, as the peers' runners time theirs."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xforms
from bench.engine.peers import Op
from bench.engine.subject import STRUCTURE, apply, surroundings

BEST_OF = 5
WARM = 3


def summary(answer_us: Sequence[float]) -> dict[str, float]:
    """Mean, median, 95th percentile and maximum, in microseconds."""
    ordered = sorted(answer_us)
    return {
        "n": len(ordered),
        "mean": round(statistics.fmean(ordered), 2),
        "p50": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "max": round(ordered[-1], 2),
    }


def answers_of(path: Path) -> list[Op]:
    """The operations of an answers file."""
    ops: list[Op] = json.loads(path.read_text(encoding="utf-8"))["ops"]
    return ops


def attachments(folder: Path) -> dict[str, bytes]:
    """The files beside a form."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith("walk_") and path.suffix != ".xml"
    }


def load_ms(xml: str, media: dict[str, bytes]) -> float:
    """One compilation of the form in this process, nothing cached."""
    begun = time.perf_counter()
    xforms.compile_form(xml, media=media)
    return (time.perf_counter() - begun) * 1e3


@dataclass
class Took:
    """One run: milliseconds to start, microseconds of each answer and of each screen."""

    start_ms: float
    answer_us: list[float]
    screen_us: list[float]
    run: xforms.Run


def once(form: xforms.Form, ops: Sequence[Op], successors: list[str | None]) -> Took:
    """Answer everything once.

    Timed as `answer`, as for the peers: the value given, checked, set (where it is rejected,
    too) and everything settled, then the next question's prompt made. Which question is the next
    is found beforehand. Timed as `screen`: the next screen found and all of it made.
    """
    begun = time.perf_counter()
    run = xforms.start(form, surroundings())
    took = Took((time.perf_counter() - begun) * 1e3, [], [], run)
    known, clock = bool(successors), time.perf_counter
    for op in ops:
        if op["op"] != "set":
            apply(run, op, run.snapshot())
            continue
        ref = op["ref"]
        begun = clock()
        accepted = run.answer(ref, op["value"])
        if isinstance(accepted, xforms.Rejected):
            run.set(ref, op["value"])
        spent = clock() - begun
        if not known:
            successors.append(successor(run, ref))
        following = successors[len(took.answer_us)]
        begun = clock()
        if following is not None:
            run.prompt(following)
        took.answer_us.append((spent + clock() - begun) * 1e6)
        begun = clock()
        screen = run.next(ref)
        if screen is not None:
            show(run, screen)
        took.screen_us.append((clock() - begun) * 1e6)
    return took


def successor(run: xforms.Run, ref: str) -> str | None:
    """The next relevant question after one, in the order of the form."""
    passed = False
    for other, entry in run.snapshot().items():
        if passed and entry["rel"] and entry["t"] not in STRUCTURE:
            return other
        passed = passed or other == ref
    return None


def show(run: xforms.Run, at: xforms.Position) -> object:
    """Make what a screen shows."""
    if at.kind == "question":
        return run.prompt(at.ref)
    return run.group(at.ref) if at.kind == "group" else run.repeat(at.ref)


def measure(xml: str, media: dict[str, bytes], ops: Sequence[Op]) -> dict[str, Any]:
    """Best of five of everything."""
    loads = [load_ms(xml, media) for _ in range(BEST_OF)]
    form = xforms.compile_form(xml, media=media)
    successors: list[str | None] = []
    warm = [once(form, ops, successors) for _ in range(WARM)]
    gc.collect()
    gc.freeze()
    runs = [once(form, ops, successors) for _ in range(BEST_OF)]
    gc.unfreeze()
    best = min(runs, key=lambda took: sum(took.answer_us))
    return {
        "load_ms": round(min(loads), 3),
        "start_ms": round(min(took.start_ms for took in warm + runs), 3),
        "answer_us": summary(best.answer_us),
        "screen_us": summary(min((took.screen_us for took in runs), key=sum)),
        "state_bytes": len(best.run.dump()),
    }
