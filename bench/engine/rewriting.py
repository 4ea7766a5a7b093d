"""A difference checked by prediction: our engine on the form as JavaRosa understands it.

A rule that names a habit of one function writes the habit into the form's expressions; only where
our engine then says what JavaRosa said is the difference the one that the rule names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bench.engine import states
from bench.engine.generate.model import Sheets
from bench.engine.peers import PeerError
from bench.engine.rows import LOGIC
from bench.engine.states import Difference
from bench.engine.subject import Ours

Rewrite = Callable[[list[str]], str | None]
"""The arguments of a call → what stands for the call; None leaves it as it is."""

_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[^'\"]")
# Where JavaRosa's max() begins: the smallest number above nothing.
_TINY = "0." + "0" * 323 + "5"


def _max(args: list[str]) -> str:
    return f"max({_TINY}, {', '.join(args)})"


def _coalesce(args: list[str]) -> str | None:
    if len(args) != 2:
        return None
    return f"if(coalesce({args[0]}, '') != '', {args[0]}, {args[1]})"


def _round(args: list[str]) -> str | None:
    if len(args) != 2 or not re.fullmatch(r"\s*-\d+\s*", args[1]):
        return None
    unit = 10 ** -int(args[1])
    return f"if({args[0]} < 0, int(({args[0]}) div {unit}) * {unit}, round({args[0]}, {args[1]}))"


def _weighted(args: list[str]) -> str:
    bounds = ["-0.9999" if bound.strip() == "-1" else bound for bound in args[:2]]
    return f"weighted-checklist({', '.join([*bounds, *args[2:]])})"


class Place(Protocol):
    """Where a difference was seen: the form, its attachments, the walk."""

    @property
    def form(self) -> Sheets:
        """The generated sheets."""

    @property
    def media(self) -> Path | None:
        """The folder of its attachments."""

    @property
    def ops(self) -> Sequence[Mapping[str, str]]:
        """The operations of the walk."""


REWRITES: Mapping[str, tuple[str, Rewrite]] = {
    "max-below-one": ("max", _max),
    "coalesce-of-nothing": ("coalesce", _coalesce),
    "round-to-tens": ("round", _round),
    "weighted-checklist-no-bound": ("weighted-checklist", _weighted),
}
"""By rule: the function with a habit of its own in JavaRosa, and its call in our words."""


def rewritten(text: str, name: str, rewrite: Rewrite) -> str:
    """An expression with every call of the function replaced, inner ones first."""
    found = re.search(rf"(?<![\w-]){name}\(", text)
    if found is None:
        return text
    args, end = _arguments(text, found.end())
    args = [rewritten(arg, name, rewrite) for arg in args]
    call = rewrite(args) or f"{name}({', '.join(args)})"
    return text[: found.start()] + call + rewritten(text[end:], name, rewrite)


def _arguments(text: str, begin: int) -> tuple[list[str], int]:
    """The arguments of a call whose bracket opens before `begin`, and where the call ends."""
    args, depth, at = [""], 0, begin
    for token in _TOKEN.finditer(text, begin):
        part, at = token[0], token.end()
        depth += (part in "([") - (part in ")]")
        if depth < 0:
            break
        if part == "," and depth == 0:
            args.append("")
        else:
            args[-1] += part
    return [arg.strip() for arg in args], at


def dialect(form: Sheets, rules: Sequence[str]) -> Sheets:
    """The form with the habits of these rules written out."""
    survey = []
    for row in form.survey:
        changed = dict(row)
        for column in LOGIC:
            for rule in rules:
                if column in changed:
                    changed[column] = rewritten(changed[column], *REWRITES[rule])
        survey.append(changed)
    return replace(form, survey=survey)


def predicted(rule: str, difference: Difference, place: Place) -> bool:
    """Whether our engine says what JavaRosa said once this habit, or every one, is its own."""
    return any(
        _says(dialect(place.form, rules), place, difference)
        for rules in ((rule,), tuple(REWRITES))
    )


def _says(form: Sheets, place: Place, difference: Difference) -> bool:
    """Whether our engine, on this form, gives JavaRosa's value at the place of a difference."""
    engine, xml = Ours(), form.xform()
    try:
        engine.load(xml or "", place.media)
        record = engine.walk(place.ops, prompts=True)
    except PeerError:
        return False
    ref, what = difference.ref, difference.what
    if what in ("label", "hint", "choices"):
        return bool(record["prompts"].get(ref, {}).get(what) == difference.theirs)
    if what == "xml":
        return bool(states.sent(record["xml"]).get(ref) == difference.theirs)
    now = list(states.replay(record))[difference.step + 1].get(ref)
    if what == "present" or now is None:
        return bool(now) == bool(difference.theirs)
    if what == "v":
        return states.canonical(str(now["v"])) == states.canonical(str(difference.theirs))
    return bool(now[what] == difference.theirs)
