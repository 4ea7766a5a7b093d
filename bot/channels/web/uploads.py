"""Files from a person: limits first, pictures re-encoded, names made harmless."""

from __future__ import annotations

import asyncio
import re
import struct
import sys
import unicodedata
from pathlib import Path

from bot.channels.web.inbound import BadSayingError
from views.screen import File

MAX_BYTES = 20 * 2**20
"""As much as a Telegram bot may download."""

CLEAN_WITHIN_S = 20
SCRIPT = Path(__file__).with_name("clean_picture.py")

DOCUMENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
    "xml": "application/xml",
    "md": "text/markdown",
    "zip": "application/zip",
}
"""What a clerk sends: forms and their parts. Everything else is refused by its ending."""

_UNSAFE = re.compile(r"[^\w.()（） -]")


async def accept(kind: str, name: str, body: bytes) -> tuple[File, tuple[int, int]]:
    """A file fit to keep, with its size in pixels (0, 0 for a document).

    Raises:
        BadSayingError: `file_type`, `picture` (not readable as one) or `empty`.
    """
    if not body:
        raise BadSayingError("empty")
    if kind == "photo":
        clean = await clean_picture(body)
        return File(clean, "photo.jpg", "image/jpeg"), jpeg_size(clean)
    ending = name.rpartition(".")[2].lower()
    if ending not in DOCUMENT_TYPES:
        raise BadSayingError("file_type")
    return File(body, safe_name(name), DOCUMENT_TYPES[ending]), (0, 0)


async def clean_picture(body: bytes) -> bytes:
    """Re-encode in a child process (`clean_picture.py`); raises `BadSayingError`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(SCRIPT),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(body), CLEAN_WITHIN_S)
    except TimeoutError:
        out = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0 or not out:
        raise BadSayingError("picture")
    return out


def jpeg_size(body: bytes) -> tuple[int, int]:
    """Width and height out of a JPEG that we have just written."""
    at = 2
    while at + 9 < len(body):
        marker, length = body[at + 1], struct.unpack(">H", body[at + 2 : at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def safe_name(name: str) -> str:
    """A file name that is only a name: no folders, no hidden signs, at most 80 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    stem, dot, ending = _UNSAFE.sub("", name).strip(". ").rpartition(".")
    return (stem or "file")[: 79 - len(ending)] + dot + ending
