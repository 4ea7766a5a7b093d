"""Inviting a colleague, coming in by the link, and being shut out; over each channel."""

from __future__ import annotations

import re

import pytest

from models import Worker
from models.worker import Role
from tests import factories
from tests.conftest import Begin
from tests.phones.phone import Phone
from tests.phones.town import RunningTown

NEW_CHAT = 5151


@pytest.fixture
async def clerk(begin: Begin) -> Worker:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        await factories.worker(uow, town, village=village, grid=grid)
        return await factories.worker(uow, town, role=Role.CLERK)


def token_in(text: str) -> str:
    found = re.search(r"/join/([\w-]{32})\s", text)
    assert found, text
    return found[1]


async def make_invite(phone: Phone) -> str:
    await phone.say("/start")
    await phone.tap_menu("人员")
    await phone.press("网格员")
    shown = await phone.press("生成邀请链接")
    assert "只能用一次" in shown.text
    return token_in(shown.text)


async def test_a_clerk_invites_a_colleague_who_comes_in_by_the_link(
    town: RunningTown, clerk: Worker
) -> None:
    phone = await town.phone(clerk)
    token = await make_invite(phone)
    assert f"https://t.me/hulei_test_bot?start={token}" in phone.text
    fresh = await town.phone(chat_id=NEW_CHAT)
    await fresh.say(f"/start {token}")
    shown = await fresh.say("/start")
    assert "网格员" in shown.text
    assert ["今日", "检查"] in fresh.menu
    await phone.tap_menu("人员")
    assert any(label.startswith("✓") and "网格员" in label for label in phone.screen.labels)


@pytest.mark.parametrize("town", ["telegram"], indirect=True)
async def test_a_link_that_has_been_used_is_refused_in_words(
    town: RunningTown, clerk: Worker
) -> None:
    token = await make_invite(await town.phone(clerk))
    for chat_id in (NEW_CHAT, NEW_CHAT + 1):
        fresh = await town.phone(chat_id=chat_id)
        shown = await fresh.say(f"/start {token}")
    assert "已经用过、过期或不正确" in shown.text


async def test_a_colleague_is_shut_out_only_after_a_second_press(
    town: RunningTown, clerk: Worker
) -> None:
    phone = await town.phone(clerk)
    token = await make_invite(phone)
    fresh = await town.phone(chat_id=NEW_CHAT)
    await fresh.say(f"/start {token}")
    await phone.tap_menu("人员")
    await phone.press("网格员")
    asked = await phone.press("停用登录")
    assert "本人将立即不能使用" in asked.text
    shown = await phone.press("确定停用")
    assert "还没有绑定聊天" in shown.text


async def test_an_invite_by_code_needs_a_code_of_the_town(
    town: RunningTown, clerk: Worker
) -> None:
    phone = await town.phone(clerk)
    assert token_in((await phone.say(f"/invite {clerk.code.lower()}")).text)
    assert "没有找到" in (await phone.say("/invite XX-W-1")).text
    assert "选择同事" in (await phone.say("/invite")).text


async def test_a_grid_worker_sees_no_staff(town: RunningTown, begin: Begin) -> None:
    async with begin() as uow:
        place = await factories.place(uow)
        worker = await factories.worker(uow, place[0], village=place[1], grid=place[2])
    phone = await town.phone(worker)
    await phone.say("/start")
    await phone.tap_menu("更多")
    assert not any("人员" in label for label in phone.screen.labels)
    assert "您的岗位不能做这一步" in (await phone.say("/invite")).text
