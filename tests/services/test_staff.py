"""Invites: one use, one day, one person; a new chat closes the old one; who may do what."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, ChannelAccount, Invite, Worker
from models.worker import Role
from services import staff
from services.actors import Actor, actor_of, find_actor
from services.clock import FixedClock
from services.errors import InviteError, NotAllowedError, NotFoundError
from services.unit_of_work import UnitOfWork
from tests import factories
from tests.conftest import Begin


class Town:
    """A supervisor, a clerk, a grid worker; and a supervisor of another town."""

    def __init__(self, supervisor: Worker, clerk: Worker, worker: Worker, foreign: Worker) -> None:
        self.supervisor, self.clerk = actor_of(supervisor), actor_of(clerk)
        self.worker, self.foreign = worker, actor_of(foreign)


async def people(uow: UnitOfWork) -> Town:
    town, village, grid = await factories.place(uow)
    elsewhere = await factories.town(uow)
    return Town(
        await factories.worker(uow, town, role=Role.SUPERVISOR),
        await factories.worker(uow, town, role=Role.CLERK),
        await factories.worker(uow, town, village=village, grid=grid),
        await factories.worker(uow, elsewhere, role=Role.SUPERVISOR),
    )


@pytest.fixture
async def town(begin: Begin) -> Town:
    async with begin() as uow:
        return await people(uow)


async def invite(begin: Begin, actor: Actor, code: str) -> str:
    async with begin(actor) as uow:
        return (await staff.invite(uow, code)).token


async def redeem(begin: Begin, token: str, chat_id: int, channel: str = "web") -> Actor:
    async with begin() as uow:
        return await staff.redeem(uow, channel, chat_id, token)


async def behind(begin: Begin, chat_id: int, channel: str = "web") -> Actor | None:
    async with begin() as uow:
        return await find_actor(uow.session, channel, chat_id)


async def test_an_invite_binds_a_chat_to_the_person(begin: Begin, town: Town) -> None:
    token = await invite(begin, town.supervisor, town.worker.code)
    actor = await redeem(begin, token, 11)
    assert actor.worker_id == town.worker.id
    assert await behind(begin, 11) == actor


async def test_an_invite_works_once(begin: Begin, town: Town) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    await redeem(begin, token, 11)
    with pytest.raises(InviteError):
        await redeem(begin, token, 12)
    assert await behind(begin, 12) is None


async def test_of_two_who_use_an_invite_at_the_same_time_one_gets_in(
    begin: Begin, town: Town
) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    results = await asyncio.gather(
        *(redeem(begin, token, chat) for chat in (11, 12, 13)), return_exceptions=True
    )
    assert sum(isinstance(result, Actor) for result in results) == 1
    assert sum(isinstance(result, InviteError) for result in results) == 2


async def test_an_invite_ends_after_a_day(begin: Begin, town: Town, clock: FixedClock) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    clock.move(timedelta(hours=24))
    with pytest.raises(InviteError):
        await redeem(begin, token, 11)


async def test_a_newer_invite_ends_the_older_one(begin: Begin, town: Town) -> None:
    old = await invite(begin, town.clerk, town.worker.code)
    new = await invite(begin, town.clerk, town.worker.code)
    with pytest.raises(InviteError):
        await redeem(begin, old, 11)
    await redeem(begin, new, 11)


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "密" * 32])
async def test_a_made_up_token_opens_nothing(begin: Begin, town: Town, token: str) -> None:
    with pytest.raises(InviteError):
        await redeem(begin, token, 11)


async def test_the_token_itself_is_nowhere_in_the_database(begin: Begin, town: Town) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    assert len(token) == 32
    async with begin() as uow:
        row = (await uow.session.scalars(sa.select(Invite))).one()
        assert token not in row.token_hash
        assert len(row.token_hash) == 64


async def test_a_new_chat_closes_the_old_one_of_the_same_channel_only(
    begin: Begin, town: Town
) -> None:
    for chat, channel in ((11, "web"), (21, "telegram"), (12, "web")):
        token = await invite(begin, town.clerk, town.worker.code)
        await redeem(begin, token, chat, channel)
    assert await behind(begin, 11) is None
    assert await behind(begin, 12) is not None
    assert await behind(begin, 21, "telegram") is not None


async def test_a_chat_can_be_bound_again_after_it_was_closed(begin: Begin, town: Town) -> None:
    await redeem(begin, await invite(begin, town.clerk, town.worker.code), 11)
    async with begin(town.clerk) as uow:
        assert await staff.revoke(uow, town.worker.id) == 1
    assert await behind(begin, 11) is None
    await redeem(begin, await invite(begin, town.clerk, town.worker.code), 11)
    assert await behind(begin, 11) is not None


async def test_a_phone_handed_to_a_colleague_belongs_to_the_colleague(
    begin: Begin, town: Town
) -> None:
    await redeem(begin, await invite(begin, town.clerk, town.worker.code), 11)
    async with begin() as uow:
        clerk = await uow.session.get_one(Worker, town.clerk.worker_id)
    await redeem(begin, await invite(begin, town.supervisor, clerk.code), 11)
    assert await behind(begin, 11) == town.clerk


async def test_who_has_left_cannot_come_back_with_an_old_invite(begin: Begin, town: Town) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    async with begin() as uow:
        (await uow.session.get_one(Worker, town.worker.id)).active = False
    with pytest.raises(InviteError):
        await redeem(begin, token, 11)


async def test_others_than_supervisor_and_clerk_invite_and_revoke_nobody(
    begin: Begin, town: Town
) -> None:
    for use in (staff.colleagues, lambda uow: staff.revoke(uow, town.worker.id)):
        with pytest.raises(NotAllowedError):
            async with begin(actor_of(town.worker)) as uow:
                await use(uow)
    with pytest.raises(NotAllowedError):
        await invite(begin, actor_of(town.worker), town.worker.code)


async def test_a_colleague_of_another_town_is_not_found(begin: Begin, town: Town) -> None:
    with pytest.raises(NotFoundError):
        await invite(begin, town.foreign, town.worker.code)
    with pytest.raises(NotFoundError):
        async with begin(town.foreign) as uow:
            await staff.revoke(uow, town.worker.id)


async def test_the_list_shows_who_has_a_chat(begin: Begin, town: Town) -> None:
    await redeem(begin, await invite(begin, town.clerk, town.worker.code), 11)
    async with begin(town.clerk) as uow:
        listed = await staff.colleagues(uow)
    assert [one.code for one in listed] == sorted(one.code for one in listed)
    assert {one.worker_id for one in listed if one.bound} == {town.worker.id}
    assert len(listed) == 3


async def test_each_deed_is_written_down(begin: Begin, town: Town) -> None:
    token = await invite(begin, town.clerk, town.worker.code)
    await redeem(begin, token, 11)
    async with begin(town.clerk) as uow:
        await staff.revoke(uow, town.worker.id)
    async with begin() as uow:
        entries = list(await uow.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))
    assert [(e.action, e.actor_id, e.object_id) for e in entries] == [
        ("invite:make", town.clerk.worker_id, town.worker.id),
        ("invite:redeem", town.worker.id, town.worker.id),
        ("account:revoke", town.clerk.worker_id, town.worker.id),
    ]


async def test_who_speaks_again_can_be_reached_again(begin: Begin, town: Town) -> None:
    await redeem(begin, await invite(begin, town.clerk, town.worker.code), 11)
    async with begin() as uow:
        await uow.session.execute(sa.update(ChannelAccount).values(unreachable_at=uow.now))
    async with begin() as uow:
        await staff.reached_again(uow, "web", 11)
    async with begin() as uow:
        account = (await uow.session.scalars(sa.select(ChannelAccount))).one()
        assert account.unreachable_at is None
