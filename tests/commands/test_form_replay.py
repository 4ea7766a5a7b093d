"""`hulei form replay`, `expr` and `xlsx`: what is written and printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.form_library.source import CHECKLISTS
from tests.commands.conftest import Terminal
from xforms.xlsform import from_markdown, read_workbook

OPS = [
    {"op": "set", "ref": "/data/who", "value": "小满家"},
    {"op": "set", "ref": "/data/age", "value": "20"},
    {"op": "set", "ref": "/data/ill", "value": "yes"},
    {"op": "set", "ref": "/data/nowhere", "value": "x"},
]
WITH_LIST = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>t</h:title><model><instance><d id="t"><a/><b/></d></instance>
<instance id="towns" src="jr://file-csv/towns.csv"/>
<bind nodeset="/d/a" type="string"/>
<bind nodeset="/d/b" type="string" calculate="instance('towns')/root/item[name = /d/a]/label"/>
</model></h:head><h:body><input ref="/d/a"><label>a</label></input></h:body></h:html>"""


def walk(path: Path, ops: list[dict[str, str]]) -> Path:
    """A recorded walk in a file."""
    record = {"clock": "2026-01-15T10:00:00.000Z", "tz": "Asia/Shanghai", "seed": 1, "ops": ops}
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def read(path: Path) -> Any:
    """What was written."""
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_workbook_is_replayed_under_the_root_of_the_answers(
    terminal: Terminal, small: Path, tmp_path: Path
) -> None:
    for root in ("data", "visit"):
        ops = [op | {"ref": op["ref"].replace("data", root)} for op in OPS]
        answers = walk(tmp_path / "walk_03.answers.json", ops)
        printed = terminal("form", "replay", small, answers, "--out", tmp_path / root)
        assert printed.status == 0
        ours = read(tmp_path / root / "walk_03.ours.json")
        assert ours["initial"][f"/{root}/what"]["rel"] is False
        assert ours["steps"][1]["changed"] == {
            f"/{root}/age": {"t": "input", "rel": True, "v": "20", "ro": False, "req": True,
                             "bad": "constraint"}
        }  # fmt: skip
        assert ours["steps"][2]["changed"][f"/{root}/what"]["rel"] is True
        assert ours["steps"][3]["changed"] == {}
        assert ours["final"][f"/{root}/who"]["v"] == "小满家"
        assert "<who>小满家</who>" in ours["xml"]


def test_every_walk_gets_a_file_and_lists_come_from_a_folder(
    terminal: Terminal, tmp_path: Path
) -> None:
    form, lists = tmp_path / "form.xml", tmp_path / "lists"
    form.write_text(WITH_LIST)
    lists.mkdir()
    (lists / "towns.csv").write_text("name,label\nqh,青禾\n", encoding="utf-8")
    ops = [{"op": "set", "ref": "/d/a", "value": "qh"}]
    walks = [walk(tmp_path / f"walk_0{n}.answers.json", ops) for n in (1, 2)]
    out = tmp_path / "out"
    assert terminal("form", "replay", form, *walks, "--out", out, "--media", lists).status == 0
    assert [read(out / f"walk_0{n}.ours.json")["final"]["/d/b"]["v"] for n in (1, 2)] == [
        "青禾",
        "青禾",
    ]
    (tmp_path / "towns.csv").write_text("name,label\nqh,别处\n", encoding="utf-8")
    assert terminal("form", "replay", form, walks[0], "--out", out).status == 0
    assert read(out / "walk_01.ours.json")["final"]["/d/b"]["v"] == "别处"
    printed = terminal("form", "replay", form, walks[0], "--out", out, "--media", "none")
    assert (printed.status, "没有这个文件夹" in printed.err) == (1, True)


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", '{"clock": "x", "ops": []}', '{"clock": "2026-01-15T10:00:00Z"}', "no json",
     '{"clock": "2026-01-15T10:00:00Z", "ops": [{"op": "fly", "ref": "/d/a"}]}',
     '{"clock": "2026-01-15T10:00:00Z", "ops": [{"op": "set"}]}',
     '{"clock": "2026-01-15T10:00:00Z", "ops": "all"}', "[" * 100_000],
)  # fmt: skip
def test_answers_of_another_kind_are_refused_in_a_line(
    terminal: Terminal, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "walk.answers.json"
    path.write_text(content)
    printed = terminal("form", "replay", "form.xml", path, "--out", "out")
    assert printed.status == 1
    assert printed.err.startswith(f"{path}：")
    assert len(printed.err.splitlines()) == 1


def test_expressions_are_evaluated_one_by_one(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "expressions.json"
    rows = [{"expr": "1 + 1"}, {"expr": "concat('a', 2.5)"}, {"expr": "nonsense("}, {"expr": "''"}]
    path.write_text(json.dumps(rows))
    printed = terminal("form", "expr", path)
    assert printed.status == 0
    assert json.loads(printed.out) == ["2", "a2.5", None, ""]


@pytest.mark.parametrize("content", ["{}", '[{"exp": "1"}]', "[1]"])
def test_a_list_without_expressions_is_refused(
    terminal: Terminal, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "expressions.json"
    path.write_text(content)
    printed = terminal("form", "expr", path)
    assert (printed.status, len(printed.err.splitlines()), printed.out) == (1, 1, "")


def test_a_shipped_checklist_becomes_a_workbook_that_says_the_same(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert terminal("form", "xlsx", "hotel").status == 0
    written = read_workbook((tmp_path / "hotel.xlsx").read_bytes())
    source = from_markdown((CHECKLISTS / "hotel.md").read_text(encoding="utf-8"))
    for sheet in source.sheets:
        cells = [dict(row.cells) for row in written.rows(sheet.name)]
        assert cells == [dict(row.cells) for row in sheet.rows]


def test_a_workbook_is_never_written_over_and_an_unknown_one_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "mine.xlsx").write_bytes(b"mine")
    printed = terminal("form", "xlsx", "hotel", "--out", "mine.xlsx")
    assert (printed.status, (tmp_path / "mine.xlsx").read_bytes()) == (1, b"mine")
    printed = terminal("form", "xlsx", "castle")
    assert printed.status == 1
    assert "home_visit、hotel" in printed.err


def test_the_engine_is_timed_on_recorded_answers(
    terminal: Terminal, small: Path, tmp_path: Path
) -> None:
    answers = walk(tmp_path / "walk_01.answers.json", OPS[:3])
    printed = terminal("bench", "engine", "--form", small, "--answers", answers)
    assert printed.status == 0
    figures = json.loads(printed.out)
    assert figures["answer_us"]["n"] == 3
    assert set(figures["answer_us"]) >= {"mean", "p50", "p95", "max"}
    assert figures["load_ms"] > 0
    assert figures["start_ms"] > 0
    assert figures["state_bytes"] > 0
