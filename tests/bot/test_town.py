"""The tests' own running town: ticks reach phones, over each channel."""

from __future__ import annotations

from datetime import timedelta

from services import visits
from tests import factories
from tests.conftest import Begin
from tests.phones.town import RunningTown


async def test_a_child_that_is_due_arrives_on_the_phone_the_next_morning(
    town: RunningTown, begin: Begin
) -> None:
    async with begin() as uow:
        place = await factories.place(uow)
        worker = await factories.worker(uow, place[0], village=place[1], grid=place[2])
        child = await factories.child(uow, *place)
        await visits.schedule_child(uow, child)
    phone = await town.phone(worker)
    await town.pass_time(timedelta(days=1))
    await phone.look()
    assert child.code in phone.text + "".join(phone.screen.labels)
    before = len(phone.messages)
    await town.tick()
    assert len(await phone.look()) == before
