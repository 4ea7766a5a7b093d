"""Log processor: what must not be logged does not leave the process."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from privacy.sealed import Sealed

ALLOWED = (int, float, bool, type(None))
_TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")
_LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]+")


def redact_text(text: str) -> str:
    """Drop bot tokens, numbers as long as a phone's, and Chinese text (names, words)."""
    return _CJK.sub("*", _LONG_NUMBER.sub("*", _TOKEN.sub("*", text)))


def redact(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Clean a log event: numbers pass, text is cleaned, the rest becomes its type's name."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact_text(value)
        elif isinstance(value, Sealed) or not isinstance(value, ALLOWED):
            event[key] = f"<{type(value).__name__}>"
    return event
