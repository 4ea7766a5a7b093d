"""Wording in the reader's language. Source strings are Chinese; `en` is the second catalogue."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = {"zh_Hans": "中文", "en": "English"}
"""Catalogues there are, with what each calls itself."""

DEFAULT = "zh_Hans"
LOCALES = Path(__file__).resolve().parent.parent / "locales"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@lru_cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("messages", LOCALES, languages=[language])


def gettext(message: str) -> str:
    """The message in the reader's language.

    Raises:
        FileNotFoundError: The catalogue is not compiled (`make setup` does that).
    """
    language = _language.get()
    return message if language == DEFAULT else _catalogue(language).gettext(message)


def current_language() -> str:
    """The language screens are being written in."""
    return _language.get()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Write screens in this language inside the block; unknown languages fall back to Chinese."""
    token = _language.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)
