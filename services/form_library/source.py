"""Checklists as they are kept (Markdown tables) or sent in (.xlsx) → checked forms."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import xforms
from services.form_library.advice import advice_for
from services.form_library.conventions import faults_of
from services.form_library.library import Checked
from services.form_library.problems import Problem, expand, problems_of
from xforms.attached import ITEMSETS
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Workbook, convert, from_markdown, read_workbook
from xforms.xlsform.engine_faults import in_cells, warnings_in_cells
from xforms.xlsform.excel import to_xlsx
from xforms.xlsform.giants import refuse_giants
from xforms.xlsform.limits import MAX_FILE_BYTES
from xforms.xlsform.workbooks import to_json

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
FORMS = ("home_visit", "hotel")
"""The checklists that a new town starts with, by file stem and form id."""

_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How the two kinds begin, whatever the files are called."""

_CONVERTER = (
    "pyxform 4.5, expansion 1, warnings 2, itemsets"  # in the cache key: change it with any
)


@dataclass(frozen=True, slots=True)
class CheckedForm(Checked):
    """A checklist that has passed every check, with what Hulei knows of it beyond the XForm."""

    title_en: str = ""
    subject: str = ""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[FormFault, ...] = ()


def load_checklist(path: Path, *, cache: Path | None = None) -> CheckedForm:
    """Read one checklist from its Markdown file; about 1.5 s, a few ms from the cache.

    ``cache`` is a folder for converted forms, named by content. Raises FormRefused.
    """
    return check_workbook(from_markdown(path.read_text("utf-8")), cache=cache)


def check_upload(data: bytes) -> CheckedForm:
    """Check a workbook that a clerk sent. Raises FormRefused with every fault that was found.

    Blocks for 2–4 s: call it off the event loop.
    """
    return check_workbook(read_upload(data), original=offered(data))


def read_upload(data: bytes) -> Workbook:
    """Read what a clerk sent: .xlsx, .xls or our Markdown tables, told by the content.

    Blocks for 0.5–2 s: call it off the event loop. Raises FormRefused, and nothing else.
    """
    if len(data) > MAX_FILE_BYTES or data.startswith((_XLSX, _XLS)):
        return read_workbook(data)
    try:
        workbook = from_markdown(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        workbook = Workbook(())
    if not workbook.sheets:
        return read_workbook(data)  # which knows the words for a file of no kind
    refuse_giants(workbook)
    return workbook


def offered(data: bytes) -> bytes | None:
    """Return a file that can be offered for download as it came, None where one must be made."""
    return data if data.startswith(_XLSX) else None


def check_workbook(
    workbook: Workbook, *, cache: Path | None = None, original: bytes | None = None
) -> CheckedForm:
    """Check a workbook: our conventions, pyxform, the engine. Raises FormRefused."""
    faults = faults_of(workbook)
    try:
        expanded = expand(workbook)
    except FormRefused as refusal:
        raise FormRefused([*faults, *refusal.faults]) from refusal
    try:
        xform, warnings, lists = _converted(expanded, cache)
    except FormRefused as refusal:
        raise FormRefused([*faults, *map(_in_own_column, refusal.faults)]) from refusal
    if faults:
        raise FormRefused(faults)
    return CheckedForm(
        form_id=workbook.setting("form_id"),
        version=workbook.setting("version") or _digest(expanded)[:12],
        title=workbook.setting("form_title"),
        xform=xform,
        workbook=original or to_xlsx(workbook),
        files=lists,
        title_en=workbook.setting("hulei_title_en"),
        subject=workbook.setting("hulei_subject"),
        problems=problems_of(workbook),
        warnings=_in_order((*warnings, *advice_for(workbook))),
    )


def _converted(
    expanded: Workbook, cache: Path | None
) -> tuple[str, tuple[FormFault, ...], dict[str, bytes]]:
    """XForm, warnings, and the lists that its sheet external_choices makes."""
    kept = cache / f"{_digest(expanded)}.json" if cache else None
    if kept and kept.exists():
        xform, told, itemsets = json.loads(kept.read_text("utf-8"))
        return xform, tuple(FormFault(**warning) for warning in told), _lists(itemsets)
    converted = convert(expanded, form_name=_root_name(expanded))
    lists = _lists(converted.itemsets)
    warnings = (*converted.warnings, *_compile(converted.xform, expanded, lists))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".new")
        told = [asdict(warning) for warning in warnings]
        half.write_text(json.dumps([converted.xform, told, converted.itemsets]), "utf-8")
        half.replace(kept)
    return converted.xform, warnings, lists


def _lists(itemsets: str | None) -> dict[str, bytes]:
    return {ITEMSETS: itemsets.encode()} if itemsets else {}


def _in_order(warnings: Iterable[FormFault]) -> tuple[FormFault, ...]:
    """As the clerk goes through the file."""
    return tuple(sorted(warnings, key=lambda one: (one.sheet != "survey", one.row or 0)))


def _digest(expanded: Workbook) -> str:
    content = json.dumps([_CONVERTER, to_json(expanded)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _root_name(workbook: Workbook) -> str | None:
    """Take the form id for the root where it is a name that no question has."""
    name = workbook.setting("form_id")
    taken = {row.get("name") for row in workbook.rows("survey")}
    return name if re.fullmatch(r"[A-Za-z_][\w.\-]*", name) and name not in taken else None


def _compile(xform: str, expanded: Workbook, lists: dict[str, bytes]) -> list[FormFault]:
    """Let the engine look at every expression; what it finds gets the cells it came from."""
    try:
        return warnings_in_cells(xforms.compile_form(xform, media=lists).warnings, expanded)
    except FormRefused as refusal:
        raise FormRefused(in_cells(refusal.faults, expanded)) from refusal


def _in_own_column(fault: FormFault) -> FormFault:
    """Name the cell of the problems sheet: what is calculated there is the column ``when``."""
    return replace(fault, column="when") if fault.sheet == "problems" else fault
