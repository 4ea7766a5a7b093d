"""The page's line to the bot: a WebSocket, or a long poll where that does not get through."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from aiohttp import WSMsgType, web

from bot.channels.web.bell import Ear
from bot.channels.web.chat_log import ChatClosedError, ChatLog
from bot.channels.web.inbound import BadSayingError, Inbound, read
from bot.channels.web.pace import Pace
from services.actors import Actor

log = structlog.get_logger()

SIGNED_OUT = 4401
"""Close code: sign in again, do not reconnect."""

HEARTBEAT_S = 25
HELLO_WITHIN_S = 15
POLL_S = 25
"""Below the 30 s after which phone networks and proxies cut a silent line."""

MAX_FRAME = 64 * 1024

Json = dict[str, Any]


class Doorkeeper(Protocol):
    """Says who is behind a request or a chat; see `WebTown`."""

    def chat_of(self, request: web.Request, token: str = "") -> int | None:
        """The chat of a signed-in request."""
        ...

    async def actor_of(self, chat_id: int) -> Actor | None:
        """The person behind a chat; None when revoked."""
        ...


@dataclass
class Lines:
    """All open lines of this process."""

    doorkeeper: Doorkeeper
    log: ChatLog
    inbound: Inbound
    pace: Pace
    open_sockets: set[web.WebSocketResponse] = field(default_factory=set)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """`GET /ws`: first `hello`, then whatever either side has to say."""
        ws = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MAX_FRAME)
        await ws.prepare(request)
        self.open_sockets.add(ws)
        try:
            await self._talk(request, ws)
        finally:
            self.open_sockets.discard(ws)
        return ws

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """`GET /poll?after=<id>&wait=<s>`: what is new, as soon as there is something."""
        chat_id = self.doorkeeper.chat_of(request)
        if chat_id is None or await self.doorkeeper.actor_of(chat_id) is None:
            raise web.HTTPUnauthorized
        after = _number(request.query.get("after"))
        wait_s = min(_number(request.query.get("wait", str(POLL_S))), POLL_S)
        with self.log.bell.listening(chat_id) as ear:
            batch, notes = await self._news(chat_id, after, ear, wait_s)
        if batch is None:
            raise web.HTTPUnauthorized
        return web.json_response(batch | {"notes": notes}, dumps=_dumps)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """`POST /send`: one saying, answered with `ack` or `nack`."""
        chat_id = self.doorkeeper.chat_of(request)
        if chat_id is None:
            raise web.HTTPUnauthorized
        answer = await self._answer(chat_id, _loads(await request.text()))
        if answer.get("code") == "signed_out":
            raise web.HTTPUnauthorized
        return web.json_response(answer, dumps=_dumps)

    async def close(self) -> None:
        """End all lines; the pages will reconnect."""
        for ws in tuple(self.open_sockets):
            await ws.close(code=1001)

    async def _news(
        self, chat_id: int, after: int, ear: Ear, wait_s: float
    ) -> tuple[Json | None, list[Json]]:
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        while True:
            notes = ear.take_notes()
            batch = await self._batch(chat_id, after)
            left = until - loop.time()
            if batch is None or batch["events"] or batch["reset"] or notes or left <= 0:
                return batch, notes
            await ear.wait(left)

    async def _talk(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        hello = await _hello(ws)
        if hello is None:
            await ws.close(code=1002)
            return
        chat_id = self.doorkeeper.chat_of(request, str(hello.get("token") or ""))
        if chat_id is None:
            await ws.close(code=SIGNED_OUT)
            return
        after = hello.get("after")
        with self.log.bell.listening(chat_id) as ear:
            async with asyncio.TaskGroup() as group:
                pump = group.create_task(
                    self._pump(ws, chat_id, ear, after if isinstance(after, int) else 0)
                )
                try:
                    await self._hear(ws, chat_id)
                finally:
                    pump.cancel()

    async def _pump(self, ws: web.WebSocketResponse, chat_id: int, ear: Ear, after: int) -> None:
        """Show the page what is new until it goes or is signed out."""
        try:
            first = True
            while not ws.closed:
                for note in ear.take_notes():
                    await _say(ws, note)
                batch = await self._batch(chat_id, after)
                if batch is None:
                    await ws.close(code=SIGNED_OUT)
                    return
                if first or batch["events"]:
                    await _say(ws, batch)
                first, after = False, batch["last"]
                await ear.wait(HEARTBEAT_S)  # at least so often: is the person still allowed?
        except ConnectionError:
            return
        except Exception:
            log.warning("web line broke", exc_info=True)
            await ws.close(code=1011)

    async def _hear(self, ws: web.WebSocketResponse, chat_id: int) -> None:
        async for frame in ws:
            if frame.type is not WSMsgType.TEXT:
                continue
            raw = _loads(frame.data)
            if isinstance(raw, dict) and raw.get("t") == "ping":
                await _say(ws, {"t": "pong"})
                continue
            answer = await self._answer(chat_id, raw)
            if answer.get("code") == "signed_out":
                await ws.close(code=SIGNED_OUT)
                return
            await _say(ws, answer)

    async def _answer(self, chat_id: int, raw: object) -> Json:
        """`ack`: it is stored. `nack`: why not; only `slow` and `again` are worth another try."""
        cid = raw.get("cid") if isinstance(raw, dict) else None
        try:
            await self._take(chat_id, raw)
        except BadSayingError as error:
            return {"t": "nack", "cid": cid, "code": error.code}
        except ChatClosedError:
            return {"t": "nack", "cid": cid, "code": "signed_out"}
        except Exception:
            log.exception("web saying not stored")
            return {"t": "nack", "cid": cid, "code": "again"}
        return {"t": "ack", "cid": cid}

    async def _take(self, chat_id: int, raw: object) -> None:
        if not self.pace.allows(chat_id):
            raise BadSayingError("slow")
        if await self.doorkeeper.actor_of(chat_id) is None:
            raise ChatClosedError
        await self.inbound.take(chat_id, read(raw))

    async def _batch(self, chat_id: int, after: int) -> Json | None:
        actor = await self.doorkeeper.actor_of(chat_id)
        if actor is None:
            return None
        batch = await self.log.since(chat_id, after)
        return {
            "t": "batch",
            "events": batch.events,
            "last": batch.last,
            "reset": batch.reset,
            "lang": actor.language,
        }


async def _hello(ws: web.WebSocketResponse) -> Json | None:
    try:
        frame = await ws.receive(timeout=HELLO_WITHIN_S)
    except TimeoutError:
        return None
    raw = _loads(frame.data) if frame.type is WSMsgType.TEXT else None
    return raw if isinstance(raw, dict) and raw.get("t") == "hello" else None


async def _say(ws: web.WebSocketResponse, frame: Json) -> None:
    if not ws.closed:
        await ws.send_str(_dumps(frame))


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _loads(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 17 else 0
