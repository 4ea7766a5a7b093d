"""`hulei bench engine|taps`: figures as JSON; `bench/` stands beside the program in a checkout."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

SUBJECTS = {
    "engine": "time the form engine on recorded answers",
    "taps": "count the taps of ordinary work",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure."""
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    subs = {name: subjects.add_parser(name, help=words) for name, words in SUBJECTS.items()}
    engine = subs["engine"]
    engine.add_argument("--form", type=Path, required=True, help=".xml, .xlsx, .xls or .md")
    engine.add_argument("--answers", type=Path, required=True, help="walk_NN.answers.json")
    engine.add_argument("--media", type=Path, help="folder of attached lists")
    subs["taps"].add_argument("--channel", choices=("web", "telegram"), default="web")


def run(arguments: argparse.Namespace) -> int:
    """Print JSON."""
    from bot.commands.forms_files import FileError, complain, note, refuse
    from xforms.faults import FormRefused

    if find_spec("bench") is None:
        return complain("bench/ 不在这里：请在源码目录里运行 / run it in a checkout")
    try:
        if arguments.subject == "taps":
            note("数点击，约 10 秒 / counting taps, about 10 s")
            return int(import_module("bench.taps").main(arguments))
        return _engine(arguments)
    except FileError as error:
        return complain(str(error))
    except FormRefused as refusal:
        return refuse(refusal.faults)


def _engine(arguments: argparse.Namespace) -> int:
    from bot.commands.forms_files import note, read_form
    from bot.commands.forms_replay import read_walk, root_of

    walk = read_walk(arguments.answers)
    file = read_form(arguments.form, media=arguments.media, root=root_of([walk]))
    note("计时 / timing")
    timing = import_module("bench.engine.timing")
    print(json.dumps(timing.measure(file.xform, dict(file.media), walk["ops"]), indent=1))
    return 0
