"""The summary as a conversation: numbers, one picture, and the list behind each number."""

from __future__ import annotations

import pytest

from models import Town
from models.child import Sex
from models.worker import Role
from services import reports
from services.actors import actor_of
from tests import factories
from tests.conftest import Begin
from tests.phones.town import RunningTown
from tests.services.places import Place, done, due, finding, make_place

PNG = b"\x89PNG"


@pytest.fixture
async def place(begin: Begin) -> Place:
    """Ten girls late in the first village, one boy in the second, one finding."""
    async with begin() as uow:
        place = await make_place(uow)
        for days in range(1, 11):
            await due(uow, place, 0, Sex.FEMALE, -days)
        visit = await due(uow, place, 1, Sex.MALE, -1)
        submission = await done(uow, place, visit, 1)
        await finding(uow, place, submission, -1)
    async with begin(actor_of(place.workers[1])) as uow:
        await reports.decline(uow, submission.run_id, 4, "自己摔的")
    return place


@pytest.mark.parametrize("words", ["小结", "/summary"])
async def test_on_request_numbers_come_with_a_picture(
    town: RunningTown, place: Place, words: str
) -> None:
    phone = await town.phone(place.supervisor)
    shown = await phone.say(words)
    assert shown.picture is not None
    assert shown.picture.startswith(PNG)
    assert "逾期 11（女童 10，男童 1）" in shown.text
    assert "第1村" in shown.text


async def test_from_a_number_to_its_list_through_its_pages_and_villages_and_back(
    town: RunningTown, place: Place
) -> None:
    phone = await town.phone(place.supervisor)
    picture = await phone.say("小结")
    shown = await phone.press("逾期 11", message=picture)
    assert shown.message_id != picture.message_id, "a picture cannot turn into a list"
    assert "逾期 11 条" in shown.text
    assert "逾期 10 天" in shown.text
    assert place.workers[0].code in shown.text
    assert "第 2/2 页" in (await phone.press("下一页")).text
    await phone.press("按村看")
    assert "逾期 1 条（第2村）" in (await phone.press("第2村 1")).text
    back = await phone.press("回小结")
    assert back.message_id == shown.message_id
    assert (await phone.press("看图")).picture is not None


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("逾期女童 10", "逾期女童 10 条"),
        ("完成 1", "近7天完成 1 条"),
        ("整改 1", "整改、跟踪未完 1 条"),
        ("整改逾期 1", "整改、跟踪逾期 1 条"),
        ("未绑定 3", "未绑定（推送不到） 3 条"),
        ("排除疑似 1", "近7天排除疑似 1 条"),
    ],
)
async def test_each_number_opens_its_list(
    town: RunningTown, place: Place, button: str, says: str
) -> None:
    phone = await town.phone(place.supervisor)
    await phone.say("小结")
    assert says in (await phone.press(button)).text


async def test_the_reason_of_a_declined_suspicion_opens(town: RunningTown, place: Place) -> None:
    phone = await town.phone(place.supervisor)
    await phone.say("小结")
    await phone.press("排除疑似")
    words = "自己摔的" if town.stage.channel == "web" else "请在网页端查看"
    assert words in (await phone.press("情形4")).text


async def test_a_leader_sees_counts_without_buttons_into_lists(
    town: RunningTown, place: Place
) -> None:
    phone = await town.phone(place.leader)
    shown = await phone.say("小结")
    assert "逾期 11" in shown.text
    assert shown.labels == []


async def test_a_child_director_finds_the_village_s_under_more(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    async with begin() as uow:
        row = await uow.session.get_one(Town, place.town.id)
        director = await factories.worker(
            uow, row, role=Role.CHILD_DIRECTOR, village=place.villages[1]
        )
    phone = await town.phone(director)
    await phone.say("更多")
    shown = await phone.press("小结")
    assert "逾期 1（男童 1）" in shown.text


async def test_a_grid_worker_gets_none(town: RunningTown, place: Place) -> None:
    phone = await town.phone(place.workers[0])
    assert "岗位不能" in (await phone.say("/summary")).text
