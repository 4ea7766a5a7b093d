"""Several points on one screen: states, taps, all normal, what must be answered first."""

from __future__ import annotations

import re

import pytest

from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk
from tests.services.runs.test_questions import reach

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def points(desk: Desk) -> list[str]:
    """The lines of the points."""
    return re.findall(r"^[○✓⚠✗] \d+ .*$", desk.text, re.MULTILINE)


async def test_a_block_lists_each_point_with_its_state(post: Post) -> None:
    desk = await reach(post, "block")
    assert points(desk) == ["○ 1 门窗完好吗", "○ 2 有来历不明的钱物吗", "○ 3 看到的迹象"]
    assert "ⓘ 只看不问" in desk.text
    assert {"○ 1 门窗", "○ 2 钱物", "○ 3 迹象"} <= set(desk.labels)


async def test_all_normal_answers_what_is_open_and_goes_on(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("全部正常，下一步")
    answers = await desk.answers()
    assert (answers["door"], answers["money"], answers["signs"]) == ("yes", "no", "none")
    assert "其他孩子" in desk.text


async def test_a_tap_on_a_yes_no_point_says_not_normal_and_a_second_one_normal(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("门窗")
    assert points(desk)[0] == "⚠ 1 门窗完好吗：否"
    assert "⚠ 门窗坏了：尽快修好" in desk.text
    await desk.press("门窗")
    assert points(desk)[0] == "✓ 1 门窗完好吗：是"


async def test_the_same_tap_twice_does_not_undo_itself(post: Post) -> None:
    desk = await reach(post, "block")
    tap = desk.find("门窗")
    await desk.send(tap)
    await desk.send(tap)
    assert points(desk)[0] == "⚠ 1 门窗完好吗：否"


async def test_two_quick_taps_on_two_points_both_count(post: Post) -> None:
    desk = await reach(post, "block")
    door, signs = desk.find("门窗"), desk.find("全部正常")
    await desk.send(door)
    await desk.send(signs)
    assert "✋ 「坏锁」这一题要填" in desk.text
    assert points(desk)[1:3] == ["✓ 2 有来历不明的钱物吗：否", "✓ 3 看到的迹象：无"]


async def test_the_rest_is_normal_leaves_what_was_answered_alone(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("门窗", "坏锁")
    await desk.say("2")
    await desk.press("其余正常，下一步")
    answers = await desk.answers()
    assert (answers["door"], answers["locks"], answers["money"]) == ("no", "2", "no")


async def test_a_point_that_must_be_answered_keeps_the_screen(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("门窗")
    assert "▶ 逐项填写" in desk.labels
    assert not [label for label in desk.labels if "下一步" in label]
    await desk.press("逐项填写")
    assert "坏锁几把" in desk.text
    await desk.say("0")
    assert "✋ 至少1把" in desk.text
    await desk.say("1")
    assert "✓ 4 坏锁几把：1" in desk.text


async def test_a_point_with_options_opens_and_comes_back(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("迹象")
    assert "【安全】" in desk.text
    await desk.press("害怕", "完成")
    assert points(desk)[2] == "⚠ 3 看到的迹象：害怕"
    await desk.press("迹象", "上一题")
    assert points(desk)[2] == "⚠ 3 看到的迹象：害怕"


async def test_text_typed_at_a_block_is_for_its_only_open_point(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("门窗")
    await desk.say("3")
    assert "✓ 4 坏锁几把：3" in desk.text


async def test_text_typed_at_a_block_of_options_asks_for_a_tap(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.say("门窗坏了")
    assert "✋ 这一步请点下面的按钮" in desk.text


async def test_prefilled_facts_are_confirmed_with_one_tap_and_changed_with_two(post: Post) -> None:
    desk = await post.visit()
    await desk.press("知道了")
    assert points(desk) == ["✓ 1 日期：11月23日 周一", "✓ 2 方式：入户"]
    await desk.press("方式", "到校")
    assert points(desk)[1] == "✓ 2 方式：到校"
    await desk.press("下一步")
    assert "见到了谁" in desk.text


async def test_a_new_entry_of_a_list_has_its_number(post: Post) -> None:
    desk = await reach(post, "kid")
    assert "【其他孩子 1】" in desk.text
