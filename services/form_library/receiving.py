"""What a clerk sent → the form and the files in it, and whether the files will do.

All of it blocks for 0.3–5 s, because strangers' files are opened in child processes: call it off
the event loop.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import xforms
from services.form_library import checking
from services.form_library.checking import Mark, marks_of
from services.form_library.library import Checked
from xforms import attached
from xforms.attached import Looked, Need, Part, same_name
from xforms.attached.limits import MAX_ALL_LISTS_BYTES
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Sheet, Workbook

TABLES = (".xlsx", ".xls", ".xlsm", ".ods")
LISTS = (".csv", ".xml", ".geojson", ".json")
_ZIP = b"PK\x03\x04", b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Parts:
    """What was sent: at most one form, and other files; or why it could not be opened."""

    form: Part | None = None
    files: tuple[Part, ...] = ()
    faults: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that the form can use."""

    name: str
    rows: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Files:
    """What came of the files that were sent; `strays` are names that nothing asks for.

    `reused` are names of files that an earlier version of the form had, and nobody sent now.
    """

    taken: tuple[Taken, ...] = ()
    strays: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    faults: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()


def unpack(sent: Part) -> Parts:
    """Tell form and files apart, by content and ending; the inside of a zip file as well."""
    looks_packed = sent.body.startswith(_ZIP)
    if looks_packed and not sent.name.lower().endswith(TABLES):
        try:
            found = attached.open_zip(sent.body)
        except FormRefused as refusal:
            return Parts(faults=marks_of(refusal.faults, None))
        return _sorted(found) if found else Parts(form=sent)
    if sent.name.lower().endswith(LISTS) and not attached.is_xform(sent.body):
        return Parts(files=(sent,))
    return Parts(form=sent)


def _sorted(found: Sequence[Part]) -> Parts:
    forms = [one for one in found if _is_form(one)]
    if len(forms) > 1:
        return Parts(faults=marks_of([FormFault("ZIP-TWO-FORMS", forms[1].name)], None))
    files = tuple(one for one in found if one not in forms)
    return Parts(forms[0] if forms else None, files)


def _is_form(part: Part) -> bool:
    name = part.name.lower()
    return name.endswith(TABLES) or (name.endswith(".xml") and attached.is_xform(part.body))


def look(
    form: Checked,
    needs: Iterable[Need],
    sent: Sequence[Part],
    earlier: Mapping[str, bytes] | None = None,
) -> Files:
    """Check files that were sent for a form, whose own files are those it has already.

    `earlier` are files of an earlier version: they stand in for what was not sent.
    """
    wanted = {need.name: need for need in needs}
    pairs, strays, faults = _matched(wanted, sent)
    reused = {n: body for n, body in (earlier or {}).items() if n in wanted and n not in pairs}
    pairs |= reused
    together = sum(len(body) for body in (dict(form.files) | pairs).values())
    if together > MAX_ALL_LISTS_BYTES:
        return Files(faults=marks_of([FormFault("FILE-ALL")], None))
    try:
        looked = attached.check_lists((wanted[name], body) for name, body in pairs.items())
    except FormRefused:
        return Files(faults=marks_of([FormFault("FILE-LIMIT")], None))
    found = Files(
        tuple(Taken(o.name, o.rows, pairs[o.name]) for o in looked if not o.faults),
        tuple(strays),
        tuple(o.name for o in looked if not o.faults and o.name in reused),
        (*marks_of(faults, None), *(mark for o in looked for mark in _marks(o, o.faults))),
        tuple(mark for o in looked if not o.faults for mark in _marks(o, o.warnings)),
    )
    return _compiled(form, wanted, found)


def needed(form: Checked) -> tuple[Need, ...]:
    """What a form that has been checked before asks for."""
    return checking.needs_of(form)


def count(form: Checked) -> int:
    """How many questions a form asks."""
    return checking.asked_in(xforms.compile_form(form.xform))


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip file of a form and its lists."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def wanted_name(names: Iterable[str], sent: str) -> str:
    """Which of the names a sent file is meant for: that very name, else the only one like it."""
    known = list(names)
    plain = attached.plain_name(sent)
    if plain in known:
        return plain
    alike = [name for name in known if same_name(name) == same_name(sent)]
    return alike[0] if len(alike) == 1 else ""


def stem_twin(names: Iterable[str], sent: str) -> str:
    """The name that differs in its ending alone: wards.xlsx was sent for wards.csv."""
    stem = same_name(sent).rpartition(".")[0]
    return next((n for n in names if same_name(n).rpartition(".")[0] == stem), "") if stem else ""


def _matched(
    wanted: Mapping[str, Need], sent: Sequence[Part]
) -> tuple[dict[str, bytes], list[str], list[FormFault]]:
    pairs: dict[str, bytes] = {}
    strays: list[str] = []
    faults: list[FormFault] = []
    for part in sent:
        name = wanted_name(wanted, part.name)
        twin = "" if name else stem_twin(wanted, part.name)
        if name:
            pairs[name] = part.body
        elif twin:
            faults.append(FormFault("FILE-ENDING", twin))
        else:
            strays.append(attached.plain_name(part.name))
    return pairs, strays, faults


def _marks(looked: Looked, faults: Iterable[FormFault]) -> tuple[Mark, ...]:
    """With the letter of the column, as Excel shows a list that it has opened."""
    return marks_of(faults, Workbook((Sheet(looked.name, looked.header, ()),)))


def _compiled(form: Checked, wanted: Mapping[str, Need], found: Files) -> Files:
    """Once nothing is missing, the form is compiled with all its files."""
    have = dict(form.files) | {one.name: one.body for one in found.taken}
    if found.faults or not found.taken or not wanted.keys() <= have.keys():
        return found
    try:
        xforms.compile_form(form.xform, media=have)
    except FormRefused as refusal:
        faults = marks_of(map(checking.in_chinese, refusal.faults), None)
        return replace(found, taken=(), reused=(), faults=faults)
    return found
