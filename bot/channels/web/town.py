"""The part of the web chat that needs the database; attached to the server when it is loaded."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from aiohttp import web

from bot.channels.web import uploads
from bot.channels.web.chat_log import ChatClosedError, ChatLog
from bot.channels.web.demo import Demo
from bot.channels.web.inbound import BadSayingError, Inbound, Intake
from bot.channels.web.log_rows import CHANNEL, owner
from bot.channels.web.pace import Pace
from bot.channels.web.sign_in import COOKIE, TAB_HEADER, SignIn, new_chat_id
from bot.channels.web.sockets import Lines
from privacy.keyring import Keyring
from services import sealing
from services.actors import Actor, find_actor
from services.clock import Clock
from services.errors import AppError
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from views.translate import LANGUAGES

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Redeem(Protocol):
    """`services.staff.redeem`: bind a chat by a one-time token; raises `InviteError`."""

    async def __call__(self, uow: UnitOfWork, *, channel: str, chat_id: int, token: str) -> object:
        """Bind, or raise."""
        ...


class SetLanguage(Protocol):
    """`services.staff.set_language`: the choice of the person who acts."""

    async def __call__(self, uow: UnitOfWork, language: str) -> object:
        """Keep it with the person."""
        ...


@dataclass
class Paces:
    """How much is too much: sayings and uploads per chat, invite links per address."""

    sayings: Pace = field(default_factory=lambda: Pace(per_minute=60, burst=40))
    uploads: Pace = field(default_factory=lambda: Pace(per_minute=20, burst=12))
    joins: Pace = field(default_factory=lambda: Pace(per_minute=6, burst=20))


@dataclass
class WebTown:
    """Everything behind the page. `secure`: the public address is https."""

    sessions: Sessions
    keyring: Keyring
    clock: Clock
    log: ChatLog
    intake: Intake
    redeem: Redeem
    set_language: SetLanguage
    sign_in: SignIn
    demo: Demo | None = None
    secure: bool = False
    paces: Paces = field(default_factory=Paces)

    def __post_init__(self) -> None:
        self.inbound = Inbound(self.log, self.intake)
        self.lines = Lines(self, self.log, self.inbound, self.paces.sayings)
        self._watching: asyncio.Task[None] | None = None

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Handlers by method and first part of the path."""
        table: dict[tuple[str, str], Handler] = {
            ("GET", "ws"): self.lines.socket,
            ("GET", "poll"): self.lines.poll,
            ("POST", "send"): self.lines.send,
            ("POST", "upload"): self.upload,
            ("GET", "file"): self.file,
            ("GET", "me"): self.me,
            ("POST", "join"): self.join,
            ("POST", "leave"): self.leave,
            ("POST", "language"): self.choose_language,
        }
        if self.demo:
            table |= {
                ("GET", "demo/people"): self.demo_people,
                ("POST", "demo/enter"): self.demo_enter,
                ("GET", "demo/clock"): self.demo_clock,
                ("POST", "demo/clock"): self.demo_move_clock,
            }
        return table

    def open(self) -> None:
        """Begin to hear what other processes write; on SQLite there is no other."""
        if self.sessions.kw["bind"].dialect.name == "postgresql":
            watching = self.log.bell.watch(self.sessions)
            self._watching = asyncio.get_running_loop().create_task(watching)

    async def close(self) -> None:
        """End all lines and whatever the demo is doing."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self.lines.close()
        if self.demo:
            await self.demo.close()

    def chat_of(self, request: web.Request, token: str = "") -> int | None:
        """The chat of a signed-in request: the cookie, or in the demo the tab's token."""
        if self.demo:
            token = token or request.headers.get(TAB_HEADER, "")
        else:
            token = request.cookies.get(COOKIE, "")
        return self.sign_in.chat_of(token, self.clock.now()) if token else None

    async def actor_of(self, chat_id: int) -> Actor | None:
        """The person behind a chat; None when revoked."""
        async with self.sessions() as session:
            return await find_actor(session, CHANNEL, chat_id)

    async def me(self, request: web.Request) -> web.StreamResponse:
        """`GET /me`: who is signed in here; a session past its half is renewed."""
        chat_id, actor = await self._signed_in(request)
        response = web.json_response(
            {
                "role": actor.role.value,
                "lang": actor.language,
                "chat": hashlib.sha256(str(chat_id).encode()).hexdigest()[:12],
            }
        )
        now = self.clock.now()
        if not self.demo and self.sign_in.is_half_over(request.cookies[COOKIE], now):
            self.sign_in.set_cookie(response, chat_id, now, secure=self.secure)
        return response

    async def join(self, request: web.Request) -> web.StreamResponse:
        """`POST /join/<token>`: use up an invite and sign this browser in."""
        if not self.paces.joins.allows(request.remote):
            raise web.HTTPTooManyRequests
        chat_id = new_chat_id()
        try:
            async with self._acting() as uow:
                token = _rest(request)
                await self.redeem(uow, channel=CHANNEL, chat_id=chat_id, token=token)
                await sealing.cipher_of(uow, owner(chat_id))
        except AppError:
            return web.json_response({"code": "invite"}, status=410)
        await self.inbound.greet(chat_id)
        response = web.json_response({"ok": True})
        self.sign_in.set_cookie(response, chat_id, self.clock.now(), secure=self.secure)
        return response

    async def leave(self, _request: web.Request) -> web.StreamResponse:
        """`POST /leave`: sign this browser out; the account stays."""
        response = web.json_response({"ok": True})
        response.del_cookie(COOKIE, path="/")
        return response

    async def choose_language(self, request: web.Request) -> web.StreamResponse:
        """`POST /language`: the page's switch is the person's choice."""
        chat_id, actor = await self._signed_in(request)
        language = str((await _json(request)).get("lang"))
        if language not in LANGUAGES:
            raise web.HTTPBadRequest
        async with self._acting(actor) as uow:
            await self.set_language(uow, language)
        await self.inbound.language_chosen(chat_id, language)
        return web.json_response({"ok": True})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """`POST /upload?kind=photo|document&name=…`: the body is the file; answers its name."""
        chat_id, _ = await self._signed_in(request)
        if not self.paces.uploads.allows(chat_id):
            return web.json_response({"code": "slow"}, status=429)
        if (request.content_length or 0) > uploads.MAX_BYTES:
            return web.json_response({"code": "too_big"}, status=413)
        try:
            body = await request.read()
            kind = request.query.get("kind", "")
            file, size = await uploads.accept(kind, request.query.get("name", ""), body)
            ref = await self.log.keep(chat_id, file, size=size)
        except web.HTTPRequestEntityTooLarge:
            return web.json_response({"code": "too_big"}, status=413)
        except BadSayingError as error:
            return web.json_response({"code": error.code}, status=422)
        except ChatClosedError:
            raise web.HTTPUnauthorized from None
        return web.json_response({"f": ref.uid})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """`GET /file/<uid>`: a file of the person's own chat; another's is not there."""
        chat_id, _ = await self._signed_in(request)
        found = await self.log.file(chat_id, _rest(request))
        if found is None:
            raise web.HTTPNotFound
        ref, body = found
        shown = "inline" if ref.media_type.startswith("image/") else "attachment"
        return web.Response(
            body=body,
            headers={
                "Content-Type": ref.media_type,
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(ref.name)}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    async def demo_people(self, _request: web.Request) -> web.StreamResponse:
        """`GET /demo/people`: codes and posts, grouped by role."""
        return web.json_response(await self._stage.people())

    async def demo_enter(self, request: web.Request) -> web.StreamResponse:
        """`POST /demo/enter`: be this person in this tab."""
        code = str((await _json(request)).get("code"))
        chat_id, _is_new = await self._stage.enter(code)
        if chat_id is None:
            raise web.HTTPNotFound
        await self.inbound.greet(chat_id)  # only the first time: its key is the same
        return web.json_response({"token": self.sign_in.token(chat_id, self.clock.now())})

    async def demo_clock(self, _request: web.Request) -> web.StreamResponse:
        """`GET /demo/clock`: what time it is in the demo's town."""
        return web.json_response(self._stage.clock_face())

    async def demo_move_clock(self, request: web.Request) -> web.StreamResponse:
        """`POST /demo/clock`: let 1, 24 or 168 hours pass."""
        hours = (await _json(request)).get("hours")
        if hours not in (1, 24, 168) or not self._stage.start_moving(hours):
            raise web.HTTPConflict
        return web.json_response(self._stage.clock_face(), status=202)

    @property
    def _stage(self) -> Demo:
        if self.demo is None:
            raise web.HTTPNotFound
        return self.demo

    def _acting(self, actor: Actor | None = None) -> Any:
        return unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring, actor=actor)

    async def _signed_in(self, request: web.Request) -> tuple[int, Actor]:
        chat_id = self.chat_of(request)
        actor = await self.actor_of(chat_id) if chat_id is not None else None
        if chat_id is None or actor is None:
            raise web.HTTPUnauthorized
        return chat_id, actor


def _rest(request: web.Request) -> str:
    """What follows the first part of the path."""
    return request.path.partition("/")[2].partition("/")[2]


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        raw = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    return raw if isinstance(raw, dict) else {}
