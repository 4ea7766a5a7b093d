"""What a person's next typed text, photo or location is for."""

from __future__ import annotations

from enum import StrEnum

from models import Focus
from services.unit_of_work import UnitOfWork


class FocusKind(StrEnum):
    """What can be in focus."""

    RUN = "run"  # an answer of that run
    REPORT = "report"  # an addition to that report


async def current(uow: UnitOfWork) -> Focus | None:
    """The actor's focus; None for a stranger and for somebody who has none."""
    if uow.actor is None:
        return None
    return await uow.session.get(Focus, uow.actor.worker_id)


async def set_focus(uow: UnitOfWork, kind: str, object_id: int, ref: str = "") -> None:
    """From now on what the actor types is for this object. Writes only when it was another."""
    focus = await current(uow)
    if focus is None:
        focus = Focus(worker_id=uow.who.worker_id)
    elif (focus.kind, focus.object_id, focus.ref) == (kind, object_id, ref):
        return
    focus.kind, focus.object_id, focus.ref, focus.set_at = str(kind), object_id, ref, uow.now
    uow.session.add(focus)


async def clear(uow: UnitOfWork, kind: str = "", object_id: int = 0) -> None:
    """Nothing is in focus any more; with arguments only if it was this object."""
    focus = await current(uow)
    if focus is None or (kind and (focus.kind, focus.object_id) != (kind, object_id)):
        return
    await uow.session.delete(focus)
