"""Texts of a form in the language of a run: labels, hints, messages, choice labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.program import Function
from xforms.schema import Node, Output, Words
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.hosting import Host

Forms = dict[str, tuple[str | Output, ...]]


def forms_of(run: Host, key: str) -> Forms:
    """All forms of an itext id; the default language stands in where a translation lacks it."""
    texts = run.form.texts
    found = texts.of(run.spoken).get(key)
    if found:
        return found
    return texts.of(run.form.default_language).get(key) or {}


Saying = str | tuple[str | Function, ...]
"""A text in one language: plain, or in parts of which the functions follow the answers."""


def saying(run: Host, words: Words | None, node: Node, form: str = "") -> Saying:
    """A label, hint or message of a node, in the language of the run; '' if there is none."""
    if words is None:
        return ""
    parts: tuple[str | Output, ...] = () if form else words.parts
    if words.itext:
        forms = forms_of(run, words.itext)
        found = forms.get(form)
        if found is None and not form:
            found = forms.get("long") or forms.get("short")
        parts = found or ()
    elif words.expression and not form:
        parts = (Output(words.expression),)
    return _found(run, parts, node)


def _found(run: Host, parts: tuple[str | Output, ...], node: Node) -> Saying:
    """The parts of a text with the functions of what they show, seen from a node."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    outputs, functions = run.form.plan.outputs, run.form.functions
    found: list[str | Function] = []
    for part in parts:
        if isinstance(part, str):
            found.append(part)
        elif (node.id, part.expression) in outputs:
            found.append(functions[outputs[node.id, part.expression]])
    plain = [part for part in found if isinstance(part, str)]
    return "".join(plain).strip() if len(plain) == len(found) else tuple(found)


def spoken(run: Host, said: Saying, cell: Cell) -> str:
    """A text as it is now."""
    if isinstance(said, str):
        return said
    return "".join([part if isinstance(part, str) else part(cell, run) for part in said]).strip()


def render(run: Host, parts: tuple[str | Output, ...], node: Node, cell: Cell) -> str:
    """Text with its values filled in, seen from a node."""
    return spoken(run, _found(run, parts, node), cell)


def say(run: Host, words: Words | None, node: Node, cell: Cell, form: str = "") -> str:
    """A label, hint or message as it is now; '' if there is none."""
    return spoken(run, saying(run, words, node, form), cell)


def media_of(run: Host, words: Words | None) -> dict[str, str]:
    """image, big-image, audio, video of a text, by form, without their jr:// scheme."""
    if words is None or not words.itext:
        return {}
    return media_in(forms_of(run, words.itext))


def media_in(forms: Forms) -> dict[str, str]:
    """Media among the forms of a text."""
    found: dict[str, str] = {}
    for name in ("image", "big-image", "audio", "video"):
        parts = forms.get(name)
        if parts:
            found[name] = "".join(part for part in parts if isinstance(part, str)).rpartition("/")[
                2
            ]
    return found


def itext_value(run: Host, key: str, cell: Cell) -> str:
    """jr:itext() in an expression: plain text in the language of the run, '' if unknown."""
    parts = forms_of(run, key).get("")
    if not parts:
        return ""
    frame = run.form.schema.frames[cell.d]
    return render(run, parts, frame.nodes[0], cell)
