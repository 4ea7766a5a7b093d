"""Check the town's policy and calendar, or say everything that is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path


def sheets_or_exit(folder: Path | None = None) -> None:
    """Print every fault, with file, table, row, column and remedy; exit with 2 if there is one."""
    from services import rules

    faults = rules.faults(folder) if folder else rules.faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise SystemExit(2)
