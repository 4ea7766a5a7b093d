"""Findings: opened by severity, given a deadline and an owner, climbing, closed by a re-check."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Finding
from models.due_visit import DueReason
from models.finding import FindingStatus
from privacy.keyring import Keyring
from services import findings
from services.actors import actor_of
from services.clock import FixedClock
from services.errors import NotAllowedError, NotFoundError
from services.follow_ups import Problem, codes, days, departments
from services.unit_of_work import LOCAL_ZONE, Sessions, UnitOfWork, unit_of_work
from services.visits import VisitFacts
from tests.conftest import Begin
from tests.services import trade
from tests.services.trade import at, hand_in, open_due, problem, pushes

TODAY = date(2026, 11, 23)


def after(count: int) -> date:
    """So many days after today."""
    return TODAY + timedelta(days=count)


def of_hotel(*problems: Problem) -> VisitFacts:
    """An inspection that found this."""
    return VisitFacts(problems=problems)


def of_visit(*problems: Problem) -> VisitFacts:
    """A visit that saw the child and found this."""
    return VisitFacts(seen=True, problems=problems)


@pytest.mark.parametrize(
    ("follow_up", "read", "visit_again", "check_again", "to"),
    [
        ("", (), None, None, ()),
        ("R7; T:police", ("R7", "T:police"), None, 7, ("police",)),
        (
            "A!; V3; T:village; T:civil",
            ("A!", "V3", "T:village", "T:civil"),
            3,
            None,
            ("village", "civil"),
        ),
        ("E; V14; R30; V7", ("E", "V14", "R30", "V7"), 7, 30, ()),
        ("M9?; U?; 110", ("M9?", "U?", "110"), None, None, ()),
    ],
)
def test_follow_up_codes_are_read_as_the_form_writes_them(
    follow_up: str,
    read: tuple[str, ...],
    visit_again: int | None,
    check_again: int | None,
    to: tuple[str, ...],
) -> None:
    assert codes(follow_up) == read
    assert days(follow_up, "V") == visit_again
    assert days(follow_up, "R") == check_again
    assert departments(follow_up) == to


@pytest.mark.parametrize(
    ("severity", "follow_up", "deadline"),
    [
        (2, "R3", after(3)),
        (2, "E; R15; U", after(15)),
        (3, "T:police; A; R3", after(3)),
        (2, "V14; R7", after(7)),
        (2, "T:edu", after(7)),  # the policy, where the form gives no days
        (2, "A; H", after(7)),
        (3, "A; T:civil", after(1)),  # one working day: Tuesday
        (4, "M4; A!; F:health", TODAY),
        (2, "U; F:civil", None),  # nothing to put right by a day
        (2, "", None),
    ],
)
async def test_the_deadline_is_what_the_form_says_or_else_the_policy(
    begin: Begin, severity: int, follow_up: str, deadline: date | None
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        found = of_hotel(problem(follow_up, severity))
        raised = (await hand_in(uow, place.inspector, venue, found)).findings

    assert [(f.deadline, f.severity, f.follow_up) for f in raised] == [
        (deadline, severity, follow_up)
    ]
    assert raised[0].owner_id == place.inspector.id
    assert raised[0].code == f"{place.town.code}-F-{raised[0].id:04}"


async def test_a_working_day_deadline_steps_over_days_off(begin: Begin, clock: FixedClock) -> None:
    clock.moment = at("2026-09-30")
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        raised = (await hand_in(uow, place.inspector, venue, of_hotel(problem("A", 3)))).findings

    assert raised[0].deadline == date(2026, 10, 8)


async def test_only_what_has_to_be_mended_opens_a_finding(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        found = of_hotel(problem("E", 0, "a"), problem("R7", 1, "b"), problem("R7", 2, "c"))
        raised = (await hand_in(uow, place.inspector, venue, found)).findings

    assert [finding.question for finding in raised] == ["c"]


async def test_several_problems_of_one_question_are_one_finding(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        mild = Problem("hv_online", 2, "E; R7", "轻", "mild")
        grave = Problem("hv_online", 3, "E; A; U", "重", "grave")
        raised = (await hand_in(uow, place.worker, child, of_visit(mild, grave))).findings

    assert [(f.severity, f.follow_up, f.say_zh, f.deadline) for f in raised] == [
        (3, "E; A; U; R7", "重", after(7))
    ]


async def test_a_recheck_closes_what_is_in_order_and_keeps_the_rest_with_its_deadline(
    begin: Begin, clock: FixedClock
) -> None:
    sign, cctv = problem("R3", 2, "ht_sign"), problem("R7; T:police", 2, "ht_cctv")
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        first = await hand_in(uow, place.inspector, venue, of_hotel(sign, cctv))
        due = [row for row in await open_due(uow, venue) if row.reason is DueReason.RECHECK]
    assert [(row.due_on, row.worker_id, row.next_action_at) for row in due] == [
        (after(3), place.inspector.id, None)
    ]

    clock.move(timedelta(days=2))
    async with begin() as uow:
        second = await hand_in(
            uow, place.inspector, venue, of_hotel(cctv), recheck_of=first.submission
        )
        rows = {
            f.question: (f.status, f.deadline, f.closed_by_id)
            for f in await uow.session.scalars(sa.select(Finding))
        }
        again = {row.reason: row.due_on for row in await open_due(uow, venue)}
    assert rows == {
        "ht_sign": (FindingStatus.CLOSED, after(3), second.submission.id),
        "ht_cctv": (FindingStatus.OPEN, after(7), None),
    }
    assert again == {DueReason.RECHECK: after(7), DueReason.INTERVAL: after(30)}

    clock.move(timedelta(days=2))
    async with begin() as uow:
        last = await hand_in(uow, place.inspector, venue, of_hotel(), recheck_of=first.submission)
        assert await open_due(uow, venue) != []
        assert [row.reason for row in await open_due(uow, venue)] == [DueReason.INTERVAL]
    assert last.next_due_on == after(30), "a re-check is not the monthly inspection"


async def test_a_point_that_was_not_asked_stays_open(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        await hand_in(uow, place.worker, child, of_visit(problem("R7", 2, "hv_bed")))
        await hand_in(uow, place.worker, child, VisitFacts(seen=False))
        assert await _open_questions(uow, child.id) == ["hv_bed"]
        await hand_in(uow, place.worker, child, of_visit(), answered=["hv_school"])
        assert await _open_questions(uow, child.id) == ["hv_bed"]
        await hand_in(uow, place.worker, child, of_visit())
        assert await _open_questions(uow, child.id) == []


async def _open_questions(uow: UnitOfWork, child_id: int) -> list[str]:
    found = await uow.session.scalars(
        sa.select(Finding.question).where(
            Finding.child_id == child_id, Finding.status == FindingStatus.OPEN
        )
    )
    return list(found)


async def test_a_point_that_got_worse_is_more_pressing_but_one_that_stays_gets_no_extra_time(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        await hand_in(uow, place.inspector, venue, of_hotel(problem("R7", 2)))
    clock.move(timedelta(days=3))
    async with begin() as uow:
        same = (await hand_in(uow, place.inspector, venue, of_hotel(problem("R7", 2)))).findings
        assert [(f.severity, f.deadline) for f in same] == [(2, after(7))]
        worse = (await hand_in(uow, place.inspector, venue, of_hotel(problem("A", 3)))).findings
        assert [(f.severity, f.deadline) for f in worse] == [(3, after(4))]
        assert len(list(await uow.session.scalars(sa.select(Finding)))) == 1
        assert len(await pushes(uow, "finding_alert")) == 1, "worse is news"


@pytest.mark.parametrize(
    ("found", "moment", "due", "urgent"),
    [
        (("A; T:police", 3), "15:00", "2026-11-23 15:00", False),
        (("T:police; R3", 3), "22:00", "2026-11-24 07:30", False),
        (("A; V14", 2), "15:00", "2026-11-23 15:00", False),
        (("A!; V3", 3), "22:00", "2026-11-23 22:00", True),
        (("M4", 4), "23:00", "2026-11-23 23:00", True),
    ],
)
async def test_the_supervisor_hears_of_a_serious_finding_the_same_working_day(
    begin: Begin,
    clock: FixedClock,
    found: tuple[str, int],
    moment: str,
    due: str,
    urgent: bool,
) -> None:
    clock.moment = at("2026-11-23", moment)
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        facts = of_visit(problem(*found), problem("R7", 2, "other"))
        result = await hand_in(uow, place.worker, child, facts)
        alerts = await pushes(uow, "finding_alert")

    serious = [f.id for f in result.findings if f.question != "other"]
    assert [(m.worker_id, m.urgent, m.payload) for m in alerts] == [
        (
            place.supervisor.id,
            urgent,
            {"submission_id": result.submission.id, "finding_ids": serious},
        )
    ]
    assert alerts[0].due_at.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M") == due


async def test_no_alert_for_what_is_known_or_mild_or_found_by_the_supervisor(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        await hand_in(uow, place.worker, child, of_visit(problem("R7", 2, "mild")))
        await hand_in(uow, place.supervisor, child, of_visit(problem("A", 3, "own")))
        await hand_in(uow, place.worker, child, of_visit(problem("A", 3, "own")))
        assert await pushes(uow, "finding_alert") == []


async def test_an_overdue_finding_climbs_to_the_supervisor_and_to_the_lead_department(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        venue = await place.venue(uow)
        found = of_hotel(problem("R7; T:police", 2, "a"), problem("R7; T:police", 2, "b"))
        raised = (await hand_in(uow, place.inspector, venue, found)).findings
        ids = [finding.id for finding in raised]
    states = []
    for day in range(14):
        clock.moment = at("2026-11-23", "12:00") + timedelta(days=day)
        async with begin() as uow:
            await findings.promise_escalations(uow)
        async with begin(actor_of(place.supervisor)) as uow:
            item = await findings.look(uow, ids[0])
            states.append((item.is_overdue, item.transfer))
    async with begin() as uow:
        sent = await pushes(uow, "finding_overdue")

    # due on Monday 30
    assert [
        (m.worker_id, m.payload, m.promised_at.astimezone(LOCAL_ZONE).date()) for m in sent
    ] == [
        (place.supervisor.id, {"finding_ids": ids}, date(2026, 12, 1)),
        (place.supervisor.id, {"finding_ids": ids}, date(2026, 12, 3)),
    ]
    assert states == [(False, False)] * 8 + [(True, False)] * 2 + [(True, True)] * 4


async def test_where_only_another_visit_is_asked_the_visit_climbs_and_not_the_finding(
    begin: Begin, clock: FixedClock
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        raised = (await hand_in(uow, place.worker, child, of_visit(problem("V3; U")))).findings
    assert raised[0].next_action_at is None
    clock.move(timedelta(days=30))
    async with begin() as uow:
        assert await findings.promise_escalations(uow) == 0


async def test_two_workers_at_once_promise_each_step_of_a_finding_once(
    begin: Begin, clock: FixedClock, sessions: Sessions, keyring: Keyring
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        for _ in range(20):
            venue = await place.venue(uow)
            await hand_in(uow, place.inspector, venue, of_hotel(problem("R3")))
        ids = set(await uow.session.scalars(sa.select(Finding.id)))
    now = clock.moment + timedelta(days=20)

    async def one_worker() -> int:
        handled = 0
        while True:
            async with unit_of_work(sessions, now=now, keyring=keyring) as uow:
                count = await findings.promise_escalations(uow, limit=3)
            handled += count
            if not count:
                return handled

    handled = await asyncio.gather(*(one_worker() for _ in range(4)))
    async with begin() as uow:
        sent = await pushes(uow, "finding_overdue")

    assert sum(handled) == 20
    assert len(sent) == 1
    assert set(sent[0].payload["finding_ids"]) == ids
    assert len(sent[0].payload["finding_ids"]) == 20


async def test_the_list_shows_what_is_in_scope_earliest_deadline_first(begin: Begin) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        hotel, child = await place.venue(uow), await place.child(uow)
        found = of_hotel(problem("R7", 2, "a"), problem("R3", 2, "b"), problem("U", 2, "c"))
        await hand_in(uow, place.inspector, hotel, found)
        await hand_in(uow, place.worker, child, of_visit(problem("V5", 2, "d")))

    shown = {}
    for worker in (place.supervisor, place.inspector, place.leader, place.worker):
        async with begin(actor_of(worker)) as uow:
            page = await findings.listing(uow)
            shown[worker.role.value] = [item.subject for item in page.items]
            assert page.total == len(page.items)
    assert shown == {
        "supervisor": [hotel.code, child.code, hotel.code, hotel.code],
        "inspector": [hotel.code] * 3,
        "leader": [],
        "grid_worker": [hotel.code, child.code, hotel.code, hotel.code],
    }


async def test_a_finding_out_of_scope_is_not_found_and_a_look_is_written_down(
    begin: Begin,
) -> None:
    async with begin() as uow:
        place = await trade.place(uow)
        child = await place.child(uow)
        raised = (await hand_in(uow, place.worker, child, of_visit(problem("R7")))).findings
        number = raised[0].id
    async with begin(actor_of(place.worker)) as uow:
        item = await findings.look(uow, number)
        assert (item.subject, item.owner, item.days_late) == (child.code, place.worker.code, -7)
        assert [f.id for f in await findings.open_of(uow, child_id=child.id)] == [number]
    for stranger in (place.inspector, place.leader):
        async with begin(actor_of(stranger)) as uow:
            with pytest.raises(NotFoundError):
                await findings.look(uow, number)
            assert await findings.open_of(uow, child_id=child.id) == []
    async with begin() as uow:
        with pytest.raises(NotAllowedError):
            await findings.listing(uow)
        looks = await uow.session.scalar(
            sa.text("SELECT count(*) FROM audit_entries WHERE action = 'finding:look'")
        )
    assert looks == 1
