"""First words, language, help, and what a stranger gets; over each channel."""

from __future__ import annotations

import pytest

from models import Worker
from services.unit_of_work import UnitOfWork
from tests import factories
from tests.conftest import Begin
from tests.phones.town import RunningTown


async def grid_worker(uow: UnitOfWork) -> Worker:
    town, village, grid = await factories.place(uow)
    return await factories.worker(uow, town, village=village, grid=grid)


async def test_a_worker_who_starts_sees_the_post_and_the_menu(
    town: RunningTown, begin: Begin
) -> None:
    async with begin() as uow:
        worker = await grid_worker(uow)
    phone = await town.phone(worker)
    shown = await phone.say("/start")
    assert "网格员" in shown.text
    assert phone.menu == [["今日", "检查"], ["🚨 强制报告", "更多"]]


@pytest.mark.parametrize("town", ["telegram"], indirect=True)
async def test_a_stranger_gets_one_fixed_text(town: RunningTown) -> None:
    phone = await town.phone(chat_id=4711)
    shown = await phone.say("我是张三，电话 13912345678")
    assert "只供登记的工作人员" in shown.text
    assert len(phone.messages) == 1
    await phone.say("喂")
    assert len(phone.messages) == 1


async def test_the_more_menu_has_help_and_language(town: RunningTown, begin: Begin) -> None:
    async with begin() as uow:
        worker = await grid_worker(uow)
    phone = await town.phone(worker)
    await phone.say("/start")
    await phone.tap_menu("更多")
    assert "❓ 帮助" in phone.screen.labels
    shown = await phone.press("帮助")
    assert "【使用帮助】" in shown.text


async def test_a_chosen_language_is_kept_with_the_person(town: RunningTown, begin: Begin) -> None:
    async with begin() as uow:
        worker = await grid_worker(uow)
    phone = await town.phone(worker)
    await phone.say("/lang")
    assert phone.screen.labels == ["✓ 中文", "English"]
    await phone.press("✓ 中文")
    async with begin() as uow:
        assert (await uow.session.get_one(Worker, worker.id)).language == "zh_Hans"


async def test_a_text_nobody_waits_for_points_at_the_menu(town: RunningTown, begin: Begin) -> None:
    async with begin() as uow:
        worker = await grid_worker(uow)
    phone = await town.phone(worker)
    shown = await phone.say("随便说一句")
    assert "没有看懂" in shown.text
