"""A push says what is true when it is sent, and never a name, a place or what was seen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import DueVisit, Finding, OutboxMessage, Report, Worker
from models.child import Sex
from models.due_visit import DueStatus
from models.finding import FindingStatus
from models.outbox_message import OutboxStatus
from models.worker import Role
from services import pushes, reports
from services.actors import actor_of
from services.clock import FixedClock
from services.pushes import SOURCES, Declined, LateVisits, PushContent
from services.unit_of_work import UnitOfWork
from tests import factories
from tests.conftest import Begin
from tests.services.places import TODAY, Place, done, due, finding, make_place
from tests.services.reports.towns import HURT_AT_HOME
from views.pushes import WRITERS, render
from views.screen import MAX_TEXT

PLANTED = (
    *factories.NAMES, "水车坡", "穆青山", "13900000000", "渡口", "穆经理", "他说的原话", "家中",
    "登记不全", "多处", "摔的",
)  # fmt: skip
"""Names, addresses, phones, words, and what was seen: everything around the pushes."""


@dataclass
class Town:
    """A place with a report, a declined suspicion, late visits and findings."""

    place: Place
    police: Worker
    report_id: int
    visits: list[int]
    finding_id: int


@pytest.fixture
async def town(begin: Begin) -> Town:
    async with begin() as uow:
        place = await make_place(uow)
        police = await factories.worker(uow, place.town, role=Role.POLICE)
        visits = [await due(uow, place, 0, sex, -4) for sex in (Sex.FEMALE, Sex.MALE, None)]
        submission = await done(uow, place, visits[0], 1)
        late = await finding(uow, place, submission, -2)
    async with begin(actor_of(place.workers[0])) as uow:
        sent = await reports.send(uow, submission.run_id, "one", HURT_AT_HOME)
        await reports.add(uow, sent.report_id, "他说的原话")
        await reports.decline(uow, submission.run_id, 4, "自己摔的")
    return Town(place, police, sent.report_id, [visit.id for visit in visits], late.id)


def payload_of(kind: str, town: Town) -> tuple[Worker, dict[str, Any]]:
    """Who gets a kind, and with which numbers."""
    worker, supervisor = town.place.workers[0], town.place.supervisor
    by_kind: dict[str, tuple[Worker, dict[str, Any]]] = {
        "digest": (worker, {"day": TODAY.isoformat()}),
        "summary": (supervisor, {"day": TODAY.isoformat()}),
        "report": (town.police, {"report_id": town.report_id, "step": 1}),
        "report_waiting": (worker, {"report_id": town.report_id, "step": 1}),
        "report_acknowledged": (worker, {"report_id": town.report_id}),
        "report_addition": (supervisor, {"report_id": town.report_id, "addition_id": 10**6}),
        "declined": (supervisor, {}),
        "overdue": (supervisor, {"due_visit_ids": town.visits}),
        "finding_overdue": (supervisor, {"finding_ids": [town.finding_id]}),
        "finding_alert": (supervisor, {"finding_ids": [town.finding_id]}),
    }
    return by_kind[kind]


async def message(
    uow: UnitOfWork, kind: str, town: Town, *, to: Worker | None = None, **changed: Any
) -> OutboxMessage:
    """A promised push of a kind."""
    worker, payload = payload_of(kind, town)
    row = OutboxMessage(
        town_id=town.place.town.id, worker_id=(to or worker).id, kind=kind, payload=payload,
        dedup_key=f"test:{kind}:{(to or worker).id}", promised_at=uow.now, due_at=uow.now,
    )  # fmt: skip
    for name, value in changed.items():
        setattr(row, name, value)
    uow.session.add(row)
    await uow.session.flush()
    return row


async def said(uow: UnitOfWork, kind: str, town: Town, **changed: Any) -> PushContent | None:
    return await pushes.content(uow, await message(uow, kind, town, **changed))


@pytest.mark.parametrize("kind", sorted(SOURCES))
async def test_every_kind_says_something_and_nothing_that_was_planted(
    begin: Begin, town: Town, kind: str
) -> None:
    if kind == "report_acknowledged":
        async with begin(actor_of(town.police)) as uow:
            await reports.acknowledge(uow, town.report_id)
    async with begin() as uow:
        content = await said(uow, kind, town)
        audited = sum(1 for row in uow.session.new if type(row).__name__ == "AuditEntry")
    assert content is not None
    screen = render(content)
    shown = screen.text + "".join(button.text for row in screen.buttons for button in row)
    assert [word for word in PLANTED if word in shown] == []
    assert audited == 0, "nothing sealed is opened for a push"
    assert not screen.in_place
    assert 0 < len(screen.text) <= (1024 if screen.picture else MAX_TEXT)


def test_every_kind_of_facts_has_its_words() -> None:
    kinds = {field.name: field.type for field in fields(PushContent)}
    assert kinds["facts"] == "Facts"
    assert set(WRITERS) == set(pushes.Facts.__args__)


async def test_a_second_copy_is_marked(begin: Begin, town: Town) -> None:
    async with begin() as uow:
        content = await said(uow, "digest", town, uncertain=True)
    assert content is not None
    assert render(content).text.startswith("（可能重复）\n")


@pytest.mark.parametrize("kind", sorted(SOURCES))
async def test_who_has_left_is_told_nothing(begin: Begin, town: Town, kind: str) -> None:
    async with begin() as uow:
        row = await message(uow, kind, town)
        (await uow.session.get_one(Worker, row.worker_id)).active = False
        assert await pushes.content(uow, row) is None


@pytest.mark.parametrize("kind", ["report", "report_addition", "summary", "declined", "overdue"])
async def test_who_has_lost_the_post_is_told_nothing(begin: Begin, town: Town, kind: str) -> None:
    async with begin() as uow:
        row = await message(uow, kind, town)
        (await uow.session.get_one(Worker, row.worker_id)).role = Role.CLERK
        assert await pushes.content(uow, row) is None


@pytest.mark.parametrize("kind", ["digest", "summary"])
async def test_yesterday_s_morning_push_is_dropped(
    begin: Begin, town: Town, kind: str, clock: FixedClock
) -> None:
    clock.move(timedelta(days=1))
    async with begin() as uow:
        assert await said(uow, kind, town) is None


@pytest.mark.parametrize("kind", ["report", "report_waiting"])
async def test_acknowledged_or_climbed_on_a_report_s_push_is_dropped(
    begin: Begin, town: Town, kind: str
) -> None:
    async with begin() as uow:
        row = await message(uow, kind, town)
        report = await uow.session.get_one(Report, town.report_id)
        report.level = 2
        await uow.session.flush()
        assert await pushes.content(uow, row) is None, "a later step has its own push"
        report.level, report.acknowledged_at = 1, uow.now
        report.acknowledged_by_id = town.police.id
        await uow.session.flush()
        assert await pushes.content(uow, row) is None


async def test_an_earlier_addition_is_told_by_the_later_one(begin: Begin, town: Town) -> None:
    async with begin(actor_of(town.place.workers[0])) as uow:
        await reports.add(uow, town.report_id, "还有一句")
    async with begin() as uow:
        rows = (
            await uow.session.scalars(
                sa.select(OutboxMessage)
                .where(OutboxMessage.kind == "report_addition")
                .order_by(OutboxMessage.id)
            )
        ).all()
        told = [await pushes.content(uow, row) is not None for row in rows]
    assert told == [False, False, True, True]


async def test_visits_done_and_findings_closed_meanwhile_are_left_out(
    begin: Begin, town: Town
) -> None:
    async with begin() as uow:
        row = await message(uow, "overdue", town)
        (await uow.session.get_one(DueVisit, town.visits[0])).status = DueStatus.DONE
        content = await pushes.content(uow, row)
        assert content is not None
        assert isinstance(content.facts, LateVisits)
        assert (content.facts.total, content.facts.girls) == (2, 0)
        for visit in town.visits:
            (await uow.session.get_one(DueVisit, visit)).status = DueStatus.DONE
        await uow.session.flush()
        assert await pushes.content(uow, row) is None
        (await uow.session.get_one(Finding, town.finding_id)).status = FindingStatus.CLOSED
        assert await said(uow, "finding_overdue", town) is None
        assert await said(uow, "finding_alert", town) is None


async def test_a_leader_hears_numbers_and_no_codes(begin: Begin, town: Town) -> None:
    async with begin() as uow:
        content = await said(uow, "overdue", town, to=town.place.leader)
    assert content is not None
    assert isinstance(content.facts, LateVisits)
    assert (content.facts.lines, content.facts.total, content.facts.girls) == ((), 3, 1)
    assert town.place.town.code not in render(content).text


async def test_the_afternoon_s_push_counts_the_day_s_declined_suspicions(
    begin: Begin, town: Town
) -> None:
    async with begin() as uow:
        content = await said(uow, "declined", town)
    assert content is not None
    assert content.facts == Declined(1)


async def test_over_the_cap_what_can_wait_waits_until_the_next_morning(
    begin: Begin, town: Town, clock: FixedClock
) -> None:
    async with begin() as uow:
        for number in range(2):
            await message(
                uow, "digest", town, to=town.place.supervisor, dedup_key=f"sent {number}",
                status=OutboxStatus.SENT, sent_at=uow.now,
            )  # fmt: skip
        late = await message(uow, "overdue", town)
        assert await pushes.held_until(uow, late) == clock.now() + timedelta(hours=22.5)
        for kind in ("summary", "finding_alert", "declined"):
            assert await pushes.held_until(uow, await message(uow, kind, town)) is None
        urgent = await message(uow, "report", town, to=town.place.supervisor, urgent=True)
        assert await pushes.held_until(uow, urgent) is None
    clock.move(timedelta(days=1))
    async with begin() as uow:
        again = await message(uow, "finding_overdue", town)
        assert await pushes.held_until(uow, again) is None
