"""Times our engine on the answers of a walk, one by one, as the peers' runners time theirs."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xforms
from bench.engine.peers import Op
from bench.engine.subject import apply, surroundings

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


def once(form: xforms.Form, ops: Sequence[Op]) -> tuple[float, list[float], xforms.Run]:
    """Milliseconds to start, microseconds of each answer, and the run.

    An answer is timed from the value given (checked, set, all settled; set anyway where it is
    rejected) through the next screen found to that screen's prompt made.
    """
    begun = time.perf_counter()
    run = xforms.start(form, surroundings())
    start_ms = (time.perf_counter() - begun) * 1e3
    clock = time.perf_counter
    took = []
    for op in ops:
        if op["op"] != "set":
            apply(run, op, run.snapshot())
            continue
        ref, value = op["ref"], op["value"]
        begun = clock()
        accepted = run.answer(ref, value)
        if isinstance(accepted, xforms.Rejected):
            run.set(ref, value)
        following = run.next(ref)
        if following is not None:
            show(run, following)
        took.append((clock() - begun) * 1e6)
    return start_ms, took, run


def show(run: xforms.Run, at: xforms.Position) -> object:
    """Make what the next screen shows."""
    if at.kind == "question":
        return run.prompt(at.ref)
    return run.group(at.ref) if at.kind == "group" else run.repeat(at.ref)


def measure(xml: str, media: dict[str, bytes], ops: Sequence[Op]) -> dict[str, Any]:
    """Best of five of everything."""
    loads = [load_ms(xml, media) for _ in range(BEST_OF)]
    form = xforms.compile_form(xml, media=media)
    gc.collect()
    gc.freeze()
    starts, best = [], None
    for at in range(WARM + BEST_OF):
        start_ms, took, run = once(form, ops)
        starts.append(start_ms)
        if at >= WARM and (best is None or sum(took) < sum(best)):
            best = took
    gc.unfreeze()
    return {
        "load_ms": round(min(loads), 3),
        "start_ms": round(min(starts), 3),
        "answer_us": summary(best or [0.0]),
        "state_bytes": len(run.dump()),
    }
