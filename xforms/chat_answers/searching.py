"""Options of a long list that hold the words somebody typed."""

from __future__ import annotations

from xforms.chat_answers.choices import label_of
from xforms.chat_answers.texts import plain
from xforms.prompts import Prompt

MAX_WORDS = 60
"""Characters that are looked for; a longer text is no search."""


def matching(prompt: Prompt, text: str) -> tuple[int, ...]:
    """Numbers (from 0) of the options whose label or value has every word, in the list's order."""
    words = plain(text).split() if len(text) <= MAX_WORDS else []
    if not words:
        return ()
    return tuple(
        number
        for number, choice in enumerate(prompt.choices)
        if _holds(f"{plain(label_of(choice))} {plain(choice.value)}", words)
    )


def _holds(said: str, words: list[str]) -> bool:
    return all(word in said for word in words)
