"""Files from a person: limits first, pictures re-encoded, names made harmless."""

from __future__ import annotations

import re
import struct
import unicodedata

from bot.channels.web.inbound import BadSayingError
from services.runs import pictures
from views.screen import File

MAX_BYTES = 20 * 2**20
"""As much as a Telegram bot may download."""

DOCUMENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
    "xml": "application/xml",
    "geojson": "application/geo+json",
    "json": "application/json",
    "md": "text/markdown",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
}
"""What a clerk sends (forms and their parts) and what a visit may ask for."""

_OGG, _MPEG4, _MATROSKA = ((b"OggS",), 0), ((b"ftyp",), 4), ((b"\x1aE\xdf\xa3",), 0)
_MOVIE = ((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"), 4)
RECORDINGS = {
    "ogg": ("audio/ogg", _OGG),
    "oga": ("audio/ogg", _OGG),
    "opus": ("audio/ogg", _OGG),
    "mp3": ("audio/mpeg", ((b"ID3", b"\xff"), 0)),
    "m4a": ("audio/mp4", _MPEG4),
    "aac": ("audio/aac", ((b"\xff",), 0)),
    "amr": ("audio/amr", ((b"#!AMR",), 0)),
    "wav": ("audio/wav", ((b"WAVE",), 8)),
    "flac": ("audio/flac", ((b"fLaC",), 0)),
    "weba": ("audio/webm", _MATROSKA),
    "mp4": ("video/mp4", _MPEG4),
    "mov": ("video/quicktime", _MOVIE),
    "3gp": ("video/3gpp", _MPEG4),
    "webm": ("video/webm", _MATROSKA),
}
"""Sound and film by ending: the media type, and the bytes that such a file has at a place.

Everything that is in neither table is refused.
"""

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
    return File(body, safe_name(name), _media_type(ending, body)), (0, 0)


def _media_type(ending: str, body: bytes) -> str:
    if ending in DOCUMENT_TYPES:
        return DOCUMENT_TYPES[ending]
    media, (marks, at) = RECORDINGS.get(ending, ("", ((), 0)))
    if not body.startswith(marks, at):
        raise BadSayingError("file_type")
    return media


async def clean_picture(body: bytes) -> bytes:
    """Make a JPEG anew in a child process; raises `BadSayingError`."""
    out = await pictures.cleaned(body)
    if not out:
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
