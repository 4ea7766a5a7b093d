"""`hulei form check`: every fault at once, by its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.form_library.source import CHECKLISTS
from tests.commands.conftest import SMALL, Terminal
from xforms.xlsform import from_markdown
from xforms.xlsform.excel import to_xlsx

FORMS = Path(__file__).parents[1] / "forms"
XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>t</h:title><model><instance><d id="t"><a/></d></instance>
<bind nodeset="/d/a" type="int" calculate="{sum}"/></model></h:head>
<h:body><input ref="/d/a"><label>a</label></input></h:body></h:html>"""


def test_a_sound_workbook_is_told_so(terminal: Terminal, small: Path) -> None:
    printed = terminal("form", "check", small)
    assert printed.status == 0
    assert "✓ small.xlsx：没有发现问题" in printed.out
    assert "小表 · small 1" in printed.out
    assert "4 题" in printed.out


def test_all_faults_are_told_at_once_with_their_cells(terminal: Terminal, tmp_path: Path) -> None:
    text = SMALL.replace("integer", "intejer").replace("${ill}", "${sick}")
    text = text.replace("form_id", "form_ident").replace("| select_one yn |", "| select_one ny |")
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(to_xlsx(from_markdown(text)))
    printed = terminal("form", "check", path)
    assert printed.status == 1
    assert "〈survey!A3〉不认识题型“intejer”；改成" in printed.out
    assert "〈survey!A4〉choices 表里没有名单“ny”" in printed.out
    assert "〈survey!G5〉没有名为“sick”的题目" in printed.out
    assert "〈settings!2 form_id〉settings 表没有 form_id" in printed.out
    assert "✗ wrong.xlsx：4 处要改" in printed.out


def test_a_fault_of_the_engine_has_its_cell_too(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "wrong.xlsx"
    text = SMALL.replace(". < 18", "nonsense(.) < 18")
    path.write_bytes(to_xlsx(from_markdown(text)))
    printed = terminal("form", "check", path)
    assert printed.status == 1
    assert "〈survey!E3〉不认识函数 nonsense()" in printed.out


def test_a_shipped_checklist_is_sound(terminal: Terminal) -> None:
    printed = terminal("form", "check", CHECKLISTS / "hotel.md")
    assert (printed.status, printed.out.splitlines()[0][0]) == (0, "✓")
    assert "中文 (zh)、English (en)" in printed.out


def test_an_xform_is_checked_by_the_engine(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(XFORM.replace("{sum}", "1 + 1"))
    assert terminal("form", "check", path).status == 0
    path.write_text(XFORM.replace("{sum}", "1 + nonsense()"))
    printed = terminal("form", "check", path)
    assert printed.status == 1
    assert "nonsense" in printed.out
    assert "/d/a" in printed.out


@pytest.mark.parametrize(
    "content",
    [b"", b"just words", b"\xff\xfe\x00", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b"<a",
     b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>é</a>".encode("latin-1"), b"## survey\n"],
    ids=["empty", "words", "mark", "zip", "xls", "cut", "entity", "latin", "heading"],
)  # fmt: skip
@pytest.mark.parametrize("deed", ["check", "walk"])
def test_a_wrong_file_is_answered_with_a_line(
    terminal: Terminal, tmp_path: Path, content: bytes, deed: str
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    printed = terminal("form", deed, path)
    assert printed.status == 1
    said = printed.out + printed.err
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if not line.startswith("…")]
    assert 1 <= len(lines) <= 2


@pytest.mark.parametrize("deed", ["check", "walk", "expr"])
def test_a_file_that_is_not_there_is_answered_with_a_line(
    terminal: Terminal, tmp_path: Path, deed: str
) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        printed = terminal("form", deed, path)
        assert printed.status == 1
        assert str(path) in printed.err
        assert len(printed.err.splitlines()) == 1
    printed = terminal("form", "replay", tmp_path, "none.json", "--out", "out")
    assert (printed.status, len(printed.err.splitlines())) == (1, 1)


def test_usage_is_printed_for_an_unknown_deed(terminal: Terminal) -> None:
    assert terminal("form", "paint").status == 2
    assert terminal("form").status == 2


def test_warnings_are_printed_with_their_cells_in_both_languages(terminal: Terminal) -> None:
    printed = terminal("form", "check", FORMS / "warned.md")
    assert printed.status == 0
    assert "✓ warned.md：没有发现问题" in printed.out
    assert "提示 / note 〈survey!E3〉" in printed.out
    assert "这个算式的结果直接当作条件用" in printed.out
    assert "its result is used as a condition as it stands" in printed.out
    assert "提示 / note 〈survey!G2〉" in printed.out


def test_a_warning_about_an_xform_names_its_place(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    text = XFORM.replace("{sum}", "1")
    path.write_text(text.replace("</model>", '<bind nodeset="/d/gone"/></model>', 1))
    printed = terminal("form", "check", path)
    assert "提示 / note 〈bind!/d/gone〉" in printed.out


def test_a_name_that_is_not_found_from_its_row_is_told_with_its_cell(terminal: Terminal) -> None:
    printed = terminal("form", "check", FORMS / "astray.md")
    assert printed.status == 0
    assert "提示 / note 〈survey!D6〉" in printed.out
    assert "算式里写的题目，在这一行的位置找不到" in printed.out
