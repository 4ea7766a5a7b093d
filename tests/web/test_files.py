"""Pictures and documents, both ways."""

from __future__ import annotations

import io
import struct
import zlib

import aiohttp
import pytest
from PIL import Image

from bot.channels.web import uploads
from tests.web.conftest import Site
from tests.web.pages import open_page


def photo(*, size: tuple[int, int] = (400, 300), exif: bool = True) -> bytes:
    """A JPEG as a phone takes it, with its place and a comment."""
    image = Image.new("RGB", size, "#a0c8b0")
    tags = Image.Exif()
    if exif:
        tags[0x0110] = "SECRET-CAMERA"
        tags.get_ifd(0x8825)[1] = "N"
        tags.get_ifd(0x8825)[2] = (27.0, 7.0, 30.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=tags, comment=b"SECRET-COMMENT")
    return out.getvalue() + b"SECRET-TAIL"


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 900 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def put(
    client: aiohttp.ClientSession, body: bytes, kind: str = "photo", name: str = "x.jpg"
) -> tuple[int, dict[str, str]]:
    """Upload; the status and the answer."""
    params = {"kind": kind, "name": name}
    async with client.post("/upload", params=params, data=io.BytesIO(body)) as response:
        return response.status, await response.json()


async def test_a_photo_goes_up_and_is_shown_without_what_the_camera_wrote(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        status, answer = await put(client, photo())
        assert status == 200
        assert (await page.say("file", f=answer["f"], text="门口"))["t"] == "ack"
        await page.hear_text("照片收到了")
        shown = page.find("门口")
        assert shown is not None
        assert (shown["pic"]["w"], shown["pic"]["h"]) == (400, 300)
        async with client.get(f"/file/{shown['pic']['f']}") as response:
            body = await response.read()
            assert response.content_type == "image/jpeg"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
    assert b"SECRET" not in body
    assert b"Exif" not in body
    assert Image.open(io.BytesIO(body)).size == (400, 300)
    sent = site.intake.updates[0]["message"]
    assert sent["caption"] == "门口"
    assert sent["photo"][0]["width"] == 400


async def test_a_photo_taken_sideways_is_set_upright(site: Site) -> None:
    image, tags, out = Image.new("RGB", (300, 100)), Image.Exif(), io.BytesIO()
    tags[0x0112] = 6
    image.save(out, "JPEG", exif=tags)
    clean = await uploads.clean_picture(out.getvalue())
    assert uploads.jpeg_size(clean) == (100, 300)


async def test_a_huge_photo_is_made_smaller() -> None:
    clean = await uploads.clean_picture(photo(size=(5000, 2000)))
    assert uploads.jpeg_size(clean) == (2560, 1024)


async def test_a_transparent_picture_gets_a_white_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    clean = await uploads.clean_picture(out.getvalue())
    assert Image.open(io.BytesIO(clean)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bomb.png", bomb()),
        ("page.jpg", b"<html><script>alert(1)</script>"),
        ("cut.jpg", photo()[:300]),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("empty.jpg", b""),
    ],
)
async def test_what_is_no_picture_is_refused_with_a_reason(
    site: Site, name: str, body: bytes
) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        status, answer = await put(client, body, name=name)
    assert status == 422
    assert answer["code"] in {"picture", "empty"}


async def test_moving_pictures_are_refused(site: Site) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    chat = await site.person()
    async with site.browser(chat) as client:
        assert (await put(client, out.getvalue()))[0] == 422


async def test_a_form_goes_up_under_a_harmless_name(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        status, answer = await put(
            client, b"PK\x03\x04", "document", "../../etc/\u202e入户<探访>.xlsx"
        )
        assert status == 200
        await page.say("file", f=answer["f"])
    document = site.intake.updates[0]["message"]["document"]
    assert document["file_name"] == "入户探访.xlsx"
    assert document["mime_type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    ("name", "body", "media"),
    [
        ("a.ogg", b"OggS\x00", "audio/ogg"),
        ("录音.M4A", b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        ("a.mp3", b"ID3\x04", "audio/mpeg"),
        ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        ("a.mov", b"\x00\x00\x00\x08wide", "video/quicktime"),
        ("a.webm", b"\x1aE\xdf\xa3", "video/webm"),
        ("a.pdf", b"%PDF", "application/pdf"),
    ],
)
async def test_sound_film_and_papers_go_up_as_what_they_are(
    site: Site, name: str, body: bytes, media: str
) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        status, answer = await put(client, body, "document", name)
        assert status == 200
        await page.say("file", f=answer["f"])
    assert site.intake.updates[0]["message"]["document"]["mime_type"] == media


@pytest.mark.parametrize("name", ["a.ogg", "a.mp3", "a.mp4", "a.mov", "a.wav"])
async def test_what_only_calls_itself_a_recording_is_refused(site: Site, name: str) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        body = b"<html><script>alert(1)</script>"
        assert await put(client, body, "document", name) == (422, {"code": "file_type"})


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "noending", "photo.heic", ".xlsx.js"])
async def test_other_kinds_of_files_are_refused(site: Site, name: str) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        assert await put(client, b"x", "document", name) == (422, {"code": "file_type"})


async def test_a_file_over_twenty_megabytes_is_refused(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        status, answer = await put(client, b"x" * (20 * 2**20 + 1), "document", "big.xlsx")
    assert (status, answer["code"]) == (413, "too_big")


async def test_another_persons_file_is_not_there(site: Site) -> None:
    mine, other = await site.person(), await site.person()
    async with site.browser(mine) as client:
        _, answer = await put(client, photo())
        assert (await client.get(f"/file/{answer['f']}")).status == 200
    async with site.browser(other) as client, open_page(client) as page:
        assert (await client.get(f"/file/{answer['f']}")).status == 404
        assert (await page.say("file", f=answer["f"]))["code"] == "no_file"


async def test_a_picture_from_the_bot_has_its_caption_and_buttons(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="图")
        shown = await page.hear_text("本周小结")
        assert shown["rows"][0][0]["t"] == "看逾期名单"
        async with client.get(f"/file/{shown['pic']['f']}") as response:
            body = await response.read()
    assert body.startswith(b"\x89PNG")


async def test_a_document_from_the_bot_is_downloaded_under_its_name(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="表")
        shown = await page.hear_text("表单在这里")
        assert (shown["doc"]["n"], shown["doc"]["s"]) == ("入户探访.xlsx", 10)
        async with client.get(f"/file/{shown['doc']['f']}") as response:
            disposition = response.headers["Content-Disposition"]
            assert await response.read() == b"PK\x03\x04 sheet"
    assert disposition.startswith("attachment; filename*=UTF-8''%E5%85%A5")
