"""The fake server with one chat, and our own bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from bot.channels.telegram.connection import connect
from tests.telegram.fake_server import FakeTelegram, fake_telegram

CHAT = 7


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    """A running fake server that knows chat 7."""
    async with fake_telegram() as running:
        running.world.add_chat(CHAT)
        yield running


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[Bot]:
    """Our aiogram bot, without pacing."""
    ours = connect(server.token, api=server.url)
    yield ours
    await ours.session.close()
