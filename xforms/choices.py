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
    control = node.control
    if control is None:
        return ()
    plan = run.form.plan.choices.get(node.id)
    if plan is None:
        return _static(run, control, node, cell) if control.items else ()
    if control.items:
        return _written(control) + _dynamic(run, plan, node, cell)
    if not plan.fixed or plan.instance in run.given:
        return _dynamic(run, plan, node, cell)
    key = ("choices", node.id, run.spoken)
    found = run.form.cache.get(key)
    if found is None:
        found = _dynamic(run, plan, node, cell)
        run.form.cache[key] = found
    return tuple(found)


def _static(run: Host, control: Control, node: Node, cell: Cell) -> tuple[Choice, ...]:
    key = ("items", node.id, run.spoken)
    found = run.form.cache.get(key)
    if found is None:
        found = tuple(
            Choice(item.value, say(run, item.label, node, cell), media_of(run, item.label))
            for item in control.items
        )
        if not any(_changes(run, item.label) for item in control.items):
            run.form.cache[key] = found
    return tuple(found)


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
    parts = forms_of(run, child_text(item, plan.label)).get("", ()) if plan.itext else ()
    if all(isinstance(part, str) for part in parts):
        known[id(item)] = choice
    return choice


def _choice(run: Host, plan: Choices, item: Item, node: Node, cell: Cell) -> Choice:
    value = child_text(item, plan.value)
    if not plan.itext:
        return Choice(value, child_text(item, plan.label), {})
    forms = forms_of(run, child_text(item, plan.label))
    parts = forms.get("")
    return Choice(value, render(run, parts, node, cell) if parts else "", media_in(forms))


def choice_name(run: Host, value: str, node: Node, cell: Cell) -> str:
    """The label of a value among the choices of a question; '' if it is not offered."""
    for choice in choices_of(run, node, cell):
        if choice.value == value:
            return choice.label
    return ""
