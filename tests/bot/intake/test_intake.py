"""Intake: stored before it is acknowledged, handled once, answered after the commit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from models import ChannelAccount
from models.inbox_update import InboxStatus
from services.clock import FixedClock
from services.inbox import MAX_TRIES
from tests.bot.intake.script import (
    Script,
    all_answered,
    another_phone,
    deeds,
    rows,
    running,
    server_of,
    store,
)
from tests.conftest import Begin
from tests.phones.telegram import TelegramPhone
from tests.phones.town import RunningTown
from views.screen import File


async def test_an_update_is_handled_once_and_answered(
    phone: TelegramPhone, begin: Begin, script: Script
) -> None:
    assert (await phone.say("一")).text == "好的：一"
    (row,) = await rows(begin)
    assert row.status is InboxStatus.ANSWERED
    assert script.handled == [(phone.chat.id, "一")]


async def test_a_repeated_update_changes_nothing(
    town: RunningTown, phone: TelegramPhone, script: Script
) -> None:
    update = server_of(town).world.say(phone.chat.id, "一")
    assert await store(town, update, phone.chat.id)
    assert not await store(town, update, phone.chat.id)
    await town.intake.drain()
    assert not await store(town, update, phone.chat.id)
    await town.intake.drain()
    assert script.handled == [(phone.chat.id, "一")]


async def test_a_stored_update_is_sealed_and_its_body_is_wiped_when_handled(
    town: RunningTown, phone: TelegramPhone, begin: Begin
) -> None:
    update = server_of(town).world.say(phone.chat.id, "她说害怕")
    await store(town, update, phone.chat.id)
    (row,) = await rows(begin)
    assert row.body is not None
    assert "害怕".encode() not in row.body.token
    await town.intake.drain()
    (row,) = await rows(begin)
    assert row.body is None


async def test_of_a_stranger_only_that_they_came_is_stored(
    town: RunningTown, begin: Begin, script: Script
) -> None:
    update = server_of(town).world.say(5, "秘密")
    await store(town, update, 5)
    (row,) = await rows(begin)
    assert row.body is None
    await town.intake.drain()
    assert script.handled == []


async def test_the_reply_leaves_only_after_the_commit(
    town: RunningTown, phone: TelegramPhone, begin: Begin
) -> None:
    seen: list[tuple[InboxStatus, int]] = []

    async def look(method: str, call: dict[str, Any]) -> None:
        if method == "sendMessage":
            (row,) = await rows(begin)
            seen.append((row.status, await deeds(begin)))

    server_of(town).on_call = look
    await phone.say("一")
    assert seen == [(InboxStatus.HANDLED, 1)]


async def test_a_refusal_rolls_back_and_is_told(phone: TelegramPhone, begin: Begin) -> None:
    assert "没有找到" in (await phone.say("refuse")).text
    (row,) = await rows(begin)
    assert (row.status, row.body) == (InboxStatus.ANSWERED, None)
    assert await deeds(begin) == 0


async def test_a_passing_failure_is_tried_again_and_leaves_one_deed(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock, script: Script
) -> None:
    script.failures["一"] = 2
    server_of(town).world.say(phone.chat.id, "一")
    await phone._settle()
    assert script.handled == []
    for _ in range(2):
        clock.move(timedelta(seconds=4))
        await town.intake.drain()
    assert script.handled == [(phone.chat.id, "一")]
    assert await deeds(begin) == 1


async def test_after_five_failures_the_person_is_told_that_it_was_not_saved(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock, script: Script
) -> None:
    script.failures["一"] = 99
    server_of(town).world.say(phone.chat.id, "一")
    await phone._settle()
    for _ in range(MAX_TRIES):
        clock.move(timedelta(seconds=60))
        await town.intake.drain()
    await phone.look()
    (row,) = await rows(begin)
    assert phone.text == f"这条没保存，请重发（编号 {row.id}）。"
    assert (row.status, row.body) == (InboxStatus.DEAD, None)
    assert script.failures["一"] == 99 - MAX_TRIES
    assert len(phone.messages) == 1
    assert await deeds(begin) == 0


async def test_a_poisoned_update_holds_up_its_own_chat_only_and_in_order(
    town: RunningTown, phone: TelegramPhone, begin: Begin, clock: FixedClock, script: Script
) -> None:
    other = await another_phone(town, begin)
    script.failures["毒"] = 1
    for chat, text in ((phone, "毒"), (phone, "后来"), (other, "别人")):
        server_of(town).world.say(chat.chat.id, text)
    await phone._settle()
    assert script.handled == [(other.chat.id, "别人")]
    clock.move(timedelta(seconds=1))
    await town.intake.drain()
    assert script.handled[1:] == [(phone.chat.id, "毒"), (phone.chat.id, "后来")]


async def test_an_update_nobody_can_read_dies_without_stopping_the_chat(
    town: RunningTown, phone: TelegramPhone, clock: FixedClock
) -> None:
    strange = server_of(town).world.say(phone.chat.id, "怪")
    strange["message"]["date"] = "not a date"
    server_of(town).world.say(phone.chat.id, "好")
    await phone._settle()
    for _ in range(MAX_TRIES + 1):
        clock.move(timedelta(seconds=60))
        await town.intake.drain()
    await phone.look()
    assert phone.texts()[-1] == "好的：好"
    assert "没保存" in phone.texts()[0]


async def test_an_old_button_shows_the_present_step_and_says_so(phone: TelegramPhone) -> None:
    first = await phone.say("一")
    await phone.press_data(first.message_id, "old")
    assert phone.text == "您在第 3 步"
    assert phone.toast == "这是旧按钮，已为您显示当前步骤"


async def test_a_press_edits_its_message_and_stops_the_spinner(phone: TelegramPhone) -> None:
    first = await phone.say("一")
    shown = await phone.press("按")
    assert (shown.message_id, shown.text) == (first.message_id, "按了 t:1")
    assert phone.toast == "✓"


async def test_a_photo_is_fetched_before_the_transaction_and_handed_over(
    town: RunningTown, phone: TelegramPhone, script: Script, begin: Begin
) -> None:
    await phone.send_photo(b"\xff\xd8 large photo")
    assert script.uploads == [File(b"\xff\xd8 large photo", "photo.jpg", "image/jpeg")]
    assert await deeds(begin) == 1


async def test_long_work_keeps_nobody_else_waiting_and_is_done_once(
    town: RunningTown, phone: TelegramPhone, begin: Begin, script: Script
) -> None:
    other = await another_phone(town, begin)
    async with running(town.intake):
        for chat, text in (
            (phone.chat.id, "long"),
            (phone.chat.id, "next"),
            (other.chat.id, "short"),
        ):
            await store(town, server_of(town).world.say(chat, text), chat)
        await asyncio.wait_for(all_answered(begin, 3), 60)
    assert script.handled == [
        (other.chat.id, "short"),
        (phone.chat.id, "worked"),
        (phone.chat.id, "next"),
    ]
    assert await deeds(begin) == 3


async def test_a_photo_that_cannot_be_fetched_is_tried_again(
    town: RunningTown, phone: TelegramPhone, clock: FixedClock, script: Script
) -> None:
    server_of(town).fail("getFile", 502)
    server_of(town).world.send_photo(phone.chat.id, b"\xff\xd8 large photo")
    await phone._settle()
    assert script.uploads == []
    clock.move(timedelta(seconds=1))
    await town.intake.drain()
    assert len(script.uploads) == 1


async def test_who_was_revoked_in_between_is_a_stranger(
    town: RunningTown, phone: TelegramPhone, begin: Begin, script: Script
) -> None:
    await store(town, server_of(town).world.say(phone.chat.id, "一"), phone.chat.id)
    async with begin() as uow:
        await uow.session.execute(sa.update(ChannelAccount).values(revoked_at=uow.now))
    await town.intake.drain()
    assert "只供登记的工作人员" in (await phone.look())[-1].text
    assert script.handled == []
