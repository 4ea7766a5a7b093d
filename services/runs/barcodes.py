"""A photo of a code instead of its typed text; the photo itself is not kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from services.form_library.library import Library
from services.limited_child import run_child
from services.runs import answering, files, moving
from services.runs.files import FileKind, Sent
from services.runs.loading import OpenRun, load
from services.runs.standing import Remark, Wrong
from services.runs.typed import WrongInput, parse
from services.unit_of_work import UnitOfWork

CHILD = Path(__file__).with_name("barcode_child.py")
WITHIN_S = 12


async def codes_for(
    uow: UnitOfWork, library: Library, run_id: int, sent: Sent | None
) -> tuple[str, ...] | None:
    """The codes in a photo, if the question on the screen is for one; None for all else.

    Raises:
        OutsideWorkError: The photo has yet to be looked at.
    """
    if sent is None or sent.kind is not FileKind.PHOTO or len(sent.body) > files.MAX_BYTES:
        return None
    _, _, run = await load(uow, library, run_id)
    if run is None or not _is_asked(run):
        return None
    codes: tuple[str, ...] = uow.outside("codes", lambda: codes_in(sent.body))
    return codes


def take(run: OpenRun, codes: tuple[str, ...], today: date) -> Remark | None:
    """The only code in the photo is the answer; otherwise nothing is guessed."""
    prompt = moving.question_here(run)
    if prompt is None or not codes:
        return Remark(Wrong.NO_CODE)
    if len(codes) > 1:
        return Remark(Wrong.SEVERAL_CODES, example=codes[0])
    read = parse(prompt, codes[0], today)
    if isinstance(read, WrongInput):
        return Remark(Wrong.NO_CODE)
    return answering.take(run, prompt, read)


async def codes_in(picture: bytes) -> tuple[str, ...]:
    """Read in a child process (`barcode_child.py`): empty for what is no picture, too."""
    out = await run_child(CHILD, picture, within_s=WITHIN_S)
    return tuple(json.loads(out)) if out else ()


def _is_asked(run: OpenRun) -> bool:
    prompt = moving.question_here(run)
    return prompt is not None and prompt.type == "barcode"
