"""A photo of a code instead of its typed text; the photo itself is not kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from services.limited_child import run_child
from services.runs import answering, moving
from services.runs.files import Sent
from services.runs.loading import OpenRun
from services.runs.standing import Remark, Wrong
from services.runs.typed import WrongInput, parse
from services.unit_of_work import UnitOfWork

CHILD = Path(__file__).with_name("barcode_child.py")
WITHIN_S = 12


def codes_for(uow: UnitOfWork, run: OpenRun, photo: Sent) -> tuple[str, ...] | None:
    """The codes in a photo, if the question on the screen is for one; None for all else.

    Raises:
        OutsideWorkError: The photo has yet to be looked at.
    """
    prompt = moving.question_here(run)
    if prompt is None or prompt.type != "barcode":
        return None
    codes: tuple[str, ...] = uow.outside("codes", lambda: codes_in(photo.body))
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
