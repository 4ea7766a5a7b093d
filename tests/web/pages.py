"""The page's side of the line, without a browser."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Json = dict[str, Any]
PATIENCE_S = 10.0
"""A line that says nothing for so long is broken; tests never wait that long for an answer."""


class Page:
    """One open socket: what it was told, and the state it would show."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.messages: dict[int, Json] = {}
        self.menu: list[list[Json]] = []
        self.toasts: list[Json] = []
        self.notes: list[Json] = []
        self.last = 0
        self.batches: list[Json] = []

    async def hear(self) -> Json:
        """The next frame, applied."""
        frame: Json = await self.socket.receive_json(timeout=PATIENCE_S)
        return self._take(frame)

    async def hear_until(self, kind: str) -> Json:
        """Frames up to the first of a kind (`batch`, `ack`, `nack`, `typing`)."""
        while True:
            frame = await self.hear()
            if frame["t"] == kind:
                return frame

    async def catch_up(self, newest: int) -> None:
        """Frames up to the event with this number; fewer when the line has been closed."""
        while self.last < newest and not self.socket.closed:
            frame = await self.socket.receive(timeout=PATIENCE_S)
            if frame.type is aiohttp.WSMsgType.TEXT:
                self._take(frame.json())

    async def hear_text(self, text: str) -> Json:
        """The message with this text, as soon as it is shown."""
        async with asyncio.timeout(PATIENCE_S):
            while not (found := self.find(text)):
                await self.hear()
        return found

    def find(self, text: str) -> Json | None:
        """The newest message with this text in it."""
        hits = [m for m in self.messages.values() if text in m.get("text", "")]
        return hits[-1] if hits else None

    async def say(self, kind: str = "text", *, cid: str = "", **fields: Any) -> Json:
        """Say something; the `ack` or `nack`."""
        saying = {"t": kind, "cid": cid or secrets.token_hex(12), **fields}
        await self.socket.send_json(saying)
        while True:
            frame = await self.hear()
            if frame["t"] in ("ack", "nack"):
                assert frame["cid"] == saying["cid"]
                return frame

    def _take(self, frame: Json) -> Json:
        if frame["t"] == "batch":
            self._apply(frame)
        elif frame["t"] == "typing":
            self.notes.append(frame)
        return frame

    def _apply(self, batch: Json) -> None:
        self.batches.append(batch)
        if batch["reset"]:
            self.messages.clear()
        for event in batch["events"]:
            if event["t"] == "menu":
                self.menu = event["rows"]
            elif event["t"] == "toast":
                self.toasts.append(event)
            elif event["t"] == "delete":
                self.messages.pop(event["mid"], None)
            else:
                self.messages[event["mid"]] = event
        self.last = batch["last"]


@asynccontextmanager
async def open_page(
    client: aiohttp.ClientSession, *, after: int = 0, **hello: Any
) -> AsyncIterator[Page]:
    """A page that has been shown its first batch."""
    async with client.ws_connect("/ws") as socket:
        await socket.send_json({"t": "hello", "after": after, **hello})
        page = Page(socket)
        await page.hear_until("batch")
        yield page
