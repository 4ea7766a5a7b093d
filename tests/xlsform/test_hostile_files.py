"""Whatever bytes come in, only a refusal with faults comes out."""

from __future__ import annotations

import base64
import random
import zipfile
from io import BytesIO

import pytest

from xforms.faults import FormRefused
from xforms.xlsform import read_workbook
from xforms.xlsform.child import answer
from xforms.xlsform.excel import to_xlsx
from xforms.xlsform.limits import MAX_FILE_BYTES
from xforms.xlsform.workbooks import Workbook, sheet_of, to_json

GOOD = to_xlsx(Workbook((sheet_of("survey", ("type", "name"), [("text", "a")]),)))


def _codes(data: bytes) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        read_workbook(data)
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.kind"),
        (b"%PDF-1.7 not a workbook", "file.kind"),
        (b"PK\x03\x04 broken", "file.broken"),
        (b"\xd0\xcf\x11\xe0 broken", "file.broken"),
        (b"x" * (MAX_FILE_BYTES + 1), "file.size"),
    ],
    ids=["empty", "pdf", "broken zip", "broken xls", "too large"],
)
def test_files_that_are_no_workbooks_are_refused(data: bytes, code: str) -> None:
    assert _codes(data) == [code]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 80_000_000)
    assert _codes(out.getvalue()) == ["file.unpacked"]


def test_a_workbook_with_entities_of_its_own_is_refused() -> None:
    out = BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            text = old.read(item)
            if item.filename == "xl/workbook.xml":
                text = lol.encode() + text.replace(b"survey", b"&b;")
            new.writestr(item, text)
    assert _codes(out.getvalue()) == ["file.entities"]


def _damaged(seed: int) -> bytes:
    """Cut a good file, flip some of its bytes, or change one part behind a good checksum."""
    chance, data = random.Random(seed), bytearray(GOOD)
    if seed % 10 == 0:
        return bytes(data[: chance.randrange(len(data))])
    if seed % 10 == 1:
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = bytearray(old.read(name))
            for _ in range(chance.randint(1, 2) if name == chosen else 0):
                part[chance.randrange(len(part))] = chance.choice(b"09azAZ<>&\"'= /")
            new.writestr(name, bytes(part))
    return out.getvalue()


def test_damaged_workbooks_give_a_workbook_or_faults_and_nothing_else() -> None:
    kinds = set()
    for seed in range(300):
        request = {"op": "read", "bytes": base64.b64encode(_damaged(seed)).decode()}
        got = answer(request)
        assert got.keys() in ({"workbook"}, {"faults"}), seed
        kinds |= got.keys()
    assert kinds == {"workbook", "faults"}


ODD = {
    "type": [
        *("text", "select_one yn", "select_multiple yn or_other", "rank yn", "select_one", ""),
        *("begin_group", "end_group", "begin_repeat", "end_repeat", "calculate", "range", "audit"),
        *("xml-external", "image", "geopoint", "tel"),
    ],
    "name": ["", "data", "meta", "a b", "1", "🚨", "q"],
    "label": ["", "甲", "<b>&", "${q0}", "${"],
    "relevant": ["", "", "${q0} = 'yes'", "${q9}", "${q0", "'", "=1+1"],
    "choice_filter": ["", "", "name = ${q0}", "${"],
    "parameters": ["", "", "start=1 end=3", "x", "max-pixels=a"],
    "trigger": ["", "", "${q0}", "q0", "${q0}, ${q1}"],
    "calculation": ["", "1 + 1", "${q1}"],
    "repeat_count": ["", "", "${q0}", "2"],
    "default": ["", "", "today()", "'", "${q1}"],
}


def _odd_form(seed: int) -> Workbook:
    """A form that is mostly right, with some cells that are not."""
    chance = random.Random(seed)
    rows = []
    for number in range(chance.randint(1, 6)):
        usual = {"type": "text", "name": f"q{number}", "label": "甲"}
        row = [
            chance.choice(odd) if chance.random() < 0.15 else usual.get(column, "")
            for column, odd in ODD.items()
        ]
        rows.append(row)
    lists = [("yn", chance.choice(("yes", "yes", "", "a b")), "是"), ("yn", "no", "否")]
    return Workbook(
        (
            sheet_of("survey", tuple(ODD), rows),
            sheet_of("choices", ("list_name", "name", "label"), lists),
        )
    )


def test_odd_cells_give_an_xform_or_faults_and_nothing_else() -> None:
    kinds = set()
    for seed in range(300):
        got = answer({"op": "convert", "workbook": to_json(_odd_form(seed))})
        assert got.keys() in ({"faults"}, {"xform", "warnings", "itemsets"}), seed
        kinds |= got.keys()
    assert {"faults", "xform"} <= kinds


def test_a_child_that_takes_too_long_is_stopped_and_the_clerk_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xforms.xlsform.conversion.CHILD_WALL_SECONDS", 0.01)
    assert _codes(GOOD) == ["convert.limit"]


def test_the_child_sees_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from xforms.xlsform.conversion import _bare_environment

    monkeypatch.setenv("HULEI_TELEGRAM_TOKEN", "1:planted")
    assert "planted" not in str(_bare_environment())
