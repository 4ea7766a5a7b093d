"""The web server of the chat: answers its first page before the rest of the bot is loaded.

Imports nothing heavy. `attach` adds what needs the database; until then `/ready` tells how far
the start has got and every other address asks to come back in a moment.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

PAGE_FOLDER = Path(__file__).with_name("page")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_UPLOAD = 20 * 2**20
SHUTDOWN_S = 2.0

STRANGE_HOST = "Unknown host name. Open the address that was printed, or set HULEI_PUBLIC_URL.\n"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "Cache-Control": "no-store",
}


class Town(Protocol):
    """What is attached when the bot is ready; see `bot.channels.web.town.WebTown`."""

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Handlers by method and first part of the path."""
        ...

    def open(self) -> None:
        """Begin."""
        ...

    async def close(self) -> None:
        """End open lines."""
        ...


@dataclass(frozen=True, slots=True)
class PageFile:
    """One of the two files of the page, packed once."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str

    @classmethod
    def read(cls, name: str, media_type: str) -> PageFile:
        """Read a file of the page."""
        body = (PAGE_FOLDER / name).read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return cls(body, gzip.compress(body, 9, mtime=0), media_type, etag)

    def response(self, request: web.Request) -> web.Response:
        """The file, packed where the browser takes that, or 304."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = self.media_type
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=self.packed, headers=headers)
        return web.Response(body=self.body, headers=headers)


class WebServer:
    """Serves the page. `public_url` is the address people use, where a proxy stands before us."""

    def __init__(self, *, demo: bool = False, public_url: str = "") -> None:
        self._demo = demo
        self._hosts = LOOPBACK | {urlsplit(public_url).hostname or "localhost"}
        self._any_host = False
        self._step, self._percent = "start", 0
        self._town: Town | None = None
        self._routes: Mapping[tuple[str, str], Handler] = {}
        self._more: dict[tuple[str, str], Handler] = {}
        self._html = PageFile.read("index.html", "text/html; charset=utf-8")
        self._script = PageFile.read("app.js", "text/javascript; charset=utf-8")
        self._style_hash = _style_hash(self._html.body)
        self._runner: web.AppRunner | None = None

    def progress(self, percent: int, step: str) -> None:
        """How far the start has got: 0–100 and a word the page knows (or shows as it is not)."""
        self._percent, self._step = percent, step

    def attach(self, town: Town) -> None:
        """The bot is ready: from now on everything is answered."""
        town.open()
        self._town, self._routes = town, {**town.routes(), **self._more}

    def add_route(self, method: str, first: str, handler: Handler) -> None:
        """Another address, such as Telegram's webhook; `first`: first part of the path."""
        self._more[(method, first)] = handler

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen; returns the address. Raises OSError when the port is taken."""
        self._any_host = host not in LOOPBACK and self._hosts == LOOPBACK
        app = web.Application(client_max_size=MAX_UPLOAD)
        app.router.add_route("*", "/{path:.*}", self._answer)
        app.on_response_prepare.append(self._add_headers)
        app.on_shutdown.append(self._close_lines)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        return f"http://{'localhost' if host in LOOPBACK else host}:{bound}"

    async def stop(self) -> None:
        """Stop listening and end open lines."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._refuse_foreign(request)
        path = request.path.strip("/")
        if request.method in ("GET", "HEAD") and (page := self._page(request, path)):
            return page
        if self._town is None:
            headers = {"Retry-After": "1"}
            return web.json_response({"code": "starting"}, status=503, headers=headers)
        first = path if path.startswith("demo/") else path.partition("/")[0]
        handler = self._routes.get((request.method, first))
        if handler is None:
            raise web.HTTPNotFound
        return await handler(request)

    def _page(self, request: web.Request, path: str) -> web.Response | None:
        if path in ("", "index.html") or path.startswith("join/"):
            return self._html.response(request)
        if path == "app.js":
            return self._script.response(request)
        if path == "ready":
            return web.json_response(
                {
                    "ready": self._town is not None,
                    "demo": self._demo,
                    "percent": self._percent,
                    "step": self._step,
                }
            )
        return None

    def _refuse_foreign(self, request: web.Request) -> None:
        """Another site may neither use our visitors' sessions nor pretend to be our address."""
        host = urlsplit(f"//{request.host}").hostname or ""
        if host not in self._hosts and not self._any_host:
            raise web.HTTPForbidden(text=STRANGE_HOST)
        if request.method in ("GET", "HEAD") and request.path != "/ws":
            return
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", self._policy(request.host))
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if self._demo else "DENY"

    def _policy(self, host: str) -> str:
        """Old Safari does not count `ws:` as 'self', hence the host by name."""
        own = "'self'" if self._demo else "'none'"
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                f"style-src '{self._style_hash}'",
                f"connect-src 'self' ws://{host} wss://{host}",
                "img-src blob: data:",
                f"frame-src {own}",
                f"frame-ancestors {own}",
                "base-uri 'none'",
                "form-action 'none'",
            )
        )

    async def _close_lines(self, _app: web.Application) -> None:
        if self._town is not None:
            await self._town.close()


def _style_hash(html: bytes) -> str:
    """The one style element of the page, by hash: no other style is let in."""
    found = re.search(rb"<style>(.*?)</style>", html, re.DOTALL)
    style = found.group(1) if found else b""
    return f"sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}"
