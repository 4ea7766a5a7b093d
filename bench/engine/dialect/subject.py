"""Our engine with JavaRosa's habits, shaped like a peer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xforms
from bench.engine.dialect.language import expressions
from bench.engine.dialect.lists import lists
from bench.engine.dialect.order import events
from bench.engine.dialect.pages import page
from bench.engine.peers import Op
from bench.engine.subject import Ours


class Dialect(Ours):
    """Says what JavaRosa should say; for `peeking` and `early` see `events`."""

    def __init__(self, *, peeking: bool = False, early: bool = False) -> None:
        self.chance = {"peeking": peeking or early, "early": early}

    def load(self, xml: str, media: Path | None = None) -> dict[str, Any]:
        """Compile a form as JavaRosa reads it."""
        with expressions(), events(**self.chance), lists():
            return super().load(xml, media)

    def walk(self, ops: Sequence[Op], *, prompts: bool = False) -> dict[str, Any]:
        """Replay operations as JavaRosa carries them out."""
        with expressions(), events(**self.chance), lists():
            return super().walk(ops, prompts=prompts)

    def begin(self) -> xforms.Run:
        """A fresh run, its lists shown once."""
        run = super().begin()
        self._lazy = Lazy(run)
        return run

    def state(self, run: xforms.Run) -> dict[str, dict[str, Any]]:
        """The state of every node, required and read-only as last computed."""
        return self._lazy.state(run)

    def apply(self, run: xforms.Run, op: Op, state: Mapping[str, Any]) -> bool:
        """One operation, then a look at every list."""
        done = super().apply(run, op, state)
        self._lazy.settled(run)
        page(run)
        return done


class Lazy:
    """What is computed when an answer changes it, and not when a list takes the answer away."""

    def __init__(self, run: xforms.Run) -> None:
        self._said: dict[str, dict[str, Any]] = {}
        self._meant: dict[str, dict[str, Any]] = {}
        self.settled(run)
        page(run)

    def settled(self, run: xforms.Run) -> None:
        """Everything has been computed and no list was shown yet."""
        now = run.snapshot()
        for ref, entry in now.items():
            meant, said = self._meant.get(ref, {}), self._said.get(ref, {})
            self._said[ref] = {
                name: said[name]
                if name in said and meant.get(name) == entry[name]
                else entry[name]
                for name in ("req", "ro")
                if name in entry
            }

    def state(self, run: xforms.Run) -> dict[str, dict[str, Any]]:
        """The state of every node after the lists were shown."""
        now = self._meant = run.snapshot()
        return {ref: _with(entry, self._said.get(ref, {})) for ref, entry in now.items()}


def _with(entry: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    entry = entry | said
    if entry.get("rel") and "v" in entry and not entry["v"]:
        entry["bad"] = "required" if entry.get("req") else None
    return entry
