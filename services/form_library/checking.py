"""A file that a clerk sent → what is wrong with it, each with its cell, or the checked form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import xforms
from services.form_library.chat_limits import GIVEN, faults_for_chat
from services.form_library.library import Checked
from xforms import attached
from xforms.attached import ITEMSETS, Need
from xforms.attached.limits import MAX_NAME
from xforms.faults import FormFault, FormRefused
from xforms.parse.instances import external_lists
from xforms.xlsform import Workbook
from xforms.xlsform.cells import cell_of
from xforms.xlsform.engine_faults import in_cells


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to mend or to know, in the words of the form layer.

    `cell` is `survey!F12` or as much of it as is known; `column` its heading. `code` says which of
    the things that a form may be warned of it is.
    """

    cell: str
    column: str
    what: str
    remedy: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either `checked` with its number of questions and warnings, or faults."""

    checked: Checked | None = None
    questions: int = 0
    needs: tuple[Need, ...] = ()
    """The files that it asks for, in its order."""
    faults: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()


def judge(data: bytes) -> Verdict:
    """Check a file of a clerk. Blocks for 2–4 s: call it off the event loop."""
    if attached.is_xform(data):
        return _judge_xform(data)
    # openpyxl comes with it: 0.35 s that no start of the bot should pay.
    from services.form_library import source  # noqa: PLC0415 - see above

    workbook: Workbook | None = None
    limits: list[FormFault] = []
    try:
        workbook = source.read_upload(data)
        limits = faults_for_chat(workbook)
        checked = source.check_workbook(workbook, original=source.offered(data))
        form = xforms.compile_form(checked.xform, media=checked.files)
    except FormRefused as refusal:
        return Verdict(faults=marks_of((*refusal.faults, *limits), workbook))
    if limits:
        return Verdict(faults=marks_of(limits, workbook))
    return _passed(checked, form, marks_of(checked.warnings, workbook))


def _passed(checked: Checked, form: xforms.Form, warnings: tuple[Mark, ...]) -> Verdict:
    needs = needs_of(checked)
    long = [FormFault("FILE-NAME", one.name[:MAX_NAME]) for one in needs if _is_long(one.name)]
    if long:
        return Verdict(faults=marks_of(long, None))
    return Verdict(checked, asked_in(form), needs, warnings=warnings)


def _is_long(name: str) -> bool:
    return len(name) > MAX_NAME or not name


def needs_of(checked: Checked) -> tuple[Need, ...]:
    """The files that a form still asks for: not those that it brings itself or every run has."""
    return needed_by(checked.xform, checked.files)


def needed_by(xform: str, files: Mapping[str, bytes]) -> tuple[Need, ...]:
    """As `needs_of`, for an XForm and the files that it brings."""
    lists = external_lists(files[ITEMSETS]) if ITEMSETS in files else ()
    found = attached.needs_of(xform, lists=tuple(lists), given=GIVEN)
    return tuple(found.values())


def _judge_xform(data: bytes) -> Verdict:
    from services.form_library.xform_source import check_xform  # noqa: PLC0415 - see judge

    try:
        checked, form = check_xform(data)
    except FormRefused as refusal:
        return Verdict(faults=marks_of(map(in_chinese, refusal.faults), None))
    return _passed(checked, form, marks_of(checked.warnings, None))


def asked_in(form: xforms.Form) -> int:
    """How many questions it asks, each of a repeat once."""
    return sum(node.control is not None and node.kind == "leaf" for node in form.schema.nodes)


def in_chinese(fault: FormFault) -> FormFault:
    """The engine's own faults are in English."""
    return in_cells([fault], Workbook(()))[0] if fault.code.startswith("FORM-") else fault


def marks_of(faults: Iterable[FormFault], workbook: Workbook | None) -> tuple[Mark, ...]:
    """The same fault of the same cell is told once."""
    marks = (Mark(cell_of(f, workbook), f.column, f.what, f.remedy, f.code) for f in faults)
    return tuple(dict.fromkeys(marks))
