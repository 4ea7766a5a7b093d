"""Our engine behind the same three calls as a peer: load a form, walk it, time it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xforms
from bench.engine.peers import CLOCK, Op, PeerError


def surroundings() -> xforms.Surroundings:
    """A clock that stands, a seed and uuids that repeat."""
    numbers = itertools.count(1)
    return xforms.Surroundings(
        now=CLOCK,
        seed=1,
        properties={
            "username": "lin",
            "deviceid": "device-1",
            "phonenumber": "000",
            "email": "lin@example.org",
        },
        uuid=lambda: str(uuid.UUID(int=next(numbers))),
    )


class Ours:
    """The engine under test, shaped like a peer."""

    form: xforms.Form

    def load(self, xml: str, media: Path | None = None) -> dict[str, Any]:
        """Compile a form; PeerError where it is refused."""
        files = {path.name: path.read_bytes() for path in sorted(media.iterdir())} if media else {}
        try:
            self.form = xforms.compile_form(xml, media=files)
        except xforms.FormRefused as refused:
            raise PeerError(f"refused: {refused}") from refused
        return {}

    def walk(self, ops: Sequence[Op], *, prompts: bool = False) -> dict[str, Any]:
        """Replay operations in a fresh run; a place that is not there is passed over."""
        run = self.begin()
        before = self.state(run)
        answer: dict[str, Any] = {"initial": before, "steps": []}
        for op in ops:
            step: dict[str, Any] = {}
            if not self.apply(run, op, before):
                step["passed"] = True
            after = self.state(run)
            step["changed"] = changes(before, after)
            answer["steps"].append(step)
            before = after
        answer["final"] = before
        if prompts:
            answer["prompts"] = shown(run, before)
        answer["xml"] = run.submission().xml.decode()
        answer["compact"] = run.compact()
        return answer

    def begin(self) -> xforms.Run:
        """A fresh run."""
        return xforms.start(self.form, surroundings())

    def state(self, run: xforms.Run) -> dict[str, dict[str, Any]]:
        """The state of every node."""
        return run.snapshot()

    def apply(self, run: xforms.Run, op: Op, state: Mapping[str, Any]) -> bool:
        """One operation; False where its place does not exist."""
        return apply(run, op, state)

    def close(self) -> None:
        """Nothing to end."""


def apply(run: xforms.Run, op: Op, state: Mapping[str, Any]) -> bool:
    """One operation of a walk; False where its place does not exist."""
    ref = op.get("ref", "")
    match op["op"]:
        case "set":
            if ref not in state:
                return False
            run.set(ref, op["value"])
        case "add":
            if f"{ref}[]" not in state:
                return False
            run.add_repeat(ref)
        case "remove":
            if ref not in state:
                return False
            run.remove_repeat(ref)
        case "lang":
            run.language = op["value"]
    return True


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What an operation changed; None for a node that is gone."""
    changed = {ref: entry for ref, entry in after.items() if before.get(ref) != entry}
    return changed | {ref: None for ref in before if ref not in after}


def shown(run: xforms.Run, state: Mapping[str, Any]) -> dict[str, Any]:
    """What each relevant question says: label, hint, choices."""
    entries = {}
    for ref, node in state.items():
        if not node["rel"] or node["t"] in STRUCTURE:
            continue
        prompt = run.prompt(ref)
        choices = [[choice.value, choice.label] for choice in prompt.choices]
        entries[ref] = {
            "label": prompt.label,
            "hint": prompt.hint,
            "guidance": prompt.guidance,
            "message": prompt.problem.message if prompt.problem else None,
            "image": prompt.media.get("image"),
            "choices": choices,
        }
    return entries


STRUCTURE = frozenset(
    {"root", "group", "repeat", "repeat:count", "repeat-instance", "model-value"}
)
