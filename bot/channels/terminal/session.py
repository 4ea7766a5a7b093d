"""The terminal's aiogram session: the bot speaks through the sender; only files are fetched."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetFile, TelegramMethod
from aiogram.types import File

T = TypeVar("T")
CHANNEL = "terminal"
BOT = "1:terminal"
"""Not a secret: aiogram wants the shape of a token."""


class TerminalSession(BaseSession):
    """Gives the content of a file that the person named; everything else is taken as done."""

    def __init__(self) -> None:
        super().__init__(api=TelegramAPIServer(base="terminal://{token}/{method}", file="{path}"))
        self.files: dict[str, Path] = {}

    def offer(self, name: str) -> dict[str, Any] | None:
        """A local file as the Bot API shows it; None if there is no such file."""
        path = Path(name).expanduser()
        if not path.is_file():
            return None
        number = f"f{len(self.files) + 1}"
        self.files[number] = path
        size = {"width": 1, "height": 1, "file_size": path.stat().st_size}
        return {"file_id": number, "file_unique_id": number} | size

    async def close(self) -> None:
        """Nothing is held open."""

    async def make_request(
        self,
        bot: Bot,  # noqa: ARG002 - aiogram's signature
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109
    ) -> T:
        """`getFile` finds the file; a typing sign is nothing to see in a terminal."""
        if isinstance(method, GetFile):
            number = method.file_id
            file = File(file_id=number, file_unique_id=number, file_path=number)
            return cast("T", file)
        return cast("T", True)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,  # noqa: ARG002 - aiogram's signature
        timeout: int = 30,  # noqa: ARG002, ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file (`url` is the `file_path` that `getFile` gave)."""
        body = self.files[url].read_bytes()
        for start in range(0, len(body), chunk_size):
            yield body[start : start + chunk_size]


def terminal_bot() -> Bot:
    """A bot whose only chat is this terminal."""
    return Bot(token=BOT, session=TerminalSession())
