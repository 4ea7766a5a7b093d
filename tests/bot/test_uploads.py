"""What a message brings: which file, and of what kind."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import Update

from bot import uploads

FILE: dict[str, Any] = {"file_id": "a", "file_unique_id": "b", "duration": 3}
SIZED = FILE | {"width": 1, "height": 1}


def update(**content: Any) -> Update:
    """An update with a message of this content."""
    head = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    return Update.model_validate({"update_id": 1, "message": head | content})


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"voice": FILE | {"mime_type": "audio/ogg"}}, "audio/ogg"),
        ({"voice": FILE}, "audio/ogg"),
        ({"audio": FILE}, "audio/mpeg"),
        ({"audio": FILE | {"mime_type": "audio/mp4"}}, "audio/mp4"),
        ({"video": SIZED}, "video/mp4"),
        ({"video_note": FILE | {"length": 2}}, "video/mp4"),
        ({"animation": SIZED, "document": FILE | {"mime_type": "video/mp4"}}, "video/mp4"),
        ({"document": FILE}, "application/octet-stream"),
        ({"photo": [SIZED]}, "image/jpeg"),
    ],
)
def test_each_kind_of_message_brings_a_file_of_its_kind(
    content: dict[str, Any], media: str
) -> None:
    message = update(**content).message
    assert message is not None
    found = uploads.found_in(message)
    assert found is not None
    assert found[2] == media


@pytest.mark.parametrize("kind", ["voice", "audio", "video", "video_note", "document"])
def test_what_is_too_big_for_a_bot_is_not_fetched(kind: str) -> None:
    big = SIZED | {"file_size": uploads.MAX_BYTES + 1, "length": 2}
    assert not uploads.has_upload(update(**{kind: big}))


def test_a_text_brings_nothing() -> None:
    assert not uploads.has_upload(update(text="x"))
