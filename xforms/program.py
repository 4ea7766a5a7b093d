"""Generated source: functions collected, compiled once, looked up by number."""

from __future__ import annotations

import marshal
import math
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from xforms.functions import calendar, numbers, places, texts
from xforms.items import above, below, everywhere, place_of, text_of
from xforms.patterns import matches

Function = Callable[[Any, Any], Any]
"""(cell, run) → value"""

_BATCH = 400
"""Functions per code object: compile() of one huge module is slower than of several."""


def vocabulary() -> dict[str, Any]:
    """Every name that generated source may use; builtins are cut down to these."""
    names: dict[str, Any] = {
        "__builtins__": {"len": len, "float": float, "enumerate": enumerate, "abs": abs},
        "above": above,
        "below": below,
        "everywhere": everywhere,
        "place_of": place_of,
        "text_of": text_of,
        "matches": matches,
        "PI": math.pi,
        "SQRT": math.sqrt,
        "EXP": math.exp,
        "LOG": math.log,
        "LOG10": math.log10,
        "SIN": math.sin,
        "COS": math.cos,
        "TAN": math.tan,
        "ASIN": math.asin,
        "ACOS": math.acos,
        "ATAN": math.atan,
        "ATAN2": math.atan2,
    }
    for module in (numbers, texts, calendar, places):
        names.update(
            (name, value)
            for name, value in vars(module).items()
            if isinstance(value, FunctionType) and value.__module__ == module.__name__
        )
    names.update(NUM=numbers.NUM, TOKENS=numbers.TOKENS, INF=numbers.INF)
    names.update(ONE=texts.ONE, TRUE_TEXTS=texts.TRUE_TEXTS)
    return names


class Program:
    """Collects expressions; equal ones share a function."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.known: dict[str, int] = {}

    def add(self, code: str) -> int:
        """Number of the function that returns this code's value."""
        number = self.known.get(code)
        if number is None:
            number = len(self.sources)
            self.known[code] = number
            self.sources.append(f"def e{number}(f, R): return {code}\n")
        return number

    def compiled(self) -> list[CodeType]:
        """Code objects for all functions."""
        return [
            compile("".join(self.sources[at : at + _BATCH]), "<xform>", "exec", dont_inherit=True)
            for at in range(0, len(self.sources), _BATCH)
        ]


def load(codes: list[CodeType], count: int) -> list[Function]:
    """Functions of compiled code, by number."""
    space = vocabulary()
    for code in codes:
        exec(code, space)
    return [space[f"e{number}"] for number in range(count)]


def dump_codes(codes: list[CodeType]) -> bytes:
    """Code objects as bytes; valid for this version of Python only."""
    return marshal.dumps(codes)


def load_codes(content: bytes) -> list[CodeType]:
    """The reverse of dump_codes; the content must be our own."""
    codes: list[CodeType] = marshal.loads(content)  # noqa: S302 - our own cache, keyed by hash
    return codes
