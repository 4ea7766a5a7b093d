"""Findings as a conversation: found at an inspection, listed, checked again, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import Venue
from services import visits
from services.follow_ups import Problem
from services.visits import VisitFacts
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from tests.services import trade
from tests.services.trade import Place, hand_in


@pytest.fixture
async def place(begin: Begin) -> Place:
    async with begin() as uow:
        await publish_form(uow, "hotel")
        return await trade.place(uow)


async def hotel(begin: Begin, place: Place) -> Venue:
    """A hotel whose inspection is due."""
    async with begin() as uow:
        venue = await place.venue(uow)
        await visits.schedule_venue(uow, venue)
        return venue


async def inspect(phone: Phone, venue: Venue, *wrong: str) -> None:
    """Walk an inspection in which these points are wrong and the rest is in order."""
    await phone.say("/inspect")
    await phone.press(venue.code)
    await phone.press("开始检查")
    await walk(phone, wrong)


async def walk(phone: Phone, wrong: tuple[str, ...] = ()) -> None:
    """Answer what is asked until the review, then submit."""
    for _ in range(40):
        labels = phone.screen.labels
        done = [label for label in labels if label.startswith(("✅", "提交")) or "提交" in label]
        point = next((label for label in labels if any(w in label for w in wrong)), None)
        if done:
            await phone.press(done[0])
            return
        if point is not None and point.startswith("○"):
            await phone.press(point)
            continue
        await step(phone)
    raise AssertionError(f"no way to submit: {phone.text}")


async def step(phone: Phone) -> None:
    """One tap or text towards the end."""
    onwards = ("全部正常", "其余正常", "和上次一样", "下一步", "逐项填写")
    labels = phone.screen.labels
    label = next((one for word in onwards for one in labels if word in one), None)
    if label is not None:
        await phone.press(label)
    elif "请直接输入" in phone.text:
        await phone.say("穆经理")
    else:
        await phone.press("是" if "是" in labels else labels[0])


async def test_a_failed_point_is_listed_checked_again_and_closed(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    venue = await hotel(begin, place)
    phone = await town.phone(place.inspector)
    await inspect(phone, venue, "培训", "入住提示")

    shown = await phone.say("/findings")
    assert "整改、跟踪：2 项" in shown.text
    assert f"1. {venue.code} 前台没有未成年人入住提示" in shown.text
    shown = await phone.press(f"1 🟡 {venue.code}")
    assert "程度：限期整改、跟踪" in shown.text
    assert f"负责：{place.inspector.code}" in shown.text

    await phone.press("复查")
    assert "复查" in phone.text
    await walk(phone, ("培训",))
    shown = await phone.say("/findings")
    assert "整改、跟踪：1 项" in shown.text
    assert "前台没有未成年人入住提示" not in shown.text

    await phone.press(f"1 🟡 {venue.code}")
    await phone.press("复查")
    await walk(phone)
    assert (await phone.say("/findings")).text.startswith("没有要整改、跟踪的事项。")


async def test_a_child_stands_in_the_list_by_code_and_what_was_seen_stays_off_telegram(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    found = Problem("hv_bed", 3, "E; R3; T:civil", "与异性同床", "Shares a bed")
    async with begin() as uow:
        child = await place.child(uow)
        facts = VisitFacts(seen=True, problems=[found])
        await hand_in(uow, place.worker, child, facts)
    phone = await town.phone(place.worker)
    shown = await phone.say("/findings")
    assert child.code in shown.text
    assert "与异性同床" not in shown.text

    shown = await phone.press(child.code)
    assert ("与异性同床" in shown.text) is (town.stage.channel == "web")
    assert "程度：严重，须移交" in shown.text
    assert "线索移交：民政" in shown.text
    assert any("再去走访" in label for label in shown.labels)


async def test_a_late_finding_is_told_to_the_supervisor_and_then_to_be_transferred(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    found = Problem("ht_train", 2, "R7; T:police", "没有培训", "No training")
    async with begin() as uow:
        venue = await place.venue(uow)
        await hand_in(uow, place.inspector, venue, VisitFacts(problems=[found]))
    phone = await town.phone(place.supervisor)
    await town.pass_time(timedelta(days=8))  # Tuesday, a day late
    await phone.look()
    assert any("整改、跟踪逾期 1 项" in text for text in phone.texts())
    shown = await phone.say("/findings")
    assert "逾期 1 天" in shown.text
    assert "应移交牵头部门" not in shown.text

    await town.pass_time(timedelta(days=2))
    shown = await phone.say("/findings")
    assert "⚠ 应移交牵头部门" in shown.text
    shown = await phone.press(venue.code)
    assert "⚠ 已逾期，请督导员移交：派出所" in shown.text


async def test_an_old_button_of_a_closed_finding_says_so(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    found = Problem("ht_train", 2, "R7", "没有培训", "No training")
    async with begin() as uow:
        venue = await place.venue(uow)
        await hand_in(uow, place.inspector, venue, VisitFacts(problems=[found]))
    phone = await town.phone(place.inspector)
    old = await phone.say("/findings")
    async with begin() as uow:
        await hand_in(uow, place.inspector, venue)
    shown = await phone.press_old(old, f"1 🟡 {venue.code}")

    assert "已办结" in shown.text
    assert not any("复查" in label for label in shown.labels)


async def test_whoever_makes_no_visits_has_an_empty_list(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    async with begin() as uow:
        venue = await place.venue(uow)
        problem = Problem("a", 2, "R7", "没有培训", "No training")
        await hand_in(uow, place.inspector, venue, VisitFacts(problems=[problem]))
    phone = await town.phone(place.leader)

    assert (await phone.say("/findings")).text.startswith("没有要整改、跟踪的事项。")
