"""`hulei key FILE`: make a master key; never replaces one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.settings import make_master_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it."""
    parser.add_argument("file", type=Path, nargs="?", default=Path("var/master.key"))


def run(arguments: argparse.Namespace) -> int:
    """Write 64 hexadecimal digits, readable by the owner only."""
    try:
        make_master_key(arguments.file)
    except FileExistsError:
        print(f"{arguments.file} exists and was left alone", file=sys.stderr)
        return 1
    print(f"{arguments.file}: keep two copies on paper; without it no sealed field opens again")
    return 0
