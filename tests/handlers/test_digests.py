"""The morning: a worker's digest opens the right form, a supervisor's picture the late list."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models import Child, DueVisit
from models.child import Sex
from services.unit_of_work import LOCAL_ZONE
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.phones.town import RunningTown
from tests.services.places import Place, due, make_place


@pytest.fixture
async def place(begin: Begin) -> Place:
    """Nine girls due on Monday in the first village."""
    async with begin() as uow:
        await publish_form(uow, "home_visit")
        place = await make_place(uow)
        for _ in range(9):
            await due(uow, place, 0, Sex.FEMALE, 0)
        return place


async def code_of(begin: Begin, visit_id: int) -> str:
    async with begin() as uow:
        visit = await uow.session.get_one(DueVisit, visit_id)
        return (await uow.session.get_one(Child, visit.child_id)).code


async def test_the_digest_comes_once_and_its_buttons_open_the_right_child_s_form(
    town: RunningTown, place: Place
) -> None:
    town.clock.moment = datetime(2026, 11, 23, 7, 59, tzinfo=LOCAL_ZONE)
    phone = await town.phone(place.workers[0])
    idle = await town.phone(place.workers[1])
    await town.tick()
    assert await phone.look() == []
    await town.pass_time(timedelta(minutes=1))
    await town.pass_time(timedelta(minutes=5))
    (digest,) = await phone.look()
    assert "到期 9 项" in digest.text
    assert len([label for label in digest.labels if "今天到期" in label]) == 8
    assert "更多（还有 1 项）" in digest.labels
    assert await idle.look() == [], "nothing due, no push"
    label = digest.labels[2]
    code = next(word for word in label.split() if "-" in word)
    opened = await phone.press(label, message=digest)
    assert opened.text.startswith(code)
    assert "入户走访" in opened.text


async def test_more_leads_to_everything_that_is_due(town: RunningTown, place: Place) -> None:
    phone = await town.phone(place.workers[0])
    await town.tick()
    await phone.look()
    assert place.town.code in (await phone.press("更多")).text


async def test_a_week_later_the_supervisor_opens_the_late_list_from_the_picture_s_message(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    worker = await town.phone(place.workers[0])
    supervisor = await town.phone(place.supervisor)
    await town.tick()
    before = len(await worker.look())
    await town.pass_time(timedelta(days=7))
    await worker.look()
    reminders = [shown for shown in worker.messages if "逾期 9 项" in shown.text]
    assert len(reminders) == 1
    assert len(worker.messages) == before + 1, "the days between are not made up for"
    await supervisor.look()
    pictures = [shown for shown in supervisor.messages if shown.picture]
    assert len(pictures) == 2
    shown = await supervisor.press("逾期 9", message=pictures[-1])
    assert "逾期 9 条" in shown.text
    assert place.workers[0].code in shown.text


async def test_a_day_with_nothing_due_brings_the_supervisor_0(
    town: RunningTown, begin: Begin
) -> None:
    async with begin() as uow:
        quiet = await make_place(uow)
    supervisor = await town.phone(quiet.supervisor)
    await town.tick()
    await supervisor.look()
    assert "逾期 0 条" in supervisor.text
    assert supervisor.screen.picture is not None
