"""A running town whose handlers follow a script."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from models import Worker
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.unit_of_work import Sessions, UnitOfWork
from tests import factories
from tests.bot.intake.script import Script
from tests.conftest import Begin
from tests.phones.telegram import TelegramPhone
from tests.phones.town import RunningTown, running_town
from views.screen import Screen


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
