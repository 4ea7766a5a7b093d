"""Questions for the parsers, and the day on which they are asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import xforms

TODAY = date(2026, 11, 23)
"""A Monday."""


def question(type_: str = "string", control: str = "input", **fields: Any) -> xforms.Prompt:
    """A question with nothing special about it."""
    values: dict[str, Any] = {
        "ref": "/f/q",
        "name": "q",
        "type": type_,
        "control": control,
        "appearance": "",
        "label": "",
        "hint": "",
        "guidance": "",
        "media": {},
        "required": False,
        "readonly": False,
        "value": "",
        "choices": (),
        "range": None,
        "problem": None,
        "attributes": {},
        "body": {},
        "path": (),
    }
    return xforms.Prompt(**(values | fields))


def options(*labels: str, control: str = "select1", **fields: Any) -> xforms.Prompt:
    """A question with options a, b, c … of these labels, or `value=label`."""
    choices = []
    for number, label in enumerate(labels):
        value, equals, words = label.partition("=")
        named = (value, words) if equals else (chr(ord("a") + number), label)
        choices.append(xforms.Choice(*named, {}))
    return question(
        "rank" if control == "rank" else "string", control, choices=tuple(choices), **fields
    )


def upload(mediatype: str, **body: str) -> xforms.Prompt:
    """A question for a file."""
    return question("binary", "upload", body={"mediatype": mediatype, **body})
