"""`hulei form replay`: recorded answers through the engine, its whole state after each step."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.forms_files import FileError, note, read_form, read_json

ANSWERS, OURS = ".answers.json", ".ours.json"
OPERATIONS = {"set": ("ref",), "add": ("ref",), "remove": ("ref",), "lang": ("value",)}
_ROOT = re.compile(r"/([A-Za-z_][\w.-]*)/")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The form, its walks, where to write."""
    parser.add_argument("form", type=Path, metavar="FORM", help=".xml, .xlsx, .xls or .md")
    parser.add_argument("answers", type=Path, nargs="+", metavar="ANSWERS", help=f"*{ANSWERS}")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")
    parser.add_argument(
        "--media",
        type=Path,
        metavar="DIR|ZIP",
        help="attached lists; default: the form's",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write one `.ours.json` for each `.answers.json`."""
    import xforms
    from xforms.replay import replay

    walks = {path: read_walk(path) for path in arguments.answers}
    file = read_form(arguments.form, media=arguments.media, root=root_of(walks.values()))
    form = xforms.compile_form(file.xform, media=file.media)
    note(f"{form.id}：{len(walks)} walks")
    _made_folder(arguments.out)
    for path, walk in walks.items():
        target = arguments.out / (path.name.removesuffix(".json").removesuffix(".answers") + OURS)
        recorded = replay(form, walk)
        target.write_text(json.dumps(recorded, ensure_ascii=False), encoding="utf-8")
        print(f"{target}  {len(recorded['steps'])} steps", flush=True)
    return 0


def root_of(walks: Iterable[Mapping[str, Any]]) -> str | None:
    """The root element that recorded references begin with; a workbook may leave it open."""
    refs = (str(operation.get("ref", "")) for walk in walks for operation in walk["ops"])
    return next((found[1] for ref in refs if (found := _ROOT.match(ref))), None)


def read_walk(path: Path) -> Mapping[str, Any]:
    """A recorded walk whose shape has been checked."""
    walk = read_json(path)
    try:
        datetime.fromisoformat(str(walk["clock"]))
        int(walk.get("seed") or 0)
        sound = all(_is_sound(operation) for operation in walk["ops"])
    except (KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        needs = "clock, tz, seed, ops [{op: set|add|remove|lang, ref, value}]"
        raise FileError(f"{path}：不是一份答案记录 / no recorded walk ({needs})")
    return dict(walk)


def _is_sound(operation: Mapping[str, Any]) -> bool:
    return all(isinstance(operation[key], str) for key in OPERATIONS[operation["op"]])


def _made_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}：{error.strerror}") from None
