"""The XPath functions of the ODK specification, by family, and the expressions that show each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

FAMILIES: dict[str, str] = {
    "Conversion": "string number boolean boolean-from-string int",
    "Control": "if coalesce once true false not position current",
    "Numbers": "round abs pow sqrt log log10 exp exp10 sin cos tan asin acos atan atan2 pi "
    "floor ceiling random",
    "Text": "concat join substr substring substring-before substring-after translate contains "
    "starts-with ends-with string-length normalize-space regex uuid digest base64-decode",
    "Choices": "selected selected-at count-selected jr:choice-name checklist weighted-checklist",
    "Sets": "count count-non-empty sum min max randomize indexed-repeat last name local-name",
    "Dates": "today now date date-time format-date format-date-time decimal-date-time "
    "decimal-time",
    "Other instances": "instance pulldata",
    "Places": "area distance geofence",
    "Form": "version",
}
OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|")


def showing(name: str, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The expressions that call the function."""
    call = re.compile(rf"(?<![\w:-]){re.escape(name)}\(")
    return [entry for entry in entries if call.search(entry["expr"])]


def showing_operator(sign: str, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The expressions that use the operator, quoted text left out."""
    pattern = re.compile(rf"(?<![\w<>!=-]){re.escape(sign)}(?![=\w])| {re.escape(sign)} ")
    return [entry for entry in entries if pattern.search(re.sub(r"'[^']*'", "''", entry["expr"]))]
