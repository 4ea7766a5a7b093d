"""Intake: stored before it is acknowledged, handled once, answered after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiogram import Dispatcher, Router
from aiogram.types import CallbackQuery, Message

from bot.intake import Intake
from models import AuditEntry, ChannelAccount, InboxUpdate, Worker
from models.inbox_update import InboxStatus
from privacy.keyring import Keyring
from services import audit
from services.clock import FixedClock
from services.errors import NotFoundError, StaleError
from services.inbox import MAX_TRIES
from services.unit_of_work import Sessions, UnitOfWork
from tests import factories
from tests.conftest import Begin
from tests.phones.telegram import TelegramPhone, TelegramStage
from tests.phones.town import RunningTown, running_town
from tests.telegram.fake_server import FakeTelegram
from views.screen import Button, File, Screen


@dataclass
class Script:
    """What the handlers of these tests do with a text, and what they have seen."""

    handled: list[tuple[int, str]] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    uploads: list[File | None] = field(default_factory=list)
    meeting: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))
    """Whoever says "meet" is handled only together with another."""
    running: int = 0
    most_running: int = 0

    def dispatcher(self) -> Dispatcher:
        """A real dispatcher with these handlers."""
        router = Router()
        router.message.register(self.answer)
        router.callback_query.register(self.pressed)
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.include_router(router)
        return dispatcher

    async def answer(
        self, message: Message, uow: UnitOfWork, upload: File | None
    ) -> Screen | None:
        text = message.text or ""
        audit.record(uow, "test:deed", "text", message.chat.id)
        await uow.session.flush()
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await (self.meeting.wait() if text == "meet" else asyncio.sleep(0))
        self.running -= 1
        if self.failures.get(text, 0) > 0:
            self.failures[text] -= 1
            raise RuntimeError("a bug")
        if text == "refuse":
            raise NotFoundError("nothing")
        self.handled.append((message.chat.id, text))
        self.uploads.append(upload)
        return Screen(f"好的：{text}", buttons=((Button("按", "t:1"),),))

    async def pressed(self, query: CallbackQuery, uow: UnitOfWork) -> Screen:
        if query.data == "old":
            raise StaleError("old")
        return Screen(f"按了 {query.data}", toast="✓")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def town(
    sessions: Sessions, keyring: Keyring, clock: FixedClock, script: Script
) -> AsyncIterator[RunningTown]:
    async def resume(uow: UnitOfWork) -> Screen:
        return Screen("您在第 3 步")

    async with running_town(
        sessions, keyring, clock, dispatcher=script.dispatcher(), resume=resume
    ) as running:
        yield running


@pytest.fixture
async def worker(begin: Begin) -> Worker:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        return await factories.worker(uow, town, village=village, grid=grid)


@pytest.fixture
async def phone(town: RunningTown, worker: Worker) -> TelegramPhone:
    found = await town.phone(worker)
    assert isinstance(found, TelegramPhone)
    return found


async def another_phone(town: RunningTown, begin: Begin) -> TelegramPhone:
    async with begin() as uow:
        place = await factories.place(uow)
        worker = await factories.worker(uow, place[0], village=place[1], grid=place[2])
    found = await town.phone(worker)
    assert isinstance(found, TelegramPhone)
    return found


async def rows(begin: Begin) -> list[InboxUpdate]:
    async with begin() as uow:
        return list(await uow.session.scalars(sa.select(InboxUpdate).order_by(InboxUpdate.id)))


async def deeds(begin: Begin) -> int:
    async with begin() as uow:
        found = await uow.session.scalars(
            sa.select(sa.func.count()).where(AuditEntry.action == "test:deed")
        )
        return found.one()


def server_of(town: RunningTown) -> FakeTelegram:
    assert isinstance(town.stage, TelegramStage)
    return town.stage.server


async def store(town: RunningTown, update: dict[str, Any], chat_id: int) -> bool:
    return await town.intake.store("telegram", chat_id, str(update["update_id"]), update)


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


def restarted(town: RunningTown, script: Script) -> Intake:
    """A new process with the same database."""
    before = town.intake
    return Intake(
        before.sessions,
        before.keyring,
        before.clock,
        script.dispatcher(),
        bots=before.bots,
        resume=before.resume,
    )


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


@asynccontextmanager
async def running(*intakes: Intake) -> AsyncIterator[None]:
    """Several processes at work; stopped properly at the end."""
    work = [asyncio.ensure_future(intake.run()) for intake in intakes]
    try:
        yield
    finally:
        for intake in intakes:
            await intake.stop()
        await asyncio.gather(*work)


async def all_answered(begin: Begin, count: int) -> None:
    while sum(row.status is InboxStatus.ANSWERED for row in await rows(begin)) < count:
        await asyncio.sleep(0.01)


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
