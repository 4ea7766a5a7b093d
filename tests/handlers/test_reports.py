"""The mandatory report as a conversation: three taps from anywhere, sent, added to, heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from jobs import report as report_tick
from jobs.deliver import Post, deliver_all
from models import Report, ReportAddition
from services import focus
from services.actors import actor_of
from tests.conftest import Begin
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from tests.services.reports.towns import ReportTown, open_run, report_town

FEET = "她说不想回家"


@pytest.fixture
async def people(begin: Begin) -> ReportTown:
    async with begin() as uow:
        return await report_town(uow)


async def tick(town: RunningTown, begin: Begin) -> None:
    async with begin() as uow:
        await report_tick.climb(uow)
    pushers = {town.stage.channel: town.stage.pusher}
    await deliver_all(Post(town.sessions, town.clock, town.keyring, pushers))


async def report(phone: Phone) -> str:
    """Three taps; the text that says it is sent."""
    await phone.press("多处受伤")
    await phone.press("有危险")
    return (await phone.press("家中")).text


async def test_three_taps_send_it_and_110_stands_first(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    phone = await town.phone(people.grid_worker)
    shown = await phone.say("/report")
    assert "110" in shown.text.split("\n")[1]
    assert "这不是你的错" in shown.text
    assert "不追问" in shown.text
    phone.taps = 0
    text = await report(phone)
    assert phone.taps == 3
    assert f"{people.town.code}-R-0001 已发出" in text
    assert "派出所联络员" in text
    assert "儿童督导员" in text
    async with begin() as uow:
        assert len((await uow.session.scalars(sa.select(Report))).all()) == 1


@pytest.mark.parametrize("words", ["/report", "🚨 强制报告", "强制报告", "报告"])
async def test_each_way_of_asking_begins_one(
    town: RunningTown, people: ReportTown, words: str
) -> None:
    phone = await town.phone(people.grid_worker)
    assert "① 是哪种情形" in (await phone.say(words)).text


async def test_back_changes_an_answer_before_it_is_sent(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    await phone.press("多处受伤")
    await phone.press("改情形")
    await phone.press("被组织乞讨")
    await phone.press("不清楚")
    await phone.press("上一题")
    await phone.press("没有")
    await phone.press("学校")
    async with begin() as uow:
        sent = (await uow.session.scalars(sa.select(Report))).one()
    assert (sent.situation, sent.danger) == (8, "no")


async def test_pressing_the_last_answer_twice_sends_one_report(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    await phone.press("多处受伤")
    question = await phone.press("有危险")
    data = question.data_of("家中")
    assert data is not None
    await phone.press("家中")
    await phone.press_data(question.message_id, data)
    async with begin() as uow:
        assert len((await uow.session.scalars(sa.select(Report))).all()) == 1


async def test_words_typed_before_it_is_sent_are_answered_and_not_lost_silently(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    async with begin() as uow:
        await open_run(uow, people, people.grid_worker)
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    assert "没有保存" in (await phone.say(FEET)).text
    assert "已发出" in await report(phone)


async def test_words_typed_afterwards_are_added_and_menu_words_are_not(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    await report(phone)
    assert "已加进报告" in (await phone.say(FEET)).text
    await phone.say("今日")
    await phone.say("/help")
    assert "只收文字" in (await phone.send_location(29.0, 106.0)).text
    async with begin() as uow:
        assert len((await uow.session.scalars(sa.select(ReportAddition))).all()) == 1


async def test_any_time_later_it_is_found_in_the_list_and_added_to(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    await report(phone)
    await phone.say("/help")
    town.clock.move(timedelta(days=30))
    await phone.say("/reports")
    await phone.press("R-0001")
    await phone.press("补充报告")
    await phone.say(FEET)
    await phone.say("/reports")
    shown = await phone.press("R-0001")
    words = FEET if town.stage.channel == "web" else "另有 1 条补充，请在网页端查看"
    assert words in shown.text


async def test_the_police_open_it_acknowledge_and_the_reporter_hears(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    reporter, police, supervisor = [
        await town.phone(one) for one in (people.grid_worker, people.police, people.supervisor)
    ]
    await reporter.say("/report")
    await report(reporter)
    await tick(town, begin)
    await police.look()
    code = f"{people.town.code}-R-0001"
    assert police.text == f"🚨 强制报告 {code}，请立即查看并按「收到」。"
    assert "情形4" in (await police.press("查看")).text
    assert "已记下您收到" in (await police.press("收到")).text
    await tick(town, begin)
    await reporter.look()
    assert "派出所联络员已于 11-23 09:00 收到" in reporter.text
    await supervisor.look()
    assert "已于" in (await supervisor.press("查看")).text
    town.clock.move(timedelta(hours=2))
    seen = len(police.messages)
    await tick(town, begin)
    assert len(await police.look()) == seen


async def test_unheard_for_10_minutes_the_reporter_is_told_to_phone(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    reporter = await town.phone(people.grid_worker)
    director = await town.phone(people.director)
    await reporter.say("/report")
    await report(reporter)
    town.clock.move(timedelta(minutes=10))
    await tick(town, begin)
    await reporter.look()
    assert "还没有人按「收到」" in reporter.text
    assert "110" in reporter.text
    await reporter.press("打给谁")
    assert "13900000000" in reporter.text
    await director.look()
    assert "打电话" in director.text
    assert director.screen.labels == ["📞 打给谁"]


async def test_a_second_press_of_received_learns_who_was_first(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    reporter, police, supervisor = [
        await town.phone(one) for one in (people.grid_worker, people.police, people.supervisor)
    ]
    await reporter.say("/report")
    await report(reporter)
    await tick(town, begin)
    cards = []
    for phone in (police, supervisor):
        await phone.look()
        cards.append(await phone.press("查看"))
    await police.press("✅ 收到")
    assert "已由派出所联络员" in (await supervisor.press("✅ 收到", message=cards[1])).text


async def test_name_and_address_open_for_the_police_on_our_own_channel_only(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    async with begin() as uow:
        run = await open_run(uow, people, people.grid_worker)
    reporter = await town.phone(people.grid_worker)
    police = await town.phone(people.police)
    async with begin(actor_of(people.grid_worker)) as uow:
        await focus.set_focus(uow, "run", run.id)
    await reporter.say("/report")
    assert f"关于：{people.child.code}" in reporter.text
    await report(reporter)
    await tick(town, begin)
    await police.look()
    card = await police.press("查看")
    assert people.child.code in card.text
    if town.stage.channel == "telegram":
        assert not any("姓名" in label for label in card.labels)
        return
    assert "水车坡七号" in (await police.press("看姓名住址")).text


async def test_a_report_about_another_child_still_leads_back(
    town: RunningTown, people: ReportTown, begin: Begin
) -> None:
    async with begin() as uow:
        run = await open_run(uow, people, people.grid_worker)
    async with begin(actor_of(people.grid_worker)) as uow:
        await focus.set_focus(uow, "run", run.id)
    phone = await town.phone(people.grid_worker)
    await phone.say("/report")
    shown = await phone.press("不是关于")
    assert people.child.code not in shown.text
    assert "↩ 回到刚才的表" in shown.labels
    await report(phone)
    assert "↩ 回到刚才的表" in phone.screen.labels
    async with begin() as uow:
        assert (await uow.session.scalars(sa.select(Report))).one().child_id is None
