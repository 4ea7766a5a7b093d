"""A local server that speaks the Bot API over HTTP; faults on demand, private state to read.

async with fake_telegram() as server:
bot = connect(server.token, api=server.url)
server.world.say(7, "你好")
"""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telegram.fake_calls import perform, read_value
from tests.telegram.fake_world import TOKEN, Json, RefusalError, World


@dataclass
class Fault:
    """The next `times` calls of a method (a pattern such as `send*`) go wrong.

    `code`: answered with this status; 0 closes the connection without an answer; -1 never
    answers. `late`: only after it was done, as when an answer is lost on the way.
    """

    method: str
    code: int
    retry_after: int | None = None
    late: bool = False
    times: int = 1


@dataclass
class FakeTelegram:
    """The running server."""

    url: str
    world: World = field(default_factory=World)
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    token: str = TOKEN
    on_call: Callable[[str, Json], Awaitable[None]] | None = None
    """Awaited before a call is done, to look at the world at that moment."""

    def fail(self, method: str, code: int, **how: Any) -> None:
        """Let the next call of a method go wrong (`Fault`)."""
        self.faults.append(Fault(method, code, **how))

    def called(self, pattern: str) -> list[Json]:
        """The calls of a method so far."""
        return [call for name, call in self.calls if fnmatch.fnmatch(name, pattern)]


@asynccontextmanager
async def fake_telegram() -> AsyncIterator[FakeTelegram]:
    """Start on a free port of loopback; stop at the end."""
    server = FakeTelegram("")
    app = web.Application(client_max_size=60 * 2**20)
    app.router.add_route("*", "/bot{token}/{method}", _Api(server).answer)
    app.router.add_get("/file/bot{token}/files/{file_id}", _Api(server).give_file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


class _Api:
    def __init__(self, server: FakeTelegram) -> None:
        self.server, self.world = server, server.world

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.server.token:
            return _refused(RefusalError(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            call = await _read(request)
        except RefusalError as refusal:
            return _refused(refusal)
        self.server.calls.append((method, call))
        if self.server.on_call:
            await self.server.on_call(method, call)
        fault = self._fault(method)
        if fault and not fault.late:
            return await self._go_wrong(request, fault)
        try:
            result = await self._perform(method, call)
        except RefusalError as refusal:
            return _refused(refusal)
        if fault:
            return await self._go_wrong(request, fault)
        return web.json_response({"ok": True, "result": result})

    async def give_file(self, request: web.Request) -> web.Response:
        body = self.world.files.get(request.match_info["file_id"])
        if body is None or request.match_info["token"] != self.server.token:
            raise web.HTTPNotFound
        return web.Response(body=body)

    async def _perform(self, method: str, call: Json) -> Any:
        if method.lower() == "getupdates":
            return await self._get_updates(call)
        return perform(self.world, method, call)

    async def _get_updates(self, call: Json) -> list[Json]:
        """Long poll; a second one throws the first one out."""
        if self.world.webhook:
            raise RefusalError(
                409, "Conflict: can't use getUpdates method while webhook is active"
            )
        self.world.polls = mine = self.world.polls + 1
        offset = int(call["offset"]) if call.get("offset") not in (None, "") else None
        limit, wait_s = int(call.get("limit") or 100), float(call.get("timeout") or 0)
        allowed = call.get("allowed_updates") or []
        deadline = asyncio.get_running_loop().time() + wait_s
        async with self.world.news:
            self.world.news.notify_all()
            while not (found := self.world.unacknowledged(offset, limit, allowed)):
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    return []
                try:
                    await asyncio.wait_for(self.world.news.wait(), min(left, 0.02))
                except TimeoutError:
                    pass
                if self.world.polls != mine:
                    raise RefusalError(409, "Conflict: terminated by other getUpdates request")
            return found

    def _fault(self, method: str) -> Fault | None:
        for fault in self.server.faults:
            if fault.times > 0 and fnmatch.fnmatch(method, fault.method):
                fault.times -= 1
                return fault
        return None

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.code == -1:
            await asyncio.Event().wait()
        if fault.code == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.code == 429:
            seconds = fault.retry_after or 1
            text = f"Too Many Requests: retry after {seconds}"
            return _refused(RefusalError(429, text, retry_after=seconds))
        return _refused(RefusalError(fault.code, "Internal Server Error"))


async def _read(request: web.Request) -> Json:
    call: Json = {key: read_value(key, value) for key, value in request.query.items()}
    if request.content_type == "application/json":
        call |= await request.json()
        return call
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            call[key], call[f"{key}_name"] = value.file.read(), value.filename
        elif isinstance(value, str):
            call[key] = read_value(key, value)
    return call


def _refused(refusal: RefusalError) -> web.Response:
    body: Json = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return web.json_response(body, status=refusal.code)
