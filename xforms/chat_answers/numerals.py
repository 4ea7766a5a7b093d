"""Numerals, Arabic and Chinese, to exact numbers; what only approximates is none."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 18
"""As many as an integer answer may have."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
FORMAL = str.maketrans(
    "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩", "一二二三三四五六六七八九十百千万亿两"
)
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = (("亿", 100_000_000), ("万", 10_000))
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]{1,24}")
_SECTION = re.compile(r"(零?)(?:([一二两三四五六七八九])([千百十]?)|(十))")
_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+")
_MIXED = re.compile(r"([0-9]+(?:\.[0-9]+)?)([百千万亿]|百万|千万)")
_TIMES = {"百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}


def number(text: str) -> Decimal | None:
    """A number of any kind without sign or unit: 12, 1,000, 3.5, 1.5万, 一百零五, 三点五, 半."""
    arabic = _ARABIC.fullmatch(text)
    if arabic:
        found = text.replace(",", "").rstrip(".")
        return Decimal(found) if len(found) <= MAX_DIGITS + 1 else None
    mixed = _MIXED.fullmatch(text)
    if mixed and len(text) <= MAX_DIGITS:
        return Decimal(mixed[1]) * _TIMES[mixed[2]]
    if text == "半":
        return Decimal("0.5")
    head, point, tail = text.translate(FORMAL).partition("点")
    found_whole = whole(head)
    if found_whole is None or not point:
        return None if found_whole is None else Decimal(found_whole)
    places = _in_a_row(tail)
    return Decimal(f"{found_whole}.{places}") if places else None


def whole(text: str) -> int | None:
    """A Chinese numeral: 二十三 → 23, 一百零五 → 105, 一百五 → 150, 二〇二六 → 2026.

    None for what is no number or only about one: 二三十, 十五六, and 两三 (two or three).
    """
    plain = text.translate(FORMAL)
    if not _CHINESE.fullmatch(plain):
        return None
    if not set(plain) & {"十", "百", "千", "万", "亿"}:
        return _spelt(plain)
    return _large(plain)


def _spelt(text: str) -> int | None:
    """Digits read one by one; two neighbours in the order of counting mean "about"."""
    if len(text) == 1:
        return _DIGITS[text]
    row = _in_a_row(text)
    about = len(row) == 2 and int(row[1]) == int(row[0]) + 1 and row[0] != "0"
    return int(row) if row and not about else None


def _in_a_row(text: str) -> str:
    if not text or "两" in text or not set(text) <= _DIGITS.keys():
        return ""
    return "".join(str(_DIGITS[c]) for c in text)


def _large(text: str) -> int | None:
    """Sections of 亿 and 万, then the rest below 10,000."""
    total, rest, above = 0, text, 0
    for mark, value in _LARGE:
        head, found, tail = rest.partition(mark)
        if not found:
            continue
        count = _section(head, above)
        if count is None or (count >= 10 and len(tail) == 1):  # 三十万五: 305,000 or 350,000
            return None
        total, rest, above = total + count * value, tail, value
    if not rest:
        return total
    last = _section(rest, above)
    return None if last is None else total + last


def _section(text: str, above: int) -> int | None:
    """A number below 10,000; `above` is the unit in front of it (0: none).

    A last digit right behind a unit counts tenths of that unit: 一百五 is 150, 三万五 is 35,000.
    """
    total, unit, at = 0, above, 0
    while at < len(text):
        found = _SECTION.match(text, at)
        if found is None:
            return None
        at = found.end()
        size = 10 if found[4] else _UNITS.get(found[3], 1)
        digit = 1 if found[4] else _DIGITS[found[2]]
        if (found[1] and not unit) or (unit and size >= unit) or (size == 1 and at < len(text)):
            return None
        if size == 1 and unit >= 100 and not found[1]:
            size = unit // 10
        total, unit = total + digit * size, size
    return total or None
