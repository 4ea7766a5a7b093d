"""A served page over a real database; people sign in by tokens we mint."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatLog
from bot.channels.web.demo import LIFETIME, Demo
from bot.channels.web.pace import Pace
from bot.channels.web.server import WebServer
from bot.channels.web.sign_in import COOKIE, SignIn, new_chat_id
from bot.channels.web.town import Paces, WebTown
from models import ChannelAccount
from models.worker import Role
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.errors import InviteError
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from tests import factories
from tests.web.echo import EchoIntake


def no_limit() -> Pace:
    """A pace nobody reaches."""
    return Pace(per_minute=1e9, burst=10**9)


@dataclass
class Site:
    """A running server with everything behind it."""

    address: str
    town: WebTown
    log: ChatLog
    intake: EchoIntake
    server: WebServer
    begin: Callable[[], Any]
    clock: FixedClock
    invites: dict[str, int] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)

    async def person(self, role: Role = Role.GRID_WORKER) -> int:
        """A member of staff with a web chat; returns the chat."""
        async with self.begin() as uow:
            town, village, grid = await factories.place(uow)
            worker = await factories.worker(uow, town, role=role, village=village, grid=grid)
            return await _bind(uow, worker.id)

    def token(self, chat_id: int) -> str:
        """A session of this chat."""
        return self.town.sign_in.token(chat_id, self.clock.now())

    @asynccontextmanager
    async def browser(self, chat_id: int | None = None) -> AsyncIterator[aiohttp.ClientSession]:
        """An HTTP client, signed in or not."""
        async with aiohttp.ClientSession(self.address) as client:
            if chat_id:
                cookies = {COOKIE: self.token(chat_id)}
                client.cookie_jar.update_cookies(cookies, URL(self.address))
            yield client


async def _bind(uow: UnitOfWork, worker_id: int, chat_id: int | None = None) -> int:
    chat_id = chat_id or new_chat_id()
    account = ChannelAccount(channel="web", chat_id=chat_id, worker_id=worker_id, bound_at=uow.now)
    uow.session.add(account)
    await uow.session.flush()
    return chat_id


@asynccontextmanager
async def serving(
    sessions: Sessions, keyring: Keyring, clock: FixedClock, *, demo: bool = False
) -> AsyncIterator[Site]:
    """A site with the echo dispatcher behind it."""
    log = ChatLog(sessions, keyring, clock, Bell(look_every_s=0.02))
    intake = EchoIntake(log)
    invites: dict[str, int] = {}
    languages: list[str] = []

    async def redeem(uow: UnitOfWork, *, channel: str, chat_id: int, token: str) -> None:
        assert channel == "web"
        worker_id = invites.pop(token, None)
        if worker_id is None:
            raise InviteError("used, expired or unknown")
        await _bind(uow, worker_id, chat_id)

    async def set_language(uow: UnitOfWork, language: str) -> None:
        assert uow.actor is not None
        languages.append(language)

    async def move_clock(by: timedelta, progress: Callable[[float], None]) -> None:
        progress(0.5)
        clock.move(by)

    stage = Demo(sessions, keyring, clock, move_clock) if demo else None
    town = WebTown(
        sessions=sessions,
        keyring=keyring,
        clock=clock,
        log=log,
        intake=intake,
        redeem=redeem,
        set_language=set_language,
        sign_in=SignIn(keyring, lifetime=LIFETIME) if demo else SignIn(keyring),
        demo=stage,
        paces=Paces(no_limit(), no_limit(), no_limit()),
    )
    server = WebServer(demo=demo)
    address = await server.start()
    server.attach(town)

    def begin() -> Any:
        return unit_of_work(sessions, now=clock.now(), keyring=keyring)

    yield Site(address, town, log, intake, server, begin, clock, invites, languages)
    await server.stop()


@pytest.fixture
async def site(sessions: Sessions, keyring: Keyring, clock: FixedClock) -> AsyncIterator[Site]:
    """A town's site."""
    async with serving(sessions, keyring, clock) as site:
        yield site


@pytest.fixture
async def demo_site(
    sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[Site]:
    """The demo's site."""
    async with serving(sessions, keyring, clock, demo=True) as site:
        yield site


def new_cid() -> str:
    """A page's own number of what it says."""
    return secrets.token_hex(12)
