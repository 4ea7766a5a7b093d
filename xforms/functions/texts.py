"""Texts, select answers, node lists, digests."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xforms.functions.numbers import TOKENS, boolean, number, rounded
from xforms.items import Item, text_of
from xforms.limits import MAX_TEXT_RESULT

if TYPE_CHECKING:
    from xforms.state import Cell

ONE = (None,)
"""A loop of one round, for a single node with a condition."""

TRUE_TEXTS = ("true", "1")


def first(texts: Sequence[str]) -> str:
    """The string value of a node-set: its first node, blank if there is none."""
    return texts[0] if texts else ""


def first_number(numbers: Sequence[float]) -> float:
    """The first of some numbers, NaN if there is none."""
    return numbers[0] if numbers else float("nan")


def texts(items: Sequence[Item], name: str) -> list[str]:
    """Texts of the children of this name."""
    found: list[str] = []
    for item in items:
        if (item.k is not None and name in item.k) or name == "*":
            found.extend(text_of(child) for child in item.named(name))
        elif name in item.d:
            found.append(item.d[name])
    return found


def first_text(items: Sequence[Item], name: str) -> str:
    """Text of the first child of this name, blank if there is none."""
    for item in items:
        if name in item.d:
            return item.d[name]
    return first(texts(items, name)) if name == "*" else ""


def joined(separator: str, parts: Sequence[str]) -> str:
    """The concat function and join(), bounded."""
    if sum(map(len, parts)) + len(separator) * len(parts) > MAX_TEXT_RESULT:
        return ""
    return separator.join(parts)


def nth(cell: Cell | None, slot: int, index: float) -> Cell | None:
    """The instance of a repeat at a position counted from 1."""
    if cell is None:
        return None
    kids = cell.kids[slot]
    # of NaN and Infinity this is false, too
    return kids[int(index) - 1] if 1 <= index < len(kids) + 1 else None


def value_at(cell: Cell | None, slot: int) -> str:
    """Text of a node in an instance that may not exist."""
    return "" if cell is None else cell.v[slot]


def any_pair(op: str, left: Any, right: Any) -> bool:
    """A comparison with a node-set: true if any pair of members satisfies it."""
    lefts = left if isinstance(left, list | tuple) else (left,)
    rights = right if isinstance(right, list | tuple) else (right,)
    if left is True or left is False or right is True or right is False:
        return _compare(op, _as_boolean(left), _as_boolean(right))
    return any(_compare(op, one, other) for one in lefts for other in rights)


def any_node(texts: Sequence[str]) -> bool:
    """A node-set as a condition: one node is as true as its value, several always are."""
    return len(texts) > 1 or first(texts) != ""


def _as_boolean(value: Any) -> bool:
    return any_node(value) if isinstance(value, list | tuple) else boolean(value)


def _compare(op: str, left: Any, right: Any) -> bool:
    if op in ("=", "!="):
        return equal(left, right) is (op == "=")
    one, other = number(left), number(right)
    if op == "<":
        return one < other
    if op == "<=":
        return one <= other
    return one > other if op == ">" else one >= other


def equal(left: float | str | bool, right: float | str | bool) -> bool:
    """= of two values whose types are known only now."""
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def selected(chosen: str, value: str) -> bool:
    """The selected function: a token test, spaces around the value do not count."""
    return value.strip() in TOKENS[chosen]


def selected_at(chosen: str, index: float) -> str:
    """The selected-at function: counted from 0, a fraction cut off; blank outside."""
    parts = chosen.split()
    # of NaN this is false, too
    if not -1 < index < len(parts):
        return ""
    return parts[int(index)]


def substring_before(value: str, mark: str) -> str:
    """Text before the first mark, blank without one."""
    head, found, _ = value.partition(mark) if mark else ("", "", "")
    return head if found else ""


def substring_after(value: str, mark: str) -> str:
    """Text after the first mark, blank without one."""
    if not mark:
        return value
    _, found, tail = value.partition(mark)
    return tail if found else ""


def translate(value: str, given: str, wanted: str) -> str:
    """Characters replaced one by one; those without a counterpart are dropped."""
    table: dict[str, str] = {}
    for at, mark in enumerate(given):
        table.setdefault(mark, wanted[at] if at < len(wanted) else "")
    return "".join(table.get(mark, mark) for mark in value)


def _index(value: float, length: int) -> int:
    if value != value:  # noqa: PLR0124 - NaN
        return 0
    bounded = max(-float(length) - 1.0, min(float(length), value))
    at = int(bounded)
    return max(0, length + at) if at < 0 else at


def substr(value: str, start: float, end: float | None) -> str:
    """The substr function: from 0, end exclusive, negative positions count from the end."""
    length = len(value)
    stop = length if end is None else _index(end, length)
    return value[_index(start, length) : stop]


def substring(value: str, start: float, length: float | None) -> str:
    """The substring function of XPath 1.0: from 1, with its rounding."""
    begin = rounded(start, 0.0)
    end = float("inf") if length is None else begin + rounded(length, 0.0)
    return "".join(mark for at, mark in enumerate(value, 1) if begin <= at < end)


def checklist(least: float, most: float, flags: Sequence[bool]) -> bool:
    """Whether the number of true flags is within bounds; -1 is no bound."""
    count = sum(flags)
    return (least < 0 or count >= least) and (most < 0 or count <= most)


def weighted_checklist(
    least: float, most: float, flags: Sequence[bool], weights: Sequence[float]
) -> bool:
    """Whether the weights of the true flags add up to something within bounds."""
    total = sum(weight for flag, weight in zip(flags, weights, strict=False) if flag)
    return (least == -1 or total >= least) and (most == -1 or total <= most)


_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


def digest(value: str, algorithm: str, encoding: str = "base64") -> str:
    """The digest function: blank for an unknown algorithm or encoding."""
    name = _ALGORITHMS.get(algorithm.strip().upper())
    if name is None:
        return ""
    made = hashlib.new(name, value.encode("utf-8", "replace"), usedforsecurity=False).digest()
    if encoding.strip().lower() == "hex":
        return made.hex()
    return base64.b64encode(made).decode("ascii") if encoding.strip().lower() == "base64" else ""


def base64_decode(value: str) -> str:
    """base64-decode(): blank for what is no base64 of UTF-8."""
    try:
        return base64.b64decode(value, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def extract_signed(message: str, public_key: str) -> str:
    """The content of an Ed25519-signed text, blank if it is not genuine.

    The message is base64 of 64 bytes of signature and the content.
    """
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PublicKey,
        )
    except ImportError:
        return ""
    try:
        content = base64.b64decode(message, validate=False)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(content[:64], content[64:])
        return content[64:].decode("utf-8")
    except (InvalidSignature, binascii.Error, ValueError):
        return ""
