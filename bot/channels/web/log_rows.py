"""The rows of a chat's log: sealed writing and reading inside one transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

import sqlalchemy as sa

from bot.channels.web.events import Bubble, FileRef, Kind
from models import ChannelAccount, WebEvent
from models.base import random_name
from privacy.sealed import place
from services import sealing
from services.unit_of_work import UnitOfWork
from views.screen import File

CHANNEL = "web"

PAGE = 80
"""At most so many events at once: a slow line shows the newest first (about 40 kB)."""


class NoSuchMessageError(Exception):
    """The message is not in the log of this chat."""


def owner(chat_id: int) -> str:
    """Whose key seals this chat."""
    return f"chat:{CHANNEL}:{chat_id}"


async def line_up(uow: UnitOfWork, chat_id: int) -> None:
    """One writer per chat at a time: a page that saw row 8 must never miss row 7."""
    if uow.session.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(f"web log|{chat_id}".encode()).digest()
        key = int.from_bytes(digest[:8], "big", signed=True)
        await uow.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def is_open(uow: UnitOfWork, chat_id: int) -> bool:
    """Whether a person is still behind this chat."""
    found = await uow.session.execute(
        sa.select(ChannelAccount.id).where(
            ChannelAccount.channel == CHANNEL,
            ChannelAccount.chat_id == chat_id,
            ChannelAccount.revoked_at.is_(None),
        )
    )
    return found.first() is not None


async def unseal(uow: UnitOfWork, row: WebEvent) -> bytes:
    """Not an audited look at somebody's file: it shows a person the person's own chat."""
    cipher = await sealing.cipher_of(uow, owner(row.chat_id))
    return cipher.open_bytes(row.body, place("web_events", "body", row.uid))


async def write(
    uow: UnitOfWork, chat_id: int, kind: Kind, body: bytes, *, message_id: int = 0, uid: str = ""
) -> WebEvent:
    """Add one row, sealed; flushed, so that it has its number."""
    uid = uid or random_name()
    row = WebEvent(
        uid=uid,
        chat_id=chat_id,
        kind=kind.value,
        message_id=message_id,
        created_at=uow.now,
        body=await sealing.seal(uow, owner(chat_id), ("web_events", "body", uid), body),
    )
    uow.session.add(row)
    await uow.session.flush()
    return row


async def write_only(uow: UnitOfWork, chat_id: int, kind: Kind, body: bytes) -> None:
    """Of this kind only the newest row matters."""
    row = await write(uow, chat_id, kind, body)
    await uow.session.execute(
        sa.delete(WebEvent).where(
            WebEvent.chat_id == chat_id, WebEvent.kind == kind.value, WebEvent.id < row.id
        )
    )


async def write_file(uow: UnitOfWork, chat_id: int, file: File, size: tuple[int, int]) -> FileRef:
    """Add a file: a JSON line with its reference, then its bytes."""
    uid = random_name()
    ref = FileRef(uid, file.name, file.media_type, len(file.body), *size)
    head = json.dumps(asdict(ref), ensure_ascii=False).encode()
    await write(uow, chat_id, Kind.FILE, head + b"\n" + file.body, uid=uid)
    return ref


async def with_files(
    uow: UnitOfWork, chat_id: int, bubble: Bubble, picture: File | None, document: File | None
) -> Bubble:
    """Store the files and name them in the bubble."""
    if picture:
        bubble = replace(bubble, picture=await write_file(uow, chat_id, picture, (0, 0)))
    if document:
        bubble = replace(bubble, document=await write_file(uow, chat_id, document, (0, 0)))
    return bubble


async def drop_files(uow: UnitOfWork, chat_id: int, uids: frozenset[str]) -> None:
    """Forget files that no message shows any more."""
    if uids:
        await uow.session.execute(
            sa.delete(WebEvent).where(WebEvent.chat_id == chat_id, WebEvent.uid.in_(uids))
        )


async def by_uid(uow: UnitOfWork, chat_id: int, uid: str) -> WebEvent | None:
    """Find a row of this chat by its random name."""
    found = await uow.session.execute(
        sa.select(WebEvent).where(WebEvent.uid == uid, WebEvent.chat_id == chat_id)
    )
    return found.scalar_one_or_none()


async def newest_of(uow: UnitOfWork, chat_id: int, message_id: int) -> WebEvent:
    """Find the row with a message as it stands now; raises `NoSuchMessageError`."""
    found = await uow.session.execute(
        sa.select(WebEvent)
        .where(
            WebEvent.chat_id == chat_id,
            WebEvent.id >= message_id,
            WebEvent.message_id == message_id,
            WebEvent.kind.in_((Kind.MESSAGE.value, Kind.EDIT.value)),
        )
        .order_by(WebEvent.id.desc())
        .limit(1)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NoSuchMessageError
    return row


async def newest_rows(uow: UnitOfWork, chat_id: int, after: int) -> list[WebEvent]:
    """Rows after a number, newest first, one more than a page."""
    found = await uow.session.execute(
        sa.select(WebEvent)
        .where(WebEvent.chat_id == chat_id, WebEvent.id > after, WebEvent.kind != Kind.FILE.value)
        .order_by(WebEvent.id.desc())
        .limit(PAGE + 1)
    )
    return list(found.scalars().all())


async def newest_id(uow: UnitOfWork, chat_id: int) -> int:
    """The number of the newest event, 0 in an empty chat."""
    found = await uow.session.execute(
        sa.select(sa.func.max(WebEvent.id)).where(
            WebEvent.chat_id == chat_id, WebEvent.kind != Kind.FILE.value
        )
    )
    return found.scalar() or 0


async def with_menu(uow: UnitOfWork, chat_id: int, rows: list[WebEvent]) -> list[WebEvent]:
    """Add the menu, however old it is."""
    if any(row.kind == Kind.MENU for row in rows):
        return rows
    found = await uow.session.execute(
        sa.select(WebEvent).where(WebEvent.chat_id == chat_id, WebEvent.kind == Kind.MENU.value)
    )
    return [*rows, *found.scalars().all()]
