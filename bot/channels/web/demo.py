"""The demo's stage: be anybody of the invented town, and let time pass. Never in a real one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from bot.channels.web.log_rows import CHANNEL, owner
from bot.channels.web.sign_in import new_chat_id
from models import ChannelAccount, Grid, Village, Worker
from models.worker import Role
from privacy.keyring import Keyring
from services import sealing
from services.clock import Clock
from services.unit_of_work import LOCAL_ZONE, Sessions, UnitOfWork, unit_of_work

log = structlog.get_logger()

LIFETIME = timedelta(days=3650)
"""Sessions of the demo outlive any moving of its clock."""

ROLES = (
    Role.GRID_WORKER,
    Role.CHILD_DIRECTOR,
    Role.INSPECTOR,
    Role.SUPERVISOR,
    Role.POLICE,
    Role.CLERK,
    Role.LEADER,
)
"""The order in which the first page offers them."""

Progress = Callable[[float], None]
MoveClock = Callable[[timedelta, Progress], Awaitable[None]]
"""Moves the town's clock, running every tick on the way; tells its progress (0–1)."""


class Demo:
    """People to choose from, and a clock with buttons."""

    def __init__(
        self, sessions: Sessions, keyring: Keyring, clock: Clock, move_clock: MoveClock
    ) -> None:
        self._sessions, self._keyring, self._clock = sessions, keyring, clock
        self._move_clock = move_clock
        self._moving: asyncio.Task[None] | None = None
        self._share = 0.0

    async def people(self) -> list[dict[str, Any]]:
        """Active staff by role: code, village, number of the grid. No names."""
        async with self._acting() as uow:
            found = await uow.session.execute(
                sa.select(Worker.role, Worker.code, Village.name, Grid.number)
                .outerjoin(Village, Village.id == Worker.village_id)
                .outerjoin(Grid, Grid.id == Worker.grid_id)
                .where(Worker.active.is_(True))
                .order_by(Worker.id)
            )
            rows = found.all()
        groups = [
            {
                "role": role.value,
                "people": [
                    {"code": code, "village": village or "", "grid": grid or 0}
                    for of_role, code, village, grid in rows
                    if of_role is role
                ],
            }
            for role in ROLES
        ]
        return [group for group in groups if group["people"]]

    async def enter(self, code: str) -> tuple[int | None, bool]:
        """The chat of a person and whether it is new; (None, False) for nobody."""
        async with self._acting() as uow:
            worker_id = await _worker_id(uow, code)
            if worker_id is None:
                return None, False
            known = await _chat_of(uow, worker_id)
            if known is not None:
                return known, False
            chat_id = new_chat_id()
            uow.session.add(
                ChannelAccount(
                    channel=CHANNEL, chat_id=chat_id, worker_id=worker_id, bound_at=uow.now
                )
            )
            await sealing.cipher_of(uow, owner(chat_id))
        return chat_id, True

    def clock_face(self) -> dict[str, Any]:
        """The town's time (ISO, local), and how far a move has got."""
        now = self._clock.now().astimezone(LOCAL_ZONE)
        moving = self._moving is not None and not self._moving.done()
        return {
            "now": now.isoformat(timespec="minutes"),
            "moving": moving,
            "share": round(self._share, 3) if moving else 0,
        }

    def start_moving(self, hours: int) -> bool:
        """Begin to let hours pass; False while others still are passing."""
        if self._moving is not None and not self._moving.done():
            return False
        self._share = 0.0
        moving = self._move(timedelta(hours=hours))
        self._moving = asyncio.get_running_loop().create_task(moving)
        return True

    async def close(self) -> None:
        """Stop the clock where it is."""
        if self._moving is not None:
            self._moving.cancel()
            await asyncio.gather(self._moving, return_exceptions=True)

    async def _move(self, by: timedelta) -> None:
        def progress(share: float) -> None:
            self._share = share

        try:
            await self._move_clock(by, progress)
        except Exception:
            log.exception("demo clock stopped")

    def _acting(self) -> Any:
        return unit_of_work(self._sessions, now=self._clock.now(), keyring=self._keyring)


async def _worker_id(uow: UnitOfWork, code: str) -> int | None:
    found = await uow.session.execute(
        sa.select(Worker.id).where(Worker.code == code, Worker.active.is_(True))
    )
    return found.scalar_one_or_none()


async def _chat_of(uow: UnitOfWork, worker_id: int) -> int | None:
    found = await uow.session.execute(
        sa.select(ChannelAccount.chat_id).where(
            ChannelAccount.channel == CHANNEL,
            ChannelAccount.worker_id == worker_id,
            ChannelAccount.revoked_at.is_(None),
        )
    )
    return found.scalars().first()
