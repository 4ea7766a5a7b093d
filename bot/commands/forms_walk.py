"""`hulei form walk FILE`: fill a form in the terminal, with the very screens of the chat."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import xforms
from bot.commands.forms_files import note, read_form

if TYPE_CHECKING:
    from bot.channels.terminal.town import TerminalTown

LANGUAGES = {":zh": "zh_Hans", ":en": "en"}
LEAVE = (":q", ":quit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The form, its lists, what to do with the record."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".xml, .xlsx, .xls or .md")
    parser.add_argument("--media", type=Path, metavar="DIR|ZIP", help="attached lists")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--xml", action="store_true", help="print the record at the end")


def run(arguments: argparse.Namespace) -> int:
    """0 when the form has been handed in, 1 when it was left."""
    file = read_form(arguments.file, media=arguments.media)
    form = xforms.compile_form(file.xform, media=file.media)
    note("装载程序 / loading")
    from bot.fast_aiogram import load_aiogram

    load_aiogram()
    from bot.channels.terminal.phone import HELP
    from bot.channels.terminal.town import open_town
    from bot.log import set_up_logging
    from services.clock import MachineClock
    from services.form_library.library import Checked

    set_up_logging("error")
    checked = Checked(form.id, form.version, form.title or form.id, file.xform, b"")
    with tempfile.TemporaryDirectory(prefix="hulei-walk-") as folder, asyncio.Runner() as runner:
        engine, town = runner.run(open_town(Path(folder), MachineClock(), sys.stdout))
        try:
            print(HELP)
            language = LANGUAGES[f":{arguments.language}"]
            runner.run(town.start(checked, form, subject=file.subject, language=language))
            return converse(runner, town, sys.stdin, xml=arguments.xml)
        finally:
            runner.run(engine.dispose())


def converse(
    runner: asyncio.Runner, town: TerminalTown, lines: Iterable[str], *, xml: bool
) -> int:
    """Act on line after line until the run has ended or the person leaves."""
    for line in lines:
        word = line.strip()
        if word in LEAVE:
            break
        if word in LANGUAGES:
            runner.run(town.speak(LANGUAGES[word]))
        elif word and not runner.run(town.act(word)):
            print("这一步没有成功 / that did not work")
        ended = runner.run(town.ended())
        if ended == "submitted" and xml:
            print(runner.run(town.record()))
        if ended:
            return int(ended != "submitted")
    print("没有提交 / not handed in")
    return 1
