"""Labels, hints and itext: texts with values in them."""

from __future__ import annotations

import re

from xforms.faults import refused
from xforms.limits import MAX_LANGUAGES
from xforms.parse.xml import Element, child, children, local
from xforms.schema import Output, Schema, Words

_ITEXT = re.compile(r"""^\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*$""")


def parts_of(element: Element) -> tuple[str | Output, ...]:
    """Text and outputs of an element, outer white space dropped."""
    parts: list[str | Output] = [element.text or ""]
    for found in element:
        if local(found) == "output":
            parts.append(Output(found.get("value") or found.get("ref") or ""))
        elif isinstance(found.tag, str):
            parts.extend(parts_of(found))
        parts.append(found.tail or "")
    return _trimmed(parts)


def _trimmed(parts: list[str | Output]) -> tuple[str | Output, ...]:
    merged: list[str | Output] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip()
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip()
    return tuple(part for part in merged if part != "")


def words_of(element: Element | None) -> Words | None:
    """A label or hint element: by reference or literal."""
    if element is None:
        return None
    ref = element.get("ref")
    if ref is None:
        parts = parts_of(element)
        return Words(parts=parts) if parts else None
    return words_from(ref, literal=False)


def words_from(source: str, *, literal: bool) -> Words:
    """An attribute that holds `jr:itext('id')`, an expression, or (if `literal`) plain text."""
    match = _ITEXT.match(source)
    if match:
        return Words(itext=match[1] if match[1] is not None else match[2])
    return Words(parts=(source,)) if literal else Words(expression=source)


def read_itext(model: Element, schema: Schema) -> None:
    """Fill the schema's languages and texts.

    Raises:
        FormRefused: more languages than the limit.
    """
    itext = child(model, "itext")
    if itext is None:
        return
    for translation in children(itext):
        language = translation.get("lang") or ""
        if language not in schema.texts:
            schema.languages.append(language)
        if len(schema.languages) > MAX_LANGUAGES:
            raise refused(
                "FORM-LANGUAGES",
                f"More than {MAX_LANGUAGES} languages.",
                "Leave out translations that nobody uses.",
                sheet="itext",
            )
        if translation.get("default") is not None:
            schema.default_language = language
        table = schema.texts.setdefault(language, {})
        for text in children(translation):
            table[text.get("id") or ""] = {
                value.get("form") or "": parts_of(value) for value in children(text)
            }
    if schema.languages and not schema.default_language:
        schema.default_language = schema.languages[0]
