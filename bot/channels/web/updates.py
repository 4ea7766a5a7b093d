"""What a person did on the page, as the Bot API would tell it. Nothing of it comes unchecked."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.channels.web.events import Bubble, FileRef
from views.screen import Button

BOT_ID = 1
"""The number of the web channel's bot; Telegram's own begin much higher."""

Json = dict[str, Any]


def bot_user() -> Json:
    """The sender of the bot's messages."""
    return {"id": BOT_ID, "is_bot": True, "first_name": "Hulei"}


def message_update(chat_id: int, cid: str, message_id: int, bubble: Bubble) -> Json:
    """Something the person wrote or sent."""
    message = message_of(chat_id, message_id, bubble)
    return {"update_id": update_number(chat_id, cid), "message": message}


def press_update(chat_id: int, cid: str, message_id: int, bubble: Bubble, action: str) -> Json:
    """A button under one of the bot's messages was pressed."""
    query = {
        "id": f"{chat_id}:{cid}",
        "from": _person(chat_id),
        "chat_instance": str(chat_id),
        "message": message_of(chat_id, message_id, bubble),
        "data": action,
    }
    return {"update_id": update_number(chat_id, cid), "callback_query": query}


def chat_of_query(query_id: str) -> int:
    """The chat a button press came from; raises ValueError for a foreign number."""
    return int(query_id.partition(":")[0])


def update_number(chat_id: int, cid: str) -> int:
    """A number for the update; what makes it unique is its key in the inbox."""
    digest = hashlib.sha256(f"{chat_id}:{cid}".encode()).digest()
    return int.from_bytes(digest[:6], "big") + 1


def message_of(chat_id: int, message_id: int, bubble: Bubble) -> Json:
    """A message of the log as the Bot API shows it."""
    message: Json = {
        "message_id": message_id,
        "date": max(bubble.sent_at, 1),  # 0 would mean: not accessible
        "chat": {"id": chat_id, "type": "private"},
        "from": _person(chat_id) if bubble.mine else bot_user(),
    }
    if bubble.text:
        has_file = bubble.picture or bubble.document
        message["caption" if has_file else "text"] = bubble.text
    if bubble.picture:
        message["photo"] = [_photo(chat_id, bubble.picture)]
    if bubble.document:
        message["document"] = _document(chat_id, bubble.document)
    if bubble.place:
        latitude, longitude = bubble.place
        message["location"] = {"latitude": latitude, "longitude": longitude}
    if bubble.rows:
        keyboard = [[_button(button) for button in row] for row in bubble.rows]
        message["reply_markup"] = {"inline_keyboard": keyboard}
    return message


def file_of(chat_id: int, ref: FileRef) -> Json:
    """A stored file; its number says whose chat it belongs to."""
    file_id = f"{chat_id}-{ref.uid}"
    return {"file_id": file_id, "file_unique_id": ref.uid, "file_size": ref.size}


def place_of_file(file_id: str) -> tuple[int, str]:
    """The chat and the name of a file; raises ValueError for a foreign number."""
    chat_id, _, uid = file_id.partition("-")
    return int(chat_id), uid


def _person(chat_id: int) -> Json:
    return {"id": chat_id, "is_bot": False, "first_name": "web"}


def _button(button: Button) -> Json:
    if button.url:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "callback_data": button.action}


def _photo(chat_id: int, ref: FileRef) -> Json:
    size = {"width": ref.width or 1, "height": ref.height or 1}
    return file_of(chat_id, ref) | size


def _document(chat_id: int, ref: FileRef) -> Json:
    return file_of(chat_id, ref) | {
        "file_name": ref.name,
        "mime_type": ref.media_type,
    }
