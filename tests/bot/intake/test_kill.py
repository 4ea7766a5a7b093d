"""`kill -9` at any moment: nothing lost, nothing done twice, everybody gets an answer."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from models import AuditEntry, ChannelAccount, InboxUpdate
from models.inbox_update import InboxStatus
from tests import factories
from tests.conftest import Begin
from tests.telegram.fake_server import FakeTelegram, fake_telegram

ROOT = Path(__file__).resolve().parents[3]
CHATS = range(101, 107)
TEXTS_PER_CHAT = 10
KILLS = 3


@asynccontextmanager
async def bot_process(
    engine: AsyncEngine, server: FakeTelegram
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start one; it is killed without warning at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.intake.served"),
        *(engine.url.render_as_string(hide_password=False), server.url, server.token),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def until_replies(server: FakeTelegram, count: int) -> None:
    while len(server.called("sendMessage")) < count:
        await asyncio.sleep(0.002)


async def until_all_are_answered(begin: Begin, count: int) -> None:
    answered = sa.select(sa.func.count()).where(InboxUpdate.status == InboxStatus.ANSWERED)
    while True:
        async with begin() as uow:
            if await uow.session.scalar(answered) == count:
                return
        await asyncio.sleep(0.05)


async def bind_everybody(begin: Begin) -> None:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        for chat in CHATS:
            worker = await factories.worker(uow, town, village=village, grid=grid)
            uow.session.add(
                ChannelAccount(
                    channel="telegram", chat_id=chat, worker_id=worker.id, bound_at=uow.now
                )
            )


async def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(
    engine: AsyncEngine, begin: Begin
) -> None:
    await bind_everybody(begin)
    said = [(chat, number) for number in range(TEXTS_PER_CHAT) for chat in CHATS]
    moments = random.Random(2026)
    async with asyncio.timeout(300), fake_telegram() as server:
        for position, (chat, number) in enumerate(said):
            server.world.say(chat, str(number))
            if position % (len(said) // KILLS) == len(said) // KILLS - 1:
                async with bot_process(engine, server):
                    before = len(server.called("sendMessage"))
                    await until_replies(server, before + moments.randint(1, 9))
        async with bot_process(engine, server):
            await until_all_are_answered(begin, len(said))
    deeds: dict[int, list[int | None]] = defaultdict(list)
    async with begin() as uow:
        for entry in await uow.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)):
            deeds[int(entry.fields["chat"])].append(entry.object_id)
    assert deeds == {chat: list(range(TEXTS_PER_CHAT)) for chat in CHATS}
    for chat in CHATS:
        last = server.world.chats[chat].shown[-1]["text"]
        assert last in (f"好的：{TEXTS_PER_CHAT - 1}", "您在第 3 步")
