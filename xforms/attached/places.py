"""Names of files: what is left of a path, and which names people mean to be the same."""

from __future__ import annotations

import re
import unicodedata

from xforms.attached.limits import MAX_NAME

_COPY = re.compile(r"[ _]*(\(\d{1,3}\)|（\d{1,3}）)(?=\.[^.]+$)")
"""What phones and browsers put behind the name of a file they have already."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def plain_name(path: str) -> str:
    """The last part of a path of any system, without control characters, cut to MAX_NAME."""
    last = re.split(r"[/\\]", path)[-1]
    kept = _CONTROLS.sub("", unicodedata.normalize("NFC", last)).strip()
    if len(kept) <= MAX_NAME:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:MAX_NAME]
    return stem[: MAX_NAME - len(ending) - 1] + dot + ending


def same_name(name: str) -> str:
    """What two names share that a person takes for one.

    Phones and chats add the number of a copy, change blanks and leave signs out.
    """
    plain = _COPY.sub("", plain_name(name))
    return re.sub(r"[^\w.]|_", "", plain).casefold()
