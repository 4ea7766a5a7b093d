"""JavaRosa's lists of choices: kept until an answer that the filter names is another.

Whether that answer is relevant makes no difference to what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from xforms import choices
from xforms.choices import Choice
from xforms.engine import Engine
from xforms.run import Run
from xforms.schema import Node
from xforms.state import Cell

Kept = dict[tuple[str, int], tuple[Any, Any]]
_offered = Engine.offered
_dynamic: Callable[..., tuple[Choice, ...]] = vars(choices)["_dynamic"]


def _answers(run: Run, node: Node, cell: Cell) -> tuple[Any, ...]:
    """The stored answers that the filter names, and the instance if they stand in it."""
    itemset = node.control.itemset if node.control is not None else None
    named = set(re.findall(r"[\w-]+", itemset.nodeset + itemset.seed)) if itemset else set()
    own = run.form.schema.frames[cell.d].nodes
    found: list[Any] = [cell.u if any(one.name in named for one in own) else 0]
    for other in run.engine.cells.values():
        nodes = run.form.schema.frames[other.d].nodes
        found += [
            str(other.raw[one.slot]) for one in nodes if one.kind == "leaf" and one.name in named
        ]
    return tuple(found)


def _kept(run: Run, what: str, node: Node, cell: Cell, make: Callable[[], Any]) -> Any:
    kept: Kept = run.__dict__.setdefault("kept_lists", {})
    answers = _answers(run, node, cell)
    key = (what, node.id)
    if key not in kept or kept[key][0] != answers:
        kept[key] = (answers, make())
    return kept[key][1]


def forget(run: Run, node: Node) -> None:
    """Let the list of a question be built again."""
    kept: Kept = run.__dict__.get("kept_lists", {})
    for what in ("values", "shown"):
        kept.pop((what, node.id), None)


def offered(engine: Engine, cell: Cell, node: Node, function: Any) -> Any:
    """Values of the list as it was built last."""
    run = engine.host
    return _kept(run, "values", node, cell, lambda: _offered(engine, cell, node, function))


def dynamic(run: Run, plan: Any, node: Node, cell: Cell) -> tuple[Choice, ...]:
    """Choices of the list as it was built last."""
    shown: tuple[Choice, ...] = _kept(
        run, "shown", node, cell, lambda: _dynamic(run, plan, node, cell)
    )
    now = _dynamic(run, plan, node, cell)
    if [one.value for one in now] != [one.value for one in shown]:
        return shown
    kept = run.__dict__["kept_lists"]  # the same choices, perhaps in another language
    kept["shown", node.id] = (kept["shown", node.id][0], now)
    return now


@contextmanager
def lists() -> Iterator[None]:
    """Keep lists as JavaRosa does."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(Engine, "offered", offered))
        stack.enter_context(patch.object(choices, "_dynamic", dynamic))
        yield
