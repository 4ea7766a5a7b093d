"""Pictures from strangers: nothing of what the camera wrote, no larger than the form asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import xforms
from services.limited_child import run_child
from services.runs import answering, files, moving
from services.runs.files import FileKind, Sent
from services.runs.loading import OpenRun
from services.unit_of_work import UnitOfWork

CHILD = Path(__file__).with_name("picture_child.py")
WITHIN_S = 20
MAX_PIXELS = "orx:max-pixels"
"""Bind attribute: pixels of the longer side (ODK XForms, "body attributes" of upload)."""


async def cleaned(body: bytes, longest: int | None = None) -> bytes:
    """A JPEG made anew in a child process (`picture_child.py`); empty for what is no picture.

    Args:
        body: The picture.
        longest: Pixels of the longer side at most; as many as are ever kept by default.
    """
    given = () if longest is None else (str(longest),)
    return await run_child(CHILD, body, *given, within_s=WITHIN_S)


def fitted(uow: UnitOfWork, run: OpenRun, photo: Sent) -> Sent:
    """A photo made as small as the question asks; a picture sent as a file stays as it is.

    Raises:
        OutsideWorkError: The photo has yet to be made smaller.
    """
    longest = _longest(run) if photo.as_photo else None
    if longest is None:
        return photo
    smaller: bytes = uow.outside("picture", lambda: cleaned(photo.body, longest))
    return replace(photo, body=smaller, media_type="image/jpeg") if smaller else photo


def _longest(run: OpenRun) -> int | None:
    """Pixels that the question on the screen, or the only open point of the block, asks for."""
    prompt = moving.question_here(run) or answering.only_open_point(run, _is_for_a_photo)
    told = prompt.attributes.get(MAX_PIXELS, "") if prompt is not None else ""
    return int(told) if told.isascii() and told.isdecimal() and int(told) > 0 else None


def _is_for_a_photo(prompt: xforms.Prompt) -> bool:
    return files.wanted(prompt) is FileKind.PHOTO
