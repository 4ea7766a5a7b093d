"""Sets of characters: ranges, categories, and their combinations."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field


@dataclass(slots=True)
class CharSet:
    """A set of characters; membership is remembered per character."""

    ranges: list[tuple[str, str]] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    parts: list[CharSet] = field(default_factory=list)
    every: list[CharSet] = field(default_factory=list)
    """Sets that must all contain the character (&&)."""
    negated: bool = False
    folded: bool = False
    known: dict[str, bool] = field(default_factory=dict)

    def __contains__(self, mark: str) -> bool:
        found = self.known.get(mark)
        if found is None:
            found = self._holds(mark)
            if self.folded and not self.negated:
                found = found or self._holds(mark.lower()) or self._holds(mark.upper())
            if len(self.known) < 4096:
                self.known[mark] = found
        return found

    def _holds(self, mark: str) -> bool:
        inside = (
            any(low <= mark <= high for low, high in self.ranges)
            or any(_in_category(mark, name) for name in self.categories)
            or any(mark in part for part in self.parts)
        )
        if self.every:
            plain = not (self.ranges or self.categories or self.parts)
            inside = (inside or plain) and all(mark in part for part in self.every)
        return inside is not self.negated


def _in_category(mark: str, name: str) -> bool:
    if len(mark) != 1:
        return False
    return unicodedata.category(mark).startswith(name)


def ranges(*pairs: str, negated: bool = False) -> CharSet:
    """A set from two-character texts, each a range."""
    return CharSet([(pair[0], pair[1]) for pair in pairs], negated=negated)


DIGITS = ("09",)
WORD = ("az", "AZ", "09", "__")
SPACES = ("  ", "\t\r")
HORIZONTAL = ("  ", "\t\t", "\xa0\xa0", "\u2000\u200a", "\u3000\u3000")
VERTICAL = ("\n\r", "\x85\x85", "\u2028\u2029")

ESCAPES: dict[str, tuple[tuple[str, ...], bool]] = {
    "d": (DIGITS, False),
    "D": (DIGITS, True),
    "w": (WORD, False),
    "W": (WORD, True),
    "s": (SPACES, False),
    "S": (SPACES, True),
    "h": (HORIZONTAL, False),
    "H": (HORIZONTAL, True),
    "v": (VERTICAL, False),
    "V": (VERTICAL, True),
}
"""Shorthand classes, ASCII as in Java."""

_POSIX: dict[str, tuple[str, ...]] = {
    "Lower": ("az",),
    "Upper": ("AZ",),
    "ASCII": ("\x00\x7f",),
    "Alpha": ("az", "AZ"),
    "Digit": ("09",),
    "Alnum": ("az", "AZ", "09"),
    "Punct": ("!/", ":@", "[`", "{~"),
    "Graph": ("!~",),
    "Print": (" ~",),
    "Blank": ("  ", "\t\t"),
    "Cntrl": ("\x00\x1f", "\x7f\x7f"),
    "XDigit": ("09", "af", "AF"),
    "Space": SPACES,
}
_SCRIPTS: dict[str, tuple[str, ...]] = {
    "HAN": ("\u2e80\u2fdf", "\u3005\u3007", "\u3400\u4dbf", "\u4e00\u9fff", "\uf900\ufaff"),
    "LATIN": ("az", "AZ", "\xc0\xd6", "\xd8\xf6", "\xf8\u02af", "\u1e00\u1eff"),
    "GREEK": ("\u0370\u03ff", "\u1f00\u1fff"),
    "CYRILLIC": ("\u0400\u052f",),
    "ARABIC": ("\u0600\u06ff", "\u0750\u077f", "\ufb50\ufdff", "\ufe70\ufeff"),
    "HEBREW": ("\u0590\u05ff",),
    "DEVANAGARI": ("\u0900\u097f",),
    "BENGALI": ("\u0980\u09ff",),
    "THAI": ("\u0e00\u0e7f",),
    "MYANMAR": ("\u1000\u109f",),
    "ETHIOPIC": ("\u1200\u139f",),
    "KHMER": ("\u1780\u17ff",),
    "LAO": ("\u0e80\u0eff",),
    "HIRAGANA": ("\u3040\u309f",),
    "KATAKANA": ("\u30a0\u30ff",),
    "HANGUL": ("\u1100\u11ff", "\uac00\ud7af"),
}
_ASTRAL_HAN = ("\U00020000", "\U0003134f")
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "C",
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    ]
)
_NAMED = {"Alphabetic": "L", "Letter": "L", "Digit": "Nd", "Uppercase": "Lu", "Lowercase": "Ll"}


def named(name: str) -> CharSet | None:
    """The set of a named category (p{name}); None if unknown."""
    if name in _POSIX:
        return ranges(*_POSIX[name])
    plain = name.rpartition("=")[2]
    if plain in _CATEGORIES:
        return CharSet(categories=[plain])
    short = plain.removeprefix("Is").removeprefix("In")
    if short in _CATEGORIES:
        return CharSet(categories=[short])
    if short in _NAMED:
        return CharSet(categories=[_NAMED[short]])
    script = _SCRIPTS.get(short.upper())
    if script is None:
        return None
    made = ranges(*script)
    if short.upper() == "HAN":
        made.ranges.append(_ASTRAL_HAN)
    return made
