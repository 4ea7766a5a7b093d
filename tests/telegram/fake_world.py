"""What the fake Telegram knows: chats, messages, files, updates; and what people in it do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

BOT_ID = 700000001
TOKEN = f"{BOT_ID}:AAFakeTokenForLocalTestsOnly0000000000"
BOT_USER = {"id": BOT_ID, "is_bot": True, "first_name": "护蕾", "username": "hulei_test_bot"}
DATE = 1_795_395_600
"""2026-11-23 01:00 UTC; the fake world stands still."""

Json = dict[str, Any]


class RefusalError(Exception):
    """What the Bot API answers when it does not do something."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


def bad_request(why: str) -> RefusalError:
    """A 400."""
    return RefusalError(400, f"Bad Request: {why}")


@dataclass
class Chat:
    """A private chat (or a group, for what must be refused) with its messages by number."""

    id: int
    kind: str = "private"
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    menu: list[list[Json]] | None = None
    actions: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    """Messages of the bot in the order they were sent or edited; the last one is the screen."""

    @property
    def shown(self) -> list[Json]:
        """What the bot has said and not deleted, oldest first."""
        return [m for m in self.messages.values() if m["from"]["is_bot"]]

    def as_json(self) -> Json:
        """The Bot API's object."""
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": "测试"}
        return {"id": self.id, "type": self.kind, "title": "群"}


class World:
    """All private state; tests read it, people in it act through `say`, `press` and the like."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.updates: list[Json] = []
        self.webhook: Json = {}
        self.commands: dict[str, list[Json]] = {}
        self.news = asyncio.Condition()
        self.polls = 0
        self._update_ids, self._message_ids = count(5001), count(1)
        self._file_ids, self._query_ids = count(1), count(1)
        self._open_queries: dict[str, int] = {}

    def add_chat(self, chat_id: int, kind: str = "private") -> Chat:
        """A person who has started the bot."""
        return self.chats.setdefault(chat_id, Chat(chat_id, kind))

    def chat(self, chat_id: Any) -> Chat:
        """A chat the bot may write to."""
        try:
            chat = self.chats[int(chat_id)]
        except (KeyError, ValueError, TypeError):
            raise bad_request("chat not found") from None
        if chat.blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        return chat

    def keep_file(self, body: bytes) -> str:
        """Store a file; its number."""
        file_id = f"file-{next(self._file_ids)}"
        self.files[file_id] = body
        return file_id

    def new_message(self, chat: Chat, sender: Json, **content: Any) -> Json:
        """Add a message to a chat."""
        message = {
            "message_id": next(self._message_ids),
            "date": DATE,
            "chat": chat.as_json(),
            "from": sender,
            **content,
        }
        chat.messages[message["message_id"]] = message
        return message

    # what people do ---------------------------------------------------------------------------

    def say(self, chat_id: int, text: str) -> Json:
        """A person sends a text."""
        content: Json = {"text": text}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self._from_person(chat_id, content)

    def send_photo(self, chat_id: int, body: bytes) -> Json:
        """A person sends a photo; Telegram offers it in two sizes."""
        sizes = [
            {"file_id": self.keep_file(body[:10]), "file_unique_id": "s", "width": 90},
            {"file_id": self.keep_file(body), "file_unique_id": "l", "width": 1280},
        ]
        photo = [size | {"height": size["width"], "file_size": len(body)} for size in sizes]
        return self._from_person(chat_id, {"photo": photo})

    def send_document(self, chat_id: int, name: str, body: bytes, media_type: str) -> Json:
        """A person sends a file."""
        document = {
            "file_id": self.keep_file(body),
            "file_unique_id": "d",
            "file_name": name,
            "mime_type": media_type,
            "file_size": len(body),
        }
        return self._from_person(chat_id, {"document": document})

    def send_recording(self, chat_id: int, kind: str, body: bytes) -> Json:
        """A person sends a `voice`, `audio`, `video` or `video_note` (whose type is not told)."""
        file = {"file_id": self.keep_file(body), "file_unique_id": "r", "file_size": len(body)}
        sized: Json = {"width": 320, "height": 240} if kind == "video" else {}
        told: Json = {
            "voice": {"mime_type": "audio/ogg"},
            "audio": {"mime_type": "audio/mpeg", "file_name": "声音.mp3"},
            "video": {"mime_type": "video/mp4", "file_name": "录像.mp4"},
            "video_note": {"length": 240},
        }[kind]
        return self._from_person(chat_id, {kind: file | {"duration": 3} | sized | told})

    def send_location(self, chat_id: int, latitude: float, longitude: float) -> Json:
        """A person sends where they are."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._from_person(chat_id, {"location": place})

    def press(self, chat_id: int, message_id: int, data: str) -> Json:
        """A person presses a button; old ones too, as clients do that hold an old message."""
        query_id = str(next(self._query_ids))
        self._open_queries[query_id] = chat_id
        query = {
            "id": query_id,
            "from": self._person(chat_id),
            "chat_instance": "1",
            "message": self.chats[chat_id].messages.get(
                message_id,
                {"message_id": message_id, "date": 0, "chat": self.chats[chat_id].as_json()},
            ),
            "data": data,
        }
        return self.add_update(callback_query=query)

    def add_update(self, **content: Any) -> Json:
        """Queue an update for the bot."""
        update = {"update_id": next(self._update_ids), **content}
        self.updates.append(update)
        return update

    def answer_query(self, query_id: str, text: str) -> None:
        """The bot answers a press; once."""
        chat_id = self._open_queries.pop(query_id, None)
        if chat_id is None:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.chats[chat_id].toasts.append(text)

    def unacknowledged(self, offset: int | None, limit: int, allowed: list[str]) -> list[Json]:
        """The updates from `offset` on; those before it are forgotten for ever."""
        if offset is not None and offset < 0:
            self.updates = self.updates[offset:]
        elif offset is not None:
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if allowed:
            self.updates = [u for u in self.updates if any(kind in u for kind in allowed)]
        return self.updates[:limit]

    def buttons(self, message: Json) -> Iterator[Json]:
        """The inline buttons of a message."""
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            yield from row

    def _from_person(self, chat_id: int, content: Json) -> Json:
        chat = self.add_chat(chat_id)
        return self.add_update(message=self.new_message(chat, self._person(chat_id), **content))

    def _person(self, chat_id: int) -> Json:
        return {"id": abs(chat_id), "is_bot": False, "first_name": "测试"}
