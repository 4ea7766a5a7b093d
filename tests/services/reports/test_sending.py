"""Sending a report, adding to it, acknowledging it; nobody can take it back."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, OutboxMessage, Report, ReportAddition
from models.report import Danger
from models.worker import Role
from services import focus, reports, sealing
from services.actors import actor_of
from services.clock import FixedClock
from services.errors import NotAllowedError, NotFoundError
from services.reports import Answers, Place
from services.unit_of_work import LOCAL_ZONE
from tests import factories
from tests.conftest import Begin
from tests.services.reports.towns import HURT_AT_HOME, ReportTown, open_run, pushed, report_town


@pytest.fixture
async def town(begin: Begin) -> ReportTown:
    async with begin() as uow:
        return await report_town(uow)


async def send(begin: Begin, town: ReportTown, opened: str = "one", run_id: int = 0) -> int:
    async with begin(actor_of(town.grid_worker)) as uow:
        return (await reports.send(uow, run_id, opened, HURT_AT_HOME)).report_id


async def test_police_and_supervisors_of_the_town_are_told_at_once_and_nobody_else(
    begin: Begin, town: ReportTown, clock: FixedClock
) -> None:
    clock.moment = datetime(2026, 11, 23, 23, 30, tzinfo=LOCAL_ZONE)
    async with begin() as uow:
        elsewhere = await report_town(uow)
    await send(begin, town)
    async with begin() as uow:
        told = {worker_id for worker_id, _ in await pushed(uow, "report")}
        due = set(await uow.session.scalars(sa.select(OutboxMessage.due_at)))
        urgent = set(await uow.session.scalars(sa.select(OutboxMessage.urgent)))
    assert told == {town.police.id, town.supervisor.id, town.second_supervisor.id}
    assert elsewhere.police.id not in told
    assert due == {clock.now()}, "quiet hours do not hold a report"
    assert urgent == {True}


async def test_the_payload_of_its_pushes_holds_numbers_only(
    begin: Begin, town: ReportTown
) -> None:
    report_id = await send(begin, town)
    async with begin() as uow:
        payloads = [payload for _, payload in await pushed(uow, "report")]
    assert payloads == [{"report_id": report_id, "step": 0}] * 3


async def test_one_opening_sends_one_report_however_often_its_buttons_are_pressed(
    begin: Begin, town: ReportTown
) -> None:
    first = await send(begin, town)
    async with begin(actor_of(town.grid_worker)) as uow:
        other_answer = Answers(1, Danger.NO, Place.SCHOOL)
        again = await reports.send(uow, 0, "one", other_answer)
    async with begin() as uow:
        stored = (await uow.session.scalars(sa.select(Report))).all()
        count = len(await pushed(uow, "report"))
    assert again.report_id == first
    assert [row.situation for row in stored] == [4]
    assert count == 3


async def test_two_openings_at_once_get_two_numbers(begin: Begin, town: ReportTown) -> None:
    await asyncio.gather(*(send(begin, town, opened) for opened in ("one", "two", "three")))
    async with begin() as uow:
        codes = sorted(await uow.session.scalars(sa.select(Report.code)))
    assert codes == [f"{town.town.code}-R-{number:04}" for number in (1, 2, 3)]


async def test_a_report_from_a_run_is_about_its_child(begin: Begin, town: ReportTown) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
    report_id = await send(begin, town, run_id=run.id)
    async with begin() as uow:
        report = await uow.session.get_one(Report, report_id)
    assert (report.child_id, report.run_id) == (town.child.id, run.id)
    assert report.village_id == town.village.id


async def test_a_report_that_is_not_about_the_run_s_child_keeps_only_the_way_back(
    begin: Begin, town: ReportTown
) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
    report_id = await send(begin, town, run_id=-run.id)
    async with begin(actor_of(town.grid_worker)) as uow:
        report = await uow.session.get_one(Report, report_id)
        present = await focus.current(uow)
    assert report.child_id is None
    assert present is not None
    assert (present.kind, present.object_id, present.ref) == ("report", report_id, str(run.id))


async def test_somebody_else_s_run_does_not_hold_a_report_up(
    begin: Begin, town: ReportTown
) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.director)
    report_id = await send(begin, town, run_id=run.id)
    async with begin() as uow:
        report = await uow.session.get_one(Report, report_id)
    assert (report.child_id, report.run_id) == (None, None)


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_of_the_staff_may_report(
    begin: Begin, town: ReportTown, role: Role
) -> None:
    async with begin() as uow:
        person = await factories.worker(uow, town.town, role=role)
    async with begin(actor_of(person)) as uow:
        sent = await reports.send(uow, 0, "one", HURT_AT_HOME)
    assert sent.told
    async with begin() as uow:
        told = {worker_id for worker_id, _ in await pushed(uow, "report")}
    assert person.id not in told, "the reporter could acknowledge it away"


async def test_where_nobody_holds_the_first_posts_the_leader_hears_at_once(begin: Begin) -> None:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        reporter = await factories.worker(uow, town, village=village, grid=grid)
        leader = await factories.worker(uow, town, role=Role.LEADER)
    async with begin(actor_of(reporter)) as uow:
        sent = await reports.send(uow, 0, "one", HURT_AT_HOME)
    assert sent.told == (Role.LEADER,)
    async with begin() as uow:
        assert [worker_id for worker_id, _ in await pushed(uow, "report")] == [leader.id]


async def test_words_can_be_added_at_any_time_and_are_sealed(
    begin: Begin, town: ReportTown, clock: FixedClock
) -> None:
    report_id = await send(begin, town)
    async with begin(actor_of(town.police)) as uow:
        await reports.acknowledge(uow, report_id)
    clock.move(timedelta(days=40))
    async with begin(actor_of(town.grid_worker)) as uow:
        await reports.add(uow, report_id, "他说是在水车坡")
    async with begin() as uow:
        raw = await uow.session.scalar(sa.text("SELECT text FROM report_additions"))
    assert "水车坡".encode() not in bytes(raw)
    async with begin(actor_of(town.police)) as uow:
        opened = await reports.open_report(uow, report_id)
    assert [one.text for one in opened.additions] == ["他说是在水车坡"]


async def test_only_the_reporter_adds(begin: Begin, town: ReportTown) -> None:
    report_id = await send(begin, town)
    for other in (town.director, town.police, town.supervisor):
        with pytest.raises(NotFoundError):
            async with begin(actor_of(other)) as uow:
                await reports.add(uow, report_id, "别人的话")


async def test_police_and_supervisors_hear_of_an_addition(begin: Begin, town: ReportTown) -> None:
    report_id = await send(begin, town)
    async with begin(actor_of(town.grid_worker)) as uow:
        await reports.add(uow, report_id, "第一句")
    async with begin() as uow:
        told = {worker_id for worker_id, _ in await pushed(uow, "report_addition")}
    assert told == {town.police.id, town.supervisor.id, town.second_supervisor.id}


async def test_opening_a_report_is_written_down(begin: Begin, town: ReportTown) -> None:
    report_id = await send(begin, town)
    async with begin(actor_of(town.police)) as uow:
        opened = await reports.open_report(uow, report_id)
    assert (opened.situation, opened.danger, opened.place) == (4, Danger.YES, "home")
    async with begin() as uow:
        found = await uow.session.execute(
            sa.select(AuditEntry.action, AuditEntry.object_kind).where(
                AuditEntry.actor_id == town.police.id
            )
        )
        entries = {tuple(row) for row in found}
    assert ("report:open", "reports") in entries
    assert ("reports:open", "reports") in entries, "the sealed place was opened"


async def test_another_town_s_police_do_not_find_it(begin: Begin, town: ReportTown) -> None:
    async with begin() as uow:
        elsewhere = await report_town(uow)
    report_id = await send(begin, town)
    for deed in (reports.open_report, reports.acknowledge, reports.open_subject):
        with pytest.raises(NotFoundError):
            async with begin(actor_of(elsewhere.police)) as uow:
                await deed(uow, report_id)


async def test_a_leader_and_a_child_director_see_code_and_time_only(
    begin: Begin, town: ReportTown
) -> None:
    report_id = await send(begin, town)
    for person in (town.leader, town.director):
        async with begin(actor_of(person)) as uow:
            opened = await reports.open_report(uow, report_id)
            with pytest.raises(NotAllowedError):
                await reports.open_subject(uow, report_id)
        assert (opened.situation, opened.place, opened.subject) == (0, "", "")


async def test_the_child_s_name_opens_for_the_police_on_request(
    begin: Begin, town: ReportTown
) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
        name = await sealing.open_text(uow, f"child:{town.child.uid}", town.child, "name")
    report_id = await send(begin, town, run_id=run.id)
    async with begin(actor_of(town.police)) as uow:
        subject = await reports.open_subject(uow, report_id)
    assert (subject.name, subject.address) == (name, "水车坡七号")
    async with begin() as uow:
        opened = await uow.session.scalars(
            sa.select(AuditEntry.fields).where(
                AuditEntry.actor_id == town.police.id, AuditEntry.action == "children:open"
            )
        )
        assert {"name", "address"} == {entry["column"] for entry in opened}


async def test_the_first_press_acknowledges_and_the_second_learns_by_whom(
    begin: Begin, town: ReportTown, clock: FixedClock
) -> None:
    report_id = await send(begin, town)
    clock.move(timedelta(minutes=3))
    async with begin(actor_of(town.supervisor)) as uow:
        first = await reports.acknowledge(uow, report_id)
    clock.move(timedelta(minutes=1))
    async with begin(actor_of(town.police)) as uow:
        second = await reports.acknowledge(uow, report_id)
    assert (first.role, first.mine) == (Role.SUPERVISOR, True)
    assert (second.role, second.mine, second.at) == (Role.SUPERVISOR, False, first.at)
    async with begin() as uow:
        told = [worker_id for worker_id, _ in await pushed(uow, "report_acknowledged")]
    assert told == [town.grid_worker.id]


async def test_of_several_presses_at_the_same_moment_one_counts(
    begin: Begin, town: ReportTown
) -> None:
    report_id = await send(begin, town)

    async def press(worker_id: int) -> bool:
        person = next(p for p in receivers if p.id == worker_id)
        async with begin(actor_of(person)) as uow:
            return (await reports.acknowledge(uow, report_id)).mine

    receivers = (town.police, town.supervisor, town.second_supervisor, town.leader)
    mine = await asyncio.gather(*(press(person.id) for person in receivers))
    assert sorted(mine) == [False, False, False, True]
    async with begin() as uow:
        deeds = await uow.session.scalars(
            sa.select(AuditEntry.id).where(AuditEntry.action == "report:acknowledge")
        )
        assert len(deeds.all()) == 1
        assert len(await pushed(uow, "report_acknowledged")) == 1


async def test_nobody_acknowledges_their_own_report_or_without_the_post(
    begin: Begin, town: ReportTown
) -> None:
    async with begin(actor_of(town.supervisor)) as uow:
        own = (await reports.send(uow, 0, "one", HURT_AT_HOME)).report_id
    other = await send(begin, town, "two")
    for person, report_id in ((town.supervisor, own), (town.director, other)):
        with pytest.raises(NotAllowedError):
            async with begin(actor_of(person)) as uow:
                await reports.acknowledge(uow, report_id)
    with pytest.raises(NotAllowedError):
        async with begin(actor_of(town.grid_worker)) as uow:
            await reports.acknowledge(uow, other)


async def test_that_the_police_were_phoned_is_kept_and_shown(
    begin: Begin, town: ReportTown
) -> None:
    report_id = await send(begin, town)
    async with begin(actor_of(town.grid_worker)) as uow:
        await reports.police_told(uow, report_id)
    async with begin(actor_of(town.supervisor)) as uow:
        assert (await reports.open_report(uow, report_id)).told_police


async def test_receivers_see_the_reporter_s_phone_first(begin: Begin, town: ReportTown) -> None:
    report_id = await send(begin, town)
    async with begin(actor_of(town.police)) as uow:
        to_call = await reports.duty_phones(uow, report_id)
    assert next(one.code for one in to_call) == town.grid_worker.code
    async with begin(actor_of(town.grid_worker)) as uow:
        to_call = await reports.duty_phones(uow, report_id)
    assert {one.role for one in to_call} == {Role.POLICE, Role.SUPERVISOR}
    assert {one.number for one in to_call} == {"13900000000"}


async def test_a_list_shows_a_worker_their_own_and_receivers_the_town_s(
    begin: Begin, town: ReportTown
) -> None:
    for number in range(8):
        await send(begin, town, f"opening {number}")
    async with begin(actor_of(town.supervisor)) as uow:
        await reports.send(uow, 0, "other", HURT_AT_HOME)
        seen = await reports.page(uow, 1)
    assert (seen.page, seen.pages, len(seen.lines)) == (1, 2, 3)
    async with begin(actor_of(town.grid_worker)) as uow:
        own = await reports.page(uow, 0)
    assert own.lines[0].code.endswith("0008")
    async with begin(actor_of(town.director)) as uow:
        village = await reports.page(uow)
    assert {line.code[-4:] for line in village.lines} <= {f"{n:04}" for n in range(1, 9)}


async def test_a_report_from_the_menu_is_about_the_run_in_hand_but_not_about_an_earlier_one(
    begin: Begin, town: ReportTown
) -> None:
    async with begin() as uow:
        run = await open_run(uow, town, town.grid_worker)
    async with begin(actor_of(town.grid_worker)) as uow:
        assert await reports.run_in_hand(uow) == 0
        await focus.set_focus(uow, "run", run.id)
        assert await reports.run_in_hand(uow) == run.id
        assert await reports.about(uow, run.id) == town.child.code
        await focus.set_focus(uow, "report", 0, str(run.id))
        assert await reports.run_in_hand(uow) == run.id
    await send(begin, town, run_id=run.id)
    async with begin(actor_of(town.grid_worker)) as uow:
        assert await reports.run_in_hand(uow) == 0


async def test_the_package_has_no_deed_that_takes_a_report_back(begin: Begin) -> None:
    deeds = [name for name in reports.__all__ if name[0].islower()]
    assert sorted(deeds) == [
        "about", "acknowledge", "add", "begin_addition", "decline", "declined_since",
        "duty_phones", "open_reason", "open_report", "open_subject", "opening", "page",
        "police_told", "promise_escalations", "run_in_hand", "send", "step_of",
        "unacknowledged",
    ]  # fmt: skip
    async with begin() as uow:
        assert (await uow.session.scalars(sa.select(ReportAddition))).all() == []
