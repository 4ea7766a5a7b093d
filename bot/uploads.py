"""The photo, recording or file in a message, fetched before the transaction begins."""

from __future__ import annotations

import io

from aiogram import Bot
from aiogram.types import Audio, Message, Update, Video

from views.screen import File

UNKNOWN = "application/octet-stream"
MAX_BYTES = 20 * 1024 * 1024
"""What a bot may download (Bot API, getFile)."""


def has_upload(update: Update) -> bool:
    """Whether the update brings a photo or a file that may be fetched."""
    return update.message is not None and found_in(update.message) is not None


async def fetch(bot: Bot, update: Update) -> File | None:
    """Download it: JPEG bytes of a photo in its largest size, or the document as it is."""
    message = update.message
    found = found_in(message) if message else None
    if message is None or found is None:
        return None
    file_id, name, media_type = found
    body = await bot.download(file_id, destination=io.BytesIO())
    return File(body.read() if body else b"", name, media_type)


def found_in(message: Message) -> tuple[str, str, str] | None:
    """(file number, name, media type) of what can be fetched, or None."""
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        if (photo.file_size or 0) <= MAX_BYTES:
            return photo.file_id, "photo.jpg", "image/jpeg"
    if message.voice and (message.voice.file_size or 0) <= MAX_BYTES:
        return message.voice.file_id, "voice.ogg", message.voice.mime_type or "audio/ogg"
    if message.video_note and (message.video_note.file_size or 0) <= MAX_BYTES:
        return message.video_note.file_id, "video.mp4", "video/mp4"
    file = message.document or message.audio or message.video
    if file and (file.file_size or 0) <= MAX_BYTES:
        usual = {Audio: "audio/mpeg", Video: "video/mp4"}.get(type(file), UNKNOWN)
        return file.file_id, file.file_name or "file", file.mime_type or usual
    return None
