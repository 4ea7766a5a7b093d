"""`hulei form xlsx NAME`: the workbook of a shipped checklist, to be edited and sent back."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.forms_files import FileError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which one, and where to."""
    parser.add_argument("name", metavar="NAME", help="home_visit, hotel, …")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: NAME.xlsx")


def run(arguments: argparse.Namespace) -> int:
    """Write it; never over a file that is there."""
    from services.form_library.source import CHECKLISTS, FORMS
    from xforms.xlsform import from_markdown
    from xforms.xlsform.excel import to_xlsx

    if arguments.name not in FORMS:
        raise FileError(f"没有清单 / no checklist “{arguments.name}”：{'、'.join(FORMS)}")
    target: Path = arguments.out or Path(f"{arguments.name}.xlsx")
    source = (CHECKLISTS / f"{arguments.name}.md").read_text(encoding="utf-8")
    try:
        with target.open("xb") as out:
            out.write(to_xlsx(from_markdown(source)))
    except FileExistsError:
        raise FileError(f"{target} 已经存在，没有覆盖 / exists, left alone") from None
    except OSError as error:
        raise FileError(f"{target}：{error.strerror}") from None
    print(target)
    return 0
