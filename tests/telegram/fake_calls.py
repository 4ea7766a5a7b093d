"""The Bot API's methods, as far as the bot uses them, with the refusals of the real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.telegram.fake_world import BOT_USER, Chat, Json, RefusalError, World, bad_request

MAX_TEXT, MAX_CAPTION, MAX_DATA = 4096, 1024, 64

Call = Callable[[World, Json], Any]


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def get_me(world: World, call: Json) -> Json:
    """Who the bot is."""
    return BOT_USER | {"can_join_groups": False}


def send_message(world: World, call: Json) -> Json:
    """A new text."""
    chat = world.chat(call.get("chat_id"))
    return _new(world, chat, call, text=_text(call.get("text")))


def send_photo(world: World, call: Json) -> Json:
    """A new picture."""
    chat = world.chat(call.get("chat_id"))
    file_id = _uploaded(world, call, "photo")
    photo = [{"file_id": file_id, "file_unique_id": file_id, "width": 640, "height": 480}]
    return _new(world, chat, call, photo=photo, **_caption(call))


def send_document(world: World, call: Json) -> Json:
    """A new file."""
    chat = world.chat(call.get("chat_id"))
    file_id = _uploaded(world, call, "document")
    name = call.get("document_name", "file")
    document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
    return _new(world, chat, call, document=document, **_caption(call))


def edit_text(world: World, call: Json) -> Json:
    """Another text (and buttons) in a message of the bot; without buttons they go."""
    message = _own_message(world, call, "edit")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, {"text": _text(call.get("text"))}, _inline_only(call))


def edit_caption(world: World, call: Json) -> Json:
    """Another caption."""
    return _edit(world, _own_message(world, call, "edit"), _caption(call), _inline_only(call))


def edit_markup(world: World, call: Json) -> Json:
    """Other buttons."""
    return _edit(world, _own_message(world, call, "edit"), {}, _inline_only(call))


def delete_message(world: World, call: Json) -> bool:
    """Take a message away."""
    message = _own_message(world, call, "delete")
    del world.chat(call["chat_id"]).messages[message["message_id"]]
    return True


def answer_query(world: World, call: Json) -> bool:
    """Stop a button's spinner."""
    text = str(call.get("text") or "")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer_query(str(call.get("callback_query_id")), text)
    return True


def chat_action(world: World, call: Json) -> bool:
    """Show "typing"."""
    world.chat(call.get("chat_id")).actions.append(str(call["action"]))
    return True


def get_file(world: World, call: Json) -> Json:
    """Where a file can be fetched."""
    file_id = str(call.get("file_id"))
    if file_id not in world.files:
        raise bad_request("invalid file_id")
    return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}


def set_webhook(world: World, call: Json) -> bool:
    """Push updates instead of waiting for `getUpdates`."""
    if call.get("url") and not str(call["url"]).startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = dict(call) if call.get("url") else {}
    return True


def delete_webhook(world: World, call: Json) -> bool:
    """Back to `getUpdates`."""
    world.webhook = {}
    return True


def set_commands(world: World, call: Json) -> bool:
    """The list behind the menu button."""
    world.commands[str(call.get("language_code") or "")] = list(call["commands"])
    return True


CALLS: dict[str, Call] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_query,
    "sendchataction": chat_action,
    "getfile": get_file,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "setmycommands": set_commands,
}


def perform(world: World, method: str, call: Json) -> Any:
    """Do what a call asks for; raises RefusalError."""
    do = CALLS.get(method.lower())
    if do is None:
        raise RefusalError(404, "Not Found")
    return do(world, call)


OBJECTS = ("reply_markup", "allowed_updates", "commands", "link_preview_options", "scope")


def read_value(name: str, text: str) -> Any:
    """A form value: JSON where the method expects an object or a list, else the text."""
    if name not in OBJECTS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise bad_request(f"can't parse {name}") from None


def _new(world: World, chat: Chat, call: Json, **content: Any) -> Json:
    markup = call.get("reply_markup") or {}
    if "inline_keyboard" in markup:
        content["reply_markup"] = _inline(markup)
    elif "keyboard" in markup:
        chat.menu = _menu(markup)
    elif markup.get("remove_keyboard"):
        chat.menu = None
    message = world.new_message(chat, BOT_USER, **content)
    chat.touched.append(message["message_id"])
    return message


def _edit(world: World, message: Json, content: Json, markup: Json | None) -> Json:
    same = all(message.get(key) == value for key, value in content.items())
    if same and message.get("reply_markup") == markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    message.update(content, edit_date=message["date"])
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    world.chats[message["chat"]["id"]].touched.append(message["message_id"])
    return message


def _own_message(world: World, call: Json, verb: str) -> Json:
    message = world.chat(call.get("chat_id")).messages.get(int(call.get("message_id") or 0))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if verb == "edit" and not message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return message


def _text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise bad_request("message text is empty")
    if units(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def _caption(call: Json) -> Json:
    caption = str(call.get("caption") or "")
    if units(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return {"caption": caption} if caption else {}


def _uploaded(world: World, call: Json, field: str) -> str:
    value = call.get(field)
    if isinstance(value, str) and value.startswith("attach://"):
        call[f"{field}_name"] = call.get(f"{value[9:]}_name", "file")
        value = call.get(value[9:])
    if isinstance(value, bytes):
        if not value:
            raise bad_request("file must be non-empty")
        return world.keep_file(value)
    if isinstance(value, str) and value in world.files:
        return value
    raise bad_request("wrong file identifier/HTTP URL specified")


def _inline_only(call: Json) -> Json | None:
    markup = call.get("reply_markup") or {}
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return _inline(markup) if markup.get("inline_keyboard") else None


def _inline(markup: Json) -> Json:
    rows = markup["inline_keyboard"]
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad_request("can't parse inline keyboard button: Text buttons must be non-empty")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= MAX_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        if data is None and not button.get("url"):
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed")
    return {"inline_keyboard": rows}


def _menu(markup: Json) -> list[list[Json]]:
    rows: list[list[Json]] = markup["keyboard"]
    if not rows or not all(row for row in rows):
        raise bad_request("object expected as reply markup")
    return [[b if isinstance(b, dict) else {"text": b} for b in row] for row in rows]
