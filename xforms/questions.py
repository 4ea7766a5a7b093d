"""What answering a question needs of its form, looked up once per form instead of per answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xforms.answers import CANONICAL, tokens
from xforms.choices import choices_of
from xforms.dependencies import CASCADE
from xforms.program import Function
from xforms.ranges import grid_of, range_of
from xforms.schema import Control, Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.form import Form, Setter
    from xforms.run import Run

Fits = Callable[["Run", Cell, str], bool]
"""Whether a text in canonical form is among the choices, on the grid, a complete ranking."""

Offered = Callable[["Run", Cell], frozenset[str]]
"""Values of the choices now."""


class Question:
    """One question (or bound attribute) as answers meet it; immutable, shared by all runs."""

    __slots__ = (
        "canonical",
        "constraint",
        "fits",
        "is_read",
        "node",
        "ranks",
        "readers",
        "readonly",
        "required",
        "setters",
        "slot",
        "unread",
    )

    def __init__(self, form: Form, node: Node) -> None:
        plan = form.plan
        self.node = node
        self.slot = node.slot
        self.canonical = _canonical(node)
        self.readonly = bool(plan.readonly.get(node.id))
        self.required = _condition(form, plan.required.get(node.id))
        constraint = plan.constraint.get(node.id, -1)
        self.constraint: Function | None = form.functions[constraint] if constraint >= 0 else None
        self.fits: Fits | None = _fits(form, node)
        self.ranks: Fits | None = _ranks(form, node)
        """Of a ranking: whether a text has offered values alone, perhaps not all of them."""
        self.setters: list[Setter] | None = plan.changed.get(node.id)
        self.readers = _readers(form, node)
        """Ranks in the same cell to evaluate after an answer that was found to fit."""
        self.is_read = bool(self.readers or plan.tables[node.frame.id].links.far[node.slot])
        self.unread = not (self.is_read or self.setters or node.calculated)
        """Whether an answer that was found to fit has no consequence but itself."""


def question_of(form: Form, node: Node) -> Question:
    """The question of a leaf."""
    found: Question | None = form.questions.get(node.id)
    if found is None:
        found = form.questions[node.id] = Question(form, node)
    return found


def _canonical(node: Node) -> Callable[[str], str | None] | None:
    control = node.control
    if control is not None and control.kind in ("select", "rank"):
        return tokens
    return CANONICAL.get(node.type)


def _always(_cell: Any, _run: Any) -> bool:
    return True


def _condition(form: Form, number: int | None) -> Function | None:
    if number is None:
        return None
    return _always if number < 0 else form.functions[number]


def _readers(form: Form, node: Node) -> tuple[int, ...]:
    """Who reads a node, less the check of its own list, which an answer has just passed."""
    plan = form.plan
    ranks: tuple[int, ...] = plan.tables[node.frame.id].links.near[node.slot]
    choices = plan.choices.get(node.id)
    if choices is not None and choices.mirrors:
        return ranks
    return tuple(
        rank for rank in ranks if plan.kinds[rank] != CASCADE or plan.nodes[rank] != node.id
    )


def _fits(form: Form, node: Node) -> Fits | None:
    control = node.control
    if control is None:
        return None
    if control.kind == "range":
        on_grid = grid_of(range_of(control))
        return lambda _run, _cell, text: on_grid(text)
    if control.query:
        return _one_where_known(_offered(form, node, control))
    if control.kind == "select1":
        return _one(_offered(form, node, control))
    if control.kind in ("select", "rank"):
        return _several(_offered(form, node, control), whole=control.kind == "rank")
    return None


def _one(offered: Offered) -> Fits:
    """The value of one choice."""
    return lambda run, cell, text: text in offered(run, cell)


def _one_where_known(offered: Offered) -> Fits:
    """select_one_external: without its list any answer is taken."""

    def fits(run: Run, cell: Cell, text: str) -> bool:
        values = offered(run, cell)
        return text in values or not values

    return fits


def _several(offered: Offered, *, whole: bool) -> Fits:
    """Every value offered, none twice; of a ranking, all of them."""

    def fits(run: Run, cell: Cell, text: str) -> bool:
        values = offered(run, cell)
        if text in values and " " not in text:
            return not whole or len(values) == 1
        given = text.split()
        if len(set(given)) != len(given) or not values.issuperset(given):
            return False
        return not whole or len(given) == len(values)

    return fits


def _ranks(form: Form, node: Node) -> Fits | None:
    control = node.control
    if control is None or control.kind != "rank":
        return None
    return _several(_offered(form, node, control), whole=False)


_NOTHING: frozenset[str] = frozenset()


def _offered(form: Form, node: Node, control: Control) -> Offered:
    choices = form.plan.choices.get(node.id)
    if choices is None:
        written = frozenset(item.value for item in control.items)
        return lambda _run, _cell: written
    if control.items:
        return lambda run, cell: frozenset([one.value for one in choices_of(run, node, cell)])
    if choices.fixed and choices.instance in form.instances:
        return _from_shared_list(form, node, choices.function)
    function = form.functions[choices.function]
    return lambda run, cell: run.engine.offered(cell, node, function) or _NOTHING


def _from_shared_list(form: Form, node: Node, number: int) -> Offered:
    """A list of the form itself that no answer changes, unless a run was given its own."""
    function = form.functions[number]
    known: list[frozenset[str]] = []

    def offered(run: Run, cell: Cell) -> frozenset[str]:
        if not known or run.given:
            values = run.engine.offered(cell, node, function) or _NOTHING
            if run.given:
                return values
            known.append(values)
        return known[0]

    return offered
