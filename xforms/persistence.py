"""A suspended run as bytes: texts and relevance, so that nothing is evaluated on return."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from xforms.faults import FormRefused, RunRefused
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run

_VERSION = 1
_MOST_BYTES = 8 * 1024 * 1024
"""A dump beyond this was not made by us."""


def dump(run: Run) -> bytes:
    """The state of a run, compressed."""
    document = [
        _VERSION,
        run.form.digest,
        run.language,
        run.chance.seed,
        run.chance.drawn,
        _cell(run, run.engine.root),
    ]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 9)


def _cell(run: Run, cell: Cell) -> list[Any]:
    """Slots with texts, texts, irrelevant slots, instances by slot.

    Rarely more: what is seen of texts that their lists do not offer now, and what was computed
    where an answer stands instead.
    """
    slots = [slot for slot, value in enumerate(cell.raw) if value]
    off = [slot for slot, own in enumerate(cell.own) if not own]
    kids = [
        [slot, [_cell(run, kid) for kid in found]] for slot, found in cell.kids.items() if found
    ]
    raw, v, rel = cell.raw, cell.v, cell.rel
    stored = [_deltas(slots), [raw[slot] for slot in slots], _deltas(off), kids]
    seen = [[slot, v[slot]] for slot in slots if rel[slot] and v[slot] != raw[slot]]
    over = [[slot, text] for slot, text in (cell.over or {}).items()]
    return [*stored, seen, over] if seen or over else stored


def _deltas(numbers: list[int]) -> list[int]:
    """Distances compress better than positions."""
    return [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]


def _sums(distances: list[int]) -> list[int]:
    found: list[int] = []
    at = 0
    for distance in distances:
        at += distance
        found.append(at)
    if found and min(found) < 0:
        raise IndexError
    return found


def load(blob: bytes) -> list[Any]:
    """The document of a dump.

    Raises:
        RunRefused: not a dump of ours.
    """
    try:
        reader = zlib.decompressobj()
        text = reader.decompress(blob, _MOST_BYTES)
        document = json.loads(text.decode("utf-8", "surrogatepass"))
    except (zlib.error, ValueError, RecursionError):
        raise RunRefused("RUN-DUMP", "the stored state is not readable") from None
    if not _sound(document):
        raise RunRefused("RUN-DUMP", "the stored state has another format")
    return list(document)


_KINDS = (int, str, str, int, int, list)


def _sound(document: Any) -> bool:
    """Whether a document has the parts that dump() writes, each of its type."""
    if not isinstance(document, list) or len(document) != len(_KINDS):
        return False
    kinds = all(isinstance(part, kind) for part, kind in zip(document, _KINDS, strict=True))
    return kinds and document[0] == _VERSION


def fill(run: Run, stored: list[Any]) -> None:
    """Put a dump back into a blank run of the same form.

    Raises:
        RunRefused: the dump is damaged.
    """
    unfit = RunRefused("RUN-DUMP", "the stored state does not fit the form")
    if run.language not in (*run.form.languages, run.form.default_language):
        raise unfit
    try:
        _fill(run, run.engine.root, stored[5], True)
    except (IndexError, TypeError, ValueError, KeyError, FormRefused):
        raise unfit from None
    run.chance.drawn = stored[4]


def _fill(run: Run, cell: Cell, stored: list[Any], relevant: bool) -> None:
    table = run.form.plan.tables[cell.d]
    slots, texts, off, kids, *more = stored
    raw, own, rel, v = cell.raw, cell.own, cell.rel, cell.v
    "".join(texts)  # a TypeError unless all of them are texts
    for slot, value in zip(_sums(slots), texts, strict=True):
        raw[slot] = value
    for slot in _sums(off):
        own[slot] = False
    for slot, parent in enumerate(table.parent):
        rel[slot] = own[slot] and (rel[parent] if parent >= 0 else relevant)
        if rel[slot]:
            v[slot] = raw[slot]
    if more:
        seen, over = more
        for slot, text in seen:
            v[slot] = text
        cell.over = dict(over) or None
    definitions = dict(table.repeats)
    for slot, found in kids:
        for position, one in enumerate(found):
            kid = run.engine.cell(definitions[slot], cell, position)
            cell.kids[slot].append(kid)
            _fill(run, kid, one, rel[slot])
