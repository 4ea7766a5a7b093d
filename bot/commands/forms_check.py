"""`hulei form check FILE`: every fault of a form at once, with its cell."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.forms_files import (
    attachments,
    fault_line,
    is_xform,
    note,
    read_bytes,
    text_of,
    workbook_of,
)
from xforms.faults import FormRefused
from xforms.xlsform import Workbook


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to check."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls, .md or .xml")
    parser.add_argument("--media", type=Path, metavar="DIR", help="folder of attached lists")


def run(arguments: argparse.Namespace) -> int:
    """0 if the form can be used, 1 with its faults."""
    path: Path = arguments.file
    content = read_bytes(path)
    workbook: Workbook | None = None
    warnings: tuple[str, ...] = ()
    try:
        if is_xform(content):
            xform = text_of(path, content)
        else:
            note(f"检查 {path.name} / checking")
            workbook = workbook_of(path, content)
            xform, warnings = _checked(workbook, content)
        return _well(path, xform, attachments(arguments.media, path, xform), warnings)
    except FormRefused as refusal:
        for fault in refusal.faults:
            print(fault_line(fault, workbook))
        print(f"✗ {path.name}：{len(refusal.faults)} 处要改 / to mend")
        return 1


def _checked(workbook: Workbook, content: bytes) -> tuple[str, tuple[str, ...]]:
    from services.form_library.source import check_workbook

    checked = check_workbook(workbook, original=content)
    return checked.xform, checked.warnings


def _well(path: Path, xform: str, media: dict[str, bytes], warnings: tuple[str, ...]) -> int:
    import xforms

    form = xforms.compile_form(xform, media=media)
    asked = sum(node.control is not None and node.kind == "leaf" for node in form.schema.nodes)
    print(f"✓ {path.name}：没有发现问题 / no faults found")
    print(f"  {form.title or form.id} · {form.id} {form.version}".rstrip())
    print(
        f"  {asked} 题 / questions" + (f" · {'、'.join(form.languages)}" if form.languages else "")
    )
    for warning in (*warnings, *(f"{w.place}：{w.what} {w.remedy}" for w in form.warnings)):
        print(f"  提示 / note: {warning}")
    return 0
