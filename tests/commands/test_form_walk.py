"""`hulei form walk`: the chat's screens in a terminal, through the real dispatcher."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from services.form_library.source import CHECKLISTS
from tests.commands.conftest import Terminal


def number(out: str, label: str) -> str:
    """The number in front of the newest button that says this."""
    return out[: out.rindex(f"] {label}")].rpartition("[")[2]


def test_a_form_is_filled_and_its_record_printed(terminal: Terminal, small: Path) -> None:
    printed = terminal("form", "walk", small, "--xml", typed=["小满家", "十二", "没有", "1"])
    assert printed.status == 0
    assert "谁家？" in printed.out
    assert "请复核" in printed.out
    assert "✅ 已提交" in printed.out
    root = etree.fromstring(printed.out.strip().splitlines()[-1])
    answers = {etree.QName(child).localname: child.text for child in root}
    assert (answers["who"], answers["age"], answers["ill"]) == ("小满家", "12", "no")
    assert "what" not in answers


def test_a_wrong_answer_shows_the_forms_own_words_and_a_bare_number_is_the_answer(
    terminal: Terminal, small: Path
) -> None:
    printed = terminal("form", "walk", small, typed=["小满家", "99", "好多", "1"])
    assert "✋ 要小于18" in printed.out
    assert "✋ 要填一个数" in printed.out
    assert "[:1] ↩ 上一题" in printed.out
    assert printed.out.rindex("有没有病？") > printed.out.rindex("几岁？")
    assert (printed.status, printed.out.splitlines()[-1][:4]) == (1, "没有提交")


def test_back_review_and_another_way_through(terminal: Terminal, small: Path) -> None:
    typed = ["小满家", ":1", "田家", "3", "有", "感冒", "4", "2", "1"]
    printed = terminal("form", "walk", small, "--xml", typed=typed)
    assert "现在填的是：小满家" in printed.out
    assert "4. 什么病？：感冒" in printed.out
    assert "✏ 4" in printed.out
    record = printed.out.strip().splitlines()[-1]
    assert "<who>田家</who>" in record
    assert "<ill>no</ill>" in record
    assert "感冒" not in record
    assert printed.status == 0


def test_the_language_changes_on_the_way(terminal: Terminal, small: Path) -> None:
    printed = terminal("form", "walk", small, typed=["小满家", ":en", ":zh"])
    chinese, english, again = printed.out.split("几岁？")[-3:]
    assert "Back" in english
    assert "上一题" in again
    assert "上一题" not in english.partition("─")[0]
    assert chinese
    english = terminal("form", "walk", small, "--language", "en", typed=[":q"]).out
    assert "Save for later" in english


def test_photos_and_places_are_sent_by_word(terminal: Terminal, tmp_path: Path) -> None:
    form = tmp_path / "sent.xml"
    form.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><h:title>t</h:title><model><instance><d id="t" version="1"><p/><s/><g/></d>'
        '</instance><bind nodeset="/d/p" type="binary"/><bind nodeset="/d/s" type="binary"/>'
        '<bind nodeset="/d/g" type="geopoint"/>'
        '</model></h:head><h:body><upload ref="/d/p" mediatype="image/*"><label>p</label>'
        '</upload><upload ref="/d/s" mediatype="audio/*"><label>s</label></upload>'
        '<input ref="/d/g"><label>g</label></input></h:body></h:html>'
    )
    (tmp_path / "one.jpg").write_bytes(b"\xff\xd8 a picture")
    (tmp_path / "two.ogg").write_bytes(b"OggS a sound")
    typed = [":photo none.jpg", ":photo one.jpg", ":file two.ogg", ":place 23.123456,113.3", "1"]
    printed = terminal("form", "walk", form, "--xml", typed=typed)
    assert printed.status == 0
    assert "none.jpg：没有这个文件" in printed.out
    record = printed.out.strip().splitlines()[-1]
    assert ".jpg</p>" in record
    assert ".ogg</s>" in record
    assert "<g>23.123 113.3 0.0 100.0</g>" in record


def test_a_shipped_checklist_opens_about_its_subject(terminal: Terminal) -> None:
    printed = terminal("form", "walk", CHECKLISTS / "hotel.md", typed=[":?", ":q"])
    assert "QH-V-001 · 旅馆检查" in printed.out
    assert printed.out.count(":photo") == 2
    assert printed.status == 1


def test_a_draft_thrown_away_is_not_handed_in(terminal: Terminal, small: Path) -> None:
    first = terminal("form", "walk", small, typed=["小满家"]).out
    steps = ":" + number(first, "☰ 进度").strip(":")
    listed = terminal("form", "walk", small, typed=["小满家", steps]).out
    away = number(listed, "🗑 作废草稿")
    asked = terminal("form", "walk", small, typed=["小满家", steps, away]).out
    sure = number(asked, "🗑 确定作废")
    printed = terminal("form", "walk", small, typed=["小满家", steps, away, sure])
    assert "这份草稿已作废" in printed.out
    assert printed.status == 1
