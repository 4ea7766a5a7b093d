"""From what a page says to a stored update. The page names things; who and where is ours."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.web.chat_log import ChatLog
from bot.channels.web.events import Bubble
from bot.channels.web.log_rows import CHANNEL
from bot.channels.web.updates import message_update, press_update
from views.screen import MAX_TEXT

_CID = re.compile(r"[A-Za-z0-9_-]{6,40}")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control signs, marks that turn the direction of writing, halves of characters."""


class Intake(Protocol):
    """Where updates go: `bot/intake.py`."""

    async def store(
        self, *, channel: str, chat_id: int, dedup_key: str, update: dict[str, Any]
    ) -> object:
        """Store an update; back when it is committed. The same key twice is one update."""
        ...


class BadSayingError(Exception):
    """The page sent what ours does not send; `code` tells the page, nobody else reads it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing a page wants to say: its own number of it, and the fields."""

    cid: str
    kind: str
    fields: Mapping[str, Any]


def read(raw: object) -> Saying:
    """Take a page's JSON apart; raises `BadSayingError`."""
    if not isinstance(raw, dict):
        raise BadSayingError("shape")
    cid, kind = raw.get("cid"), raw.get("t")
    if not isinstance(cid, str) or not _CID.fullmatch(cid) or not isinstance(kind, str):
        raise BadSayingError("shape")
    return Saying(cid, kind, raw)


def clean_text(text: object) -> str:
    """What a person typed, without signs nobody can type; raises `BadSayingError`."""
    if not isinstance(text, str):
        raise BadSayingError("shape")
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()
    if not text:
        raise BadSayingError("empty")
    if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise BadSayingError("too_long")
    return text


class Inbound:
    """Writes what a person says into the log and hands it to the intake, each exactly once."""

    def __init__(self, log: ChatLog, intake: Intake) -> None:
        self._log, self._intake = log, intake

    async def take(self, chat_id: int, saying: Saying) -> None:
        """Store it; when this returns, nothing can lose it.

        Raises:
            BadSayingError: It is malformed, or names a button or file that is not there.
            ChatClosedError: Nobody is behind this chat any more.
        """
        if saying.kind == "press":
            update = await self._press(chat_id, saying)
        else:
            update = await self._message(chat_id, saying)
        await self._store(chat_id, saying.cid, update)

    async def greet(self, chat_id: int) -> None:
        """Start a new chat as Telegram's START button would, without showing it."""
        await self._command(chat_id, "start", "/start")

    async def language_chosen(self, chat_id: int, language: str) -> None:
        """The page's switch was used: the bot says so, and shows its menu in that language."""
        await self._command(chat_id, f"lang-{secrets.token_hex(8)}", f"/lang {language}")

    async def _command(self, chat_id: int, cid: str, text: str) -> None:
        """Say something that the page does not show."""
        update = message_update(chat_id, cid, 1, Bubble(text=text, mine=True))
        await self._store(chat_id, cid, update)

    async def _store(self, chat_id: int, cid: str, update: dict[str, Any]) -> None:
        await self._intake.store(
            channel=CHANNEL, chat_id=chat_id, dedup_key=f"{chat_id}:{cid}", update=update
        )

    async def _press(self, chat_id: int, saying: Saying) -> dict[str, Any]:
        message_id, action = saying.fields.get("mid"), saying.fields.get("d")
        if not isinstance(message_id, int) or not isinstance(action, str):
            raise BadSayingError("shape")
        bubble = await self._log.find(chat_id, message_id)
        if bubble is None or bubble.mine or not bubble.may_press(action):
            raise BadSayingError("stale")
        return press_update(chat_id, saying.cid, message_id, bubble, action)

    async def _message(self, chat_id: int, saying: Saying) -> dict[str, Any]:
        bubble = await self._bubble(chat_id, saying)
        uid = hashlib.sha256(f"{chat_id}:{saying.cid}".encode()).hexdigest()[:32]
        logged = await self._log.add(chat_id, bubble, uid=uid)
        return message_update(chat_id, saying.cid, logged.message_id, logged.bubble)

    async def _bubble(self, chat_id: int, saying: Saying) -> Bubble:
        fields, cid = saying.fields, saying.cid
        if saying.kind == "text":
            return Bubble(text=clean_text(fields.get("text")), mine=True, cid=cid)
        if saying.kind == "location":
            return Bubble(place=_place(fields), mine=True, cid=cid)
        if saying.kind == "file":
            return await self._file(chat_id, cid, fields)
        raise BadSayingError("shape")

    async def _file(self, chat_id: int, cid: str, fields: Mapping[str, Any]) -> Bubble:
        found = await self._log.file(chat_id, str(fields.get("f", "")))
        if found is None:
            raise BadSayingError("no_file")
        ref, _ = found
        text = clean_text(fields["text"])[:1024] if fields.get("text") else ""
        if ref.media_type.startswith("image/"):
            return Bubble(text=text, picture=ref, mine=True, cid=cid)
        return Bubble(text=text, document=ref, mine=True, cid=cid)


def _place(fields: Mapping[str, Any]) -> tuple[float, float]:
    latitude, longitude = fields.get("lat"), fields.get("lon")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise BadSayingError("shape")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadSayingError("shape")
    return round(float(latitude), 6), round(float(longitude), 6)
