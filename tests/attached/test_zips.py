"""Zip files from strangers: the files in them, or one fault; nothing is written."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO

import pytest

from tests.forms.lists import FILES, zipped
from xforms.attached import open_zip, plain_name, same_name
from xforms.attached.limits import MAX_MEMBERS, MAX_UNPACKED_BYTES, MAX_ZIP_BYTES
from xforms.attached.zips import members
from xforms.faults import FormRefused

GOOD = zipped(FILES)


def fault_of(data: bytes) -> tuple[str, str]:
    with pytest.raises(FormRefused) as refused:
        members(data)
    (fault,) = refused.value.faults
    return fault.code, fault.sheet


def packed(*named: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in named:
            archive.writestr(name, body)
    return out.getvalue()


def test_folders_are_flattened_and_what_systems_leave_is_left_out() -> None:
    data = packed(
        ("镇/", b""),
        ("镇/村/wards.csv", b"a"),
        ("__MACOSX/镇/._wards.csv", b"x"),
        ("镇/.DS_Store", b"x"),
        ("~$form.xlsx", b"x"),
        ("a\\b\\roads.csv", b"b"),
    )
    assert members(data) == [("wards.csv", b"a"), ("roads.csv", b"b")]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "C:\\passwd", "..\\passwd"])
def test_a_path_is_nothing_but_its_last_part(path: str) -> None:
    assert members(packed((path, b"x")))[0][0] == "passwd"


def test_names_from_windows_in_china_are_read_as_they_were_meant() -> None:
    data = bytearray(packed(("1234.csv", b"x")))
    meant = "村庄".encode("gb18030")
    changed = bytes(data).replace(b"1234", meant)
    assert members(changed) == [("村庄.csv", b"x")]


def test_an_excel_file_is_told_from_a_zip() -> None:
    assert members(packed(("xl/workbook.xml", b"x"), ("a.csv", b"y"))) == []


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    zeros = packed(("a.csv", b"0" * 5_000_000))
    assert fault_of(zeros) == ("ZIP-RATIO", "a.csv")
    chance = random.Random(1)
    line = "".join(chance.choices("abcdefgh", k=400)).encode()
    part = line * (11_000_000 // len(line))
    names = [(f"{number}.csv", part) for number in range(6)]
    code, _ = fault_of(packed(*names, method=zipfile.ZIP_STORED)[: MAX_ZIP_BYTES + 1])
    assert code == "ZIP-SIZE"


def test_all_files_together_are_counted_while_they_unpack() -> None:
    chance = random.Random(2)
    pieces = [chance.randbytes(40) * 25 for _ in range(11_000)]
    body = b"".join(pieces)  # grows about 20 times
    count = MAX_UNPACKED_BYTES // len(body) + 1
    data = packed(*((f"{number}.csv", body) for number in range(count)))
    assert len(data) < MAX_ZIP_BYTES
    assert fault_of(data) == ("ZIP-UNPACKED", "")


def test_a_header_that_lies_about_the_size_helps_nobody() -> None:
    data = packed(("a.csv", b"0" * 5_000_000))
    lying = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))
    assert fault_of(lying)[0] == "ZIP-BROKEN"


def test_too_many_files_are_refused() -> None:
    assert fault_of(packed(*((f"{n}.csv", b"x") for n in range(MAX_MEMBERS + 1))))[0] == "ZIP-MANY"


def test_a_password_and_unusual_packing_are_told() -> None:
    data = bytearray(GOOD)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    assert fault_of(bytes(data))[0] == "ZIP-LOCKED"
    assert fault_of(packed(("a.csv", b"x" * 99), method=zipfile.ZIP_LZMA))[0] == "ZIP-METHOD"


def test_two_files_of_one_name_are_refused_and_so_is_an_empty_zip() -> None:
    assert fault_of(packed(("a/wards.csv", b"1"), ("b/Wards (1).csv", b"2"))) == (
        "ZIP-TWICE",
        "Wards (1).csv",
    )
    assert fault_of(packed())[0] == "ZIP-EMPTY"
    assert fault_of(packed(("a/", b"")))[0] == "ZIP-EMPTY"


def damaged(seed: int) -> bytes:
    chance, data = random.Random(seed), bytearray(GOOD)
    if seed % 3 == 0:
        return bytes(data[: chance.randrange(len(data))])
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def test_damaged_zip_files_give_files_or_one_fault_and_nothing_else() -> None:
    kinds = set()
    for seed in range(2_000):
        try:
            members(damaged(seed))
            kinds.add("files")
        except FormRefused as refusal:
            assert refusal.faults[0].code.startswith("ZIP-"), seed
            kinds.add("fault")
    assert kinds == {"files", "fault"}


def test_the_limited_child_gives_the_same() -> None:
    assert {part.name: part.body for part in open_zip(GOOD)} == dict(FILES)
    with pytest.raises(FormRefused) as refused:
        open_zip(b"PK\x03\x04 broken")
    assert [fault.code for fault in refused.value.faults] == ["ZIP-BROKEN"]


def test_a_sent_file_is_shown_by_its_size_alone() -> None:
    assert repr(open_zip(packed(("云小禾.csv", b"x")))) == "(Part(1 bytes),)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wards.csv", "Wards (1).csv"),
        ("村 庄.csv", "村_庄.csv"),
        ("a&b.csv", "ab.csv"),
        ("x/wards.csv", "wards（2）.CSV"),
    ],
)
def test_names_that_people_take_for_one(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_a_name_is_cut_and_loses_what_cannot_be_seen() -> None:
    assert plain_name("a\u202egpj.csv\n") == "agpj.csv"
    assert len(plain_name("长" * 300 + ".csv")) == 80
    assert plain_name("长" * 300 + ".csv").endswith(".csv")
