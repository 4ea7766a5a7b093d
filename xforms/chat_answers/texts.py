"""Typed words made safe and plain: what nobody can see is taken out, widths are made one."""

from __future__ import annotations

import re
import unicodedata

from xforms.chat_answers.misreads import Kind, Misread

MAX_TEXT = 2000
"""Characters of one answer; a message of the largest chat channel has 4,096 units."""

_LINES = re.compile("\r\n?|[\u2028\u2029\u0085]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and new line
    "\u00ad\u061c\u180e\u200b\u200e\u200f"  # soft hyphen, marks of direction, zero width
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # overrides, isolates, invisible operators
    "\U000e0000-\U000e007f"  # tags
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # lone surrogates, non-characters
)
_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))


def clean(text: str) -> str:
    """The text in NFC without what is invisible or would turn the words around it.

    Joiners stay: emoji and some scripts need them.
    """
    lines = _LINES.sub("\n", text).replace("\t", " ")
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", lines))
    return composed.strip()


def plain(text: str) -> str:
    """The text for a parser: one width of letters, digits and dashes, single spaces, lower case.

    A full stop at its end says nothing.
    """
    narrow = unicodedata.normalize("NFKC", clean(text)).translate(_DASHES)
    return _SPACES.sub(" ", clean(narrow)).strip().rstrip("。!").strip().lower()


def words(text: str) -> str | Misread:
    """Free text."""
    found = clean(text)
    if not found:
        return Misread(Kind.EMPTY)
    return found if len(found) <= MAX_TEXT else Misread(Kind.LENGTH, str(MAX_TEXT))


_DIGITS = re.compile(r"[+-]?[0-9][0-9 .-]*")


def digits(text: str) -> str | Misread:
    """Text of digits (appearance `numbers`): a phone or a document number, not a quantity."""
    found = plain(text)
    if not _DIGITS.fullmatch(found) or len(found) > MAX_TEXT:
        return Misread(Kind.NUMBER, "123456")
    return found


MAX_CODE = 400
"""Characters of a barcode; the largest QR code of this kind of use stays far below."""


def barcode(text: str) -> str | Misread:
    """What is printed under a code: digits are often printed in groups."""
    found = _SPACES.sub(" ", clean(text))
    if not found:
        return Misread(Kind.EMPTY)
    if len(found) > MAX_CODE:
        return Misread(Kind.LENGTH, str(MAX_CODE))
    narrow = plain(found)
    return narrow.replace(" ", "") if re.fullmatch(r"[0-9 ]+", narrow) else found
