"""Texts of a form in the language of a run: labels, hints, messages, choice labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def render(run: Host, parts: tuple[str | Output, ...], node: Node, cell: Cell) -> str:
    """Text with its values filled in, seen from a node."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    outputs, functions = run.form.plan.outputs, run.form.functions
    made: list[str] = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
        else:
            number = outputs.get((node.id, part.expression))
            made.append("" if number is None else functions[number](cell, run))
    return "".join(made).strip()


def say(run: Host, words: Words | None, node: Node, cell: Cell, form: str = "") -> str:
    """A label, hint or message; '' if there is none."""
    if words is None:
        return ""
    if words.itext:
        forms = forms_of(run, words.itext)
        parts = forms.get(form)
        if parts is None and form == "":
            parts = forms.get("long") or forms.get("short")
        return render(run, parts, node, cell) if parts else ""
    if form:
        return ""
    if words.expression:
        number = run.form.plan.outputs.get((node.id, words.expression))
        return "" if number is None else str(run.form.functions[number](cell, run))
    return render(run, words.parts, node, cell)


def constant(run: Host, words: Words | None, form: str = "") -> str | None:
    """A text that no answer changes, in the language of the run; None where it holds values."""
    if words is None:
        return ""
    if words.expression:
        return None if not form else ""
    parts: tuple[str | Output, ...] | None = () if form else words.parts
    if words.itext:
        forms = forms_of(run, words.itext)
        parts = forms.get(form)
        if parts is None and not form:
            parts = forms.get("long") or forms.get("short")
    if not parts:
        return ""
    if any(not isinstance(part, str) for part in parts):
        return None
    return "".join(part for part in parts if isinstance(part, str))


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
