"""Pytest fixtures for conversations; imported by tests/conftest.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.resume import present_screen
from privacy.keyring import Keyring
from services.clock import FixedClock
from services.form_library.library import Library
from services.unit_of_work import Sessions, UnitOfWork
from tests.phones.town import STAGES, RunningTown, running_town
from views.screen import Screen


@pytest.fixture(params=sorted(STAGES))
async def town(
    request: pytest.FixtureRequest, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[RunningTown]:
    """A running town, over each channel and on each database."""
    library = Library()

    async def resume(uow: UnitOfWork) -> Screen | None:
        return await present_screen(uow, library)

    async with running_town(
        sessions,
        keyring,
        clock,
        channel=request.param,
        resume=resume,
        context={"library": library},
    ) as running:
        yield running
