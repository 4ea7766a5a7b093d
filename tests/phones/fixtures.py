"""Pytest fixtures for conversations; imported by tests/conftest.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from privacy.keyring import Keyring
from services.clock import FixedClock
from services.unit_of_work import Sessions
from tests.phones.town import STAGES, RunningTown, running_town


@pytest.fixture(params=sorted(STAGES))
async def town(
    request: pytest.FixtureRequest, sessions: Sessions, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[RunningTown]:
    """A running town, over each channel and on each database."""
    async with running_town(sessions, keyring, clock, channel=request.param) as running:
        yield running
