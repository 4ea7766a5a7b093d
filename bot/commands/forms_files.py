"""Forms and answers from files, for the commands; what is wrong with one is a line of words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xforms.attached import open_zip
from xforms.faults import FormFault, FormRefused
from xforms.xlsform import Workbook, from_markdown, read_workbook
from xforms.xlsform.cells import cell_of

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls begin, whatever they are called."""

LISTS = frozenset((".csv", ".xml", ".geojson", ".json"))
RECORDED = (".answers.json", ".expected.json", ".javarosa.json", ".ours.json")


class FileError(Exception):
    """A file that cannot be used; the message is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """An XForm that has been read or made, with the files beside it that it mentions.

    `subject` is what a checklist says it is about: child, venue or ''.
    """

    xform: str
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    subject: str = ""


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        FileError: There is none, or it may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileError(f"{path}：没有这个文件 / no such file") from None
    except IsADirectoryError:
        raise FileError(f"{path}：这是文件夹 / is a folder") from None
    except OSError as error:
        raise FileError(f"{path}：{error.strerror}") from None


def read_json(path: Path) -> Any:
    """A JSON file.

    Raises:
        FileError: Unreadable, or no JSON.
    """
    try:
        return json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path}：不是 JSON / no JSON: {str(error)[:80]}") from None


def is_xform(content: bytes) -> bool:
    """XML in any of its encodings, as against a workbook or Markdown."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] == b"<"


def workbook_of(path: Path, content: bytes) -> Workbook:
    """The sheets of an .xlsx, .xls or .md file. Raises FormRefused."""
    if content.startswith(WORKBOOKS):
        return read_workbook(content)
    try:
        workbook = from_markdown(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        workbook = Workbook(())
    if not workbook.sheets:
        raise FileError(f"{path}：不是表单（.xlsx .xls .md .xml）/ no form of these kinds")
    return workbook


def read_form(path: Path, *, media: Path | None = None, root: str | None = None) -> FormFile:
    """The XForm of a file, converted where it is a workbook (1–4 s).

    Args:
        path: .xml, .xlsx, .xls or .md.
        media: Folder or zip file of the attached lists; by default the form's own folder.
        root: Name of the record's root element, where a workbook does not settle it.

    Raises:
        FileError: Unreadable or of another kind.
        FormRefused: With every fault.
    """
    content = read_bytes(path)
    if is_xform(content):
        xform = text_of(path, content)
        return FormFile(xform, attachments(media, path, xform))
    note(f"转换 {path.name} / converting")
    workbook = workbook_of(path, content)
    xform, lists = _converted(workbook, root)
    lists |= attachments(media, path, xform)
    return FormFile(xform, lists, workbook.setting("hulei_subject"))


def attachments(media: Path | None, form: Path, xform: str) -> dict[str, bytes]:
    """The lists in a folder or zip file, as far as the form mentions them.

    Raises:
        FileError: What was named is neither.
        FormRefused: The zip file cannot be used.
    """
    if media is not None and media.is_file():
        found = {part.name: part.body for part in open_zip(read_bytes(media))}
        return {name: body for name, body in found.items() if _is_list(Path(name), xform)}
    if media is not None and not media.is_dir():
        raise FileError(f"{media}：没有这个文件夹 / no such folder")
    return {
        path.name: read_bytes(path)
        for path in sorted((media or form.parent).iterdir())
        if path != form and _is_list(path, xform) and path.is_file()
    }


def _is_list(path: Path, xform: str) -> bool:
    listed = path.suffix.lower() in LISTS and not path.name.endswith(RECORDED)
    return listed and path.stem in xform


def text_of(path: Path, content: bytes) -> str:
    """XML as text: by its mark, else UTF-8; FileError if it is in another encoding."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise FileError(f"{path}：不是 UTF-8 / not UTF-8") from None


def _converted(workbook: Workbook, root: str | None) -> tuple[str, dict[str, bytes]]:
    from services.form_library.problems import expand
    from xforms.xlsform import convert
    from xforms.xlsform.engine_faults import in_cells

    expanded = expand(workbook)
    taken = {row.get("name") for row in expanded.rows("survey")}
    try:
        made = convert(expanded, form_name=root if root and root not in taken else None)
    except FormRefused as refusal:
        raise FormRefused(in_cells(refusal.faults, expanded)) from None
    lists = {"itemsets.csv": made.itemsets.encode()} if made.itemsets else {}
    return made.xform, lists


def note(words: str) -> None:
    """Something that takes a while has begun; not part of the output."""
    print(f"… {words}", file=sys.stderr, flush=True)


def complain(words: str) -> int:
    """One line of what is wrong; the exit status for it."""
    print(words, file=sys.stderr)
    return 1


def fault_line(fault: FormFault, workbook: Workbook | None = None) -> str:
    """〈sheet!cell〉 what, remedy."""
    where, (what, remedy) = cell_of(fault, workbook), _words(fault)
    words = f"{what.rstrip('。.')}；{remedy}" if remedy else what.rstrip("。.")
    return f"〈{where}〉{words}" if where else words


def _words(fault: FormFault) -> tuple[str, str]:
    """What is wrong and what to do; files and zip files have their words in the views."""
    if fault.what:
        return fault.what, fault.remedy
    from services.form_library.checking import Mark
    from views.file_faults import words

    return words(Mark("", "", "", "", fault.code)) or (fault.code, "")


def refuse(faults: Iterable[FormFault]) -> int:
    """A form that cannot be used: its faults instead of the output; the exit status for it."""
    for fault in faults:
        print(fault_line(fault), file=sys.stderr)
    return 1
