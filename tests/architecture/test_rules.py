"""House rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, sources

FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager|data|info)(_|$)")
ALLOWED_NAMES = {"data_key"}  # the field's own term: a data key, as against a master key
PATHS = sources()


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_the_unit_of_work_commits() -> None:
    committers = [_name(path) for path in PATHS if re.search(r"\.commit\(", path.read_text())]
    assert committers == []


def test_wording_lives_in_views_only() -> None:
    guilty = [
        _name(path)
        for path in sources("handlers", "jobs", "services", "models")
        if re.search(r"\b(gettext|views\.translate)\b.*import|\b_\(\"", path.read_text())
        and "in_language" not in path.read_text()
    ]
    assert guilty == []


@pytest.mark.parametrize("path", PATHS, ids=_name)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_file_has_a_name_that_says_nothing() -> None:
    guilty = [
        _name(path)
        for path in PATHS
        if FORBIDDEN_NAMES.search(path.stem) and path.stem not in ALLOWED_NAMES
    ]
    assert guilty == []


def test_no_registry_host_or_machine_path_is_in_the_repository() -> None:
    hosts = (
        "py" + "pi.org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "/work" + "/main",
        "/work" + "/shared",
    )
    kept = {
        ".py",
        ".md",
        ".toml",
        ".yml",
        ".sh",
        ".json",
        ".lock",
        ".js",
        ".html",
        ".txt",
        ".java",
        ".mjs",
    }
    skipped = {".venv", ".cache", "node_modules", ".git", "var"}
    guilty = [
        _name(path)
        for path in ROOT.rglob("*")
        if path.suffix in kept
        and not skipped.intersection(path.parts)
        and any(host in path.read_text(encoding="utf-8", errors="replace") for host in hosts)
    ]
    assert guilty == []
