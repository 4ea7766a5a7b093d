"""Files that answer a question: which kind it asks for, which kind was sent, what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import xforms

MAX_BYTES = 20 * 2**20
"""As much as a Telegram bot may download, and the web chat takes."""

UNKNOWN = "application/octet-stream"

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
}
"""How a kept file ends, by its media type; other files keep the ending they came with."""

_TYPES = {ending: media for media, ending in ENDINGS.items()}
_SAME = {"audio/x-m4a": "audio/mp4", "audio/x-wav": "audio/wav", "audio/mp3": "audio/mpeg"}
_MEDIA = re.compile(r"[a-z]{1,15}/[a-z0-9.+-]{1,44}")
"""Longer ones (those of office files) are told by the ending: the row holds 60 characters."""
_ENDING = re.compile(r"[a-z0-9]{1,8}")


class FileKind(StrEnum):
    """Kinds that a question may ask for."""

    PHOTO = "photo"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"  # any


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent. `as_photo`: the channel has taken out what the camera wrote."""

    body: bytes
    media_type: str
    name: str = ""
    as_photo: bool = False

    def __repr__(self) -> str:
        """Size only: the content is somebody's, and so may the name be."""
        return f"Sent({len(self.body)} bytes, {self.media_type})"

    @property
    def ending(self) -> str:
        """How its name ends, without the full stop; '' for a name that tells nothing."""
        found = self.name.rpartition(".")[2].lower()
        return found if "." in self.name and _ENDING.fullmatch(found) else ""

    @property
    def media(self) -> str:
        """Its media type in plain words; from the name where the sender knew none."""
        told = self.media_type.partition(";")[0].strip().lower()
        told = _SAME.get(told, told)
        if not _MEDIA.fullmatch(told) or told == UNKNOWN:
            return _TYPES.get(self.ending, UNKNOWN)
        return told

    @property
    def kind(self) -> FileKind:
        """What it is; a picture sent as a file counts as a photo too."""
        return _kind_of(self.media)

    def kept_as(self, uid: str) -> str:
        """The name of the answer: a name by chance, never the sender's."""
        return f"{uid}.{ENDINGS.get(self.media) or self.ending or 'bin'}"


def wanted(prompt: xforms.Prompt) -> FileKind | None:
    """The kind of file a question asks for; None if it asks for no file."""
    if prompt.control != "upload" and prompt.type != "binary":
        return None
    return _kind_of(prompt.body.get("mediatype", ""))


def fits(prompt: xforms.Prompt, sent: Sent) -> bool:
    """Whether a question takes this file: by kind, and by the list in the form's `accept`."""
    kind = wanted(prompt)
    if kind is None or (kind is not FileKind.FILE and kind is not sent.kind):
        return False
    if kind is FileKind.PHOTO and sent.media not in ENDINGS:
        return False
    told = (one.strip().lower() for one in accepted(prompt).split(","))
    listed = [one for one in told if one]
    return not listed or any(_is_listed(one, sent) for one in listed)


def accepted(prompt: xforms.Prompt) -> str:
    """The form's own list of endings and media types, as written; '' for none."""
    return prompt.body.get("accept", "")


def kind_of_name(name: str) -> FileKind:
    """What a kept file is, by its name."""
    return _kind_of(_TYPES.get(name.rpartition(".")[2].lower(), ""))


def _is_listed(one: str, sent: Sent) -> bool:
    if one.startswith("."):
        return one[1:] == (sent.ending or ENDINGS.get(sent.media))
    head, _, rest = one.partition("/")
    return one in ("*/*", sent.media) or (rest == "*" and sent.media.startswith(f"{head}/"))


def _kind_of(media: str) -> FileKind:
    head = media.partition("/")[0]
    known = {"image": FileKind.PHOTO, "audio": FileKind.AUDIO, "video": FileKind.VIDEO}
    return known.get(head, FileKind.FILE)
