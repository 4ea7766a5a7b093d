"""The ticks of a process that pushes as well: run them now, or on the clock's beat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.application import Application
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
        """The intake handles updates and the scheduler ticks while the block runs."""
        intake = self._application.intake
        async with asyncio.TaskGroup() as group, self._scheduled():
            handling = group.create_task(intake.run())
            try:
                yield
            finally:
                await intake.stop()
                await handling

    @asynccontextmanager
    async def _scheduled(self) -> AsyncIterator[None]:
        async with schedule.running(self._application.post):
            yield
