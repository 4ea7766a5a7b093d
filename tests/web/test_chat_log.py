"""The log of a chat, and pushes into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatClosedError, ChatLog
from bot.channels.web.events import Bubble
from bot.channels.web.log_rows import NoSuchMessageError
from bot.channels.web.pusher import WebPusher
from bot.channels.web.sign_in import new_chat_id
from models import ChannelAccount, WebEvent
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.outbox import Receipt
from services.unit_of_work import Sessions
from tests import factories
from views.screen import Button, File, MenuButton, Screen

Begin = Callable[..., Any]


@pytest.fixture
def log(sessions: Sessions, keyring: Keyring, clock: FixedClock) -> ChatLog:
    """A log on an empty database."""
    return ChatLog(sessions, keyring, clock, Bell())


@pytest.fixture
async def chat(begin: Begin) -> int:
    """A bound chat."""
    chat_id = new_chat_id()
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        account = ChannelAccount(
            channel="web", chat_id=chat_id, worker_id=worker.id, bound_at=uow.now
        )
        uow.session.add(account)
    return chat_id


async def rows(sessions: Sessions) -> list[WebEvent]:
    """All rows of the log."""
    async with sessions() as session:
        return list((await session.execute(sa.select(WebEvent))).scalars())


async def test_the_log_is_sealed_at_rest(
    sessions: Sessions, keyring: Keyring, log: ChatLog, chat: int
) -> None:
    await log.add(
        chat, Bubble(text="云小禾 今天在家"), picture=File(b"FACE", "a.jpg", "image/jpeg")
    )
    stored = b"".join(row.body.token for row in await rows(sessions))
    assert len(stored) > 100
    for secret in ("云小禾".encode(), b"\\u4e91", b"FACE", b"a.jpg"):
        assert secret not in stored


def _instead(new: Bubble, _old: Bubble) -> Bubble:
    return new


async def test_an_edit_leaves_nothing_of_what_was_there_before(
    sessions: Sessions, log: ChatLog, chat: int
) -> None:
    logged = await log.add(chat, Bubble(text="姓名：云小禾"))
    for number in range(5):
        step = Bubble(text=f"第 {number} 步")
        await log.edit(chat, logged.message_id, partial(_instead, step))
    assert [(row.kind, row.message_id) for row in await rows(sessions)] == [
        ("edit", logged.message_id)
    ]


async def test_event_numbers_of_a_chat_only_grow(log: ChatLog, chat: int) -> None:
    seen = [0]
    logged = await log.add(chat, Bubble(text="一"))
    seen.append(await log.newest(chat))
    await log.edit(chat, logged.message_id, lambda _: Bubble(text="二"))
    seen.append(await log.newest(chat))
    await log.remove(chat, logged.message_id)
    seen.append(await log.newest(chat))
    await log.toast(chat, "好")
    seen.append(await log.newest(chat))
    await log.toast(chat, "好")
    seen.append(await log.newest(chat))
    assert seen == sorted(set(seen))


async def test_a_reader_misses_nothing_while_others_write(log: ChatLog, chat: int) -> None:
    texts = [f"消息 {number}" for number in range(60)]
    after, seen = (await log.add(chat, Bubble(text="先"))).message_id, list[str]()

    async def write(some: list[str]) -> None:
        for text in some:
            await log.add(chat, Bubble(text=text))

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for part in (texts[:20], texts[20:40], texts[40:]):
            group.create_task(write(part))
        while len(seen) < len(texts):
            batch = await log.since(chat, after)
            seen += [event["text"] for event in batch.events]
            after = batch.last
    assert sorted(seen) == sorted(texts)


async def test_a_toast_is_for_now_and_not_for_later(
    log: ChatLog, chat: int, clock: FixedClock
) -> None:
    before = (await log.add(chat, Bubble(text="一"))).message_id
    await log.toast(chat, "已保存")
    assert [e["t"] for e in (await log.since(chat, before)).events] == ["toast"]
    assert [e["t"] for e in (await log.since(chat, 0)).events] == ["message"]
    clock.move(timedelta(minutes=1))
    assert (await log.since(chat, before)).events == []


async def test_a_page_from_before_an_erasure_starts_over(log: ChatLog, chat: int) -> None:
    await log.add(chat, Bubble(text="一"))
    batch = await log.since(chat, 10**6)
    assert batch.reset
    assert [e["text"] for e in batch.events] == ["一"]


async def test_what_is_not_there_cannot_be_changed(log: ChatLog, chat: int) -> None:
    with pytest.raises(NoSuchMessageError):
        await log.edit(chat, 7, lambda old: old)
    with pytest.raises(NoSuchMessageError):
        await log.remove(chat, 7)
    assert await log.find(chat, 7) is None


async def test_a_chat_of_nobody_takes_nothing(log: ChatLog, sessions: Sessions) -> None:
    with pytest.raises(ChatClosedError):
        await log.add(new_chat_id(), Bubble(text="一"))
    assert await rows(sessions) == []


async def test_a_push_shows_the_screen_as_a_reply_would(log: ChatLog, chat: int) -> None:
    screen = Screen(
        "QH-03-0027 今天到期",
        buttons=((Button("开始", action="td:3"),),),
        menu=((MenuButton("今日"),),),
        more=(Screen("图", picture=File(b"\x89PNG", "chart.png", "image/png")),),
    )
    assert await WebPusher(log).send(chat, screen, marked=False) == (Receipt.SENT, None)
    first, menu, second = (await log.since(chat, 0)).events
    assert first["text"] == "QH-03-0027 今天到期"
    assert first["rows"] == [[{"t": "开始", "d": "td:3"}]]
    assert menu["rows"] == [[{"t": "今日"}]]
    assert second["pic"]["f"]
    found = await log.find(chat, first["mid"])
    assert found is not None
    assert found.may_press("td:3")


async def test_a_push_that_may_have_arrived_before_is_marked(log: ChatLog, chat: int) -> None:
    await WebPusher(log).send(chat, Screen("到期"), marked=True)
    [event] = (await log.since(chat, 0)).events
    assert event["text"] == "↻ 到期"


async def test_a_push_to_a_revoked_person_is_not_delivered(
    log: ChatLog, chat: int, begin: Begin
) -> None:
    async with begin() as uow:
        await uow.session.execute(sa.update(ChannelAccount).values(revoked_at=uow.now))
    receipt, _ = await WebPusher(log).send(chat, Screen("秘密"), marked=False)
    assert receipt is Receipt.UNREACHABLE


async def test_rows_of_another_process_ring_the_bell(
    log: ChatLog, chat: int, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> None:
    elsewhere = ChatLog(sessions, keyring, clock, Bell())
    with log.bell.listening(chat) as ear:
        seen = await log.bell.look(sessions, {})
        await elsewhere.add(chat, Bubble(text="从别处来"))
        assert not ear.rung.is_set()
        seen = await log.bell.look(sessions, seen)
        assert ear.rung.is_set()
        ear.take_notes()
        await log.bell.look(sessions, seen)
        assert not ear.rung.is_set(), "nothing new, nobody woken"
