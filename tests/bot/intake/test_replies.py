"""Replies that did not leave, and what runs side by side."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from models.inbox_update import InboxStatus
from services.clock import FixedClock
from services.unit_of_work import Sessions
from tests.bot.intake.script import (
    Script,
    all_answered,
    another_phone,
    deeds,
    restarted,
    rows,
    running,
    server_of,
    store,
)
from tests.conftest import Begin
from tests.phones.telegram import TelegramPhone
from tests.phones.town import RunningTown


async def test_who_was_left_without_a_reply_is_shown_the_present_step_after_a_crash(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock, script: Script
) -> None:
    crash = asyncio.Event()

    async def hang(method: str, call: dict[str, Any]) -> None:
        if method == "sendMessage":
            crash.set()
            await asyncio.sleep(3600)

    server_of(town).on_call = hang
    await store(town, server_of(town).world.say(phone.chat.id, "一"), phone.chat.id)
    dying = asyncio.ensure_future(town.intake.drain())
    await crash.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    server_of(town).on_call = None
    (row,) = await rows(begin)
    assert row.status is InboxStatus.HANDLED

    again = restarted(town, script)
    await again.recover()
    clock.move(timedelta(seconds=31))
    await again.drain()
    await phone.look()
    assert phone.text == "您在第 3 步"
    (row,) = await rows(begin)
    assert row.status is InboxStatus.ANSWERED
    assert script.handled == [(phone.chat.id, "一")]


async def test_what_had_been_stored_before_a_crash_is_handled_after_it(
    town: RunningTown, phone: TelegramPhone, script: Script
) -> None:
    await store(town, server_of(town).world.say(phone.chat.id, "一"), phone.chat.id)
    await restarted(town, script).drain()
    assert (await phone.look())[-1].text == "好的：一"


async def test_a_reply_that_cannot_leave_is_not_lost_and_nothing_is_done_twice(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock, script: Script
) -> None:
    server_of(town).fail("sendMessage", 502)
    server_of(town).world.say(phone.chat.id, "一")
    await phone._settle()
    assert await phone.look() == []
    clock.move(timedelta(seconds=1))
    await town.intake.drain()
    assert (await phone.look())[-1].text == "您在第 3 步"
    assert await deeds(begin) == 1


async def test_a_later_reply_makes_an_earlier_one_that_never_left_needless(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock
) -> None:
    server_of(town).fail("sendMessage", 502)
    server_of(town).world.say(phone.chat.id, "一")
    await phone._settle()
    assert (await phone.say("二")).text == "好的：二"
    clock.move(timedelta(minutes=5))
    await town.intake.drain()
    assert (await phone.look())[-1].text == "好的：二"
    assert {row.status for row in await rows(begin)} == {InboxStatus.ANSWERED}


async def test_somebody_who_blocked_the_bot_is_not_written_to_again_and_again(
    town: RunningTown, phone: TelegramPhone, begin: Begin
) -> None:
    await store(town, server_of(town).world.say(phone.chat.id, "一"), phone.chat.id)
    phone.chat.blocked = True
    await town.intake.drain()
    (row,) = await rows(begin)
    assert row.status is InboxStatus.ANSWERED
    assert len(server_of(town).called("sendMessage")) == 1


async def test_the_loop_handles_what_arrives_and_ends_when_told(
    town: RunningTown, phone: TelegramPhone, begin: Begin
) -> None:
    async with running(town.intake):
        await store(town, server_of(town).world.say(phone.chat.id, "一"), phone.chat.id)
        await asyncio.wait_for(all_answered(begin, 1), 20)
    assert (await phone.look())[-1].text == "好的：一"


async def test_bursts_of_several_chats_and_processes_are_handled_once_and_in_order(
    town: RunningTown, begin: Begin, script: Script, sessions: Sessions
) -> None:
    phones = [await another_phone(town, begin) for _ in range(4)]
    texts = [str(number) for number in range(8)]
    on_postgres = sessions.kw["bind"].dialect.name == "postgresql"
    intakes = [town.intake, *([restarted(town, script)] if on_postgres else [])]
    for text in texts:
        for each in phones:
            update = server_of(town).world.say(each.chat.id, text)
            await store(town, update, each.chat.id)
    async with running(*intakes):
        await asyncio.wait_for(all_answered(begin, 32), 60)
    for each in phones:
        mine = [text for chat, text in script.handled if chat == each.chat.id]
        assert mine == texts
        assert [shown.text for shown in await each.look()] == [f"好的：{t}" for t in texts]
    assert await deeds(begin) == 32
    if not on_postgres:
        assert script.most_running == 1


async def test_on_postgres_different_chats_are_handled_side_by_side(
    town: RunningTown, begin: Begin, script: Script, sessions: Sessions
) -> None:
    if sessions.kw["bind"].dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    phones = [await another_phone(town, begin) for _ in range(2)]
    for each in phones:
        update = server_of(town).world.say(each.chat.id, "meet")
        await store(town, update, each.chat.id)
    async with running(town.intake):
        await asyncio.wait_for(all_answered(begin, 2), 60)
    assert len(script.handled) == 2
