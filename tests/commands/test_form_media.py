"""`--media` of the form commands: a folder of lists or a zip file of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.forms.lists import FILES, zipped

FORM = Path(__file__).parents[1] / "forms" / "filed.md"


@pytest.fixture(params=["folder", "zip"])
def media(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """All the lists of the form."""
    path = tmp_path / f"lists.{request.param}"
    if request.param == "zip":
        path.write_bytes(zipped(FILES))
        return path
    path.mkdir()
    for name, body in FILES.items():
        (path / name).write_bytes(body)
    return path


def test_each_list_is_told_with_its_rows(terminal: Terminal, media: Path) -> None:
    printed = terminal("form", "check", FORM, "--media", media)
    assert printed.status == 0
    assert "✅ wards.csv 3 行" in printed.out
    assert "missing" not in printed.out
    assert "聊天里不收" not in printed.out


def test_a_form_is_walked_with_its_lists(terminal: Terminal, media: Path) -> None:
    printed = terminal("form", "walk", FORM, "--media", media, typed=["白露镇"])
    assert "[1] 青禾镇" in printed.out
    assert "石桥村" in printed.out
    assert "竹溪村" not in printed.out


def test_missing_and_faulty_lists_are_told_with_their_cells(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "lists.zip"
    path.write_bytes(zipped({"wards.csv": b"code,title\n,x\n"}))
    printed = terminal("form", "check", FORM, "--media", path)
    assert printed.status == 1
    assert "▫️ shops.csv：没有 / missing" in printed.out
    assert "〈wards.csv!1 town〉缺少这一列" in printed.out
    assert "〈wards.csv!A2〉这一格是空的" in printed.out
    path.write_bytes(b"PK\x03\x04 broken")
    printed = terminal("form", "check", FORM, "--media", path)
    assert printed.status == 1
    assert "压缩包打不开" in printed.out
