"""The outbox: promised once, quiet at night, claimed by one, settled by what the channel said."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from models import OutboxMessage, Worker
from models.outbox_message import OutboxStatus
from privacy.keyring import Keyring
from services import outbox
from services.clock import FixedClock
from services.outbox import LEASE, MAX_ATTEMPTS, Push, Receipt
from services.unit_of_work import LOCAL_ZONE, Sessions, unit_of_work
from tests import factories
from tests.conftest import Begin
from tests.services.trade import at, pushes


@pytest.fixture
async def reader(begin: Begin) -> Worker:
    """Somebody to push to."""
    async with begin() as uow:
        town = await factories.town(uow)
        return await factories.worker(uow, town)


def push(reader: Worker, key: str = "k", **fields: object) -> Push:
    """A push to the reader."""
    return Push(worker_id=reader.id, kind="test", key=key, payload={"ids": [1]}, **fields)  # type: ignore[arg-type]


async def promised(begin: Begin, reader: Worker, **fields: object) -> None:
    """Promise one push in a transaction of its own."""
    async with begin() as uow:
        assert await outbox.promise(uow, reader.town_id, push(reader, **fields))


async def only(begin: Begin) -> OutboxMessage:
    """The one message there is, as it is now."""
    async with begin() as uow:
        (message,) = await pushes(uow, "test")
    return message


async def claimed(begin: Begin, limit: int = 9) -> list[OutboxMessage]:
    """Claim in a transaction of its own."""
    async with begin() as uow:
        return list(await outbox.claim(uow, limit))


async def settled(begin: Begin, receipt: Receipt, retry_after: timedelta | None = None) -> None:
    """Settle the one message in a transaction of its own."""
    async with begin() as uow:
        (message,) = await pushes(uow, "test")
        outbox.settle(uow, message, receipt, retry_after=retry_after)


async def test_a_key_is_promised_once(begin: Begin, reader: Worker) -> None:
    async with begin() as uow:
        assert await outbox.promise(uow, reader.town_id, push(reader))
        assert not await outbox.promise(uow, reader.town_id, push(reader))
    async with begin() as uow:
        assert not await outbox.promise(uow, reader.town_id, push(reader))
        assert len(await pushes(uow, "test")) == 1


async def test_a_promise_is_undone_with_its_cause(begin: Begin, reader: Worker) -> None:
    async def fail() -> None:
        async with begin() as uow:
            await outbox.promise(uow, reader.town_id, push(reader))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with begin() as uow:
        assert await pushes(uow, "test") == []


async def test_many_at_once_promise_one(
    begin: Begin, reader: Worker, clock: FixedClock, sessions: Sessions, keyring: Keyring
) -> None:
    async def one() -> bool:
        async with unit_of_work(sessions, now=clock.now(), keyring=keyring) as uow:
            return await outbox.promise(uow, reader.town_id, push(reader))

    assert sorted(await asyncio.gather(*(one() for _ in range(6)))) == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("hour", "due"),
    [
        ("07:29", "23 07:30"),
        ("07:30", "23 07:30"),
        ("20:59", "23 20:59"),
        ("21:00", "24 07:30"),
        ("23:59", "24 07:30"),
        ("00:00", "23 07:30"),
    ],
)
async def test_quiet_hours_hold_what_is_not_urgent(
    begin: Begin, reader: Worker, clock: FixedClock, hour: str, due: str
) -> None:
    clock.moment = at("2026-11-23", hour)
    await promised(begin, reader)
    await promised(begin, reader, key="now", urgent=True)
    async with begin() as uow:
        calm, urgent = await pushes(uow, "test")

    assert calm.due_at.astimezone(LOCAL_ZONE).strftime("%d %H:%M") == due
    assert urgent.due_at == clock.moment


async def test_what_has_waited_too_long_does_not_go_out_at_night(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    clock.moment = at("2026-11-23", "20:50")
    await promised(begin, reader)
    await promised(begin, reader, key="now", urgent=True)
    clock.moment = at("2026-11-23", "21:10")  # the sender was away until now
    assert [message.urgent for message in await claimed(begin)] == [True]
    clock.moment = at("2026-11-24", "07:30")
    assert [message.dedup_key for message in await claimed(begin)] == ["now", "k"]


async def test_a_promise_is_not_due_before_its_moment(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader, not_before=clock.moment + timedelta(hours=2))
    assert await claimed(begin) == []
    clock.move(timedelta(hours=2))
    assert len(await claimed(begin)) == 1


async def test_urgent_ones_are_claimed_first_then_the_oldest(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    for key, urgent in (("a", False), ("b", False), ("c", True)):
        await promised(begin, reader, key=key, urgent=urgent)
        clock.move(timedelta(seconds=1))

    assert [m.dedup_key for m in await claimed(begin, 2)] == ["c", "a"]
    assert [m.dedup_key for m in await claimed(begin, 2)] == ["b"]
    assert await claimed(begin) == []


async def test_nothing_is_claimed_by_two(
    begin: Begin, reader: Worker, clock: FixedClock, sessions: Sessions, keyring: Keyring
) -> None:
    async with begin() as uow:
        for number in range(30):
            await outbox.promise(uow, reader.town_id, push(reader, key=str(number)))

    async def one() -> list[int]:
        taken: list[int] = []
        for _ in range(6):
            async with unit_of_work(sessions, now=clock.now(), keyring=keyring) as uow:
                taken += [message.id for message in await outbox.claim(uow, 4)]
        return taken

    taken = [number for worker in await asyncio.gather(one(), one(), one()) for number in worker]
    assert len(taken) == len(set(taken)) == 30


async def test_sent_is_final(begin: Begin, reader: Worker, clock: FixedClock) -> None:
    await promised(begin, reader)
    await claimed(begin)
    await settled(begin, Receipt.SENT)
    clock.move(timedelta(days=1))

    assert await claimed(begin) == []
    message = await only(begin)
    assert (message.status, message.attempts, message.uncertain) == (OutboxStatus.SENT, 1, False)


async def test_a_dead_senders_messages_come_back_marked_after_the_lease(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    await claimed(begin)
    clock.move(LEASE - timedelta(seconds=1))
    assert await claimed(begin) == []
    clock.move(timedelta(seconds=1))
    (message,) = await claimed(begin)

    assert (message.uncertain, message.attempts) == (True, 2)


async def test_a_message_that_kills_its_sender_every_time_is_given_up(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    for _ in range(MAX_ATTEMPTS):
        assert len(await claimed(begin)) == 1
        clock.move(LEASE)

    assert await claimed(begin) == []
    assert (await only(begin)).status is OutboxStatus.DEAD


async def test_what_was_not_sent_is_tried_again_later_and_later_and_given_up(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert len(await claimed(begin)) == 1
        await settled(begin, Receipt.NOT_SENT)
        message = await only(begin)
        waits.append((message.due_at - clock.moment).total_seconds())
        clock.moment = message.due_at

    assert waits[:-1] == [8, 16, 32, 64, 128, 256, 512]
    assert message.status is OutboxStatus.DEAD
    assert message.uncertain is False


async def test_an_urgent_push_is_never_given_up_for_a_broken_line(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader, urgent=True)
    for _ in range(MAX_ATTEMPTS + 3):
        assert len(await claimed(begin)) == 1
        await settled(begin, Receipt.NOT_SENT)
        clock.moment = (await only(begin)).due_at

    assert (await only(begin)).status is OutboxStatus.READY


async def test_a_push_that_may_have_arrived_is_marked_when_it_is_sent_again(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    await claimed(begin)
    await settled(begin, Receipt.UNKNOWN)
    clock.move(timedelta(minutes=1))
    (message,) = await claimed(begin)
    assert message.uncertain
    await settled(begin, Receipt.NOT_SENT)

    assert (await only(begin)).uncertain, "it stays so: the first copy may still have arrived"


async def test_the_channels_own_waiting_time_counts(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    await claimed(begin)
    await settled(begin, Receipt.NOT_SENT, timedelta(seconds=90))

    assert (await only(begin)).due_at == clock.moment + timedelta(seconds=90)


@pytest.mark.parametrize("receipt", [Receipt.UNREACHABLE, Receipt.REFUSED])
async def test_who_cannot_be_reached_is_not_tried_again(
    begin: Begin, reader: Worker, clock: FixedClock, receipt: Receipt
) -> None:
    await promised(begin, reader, urgent=True)
    await claimed(begin)
    await settled(begin, receipt)
    clock.move(timedelta(days=1))

    assert await claimed(begin) == []
    assert (await only(begin)).status is OutboxStatus.DEAD


async def test_a_late_no_does_not_undo_somebody_elses_yes(
    begin: Begin, reader: Worker, clock: FixedClock
) -> None:
    await promised(begin, reader)
    await claimed(begin)
    clock.move(LEASE)
    await claimed(begin)
    await settled(begin, Receipt.SENT)
    await settled(begin, Receipt.NOT_SENT)

    assert (await only(begin)).status is OutboxStatus.SENT


async def test_what_is_no_longer_true_leaves_the_queue(begin: Begin, reader: Worker) -> None:
    await promised(begin, reader)
    async with begin() as uow:
        for message in await outbox.claim(uow, 1):
            outbox.drop(message)

    assert await claimed(begin) == []
    assert (await only(begin)).status is OutboxStatus.DROPPED


@pytest.mark.parametrize(
    ("receipt", "joins", "ids"),
    [(None, True, [1, 2]), (Receipt.NOT_SENT, True, [1, 2]), (Receipt.SENT, False, [1]),
     (Receipt.UNKNOWN, False, [1]), (Receipt.UNREACHABLE, False, [1])],
)  # fmt: skip
async def test_more_may_join_a_push_only_while_nobody_has_seen_it(
    begin: Begin, reader: Worker, receipt: Receipt | None, joins: bool, ids: list[int]
) -> None:
    await promised(begin, reader)
    if receipt is not None:
        await claimed(begin)
        await settled(begin, receipt)
    async with begin() as uow:
        more = Push(worker_id=reader.id, kind="test", key="k", payload={"ids": [2, 1]})
        assert await outbox.join(uow, more, "ids") is joins

    assert (await only(begin)).payload == {"ids": ids}


def test_quiet_hours_end_on_the_local_clock() -> None:
    evening = datetime.fromisoformat("2026-11-23T13:00:00+00:00")  # 21:00 in Asia/Shanghai

    assert outbox.is_quiet(evening)
    assert not outbox.is_quiet(evening - timedelta(minutes=1))
    assert outbox.after_quiet_hours(evening) == at("2026-11-24", "07:30")
