"""Choices of a question, as they are offered now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xforms.form import Choices
from xforms.items import Item, child_text
from xforms.schema import Control, Node
from xforms.state import Cell
from xforms.wording import forms_of, media_in, media_of, render, say

if TYPE_CHECKING:
    from xforms.hosting import Host


class Choice(NamedTuple):
    """One choice: what is stored and what is shown."""

    value: str
    label: str
    media: dict[str, str]


def choices_of(run: Host, node: Node, cell: Cell) -> tuple[Choice, ...]:
    """Choices in order; those that depend on nothing are built once per form and language."""
    if not has_own_list(run, node):
        found = fixed_choices(run, node, cell)
        if found is not None:
            return found
    return _built(run, node, cell)


def has_own_list(run: Host, node: Node) -> bool:
    """Whether the choices come from a list that was given to this run alone."""
    if not run.given:
        return False
    plan = run.form.plan.choices.get(node.id)
    return plan is not None and plan.instance in run.given


def fixed_choices(run: Host, node: Node, cell: Cell) -> tuple[Choice, ...] | None:
    """Choices that no answer can change, built once per form and language; None if any can.

    A list that the run was given for itself alone is not looked at.
    """
    key = ("choices", node.id, run.spoken)
    cache = run.form.cache
    if key not in cache:
        cache[key] = _built(run, node, cell) if _is_fixed(run, node, cell) else None
    found: tuple[Choice, ...] | None = cache[key]
    return found


def _is_fixed(run: Host, node: Node, cell: Cell) -> bool:
    """Whether neither the list nor a label in it depends on an answer."""
    control, plan = node.control, run.form.plan.choices.get(node.id)
    if control is None:
        return True
    if plan is None:
        return not any(_changes(run, item.label) for item in control.items)
    if control.items or not plan.fixed:
        return False
    if not plan.itext:
        return True
    offered = run.form.functions[plan.function](cell, run)
    return all(_is_constant(run, plan, item) for item in offered)


def _built(run: Host, node: Node, cell: Cell) -> tuple[Choice, ...]:
    control, plan = node.control, run.form.plan.choices.get(node.id)
    if control is None:
        return ()
    if plan is not None:
        return (_written(control) if control.items else ()) + _dynamic(run, plan, node, cell)
    return tuple(
        Choice(item.value, say(run, item.label, node, cell), media_of(run, item.label))
        for item in control.items
    )


def _changes(run: Host, words: Any) -> bool:
    """Whether a text holds values."""
    if words.itext:
        return any(
            not isinstance(part, str)
            for parts in forms_of(run, words.itext).values()
            for part in parts
        )
    return bool(words.expression) or any(not isinstance(part, str) for part in words.parts)


def _written(control: Control) -> tuple[Choice, ...]:
    """Numbered choices beside a search() stand before what it finds."""
    return tuple(
        Choice(item.value, "".join(part for part in item.label.parts if isinstance(part, str)), {})
        for item in control.items
        if item.value.isdigit()
    )


def _dynamic(run: Host, plan: Choices, node: Node, cell: Cell) -> tuple[Choice, ...]:
    offered = run.form.functions[plan.function](cell, run)
    if plan.pairs:
        return tuple(Choice(value, label, {}) for value, label in offered)
    own = plan.instance in run.given or plan.instance not in run.form.instances
    if own or not plan.lasting:
        return tuple(_choice(run, plan, item, node, cell) for item in offered)
    known: dict[int, Choice] = run.form.cache.setdefault(("choice", node.id, run.spoken), {})
    return tuple(
        [known.get(id(item)) or _remember(run, plan, item, node, cell, known) for item in offered]
    )


def _remember(
    run: Host, plan: Choices, item: Item, node: Node, cell: Cell, known: dict[int, Choice]
) -> Choice:
    """Build a choice; keep it for all runs if its label holds no values.

    Items of the form's own instances live as long as the form, so their id is a safe key.
    """
    choice = _choice(run, plan, item, node, cell)
    if _is_constant(run, plan, item):
        known[id(item)] = choice
    return choice


def _is_constant(run: Host, plan: Choices, item: Item) -> bool:
    """Whether the label of a choice holds no values."""
    parts = forms_of(run, child_text(item, plan.label)).get("", ()) if plan.itext else ()
    return all(isinstance(part, str) for part in parts)


def _choice(run: Host, plan: Choices, item: Item, node: Node, cell: Cell) -> Choice:
    value = child_text(item, plan.value)
    if not plan.itext:
        column = _column(run, plan) if plan.columns else plan.label
        return Choice(value, child_text(item, column) or _spoken(run, item, column), {})
    forms = forms_of(run, child_text(item, plan.label))
    parts = forms.get("")
    return Choice(value, render(run, parts, node, cell) if parts else "", media_in(forms))


def _column(run: Host, plan: Choices) -> str:
    """The column of the labels in the language that is spoken."""
    parts = forms_of(run, plan.columns).get("", ())
    return "".join(part for part in parts if isinstance(part, str)).strip() or plan.label


def _spoken(run: Host, item: Item, column: str) -> str:
    """A label of the sheet external_choices, which has a column `label::English (en)` for each."""
    for language in (run.spoken, run.form.default_language):
        if label := item.d.get(f"{column}::{language}"):
            return label
    return ""


def choice_name(run: Host, value: str, node: Node, cell: Cell) -> str:
    """The label of a value among the choices of a question; '' if it is not offered."""
    for choice in choices_of(run, node, cell):
        if choice.value == value:
            return choice.label
    return ""


def holds_strangers(run: Host, cell: Cell, node: Node, ranking: str) -> bool:
    """Whether a ranking has values that its list does not offer; without the list nobody knows."""
    plan = run.form.plan.choices.get(node.id)
    if plan is not None and plan.instance and not run.has_items(plan.instance):
        return False
    return not {choice.value for choice in choices_of(run, node, cell)}.issuperset(ranking.split())


def ranked(run: Host, cell: Cell, node: Node, ranking: str) -> str:
    """A ranking with what the list offers besides it at the end: a ranking has all choices."""
    before = ranking.split()
    values = dict.fromkeys([choice.value for choice in choices_of(run, node, cell)])
    return " ".join([*before, *(value for value in values if value not in before)])
