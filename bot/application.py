"""Everything a process is made of, put together in one place."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from aiogram import Bot
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatLog
from bot.channels.web.demo import Demo
from bot.channels.web.pusher import WebPusher
from bot.channels.web.session import web_bot
from bot.channels.web.sign_in import SignIn
from bot.channels.web.town import WebTown
from bot.database import session_factory
from bot.dispatcher import build_dispatcher
from bot.intake import Intake
from handlers.resume import present_screen
from jobs.deliver import Post, Pusher
from privacy.keyring import Keyring
from services import staff
from services.clock import Clock
from services.form_library.library import Library
from services.unit_of_work import UnitOfWork, unit_of_work
from views.screen import Screen
from views.staff import InviteLinks


class Application:
    """One process: database, channels, intake, pushes. Owns nothing it was not given."""

    def __init__(
        self, engine: AsyncEngine, keyring: Keyring, clock: Clock, *, links: InviteLinks
    ) -> None:
        self.engine, self.keyring, self.clock = engine, keyring, clock
        self.links = links
        self.sessions = session_factory(engine)
        self.library = Library()
        self.chat_log = ChatLog(self.sessions, keyring, clock, Bell())
        self.bots = {"web": web_bot(self.chat_log)}
        self.post = Post(self.sessions, clock, keyring, {"web": WebPusher(self.chat_log)})
        self.intake = Intake(
            self.sessions,
            keyring,
            clock,
            build_dispatcher(),
            bots=self.bots,
            resume=self._resume,
            context={"library": self.library, "links": links},
        )

    def add_channel(self, name: str, bot: Bot, pusher: Pusher) -> None:
        """Serve another channel: its replies by `bot`, its pushes by `pusher`."""
        self.bots[name] = bot
        self.intake.bots = self.bots
        self.post = replace(self.post, pushers={**self.post.pushers, name: pusher})

    def web_town(self, *, demo: Demo | None = None, secure: bool = False) -> WebTown:
        """The part of the web chat that is attached to the server."""
        return WebTown(
            self.sessions,
            self.keyring,
            self.clock,
            self.chat_log,
            self.intake,
            staff.redeem,
            staff.set_language,
            SignIn(self.keyring),
            demo=demo,
            secure=secure,
        )

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction of nobody's at this moment."""
        return unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring)

    async def close(self) -> None:
        """Close the channels' sessions and the database."""
        for bot in self.bots.values():
            await bot.session.close()
        await self.engine.dispose()

    async def _resume(self, uow: UnitOfWork) -> Screen | None:
        return await present_screen(uow, self.library)
