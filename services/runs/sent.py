"""Files and places sent to a run: sealed beside it, or made coarse."""

from __future__ import annotations

from collections.abc import Callable

import xforms
from models import Attachment
from models.base import random_name
from privacy.sealed import place
from services import audit, sealing
from services.form_library.library import Library
from services.runs import answering, barcodes, files, moving, pictures, walking
from services.runs.files import FileKind, Sent
from services.runs.loading import OpenRun, Press, load
from services.runs.places import PLACES, coarse
from services.runs.standing import Remark, Standing, Wrong
from services.runs.turns import turn
from services.runs.typed import WRONG_KINDS
from services.unit_of_work import UnitOfWork
from xforms.answers import canonical


async def put_place(
    uow: UnitOfWork, library: Library, run_id: int, where: tuple[float, float]
) -> Standing:
    """A place (latitude, longitude): the answer, if the question on the screen is for one."""
    value = coarse(*where)

    def deed(run: OpenRun) -> Remark | None:
        prompt = _asked(run, lambda point: point.type in PLACES)
        if prompt is None or prompt.type not in PLACES:
            return Remark(Wrong.TAP)
        if prompt.type == "geopoint":
            return _put(run, prompt, value)
        return _add_corner(run, prompt, value)

    return await turn(uow, library, Press(run_id), deed)


async def put_file(uow: UnitOfWork, library: Library, run_id: int, sent: Sent | None) -> Standing:
    """A photo, recording, film or file: the answer of the question that asks for its kind.

    It is sealed with the key of the child or venue; its name by chance is the answer. A voice
    note at a text question goes to the question of sound that the form names beside it; of a
    photo at a question for a barcode only the code is kept. A photo is made as small as the
    form asks (max-pixels).

    Args:
        uow: The transaction.
        library: Compiled forms.
        run_id: The run in focus.
        sent: The file; None for one that was too big to be fetched.
    """
    uid = random_name()
    kept: list[OpenRun] = []
    codes: tuple[str, ...] | None = None
    if sent is not None and sent.kind is FileKind.PHOTO and len(sent.body) <= files.MAX_BYTES:
        _, _, shown = await load(uow, library, run_id)
        if shown is not None:
            codes = barcodes.codes_for(uow, shown, sent)
            sent = pictures.fitted(uow, shown, sent)

    def deed(run: OpenRun) -> Remark | None:
        if codes is not None:
            return barcodes.take(run, codes, uow.today)
        if sent is None or len(sent.body) > files.MAX_BYTES:
            return Remark(Wrong.TOO_BIG)
        remark = _take(run, sent, sent.kept_as(uid))
        if remark is None:
            kept.append(run)
        return remark

    standing = await turn(uow, library, Press(run_id), deed)
    if kept and sent is not None:
        await _keep(uow, kept[0], uid, sent)
    return standing


def _take(run: OpenRun, sent: Sent, name: str) -> Remark | None:
    prompt = _asked(run, lambda point: files.fits(point, sent))
    if prompt is None:
        return Remark(Wrong.TAP)
    kind = files.wanted(prompt)
    if kind is None:
        return _put_voice(run, prompt, sent, name)
    if sent.kind is FileKind.PHOTO and not sent.as_photo and kind in (sent.kind, FileKind.FILE):
        return Remark(Wrong.AS_PHOTO)
    if not sent.body or not files.fits(prompt, sent):
        return Remark(WRONG_KINDS[kind], example=files.accepted(prompt))
    return _put(run, prompt, name)


def _put_voice(run: OpenRun, prompt: xforms.Prompt, sent: Sent, name: str) -> Remark | None:
    """A voice note instead of typed words, where the form has a place for it."""
    voice = walking.voice_of(run, prompt)
    if voice is None:
        return Remark(Wrong.NO_FILE)
    if not sent.body or not files.fits(voice, sent):
        return Remark(Wrong.AUDIO)
    remark = answering.put(run, voice, name)
    if remark is None and run.answers.prompt(prompt.ref).problem is None:
        moving.close(run)
    return remark


async def _keep(uow: UnitOfWork, run: OpenRun, uid: str, sent: Sent) -> None:
    cipher = await sealing.cipher_of(uow, run.subject.owner)
    row = Attachment(
        uid=uid,
        run_id=run.row.id,
        worker_id=run.row.worker_id,
        media_type=sent.media,
        size=len(sent.body),
        created_at=uow.now,
        body=cipher.seal(sent.body, place("attachments", "body", uid)),
    )
    uow.session.add(row)
    audit.record(uow, "run:attach", "run", run.row.id, size=len(sent.body))


def _add_corner(run: OpenRun, prompt: xforms.Prompt, corner: str) -> Remark | None:
    """One place more of a line or outline; 完成 leaves it. Too few are kept beside the form."""
    corners = run.notes.pending.get(prompt.ref, prompt.value).split(";")
    if prompt.type == "geoshape" and len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    corners = [one for one in (*corners, canonical("geopoint", corner)) if one]
    is_shape = prompt.type == "geoshape"
    whole = ";".join([*corners, corners[0]] if is_shape else corners)
    if len(corners) > (2 if is_shape else 1):
        return answering.put(run, prompt, whole)
    run.notes.pending[prompt.ref] = ";".join(corners)
    run.changed = True
    return None


def _asked(run: OpenRun, fits: Callable[[xforms.Prompt], bool]) -> xforms.Prompt | None:
    """The question on the screen, or the block's only open point of this kind."""
    return moving.question_here(run) or answering.only_open_point(run, fits)


def _put(run: OpenRun, prompt: xforms.Prompt, value: str) -> Remark | None:
    """Answer; a question is left, a block stays on the screen."""
    inside = moving.question_here(run) is None
    return answering.put(run, prompt, value) if inside else answering.take(run, prompt, value)
