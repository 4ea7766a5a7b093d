"""Whole numbers, decimals and places on a range, as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.numerals import FORMAL, MAX_DIGITS, number
from xforms.chat_answers.texts import plain
from xforms.prompts import Prompt

_SIGN = re.compile(r"(\+|-|负|零下|minus )\s*")
_BODY = re.compile(r"([0-9,.]*[0-9.][百千万亿]*|[零〇一二两三四五六七八九十百千万亿点半]+)\s*(.*)")
COUNTERS = frozenset(
    {
        "个", "人", "位", "名", "次", "口", "口人", "件", "间", "张", "户", "家", "条", "只",
        "本", "辆", "层", "遍", "项", "处", "份",
    }
)  # fmt: skip
"""Words behind a number that say nothing about its size."""

_SAME = (("元", "块", "块钱", "￥", "¥"), ("公斤", "千克", "kg"), ("厘米", "公分", "cm"),
         ("岁", "周岁", "年龄"), ("%", "百分"), ("小时", "钟头"))  # fmt: skip
_VAGUE = re.compile(r"[多几余来约左右上下以少不没无未0-9.,/+~-]")
MAX_UNIT = 12


def integer(prompt: Prompt, text: str) -> str | Misread:
    """A whole number."""
    found = quantity(prompt, text)
    if isinstance(found, Misread):
        return Misread(Kind.NUMBER, "3")
    if _is_grouped(text):
        return Misread(Kind.AMBIGUOUS, "1000", (f"{found:f}".partition(".")[0],))
    if found != found.to_integral_value():
        return Misread(Kind.WHOLE, str(int(found)))
    return str(int(found))


def decimal(prompt: Prompt, text: str) -> str | Misread:
    """Any number."""
    found = quantity(prompt, text)
    return found if isinstance(found, Misread) else written(found)


def on_range(prompt: Prompt, text: str) -> str | Misread:
    """A number that the range has; the nearest one is the example."""
    found = quantity(prompt, text)
    bounds = prompt.range
    if bounds is None or isinstance(found, Misread):
        return found if isinstance(found, Misread) else written(found)
    start, end, step = (Decimal(repr(value)) for value in bounds)
    steps = (found - start) / step
    most = int((end - start) / step)
    nearest = min(max(int(steps.to_integral_value()), 0), most)
    on_it = steps == nearest
    return written(found) if on_it else Misread(Kind.GRID, written(start + nearest * step))


def written(value: Decimal) -> str:
    """`3.50` → `3.5`, `-0` → `0`; never an exponent."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def quantity(prompt: Prompt, text: str) -> Decimal | Misread:
    """The number that was typed: with a sign, a counter, a unit that the question names."""
    words = plain(text).translate(FORMAL)
    sign = _SIGN.match(words)
    body = _BODY.fullmatch(words[sign.end() :] if sign else words)
    found = _with_unit(prompt, body[1], body[2]) if body else None
    if found is None or len(written(abs(found))) > MAX_DIGITS:
        return Misread(Kind.NUMBER, "3.5")
    return -found if sign and sign[1] != "+" else found


def _with_unit(prompt: Prompt, digits: str, rest: str) -> Decimal | None:
    """三岁半, 两个半小时: a half behind the counter or unit is added."""
    found, half = number(digits), Decimal("0.5")
    if found is None:
        return None
    if rest.endswith("半") and len(rest) > 1 and found == int(found):
        return found + half if is_unit(prompt, rest[:-1]) else None
    if rest.startswith("个半") and len(rest) > 2 and found == int(found):
        return found + half if is_unit(prompt, rest[2:]) else None
    return found if is_unit(prompt, rest) else None


def is_unit(prompt: Prompt, words: str) -> bool:
    """Whether words behind a number leave its size as it is.

    A unit counts only if the question names it: "6 个月" is no answer in years.
    """
    unit = words.strip()
    if not unit or unit in COUNTERS:
        return True
    if len(unit) > MAX_UNIT or _VAGUE.search(unit):
        return False
    asked = plain(f"{prompt.label} {prompt.hint}")
    if unit in asked or (unit[0] in COUNTERS and unit[1:] in asked):
        return True
    return any(unit in alike and any(one in asked for one in alike) for alike in _SAME)


_GROUPED = re.compile(r"[+-]?[0-9]{1,3}\.000")


def _is_grouped(text: str) -> bool:
    """1.000 may be one, or a thousand in some countries' writing."""
    return _GROUPED.fullmatch(plain(text)) is not None
