"""Deliver what has been promised: claim, say, send outside any transaction, settle.

At least once: a crash between send and settle repeats one push after its lease, marked.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from privacy.keyring import Keyring
from services import accounts, outbox, pushes
from services.accounts import Address
from services.clock import Clock
from services.outbox import Receipt
from services.pushes import PushContent
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from views.pushes import render
from views.screen import Screen
from views.translate import in_language

BATCH = 25
"""Pushes per claim: at 28 messages a second a batch is gone long before its lease."""

AT_ONCE = 8
"""Sends in flight (security.md §2.2)."""

log = structlog.get_logger(__name__)


class Pusher(Protocol):
    """The far end of one channel."""

    async def send(
        self, chat_id: int, screen: Screen, marked: bool
    ) -> tuple[Receipt, timedelta | None]:
        """Show a screen in a chat; what became of it, and when to come back if told so.

        `marked`: an earlier copy may have arrived. The text already says so.
        """
        ...


@dataclass(frozen=True)
class Post:
    """Everything delivering needs: the database, the clock, the keys, the channels by name."""

    sessions: Sessions
    clock: Clock
    keyring: Keyring
    pushers: Mapping[str, Pusher]

    def begin(self) -> contextlib.AbstractAsyncContextManager[UnitOfWork]:
        """A transaction of nobody's at this moment."""
        return unit_of_work(self.sessions, now=self.clock.now(), keyring=self.keyring)


@dataclass(frozen=True, slots=True)
class Letter:
    """One claimed push, ready to go: where to, and what it says."""

    message_id: int
    addresses: tuple[Address, ...]
    content: PushContent
    urgent: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter; `gone` are addresses where nobody is any more."""

    message_id: int
    receipt: Receipt
    retry_after: timedelta | None = None
    gone: tuple[int, ...] = ()


async def deliver(post: Post, limit: int = BATCH) -> int:
    """One round: claim up to `limit` due pushes and send them; gives how many were claimed."""
    async with post.begin() as uow:
        claimed = [message.id for message in await outbox.claim(uow, limit)]
    letters = [letter for one in claimed if (letter := await _open(post, one)) is not None]
    gate = asyncio.Semaphore(AT_ONCE)
    outcomes = await asyncio.gather(*(_send(post, letter, gate) for letter in letters))
    if outcomes:
        await _settle(post, outcomes)
    return len(claimed)


async def deliver_all(post: Post) -> int:
    """Rounds until nothing is due: for the demo's clock and for tests."""
    total = 0
    while count := await deliver(post):
        total += count
    return total


async def _open(post: Post, message_id: int) -> Letter | None:
    """What one push says, in a transaction of its own; None when it will not be sent now."""
    try:
        async with post.begin() as uow:
            return await _prepare(uow, post, message_id)
    except Exception:
        log.exception("push not prepared", outbox_id=message_id)
        await _settle(post, [Outcome(message_id, Receipt.NOT_SENT)])
        return None


async def _prepare(uow: UnitOfWork, post: Post, message_id: int) -> Letter | None:
    message = await outbox.get(uow, message_id)
    until = await pushes.held_until(uow, message)
    if until is not None:
        outbox.postpone(message, until)
        return None
    content = await pushes.content(uow, message)
    if content is None:
        outbox.drop(message)
        return None
    addresses = await accounts.addresses_of(uow, message.worker_id, tuple(post.pushers))
    if not addresses:
        outbox.settle(uow, message, Receipt.UNREACHABLE)
        log.warning("push has no address", outbox_id=message.id, kind=message.kind)
        return None
    return Letter(message.id, addresses, content, message.urgent)


def _write(content: PushContent) -> Screen:
    with in_language(content.language):
        return render(content)


async def _send(post: Post, letter: Letter, gate: asyncio.Semaphore) -> Outcome:
    """Send one letter: an urgent one to every address, others to the first that takes it."""
    async with gate:
        try:
            # a picture takes a moment to draw: not in the event loop
            context = contextvars.copy_context()
            screen = await asyncio.to_thread(context.run, _write, letter.content)
        except Exception:
            log.exception("push not written", outbox_id=letter.message_id)
            return Outcome(letter.message_id, Receipt.NOT_SENT)
        return await _carry(post, letter, screen)


async def _carry(post: Post, letter: Letter, screen: Screen) -> Outcome:
    gone: list[int] = []
    results: list[tuple[Receipt, timedelta | None]] = []
    for address in letter.addresses:
        result = await _hand_over(post, letter, address, screen)
        if result[0] is Receipt.UNREACHABLE:
            gone.append(address.account_id)
            continue
        results.append(result)
        if not letter.urgent:
            break
    receipt, retry_after = _best(results)
    return Outcome(letter.message_id, receipt, retry_after, tuple(gone))


async def _hand_over(
    post: Post, letter: Letter, address: Address, screen: Screen
) -> tuple[Receipt, timedelta | None]:
    try:
        pusher = post.pushers[address.channel]
        return await pusher.send(address.chat_id, screen, letter.content.marked)
    except Exception:
        log.exception("channel broke", outbox_id=letter.message_id, channel=address.channel)
        return Receipt.UNKNOWN, None


def _best(
    results: Sequence[tuple[Receipt, timedelta | None]],
) -> tuple[Receipt, timedelta | None]:
    """The best that happened at any address; unreachable where nothing else did."""
    ranking = (Receipt.SENT, Receipt.UNKNOWN, Receipt.NOT_SENT, Receipt.REFUSED)
    return min(results, key=lambda r: ranking.index(r[0]), default=(Receipt.UNREACHABLE, None))


async def _settle(post: Post, outcomes: Sequence[Outcome]) -> None:
    async with post.begin() as uow:
        for outcome in sorted(outcomes, key=lambda outcome: outcome.message_id):
            message = await outbox.get(uow, outcome.message_id)
            outbox.settle(uow, message, outcome.receipt, retry_after=outcome.retry_after)
            await accounts.mark_unreachable(uow, outcome.gone)
            log.info(
                "push settled",
                outbox_id=message.id,
                kind=message.kind,
                receipt=outcome.receipt.value,
                attempt=message.attempts,
            )
