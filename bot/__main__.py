"""The command line `hulei`: one module in `bot/commands/` per command, imported when asked for."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from types import ModuleType

from bot.settings import SettingsError

COMMANDS = {
    "demo": "start the bot with the invented town 青禾镇 on SQLite and the web chat",
    "run": "receive updates and answer them (with SQLite: the pushes as well)",
    "worker": "send reminders, summaries and other pushes (PostgreSQL: a process of its own)",
    "migrate": "bring the database to the newest migration",
    "key": "make a master key file",
    "invite": "make a one-time invite link for a member of staff",
    "form": "check, walk, replay or evaluate forms",
    "bench": "measure taps or the form engine; prints JSON",
}


def module_of(command: str) -> ModuleType:
    """The module behind a command; imported only now, because some drag a lot in."""
    return import_module(f"bot.commands.{command}")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 well, 1 refused with a message, 2 wrong usage or settings."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="hulei", description="护蕾 Hulei")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if words[:1] == [name]:
            module_of(name).add_arguments(sub)
    chosen = parser.parse_args(words)
    try:
        return int(module_of(chosen.command).run(chosen))
    except KeyboardInterrupt:
        return 130
    except SettingsError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
