"""The inbox keeps closed updates for a month, to know a repeated one again, and no longer."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from jobs import inbox as night
from models import InboxUpdate
from models.inbox_update import InboxStatus
from services import inbox
from services.clock import FixedClock
from tests.conftest import Begin

CHAT = ("telegram", 7)


async def count(begin: Begin) -> int:
    async with begin() as uow:
        return (await uow.session.scalars(sa.select(sa.func.count(InboxUpdate.id)))).one()


async def test_a_closed_update_is_known_for_a_month_and_then_forgotten(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        await inbox.add(uow, CHAT, "1", {"update_id": 1})
    async with begin() as uow:
        taken = await inbox.take(uow, ["telegram"])
        assert taken is not None
        await inbox.close(uow, taken, InboxStatus.ANSWERED)
    clock.move(timedelta(days=29))
    async with begin() as uow:
        assert await night.forget(uow) == 0
        assert not await inbox.add(uow, CHAT, "1", {"update_id": 1})
    clock.move(timedelta(days=2))
    async with begin() as uow:
        assert await night.forget(uow) == 1
    assert await count(begin) == 0


async def test_an_open_update_is_never_forgotten(begin: Begin, clock: FixedClock) -> None:
    async with begin() as uow:
        await inbox.add(uow, CHAT, "1", {"update_id": 1})
    clock.move(timedelta(days=365))
    async with begin() as uow:
        assert await night.forget(uow) == 0
    assert await count(begin) == 1


async def test_an_update_opens_only_as_the_one_it_was_stored_as(begin: Begin) -> None:
    async with begin() as uow:
        await inbox.add(uow, CHAT, "1", {"update_id": 1, "text": "她说"})
        await inbox.add(uow, ("telegram", 8), "2", {"update_id": 2})
    async with begin() as uow:
        taken = await inbox.take(uow, ["telegram"])
        assert taken is not None
        assert await inbox.read(uow, taken) == {"update_id": 1, "text": "她说"}


async def test_updates_of_channels_that_are_not_served_here_wait(begin: Begin) -> None:
    async with begin() as uow:
        await inbox.add(uow, CHAT, "1", {"update_id": 1})
    async with begin() as uow:
        assert await inbox.take(uow, ["web"]) is None
        assert await inbox.take(uow, ["telegram"], busy={CHAT}) is None
        assert await inbox.take(uow, ["telegram"]) is not None
