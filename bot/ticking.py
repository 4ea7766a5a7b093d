"""The ticks of a process that pushes as well: run them now, or on the clock's beat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.application import Application
from bot.intake import Intake
from jobs import deliver, schedule


class Ticking:
    """Ticks and deliveries of one application; never two rounds at a time."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._turn = asyncio.Lock()

    async def tick(self) -> None:
        """Run every tick, then deliver what is due: for the demo's clock."""
        one = self._application
        async with self._turn:
            await schedule.run_ticks(one.sessions, one.keyring, one.clock)
            await deliver.deliver_all(one.post)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Updates are handled and the scheduler ticks while the block runs."""
        async with handling(self._application.intake), schedule.running(self._application.post):
            yield


@asynccontextmanager
async def handling(intake: Intake) -> AsyncIterator[None]:
    """The intake handles updates while the block runs; those in hand are finished."""
    async with asyncio.TaskGroup() as group:
        running = group.create_task(intake.run())
        try:
            yield
        finally:
            await intake.stop()
            await running
