"""Text in pieces that fit into one message."""

from __future__ import annotations

from collections.abc import Iterator

from views.screen import MAX_TEXT, Screen

MAX_CAPTION = 1024
"""UTF-16 units under a picture or file (Bot API)."""


def parts_of(screen: Screen) -> list[str]:
    """The text of a screen, message by message.

    With a picture or a file the first part is its caption: '' if the text is too long for one.
    """
    if screen.picture is None and screen.document is None:
        return list(pieces(screen.text, MAX_TEXT))
    if units(screen.text) <= MAX_CAPTION:
        return [screen.text]
    return ["", *pieces(screen.text, MAX_TEXT)]


def units(text: str) -> int:
    """The length Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces of at most `limit` UTF-16 units, at line ends where there are any."""
    while units(text) > limit:
        most = _fitting(text, limit)
        cut = text.rfind("\n", 1, most + 1)
        head, text = (text[:cut], text[cut + 1 :]) if cut > 0 else (text[:most], text[most:])
        yield head
    yield text


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into `limit` units; a pair is never cut."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)
