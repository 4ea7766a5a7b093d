"""`hulei form expr FILE`: the values of expressions, each as a calculation in an empty form."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.commands.forms_files import FileError, read_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the expressions are."""
    parser.add_argument("file", type=Path, metavar="FILE", help='JSON: [{"expr": "1 + 1"}, …]')


def run(arguments: argparse.Namespace) -> int:
    """Print their values as a JSON list; null where an expression is refused."""
    from xforms.expr import evaluate_all

    rows = read_json(arguments.file)
    expressions = [row.get("expr") if isinstance(row, dict) else row for row in _list(rows)]
    wrong = [at for at, text in enumerate(expressions) if not isinstance(text, str)]
    if wrong:
        raise FileError(f'{arguments.file}：第 {wrong[0] + 1} 项没有 "expr" / lacks "expr"')
    print(json.dumps(evaluate_all(map(str, expressions)), ensure_ascii=False, indent=0))
    return 0


def _list(rows: object) -> list[object]:
    return rows if isinstance(rows, list) else [None]
