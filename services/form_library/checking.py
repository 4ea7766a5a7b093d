"""A file that a clerk sent → what is wrong with it, each with its cell, or the checked form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import xforms
from services.form_library.chat_limits import faults_for_chat
from services.form_library.library import Checked
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Workbook
from xforms.xlsform.cells import cell_of


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
    faults: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()


def judge(data: bytes) -> Verdict:
    """Check a file of a clerk. Blocks for 2–4 s: call it off the event loop."""
    # openpyxl comes with it: 0.35 s that no start of the bot should pay.
    from services.form_library import source  # noqa: PLC0415 - see above

    workbook: Workbook | None = None
    limits: list[FormFault] = []
    try:
        workbook = source.read_upload(data)
        limits = faults_for_chat(workbook)
        checked = source.check_workbook(workbook, original=source.offered(data))
        form = xforms.compile_form(checked.xform)
    except FormRefused as refusal:
        return Verdict(faults=marks_of((*refusal.faults, *limits), workbook))
    if limits:
        return Verdict(faults=marks_of(limits, workbook))
    asked = sum(node.control is not None and node.kind == "leaf" for node in form.schema.nodes)
    return Verdict(checked, asked, warnings=marks_of(checked.warnings, workbook))


def marks_of(faults: Iterable[FormFault], workbook: Workbook | None) -> tuple[Mark, ...]:
    """The same fault of the same cell is told once."""
    marks = (Mark(cell_of(f, workbook), f.column, f.what, f.remedy, f.code) for f in faults)
    return tuple(dict.fromkeys(marks))
