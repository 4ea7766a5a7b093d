"""Print what aiogram's models look like and read; run by `test_fast_aiogram` in a new process.

Arguments: `plain`, `fast`, or `broken` (the fast import loses its names and must fall back).
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

PERSON = {"id": 7, "is_bot": False, "first_name": "小禾", "language_code": "zh-hans"}
CHAT = {"id": 7, "type": "private", "first_name": "小禾"}
SHOWN = {"message_id": 1, "date": 1_700_000_000, "chat": CHAT, "from": PERSON}
PHOTO = {"file_id": "a", "file_unique_id": "b", "width": 3, "height": 4, "file_size": 5}
BUTTON: dict[str, Any] = {"text": "下一步", "callback_data": "rn:1:2"}
MESSAGES: list[dict[str, Any]] = [
    {"text": "/start abc", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {"photo": [PHOTO], "caption": "门口"},
    {"document": {"file_id": "a", "file_unique_id": "b", "file_name": "表.xlsx"}},
    {"location": {"latitude": 30.5, "longitude": 103.25}},
    {"contact": {"phone_number": "13900000000", "first_name": "禾"}},
    {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
    {"text": "答", "reply_to_message": SHOWN | {"text": "问"}, "forward_origin": None},
    {"text": "选", "reply_markup": {"inline_keyboard": [[BUTTON]]}, "something_new": {"a": 1}},
]
UPDATES: list[dict[str, Any]] = [
    *({"update_id": n, "message": SHOWN | body} for n, body in enumerate(MESSAGES)),
    {"update_id": 90, "edited_message": SHOWN | {"text": "改", "edit_date": 1_700_000_001}},
    {
        "update_id": 91,
        "callback_query": {
            "id": "5",
            "from": PERSON,
            "chat_instance": "6",
            "data": "rn:1:2",
            "message": SHOWN | {"text": "问"},
        },
    },
    {
        "update_id": 92,
        "callback_query": {
            "id": "5",
            "from": PERSON,
            "chat_instance": "6",
            "message": {"message_id": 1, "date": 0, "chat": CHAT},
        },
    },
    {
        "update_id": 93,
        "my_chat_member": {
            "chat": CHAT,
            "from": PERSON,
            "date": 1_700_000_000,
            "old_chat_member": {"status": "member", "user": PERSON},
            "new_chat_member": {"status": "kicked", "user": PERSON, "until_date": 0},
        },
    },
]
WRONG: list[dict[str, Any]] = [
    {"update_id": "x"},
    {"update_id": 1, "message": {"text": "no chat"}},
]


def main(how: str) -> None:
    """Import aiogram the way that was asked for and print everything as JSON."""
    fast = None
    if how != "plain":
        from bot import fast_aiogram

        if how == "broken":
            fast_aiogram._name_what_models_mean = lambda types: None
        fast = fast_aiogram.load_aiogram()
    print(json.dumps({"fast": fast, "reads": _reads(), "calls": _calls(), "fields": _fields()}))


def _reads() -> list[str]:
    from aiogram.types import Update
    from pydantic import ValidationError

    shown = []
    for update in UPDATES + WRONG:
        try:
            read = Update.model_validate(update)
        except ValidationError as error:
            shown.append(repr(error.errors(include_url=False)))
        else:
            shown.append(repr(read) + read.model_dump_json())
    return shown


def _calls() -> list[str]:
    from aiogram import methods, types

    keys = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(**BUTTON)]])
    menu = types.ReplyKeyboardMarkup(keyboard=[[types.KeyboardButton(text="今日")]])
    photo = types.BufferedInputFile(b"x", "x.png")
    calls: list[methods.TelegramMethod[Any]] = [
        methods.SendMessage(chat_id=7, text="问", reply_markup=keys),
        methods.SendMessage(chat_id=7, text="问", reply_markup=menu),
        methods.EditMessageText(chat_id=7, message_id=1, text="问", reply_markup=keys),
        methods.AnswerCallbackQuery(callback_query_id="5", text="旧"),
        methods.GetUpdates(offset=5, allowed_updates=["message"]),
        methods.SendPhoto(chat_id=7, photo=photo, caption="图"),
    ]
    shown = [repr(call.model_dump(warnings=False, exclude={"photo"})) for call in calls]
    for kind in (types.Message, bool, list[types.Update], types.Message | bool):
        answer = methods.Response[kind]  # type: ignore[valid-type]
        shown.append(repr(answer.model_validate({"ok": False, "description": "x"})))
    return shown


def _fields() -> dict[str, str]:
    """Every field of every model with its resolved type, after all have been built."""
    from aiogram import methods, types

    fields = {}
    for module in (types, methods):
        for name in module.__all__:
            model = getattr(module, name)
            if hasattr(model, "model_rebuild"):
                model.model_rebuild()
                kinds = {key: repr(field) for key, field in model.model_fields.items()}
                fields[name] = re.sub(r" at 0x\w+", "", repr(kinds))
    return fields


if __name__ == "__main__":
    main(sys.argv[1])
