"""A phone with the web chat: a person at a real server, over a real socket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
from aiogram import Bot
from yarl import URL

from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatLog
from bot.channels.web.pace import Pace
from bot.channels.web.pusher import WebPusher
from bot.channels.web.server import WebServer
from bot.channels.web.session import web_bot
from bot.channels.web.sign_in import COOKIE, SignIn
from bot.channels.web.town import Paces, WebTown
from bot.intake import Intake
from privacy.keyring import Keyring
from services import staff
from services.clock import Clock
from services.unit_of_work import Sessions
from tests.phones.phone import Phone, Shown
from tests.web.pages import Json, Page, open_page


def unhurried() -> Pace:
    """Tests tap faster than people may."""
    return Pace(per_minute=1e9, burst=10**9)


class WebPhone(Phone):
    """One browser. A stranger's has no session: `/start <token>` opens the invite link."""

    def __init__(self, stage: WebStage, client: aiohttp.ClientSession) -> None:
        super().__init__(stage.settle)
        self._stage, self._client = stage, client
        self._page: Page | None = None
        self._chat_id = 0
        self._files: dict[str, bytes] = {}

    @property
    def menu(self) -> list[list[str]]:
        """The buttons below the input."""
        return [[button["t"] for button in row] for row in self.page.menu]

    @property
    def page(self) -> Page:
        """The open page; only who is signed in has one."""
        if self._page is None:
            raise AssertionError("nobody is signed in on this phone")
        return self._page

    async def open(self, chat_id: int) -> None:
        """Open the page as the person of this chat."""
        self._chat_id = chat_id
        token = self._stage.town.sign_in.token(chat_id, self._stage.clock.now())
        self._client.cookie_jar.update_cookies({COOKIE: token}, URL(self._stage.address))
        self._page = await self._stage.stack.enter_async_context(open_page(self._client))

    async def open_invite(self, token: str) -> bool:
        """Open an invite link; whether it was good."""
        async with self._client.post(f"/join/{token}") as response:
            if response.status != 200:
                return False
        cookies = self._client.cookie_jar.filter_cookies(URL(self._stage.address))
        now = self._stage.clock.now()
        self._chat_id = self._stage.town.sign_in.chat_of(cookies[COOKIE].value, now) or 0
        self._page = await self._stage.stack.enter_async_context(open_page(self._client))
        return True

    def toasts(self) -> list[str]:
        """All toasts so far."""
        return [toast["text"] for toast in self.page.toasts]

    async def _say(self, text: str) -> None:
        if self._page is None:
            await self.open_invite(text.partition(" ")[2] or "-")
        else:
            await self._tell("text", text=text)

    async def _press(self, message_id: int, data: str) -> None:
        await self._tell("press", mid=message_id, d=data)

    async def _photo(self, body: bytes) -> None:
        await self._upload("photo", "photo.jpg", body)

    async def _document(self, name: str, body: bytes) -> None:
        await self._upload("document", name, body)

    async def _upload(self, kind: str, name: str, body: bytes) -> None:
        params = {"kind": kind, "name": name}
        async with self._client.post("/upload", params=params, data=body) as response:
            answer = await response.json()
        if "f" not in answer:
            raise AssertionError(f"the web chat did not take the {kind}: {answer}")
        await self._tell("file", f=answer["f"])

    async def _recording(self, kind: str, body: bytes) -> None:
        endings = {"voice": "ogg", "audio": "mp3", "video": "mp4", "video_note": "mp4"}
        await self._upload("document", f"recording.{endings[kind]}", body)

    async def _location(self, latitude: float, longitude: float) -> None:
        await self._tell("location", lat=latitude, lon=longitude)

    async def _tell(self, kind: str, **fields: Any) -> None:
        answer = await self.page.say(kind, **fields)
        if answer["t"] != "ack":
            raise AssertionError(f"the web chat refused: {answer}")

    async def _read(self) -> list[Shown]:
        if self._page is None:
            return [await self._cover()]
        await self.page.catch_up(await self._stage.log.newest(self._chat_id))
        events = sorted(self.page.messages.values(), key=lambda event: int(event["mid"]))
        return [await self._shown(event) for event in events if not event.get("mine")]

    async def _cover(self) -> Shown:
        """What somebody without a session is shown instead of a chat."""
        async with self._client.get("/me") as response:
            if response.status != 401:
                raise AssertionError("signed in, but the page has not been opened")
        async with self._client.get("/app.js") as response:
            found = re.search(r"out2: '([^|]+)", await response.text())
        return Shown(0, text=found.group(1) if found else "")

    async def _shown(self, event: Json) -> Shown:
        rows = event.get("rows", [])
        shown = Shown(
            event["mid"],
            text=event.get("text", ""),
            buttons=[[button["t"] for button in row] for row in rows],
            data=[[button.get("d", "") for button in row] for row in rows],
            menu=self.menu,
            edited=event["t"] == "edit",
            order=event["id"],
        )
        if picture := event.get("pic"):
            shown.picture = await self._file(picture["f"])
        if document := event.get("doc"):
            shown.document = (document["n"], await self._file(document["f"]))
        return shown

    async def _file(self, uid: str) -> bytes:
        if uid not in self._files:
            async with self._client.get(f"/file/{uid}", raise_for_status=True) as response:
                self._files[uid] = await response.read()
        return self._files[uid]


class WebStage:
    """The server, its log, an aiogram bot on it, and pushes."""

    channel = "web"

    def __init__(
        self, sessions: Sessions, keyring: Keyring, clock: Clock, stack: AsyncExitStack
    ) -> None:
        self.sessions, self.keyring, self.clock, self.stack = sessions, keyring, clock, stack
        self.log = ChatLog(sessions, keyring, clock, Bell())
        self.bot: Bot = web_bot(self.log)
        self.pusher = WebPusher(self.log)
        self.server = WebServer()
        self.address = ""
        self.intake: Intake | None = None

    def attach(self, intake: Intake) -> None:
        """Updates go into this intake."""
        self.intake = intake
        self.town = WebTown(
            sessions=self.sessions,
            keyring=self.keyring,
            clock=self.clock,
            log=self.log,
            intake=intake,
            redeem=staff.redeem,
            set_language=staff.set_language,
            sign_in=SignIn(self.keyring),
            paces=Paces(unhurried(), unhurried(), unhurried()),
        )
        self.server.attach(self.town)

    async def phone(self, chat_id: int) -> WebPhone:
        """A phone of this chat; a chat that belongs to nobody cannot even open the page."""
        client = await self.stack.enter_async_context(aiohttp.ClientSession(self.address))
        phone = WebPhone(self, client)
        if await self.town.actor_of(chat_id) is not None:
            await phone.open(chat_id)
        return phone

    async def settle(self) -> None:
        """Handle and answer what was sent: the socket has stored it already."""
        if self.intake is None:
            raise RuntimeError("attach an intake first")
        await self.intake.drain()


@asynccontextmanager
async def web_stage(sessions: Sessions, keyring: Keyring, clock: Clock) -> AsyncIterator[WebStage]:
    """The web channel on a server of its own."""
    async with AsyncExitStack() as stack:
        stage = WebStage(sessions, keyring, clock, stack)
        stage.address = await stage.server.start()
        stack.push_async_callback(stage.server.stop)
        yield stage
