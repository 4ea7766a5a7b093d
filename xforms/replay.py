"""Replaying recorded walks: the same operations, the whole state after each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xforms.compile import compile_form
from xforms.faults import RunRefused
from xforms.form import Form
from xforms.run import Run
from xforms.snapshot import snapshot
from xforms.submission import submission
from xforms.surroundings import Surroundings

State = dict[str, dict[str, Any]]


def replay(
    form: Form | str | bytes,
    answers: Mapping[str, Any],
    media: Mapping[str, bytes] | None = None,
) -> dict[str, Any]:
    """Walk a form with recorded operations.

    Args:
        form: a compiled form, or the XForm itself.
        answers: clock (ISO), tz (zone name), seed and ops: set (ref, value), add (ref), remove
            (ref) and lang (value).
        media: attached files by name, where the form is not compiled yet.

    Returns:
        initial, final: state of every node; steps: what each operation changed (None: gone);
        xml: the submission.

    Raises:
        FormRefused: the form cannot be compiled.
    """
    compiled = form if isinstance(form, Form) else compile_form(form, media=media)
    run = Run(compiled, surroundings_of(answers), {}, compiled.default_language)
    run.begin()
    before = snapshot(run)
    recorded: dict[str, Any] = {"engine": "hulei xforms", "initial": before, "steps": []}
    for operation in answers.get("ops", ()):
        step: dict[str, Any] = {}
        try:
            apply(run, operation)
        except RunRefused as refusal:
            step["refused"] = refusal.code
        after = snapshot(run)
        step["changed"] = difference(before, after)
        recorded["steps"].append(step)
        before = after
    recorded["final"] = before
    recorded["xml"] = submission(run).xml.decode("utf-8")
    return recorded


def surroundings_of(answers: Mapping[str, Any]) -> Surroundings:
    """Clock, zone and seed of a recorded walk."""
    moment = datetime.fromisoformat(str(answers["clock"]))
    try:
        zone = ZoneInfo(str(answers.get("tz") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return Surroundings(now=moment.astimezone(zone), seed=int(answers.get("seed") or 0))


def apply(run: Run, operation: Mapping[str, Any]) -> None:
    """One operation of a walk.

    Raises:
        RunRefused: it names a place that is not there.
    """
    kind, ref = operation["op"], str(operation.get("ref", ""))
    if kind == "set":
        run.set(ref, str(operation.get("value") or ""))
    elif kind == "add":
        run.add_repeat(ref)
    elif kind == "remove":
        run.remove_repeat(ref)
    elif kind == "lang":
        run.language = str(operation["value"])


def difference(before: State, after: State) -> dict[str, dict[str, Any] | None]:
    """Nodes whose state changed; None for those that are gone."""
    changed: dict[str, dict[str, Any] | None] = {
        ref: state for ref, state in after.items() if before.get(ref) != state
    }
    changed.update((ref, None) for ref in before if ref not in after)
    return changed
