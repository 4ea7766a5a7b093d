"""Photos and places sent to a run: sealed beside it, or made coarse."""

from __future__ import annotations

from models import Attachment
from models.base import random_name
from privacy.sealed import place
from services import audit, sealing
from services.form_library.library import Library
from services.runs import answering, moving
from services.runs.loading import OpenRun, Press
from services.runs.places import coarse
from services.runs.standing import Remark, Standing, Wrong
from services.runs.turns import turn
from services.unit_of_work import UnitOfWork

SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


async def put_place(
    uow: UnitOfWork, library: Library, run_id: int, where: tuple[float, float]
) -> Standing:
    """A place (latitude, longitude): the answer, if the question on the screen is for one."""
    value = coarse(*where)
    return await turn(
        uow, library, Press(run_id), lambda run: _put(run, "geopoint", value, Wrong.TAP)
    )


async def put_photo(
    uow: UnitOfWork, library: Library, run_id: int, body: bytes, media_type: str
) -> Standing:
    """A photo: sealed with the key of the child or venue; its name by chance is the answer."""
    uid = random_name()
    kept: list[OpenRun] = []

    def deed(run: OpenRun) -> Remark | None:
        if media_type not in SUFFIXES:
            return Remark(Wrong.PHOTO)
        remark = _put(run, "binary", f"{uid}.{SUFFIXES[media_type]}", Wrong.TAP)
        if remark is None:
            kept.append(run)
        return remark

    standing = await turn(uow, library, Press(run_id), deed)
    if kept:
        await _keep(uow, kept[0], uid, body, media_type)
    return standing


async def _keep(uow: UnitOfWork, run: OpenRun, uid: str, body: bytes, media_type: str) -> None:
    cipher = await sealing.cipher_of(uow, run.subject.owner)
    row = Attachment(
        uid=uid,
        run_id=run.row.id,
        worker_id=run.row.worker_id,
        media_type=media_type,
        size=len(body),
        created_at=uow.now,
        body=cipher.seal(body, place("attachments", "body", uid)),
    )
    uow.session.add(row)
    audit.record(uow, "run:attach", "run", run.row.id, size=len(body))


def _put(run: OpenRun, kind: str, value: str, otherwise: Wrong) -> Remark | None:
    """Answer the question on the screen, or the block's only open point of this type."""
    inside = moving.question_here(run) is None
    prompt = moving.question_here(run) or answering.only_open_point(run, kind)
    if prompt is None or prompt.type != kind:
        return Remark(otherwise)
    return answering.put(run, prompt, value) if inside else answering.take(run, prompt, value)
