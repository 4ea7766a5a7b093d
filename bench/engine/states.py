"""Recorded or live walks as full states, and where two engines' states differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

State = Mapping[str, Mapping[str, Any]]
PROPERTIES = ("rel", "v", "req", "bad")

_PREFIX = re.compile(r"(?<=/)[\w.\-]+:(?=\w)")
_INDEX = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_EXPONENT = re.compile(r"-?\d+\.\d+E-?\d+")
_MIDNIGHT = re.compile(r"T00:00:00\.000(Z|\+00:00)?$")
_POINT = r"-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3}"
_POINTS = re.compile(rf"{_POINT}(; ?{_POINT})*;?")


@dataclass(frozen=True)
class Difference:
    """One property of one node after one step (-1 = at the start) on which two engines differ."""

    step: int
    ref: str
    what: str
    theirs: Any
    ours: Any


def plain(ref: str) -> str:
    """A reference without instance numbers: the question in the form rather than on a run."""
    return _INDEX.sub("", ref)


def canonical(value: str) -> str:
    """One spelling for values that engines spell differently and mean alike.

    Numbers by value (`15.0` = `15`, `1.0E-5`), booleans as 1 and 0 (JavaRosa stores a boolean
    calculate so), a date at midnight as the date, NaN as blank, points by their numbers.
    """
    text = (value or "").strip()
    if text in ("true", "false"):
        return repr(float(text == "true"))
    if text == "NaN":
        return ""
    if _NUMBER.fullmatch(text):
        return repr(float(f"{float(text):.9g}"))
    text = _EXPONENT.sub(lambda match: f"{float(match[0]):.0f}", text)
    if _POINTS.fullmatch(text):
        points = [point.split() for point in text.split(";") if point.strip()]
        return ";".join(" ".join(repr(float(part)) for part in point) for point in points)
    return _MIDNIGHT.sub("", text)


def replay(record: Mapping[str, Any]) -> Iterator[dict[str, dict[str, Any]]]:
    """The full state at the start and after each step of a walk."""
    current = {_key(ref): entry for ref, entry in record["initial"].items() if _counts(ref)}
    yield dict(current)
    for step in record["steps"]:
        for ref, entry in step.get("changed", {}).items():
            if not _counts(ref):
                continue
            if entry is None:
                current.pop(_key(ref), None)
            else:
                current[_key(ref)] = entry
        yield dict(current)


def _key(ref: str) -> str:
    return _PREFIX.sub("", ref)


def _counts(ref: str) -> bool:
    return not ref.endswith("[]") and "@" not in ref and "/meta" not in _key(ref)


def differences(step: int, theirs: State, ours: State) -> list[Difference]:
    """Every property on which the two states differ; of irrelevant nodes only their relevance."""
    found = []
    for ref in sorted(theirs.keys() | ours.keys()):
        one, other = theirs.get(ref), ours.get(ref)
        if one is None or other is None:
            present = one or other or {}
            # an instance that only one engine keeps matters only if it shows
            if present.get("rel"):
                found.append(Difference(step, ref, "present", bool(one), bool(other)))
            continue
        if one["rel"] != other["rel"]:
            found.append(Difference(step, ref, "rel", one["rel"], other["rel"]))
        elif one["rel"]:
            found += _leaf(step, ref, one, other)
    return found


def _leaf(
    step: int, ref: str, one: Mapping[str, Any], other: Mapping[str, Any]
) -> list[Difference]:
    found = []
    for name in PROPERTIES[1:]:
        if name not in one or name not in other:
            continue
        left, right = one[name], other[name]
        if name == "v":
            left, right = canonical(left), canonical(right)
        if left != right:
            found.append(Difference(step, ref, name, one[name], other[name]))
    return found


def sent(xml: str) -> dict[str, list[str]]:
    """What a submission holds: the texts at each path, meta and the order of names aside."""
    found: dict[str, list[str]] = {}

    def visit(node: etree._Element, path: str) -> None:
        here = f"{path}/{etree.QName(node).localname}"
        if here.endswith("/meta"):
            return
        if len(node) == 0:
            found.setdefault(here, []).append(canonical(node.text or ""))
        for child in node:
            visit(child, here)

    visit(etree.fromstring(xml.encode()), "")
    return found
