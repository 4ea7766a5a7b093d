"""Promised pushes arrive once; what cannot arrive is tried again, marked, or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa

from jobs.deliver import Post, deliver, deliver_all
from models import ChannelAccount, OutboxMessage, Worker
from models.child import Sex
from models.outbox_message import OutboxStatus
from privacy.keyring import Keyring
from services import outbox
from services.clock import FixedClock
from services.outbox import LEASE, Push, Receipt
from services.unit_of_work import Sessions
from tests.conftest import Begin
from tests.services.places import TODAY, Place, due, make_place
from views.screen import Screen

ONCE = timedelta(seconds=8)


@dataclass
class FakePusher:
    """The far end of a channel: keeps what it is given, answers as told."""

    answers: Iterator[Receipt] = field(default_factory=lambda: iter(()))
    shown: list[tuple[int, Screen, bool]] = field(default_factory=list)
    retry_after: timedelta | None = None
    broken: bool = False

    async def send(
        self, chat_id: int, screen: Screen, marked: bool
    ) -> tuple[Receipt, timedelta | None]:
        await asyncio.sleep(0)
        if self.broken:
            raise RuntimeError("the channel's code is wrong")
        self.shown.append((chat_id, screen, marked))
        return next(self.answers, Receipt.SENT), self.retry_after


@pytest.fixture
def web() -> FakePusher:
    return FakePusher()


@pytest.fixture
def telegram() -> FakePusher:
    return FakePusher()


@pytest.fixture
def post(
    sessions: Sessions,
    clock: FixedClock,
    keyring: Keyring,
    web: FakePusher,
    telegram: FakePusher,
) -> Post:
    return Post(sessions, clock, keyring, {"web": web, "telegram": telegram})


@pytest.fixture
async def place(begin: Begin) -> Place:
    """The first worker has a visit due, a chat on the web and a digest promised."""
    async with begin() as uow:
        place = await make_place(uow)
        await due(uow, place, 0, Sex.FEMALE, 0)
    await bind(begin, place.workers[0], "web", 71)
    await promise(begin, place)
    return place


async def bind(begin: Begin, worker: Worker, channel: str, chat_id: int) -> None:
    async with begin() as uow:
        uow.session.add(
            ChannelAccount(channel=channel, chat_id=chat_id, worker_id=worker.id, bound_at=uow.now)
        )


async def promise(begin: Begin, place: Place, *, urgent: bool = False, key: str = "one") -> None:
    async with begin() as uow:
        push = Push(place.workers[0].id, "digest", key, {"day": TODAY.isoformat()}, urgent=urgent)
        assert await outbox.promise(uow, place.town.id, push)


async def statuses(begin: Begin) -> list[OutboxStatus]:
    async with begin() as uow:
        found = await uow.session.scalars(
            sa.select(OutboxMessage.status).order_by(OutboxMessage.id)
        )
        return list(found)


async def test_a_push_arrives_once_in_the_chat_of_its_reader(
    post: Post, place: Place, web: FakePusher, begin: Begin
) -> None:
    assert await deliver_all(post) == 1
    assert await deliver_all(post) == 0
    assert [(chat_id, marked) for chat_id, _, marked in web.shown] == [(71, False)]
    assert await statuses(begin) == [OutboxStatus.SENT]


async def test_several_workers_at_once_send_each_push_once(
    post: Post, place: Place, web: FakePusher, begin: Begin
) -> None:
    for number in range(30):
        await promise(begin, place, urgent=True, key=f"push {number}")
    await asyncio.gather(*(deliver_all(post) for _ in range(4)))
    assert len(web.shown) == 31
    assert set(await statuses(begin)) == {OutboxStatus.SENT}


async def test_what_is_no_longer_true_is_not_sent(
    post: Post, place: Place, web: FakePusher, begin: Begin
) -> None:
    async with begin() as uow:
        await uow.session.execute(sa.text("UPDATE due_visits SET status = 'done'"))
    await deliver_all(post)
    assert web.shown == []
    assert await statuses(begin) == [OutboxStatus.DROPPED]


async def test_after_a_surely_failed_send_it_is_tried_again_unmarked(
    post: Post, place: Place, web: FakePusher, clock: FixedClock
) -> None:
    web.answers = iter([Receipt.NOT_SENT])
    await deliver_all(post)
    assert await deliver_all(post) == 0, "not before its time"
    clock.move(ONCE)
    await deliver_all(post)
    assert [marked for *_, marked in web.shown] == [False, False]


async def test_after_a_doubtful_send_the_next_copy_says_so(
    post: Post, place: Place, web: FakePusher, clock: FixedClock
) -> None:
    web.answers = iter([Receipt.UNKNOWN])
    await deliver_all(post)
    clock.move(ONCE)
    await deliver_all(post)
    assert [marked for *_, marked in web.shown] == [False, True]
    assert web.shown[1][1].text.startswith("（可能重复）")


async def test_when_a_sender_died_its_push_comes_back_after_the_lease_marked(
    post: Post, place: Place, web: FakePusher, begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        assert len(await outbox.claim(uow, 5)) == 1  # and then the process is killed
    assert await deliver_all(post) == 0
    clock.move(LEASE)
    await deliver_all(post)
    assert [marked for *_, marked in web.shown] == [True]


async def test_told_to_come_back_later_it_does(
    post: Post, place: Place, web: FakePusher, clock: FixedClock
) -> None:
    web.answers, web.retry_after = iter([Receipt.NOT_SENT]), timedelta(minutes=5)
    await deliver_all(post)
    clock.move(timedelta(minutes=4))
    assert await deliver_all(post) == 0
    clock.move(timedelta(minutes=1))
    assert await deliver_all(post) == 1


async def test_without_any_chat_it_is_given_up(
    post: Post, place: Place, web: FakePusher, begin: Begin
) -> None:
    async with begin() as uow:
        await uow.session.execute(sa.update(ChannelAccount).values(revoked_at=uow.now))
    await deliver_all(post)
    assert web.shown == []
    assert await statuses(begin) == [OutboxStatus.DEAD]


async def test_a_chat_where_nobody_is_any_more_is_passed_over_from_then_on(
    post: Post, place: Place, web: FakePusher, telegram: FakePusher, begin: Begin
) -> None:
    async with begin() as uow:
        uow.session.add(
            ChannelAccount(
                channel="telegram", chat_id=72, worker_id=place.workers[0].id,
                bound_at=uow.now + timedelta(hours=1),
            )
        )  # fmt: skip
    telegram.answers = iter([Receipt.UNREACHABLE])
    await deliver_all(post)
    await promise(begin, place, key="two")
    await deliver_all(post)
    assert [chat_id for chat_id, *_ in telegram.shown] == [72]
    assert [chat_id for chat_id, *_ in web.shown] == [71, 71]
    assert await statuses(begin) == [OutboxStatus.SENT, OutboxStatus.SENT]


async def test_an_urgent_push_goes_to_every_chat_another_to_the_newest_only(
    post: Post, place: Place, web: FakePusher, telegram: FakePusher, begin: Begin
) -> None:
    await bind(begin, place.workers[0], "telegram", 72)
    await promise(begin, place, urgent=True, key="urgent")
    await deliver_all(post)
    assert [chat_id for chat_id, *_ in telegram.shown] == [72, 72]
    assert [chat_id for chat_id, *_ in web.shown] == [71]


async def test_a_channel_that_breaks_holds_up_nobody_else(
    post: Post, place: Place, web: FakePusher, telegram: FakePusher, begin: Begin
) -> None:
    web.broken = True
    async with begin() as uow:
        await due(uow, place, 1, Sex.MALE, 0)
        push = Push(place.workers[1].id, "digest", "other", {"day": TODAY.isoformat()})
        await outbox.promise(uow, place.town.id, push)
    await bind(begin, place.workers[1], "telegram", 73)
    await deliver_all(post)
    assert [chat_id for chat_id, *_ in telegram.shown] == [73]
    assert await statuses(begin) == [OutboxStatus.READY, OutboxStatus.SENT]


async def test_a_push_nobody_can_write_is_tried_again_and_given_up_in_the_end(
    post: Post, place: Place, begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        await uow.session.execute(sa.text("UPDATE outbox_messages SET kind = 'unheard of'"))
    for _ in range(outbox.MAX_ATTEMPTS):
        assert await deliver(post) == 1
        clock.move(timedelta(hours=1))
    assert await statuses(begin) == [OutboxStatus.DEAD]


async def test_the_language_is_the_reader_s(
    post: Post, place: Place, web: FakePusher, begin: Begin
) -> None:
    async with begin() as uow:
        (await uow.session.get_one(Worker, place.workers[0].id)).language = "xx"
    await deliver_all(post)
    assert "要做的" in web.shown[0][1].text, "an unknown language falls back to Chinese"
