"""`hulei form …`: check, walk, replay or evaluate forms; write the shipped ones as workbooks."""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType

DEEDS = {
    "check": "list all faults of a form, each with its cell",
    "walk": "fill a form in the terminal, with the screens of the chat",
    "replay": "put recorded answers through the engine",
    "expr": "evaluate a JSON list of expressions",
    "xlsx": "write the workbook of a shipped checklist",
}


def module_of(deed: str) -> ModuleType:
    """The module behind a deed; imported only when its turn comes."""
    return import_module(f"bot.commands.forms_{deed}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-command per deed."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for name, summary in DEEDS.items():
        sub = deeds.add_parser(name, help=summary, description=summary)
        module_of(name).add_arguments(sub)


def run(arguments: argparse.Namespace) -> int:
    """Do it; a file that cannot be used is a line of words, never a traceback."""
    from bot.commands.forms_files import FileError, complain, refuse
    from xforms.faults import FormRefused

    try:
        return int(module_of(arguments.deed).run(arguments))
    except FileError as error:
        return complain(str(error))
    except FormRefused as refusal:
        return refuse(refusal.faults)
