"""Whatever bytes come in, only a refusal with faults comes out."""

from __future__ import annotations

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
    """Flip, cut or repeat parts of a good file or of one of its members."""
    chance, data = random.Random(seed), bytearray(GOOD)
    if seed % 3 == 0:
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    if seed % 3 == 1:
        return bytes(data[: chance.randrange(len(data))])
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            part = bytearray(old.read(item))
            for _ in range(chance.randint(0, 6)):
                part[chance.randrange(len(part))] = chance.randrange(32, 127)
            new.writestr(item.filename, bytes(part))
    return out.getvalue()


def test_damaged_workbooks_give_a_workbook_or_faults_and_nothing_else() -> None:
    import base64

    for seed in range(150):
        request = {"op": "read", "bytes": base64.b64encode(_damaged(seed)).decode()}
        assert answer(request).keys() <= {"workbook", "faults"}, seed


def test_odd_cells_give_an_xform_or_faults_and_nothing_else() -> None:
    chance = random.Random(7)
    odd = [
        "",
        "${",
        "${a}",
        "}",
        "select_one",
        "select_one yn",
        "begin_group",
        "end_group",
        "\x00",
    ]
    odd += [
        "text",
        "calculate",
        "a",
        "a a",
        "1",
        "data",
        "meta",
        "'",
        "<",
        "&",
        "🚨",
        "range",
        "=",
    ]
    header = ("type", "name", "label", "relevant", "choice_filter", "parameters", "trigger")
    for seed in range(150):
        rows = [[chance.choice(odd) for _ in header] for _ in range(chance.randint(1, 8))]
        lists = [("yn", chance.choice(odd), chance.choice(odd)) for _ in range(2)]
        sheets = (
            sheet_of("survey", header, rows),
            sheet_of("choices", ("list_name", "name", "label"), lists),
        )
        got = answer({"op": "convert", "workbook": to_json(Workbook(sheets))})
        assert got.keys() in ({"faults"}, {"xform", "warnings", "itemsets"}), seed


def test_a_child_that_takes_too_long_is_stopped_and_the_clerk_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xforms.xlsform.conversion.CHILD_WALL_SECONDS", 0.01)
    assert _codes(GOOD) == ["convert.limit"]


def test_the_child_sees_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from xforms.xlsform.conversion import _bare_environment

    monkeypatch.setenv("HULEI_TELEGRAM_TOKEN", "1:planted")
    assert "planted" not in str(_bare_environment())
