"""The fast import of aiogram reads and writes what the plain import does."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@cache
def shown(how: str) -> dict[str, Any]:
    """What aiogram's models are and read in a new process that imports it like this."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bot.show_aiogram", how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_it_reads_every_kind_of_update_we_use_like_the_plain_import() -> None:
    assert shown("fast")["fast"] is True
    assert len(shown("plain")["reads"]) == 14
    assert shown("fast")["reads"] == shown("plain")["reads"]


def test_it_writes_every_call_we_make_like_the_plain_import() -> None:
    assert shown("fast")["calls"] == shown("plain")["calls"]


def test_every_model_of_aiogram_has_the_same_fields_when_it_is_built_later() -> None:
    assert len(shown("plain")["fields"]) > 500
    assert shown("fast")["fields"] == shown("plain")["fields"]


def test_it_falls_back_to_the_plain_import_when_a_model_does_not_build() -> None:
    broken = shown("broken")
    assert broken["fast"] is False
    assert broken["reads"] == shown("plain")["reads"]
