"""A barcode is read from a photo, over each channel; the photo is not kept."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from services.runs import barcodes
from tests.conftest import Begin
from tests.handlers.visiting import handed_in, kept_files, visit
from tests.phones.town import RunningTown
from tests.web.test_files import bomb


def picture(*codes: tuple[str, str]) -> bytes:
    """A photo of (format, text) codes on a desk, one below the other."""
    desk, top = Image.new("L", (900, 60 + 420 * max(1, len(codes))), 235), 40
    for kind, text in codes:
        made = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
        desk.paste(Image.fromarray(made.to_image(scale=5)), (60, top))
        top += 420
    out = io.BytesIO()
    desk.convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


async def test_the_code_in_a_photo_is_the_answer_and_the_photo_is_not_kept(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "barcode")
    assert "📷 拍下条形码或二维码发来，或直接输入" in phone.text
    await phone.send_photo(picture(("QRCode", "青禾-0042")))
    assert "最后" in phone.text
    await phone.press("上一题")
    assert "现在填的是：青禾-0042" in phone.text
    await phone.send_photo(picture(("EAN13", "6901234567892")))
    await phone.press("跳过")
    await phone.press("提交")
    assert (await handed_in(begin))["code"] == "6901234567892"
    assert await kept_files(begin) == {}


async def test_without_one_clear_code_a_closer_photo_or_typing_is_asked_for(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "barcode")
    await phone.send_photo(picture())
    assert "✋ 照片里没有找到码，请靠近些、拍清楚再发，或直接输入" in phone.text
    await phone.send_photo(picture(("QRCode", "one-1"), ("QRCode", "two-2")))
    assert "✋ 照片里不止一个码" in phone.text
    await phone.send_photo(picture(("QRCode", "abc")))
    assert "✋ 至少4位" in phone.text
    await phone.say("/lang en")
    await phone.send_photo(picture())
    assert "✋ No code was found in the photo" in phone.text
    await phone.say("QH 0042")
    assert "At last" in phone.text


@pytest.mark.parametrize(
    "body", [b"", b"no picture", picture(("QRCode", "x"))[:200], bomb()], ids=range(4)
)
async def test_what_is_no_sound_picture_holds_no_code(body: bytes) -> None:
    assert await barcodes.codes_in(body) == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [("QRCode", "https://hulei.example/a?b=1"), ("Code128", "QH-0042"), ("DataMatrix", "A1")],
)
async def test_usual_kinds_of_codes_are_read(kind: str, text: str) -> None:
    assert await barcodes.codes_in(picture((kind, text))) == (text,)
