"""`hulei form check FILE`: every fault of a form at once, with its cell."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

import xforms
from bot.commands.forms_files import (
    attachments,
    fault_line,
    is_xform,
    note,
    read_bytes,
    text_of,
    workbook_of,
)
from xforms.attached import check_lists
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Sheet, Workbook


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to check."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls, .md or .xml")
    parser.add_argument("--media", type=Path, metavar="DIR|ZIP", help="attached lists")


def run(arguments: argparse.Namespace) -> int:
    """0 if the form can be used, 1 with its faults."""
    path: Path = arguments.file
    content = read_bytes(path)
    workbook: Workbook | None = None
    warnings: tuple[FormFault, ...] = ()
    lists: Mapping[str, bytes] = {}
    try:
        if is_xform(content):
            xform = text_of(path, content)
        else:
            note(f"检查 {path.name} / checking")
            workbook = workbook_of(path, content)
            xform, warnings, lists = _checked(workbook, content)
        given = attachments(arguments.media, path, xform)
        form = xforms.compile_form(xform, media={**lists, **given})
        _tell(path, form)
        _warn(warnings if workbook else form.warnings, workbook)
        if workbook is not None:
            _limit(workbook)
        return _look(xform, lists, given)
    except FormRefused as refusal:
        for fault in refusal.faults:
            print(fault_line(fault, workbook))
        print(f"✗ {path.name}：{len(refusal.faults)} 处要改 / to mend")
        return 1


def _checked(
    workbook: Workbook, content: bytes
) -> tuple[str, tuple[FormFault, ...], Mapping[str, bytes]]:
    from services.form_library.source import check_workbook

    checked = check_workbook(workbook, original=content)
    return checked.xform, checked.warnings, checked.files


def _look(xform: str, lists: Mapping[str, bytes], given: Mapping[str, bytes]) -> int:
    """The files that the form reads: whether each is there and will do; 1 if one will not."""
    from services.form_library.checking import needed_by

    needs = {need.name: need for need in needed_by(xform, lists)}
    for name in needs:
        if name not in given:
            print(f"  ▫️ {name}：没有 / missing")
    looked = check_lists((needs[n], body) for n, body in given.items() if n in needs)
    for found in looked:
        print(f"  {'✗' if found.faults else '✅'} {found.name} {found.rows} 行 / rows")
        columns = Workbook((Sheet(found.name, found.header, ()),))
        for fault in (*found.faults, *found.warnings):
            print(f"    {fault_line(fault, columns)}")
    return int(any(found.faults for found in looked))


def _tell(path: Path, form: xforms.Form) -> None:
    asked = sum(node.control is not None and node.kind == "leaf" for node in form.schema.nodes)
    print(f"✓ {path.name}：没有发现问题 / no faults found")
    print(f"  {form.title or form.id} · {form.id} {form.version}".rstrip())
    print(
        f"  {asked} 题 / questions" + (f" · {'、'.join(form.languages)}" if form.languages else "")
    )


def _limit(workbook: Workbook) -> None:
    """What the engine can do and a chat cannot: the bot refuses it when it is sent in."""
    from services.form_library.chat_limits import faults_for_chat

    for fault in faults_for_chat(workbook):
        print(f"  聊天里不收 / refused by the chat {fault_line(fault, workbook)}")


def _warn(warnings: Iterable[FormFault], workbook: Workbook | None) -> None:
    """What may be used as it is but should be known, in both languages."""
    from services.form_library.checking import marks_of
    from views.form_warnings import words
    from views.translate import LANGUAGES, in_language

    for mark in marks_of(warnings, workbook):
        print(f"  提示 / note 〈{mark.cell}〉" if mark.cell else "  提示 / note")
        for language in LANGUAGES:
            with in_language(language):
                what, remedy = words(mark)
            print(f"    {what} → {remedy}" if remedy else f"    {what}")
