"""An answer that may mean harm is not passed over: report, or say why it is none."""

from __future__ import annotations

import sqlalchemy as sa

from models import DeclinedSuspicion, Report
from models.base import random_name
from models.report import Danger
from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk
from tests.services.runs.test_questions import reach


async def hurt(post: Post) -> Desk:
    """A visit in which injuries were just ticked."""
    desk = await reach(post, "block")
    await desk.press("迹象", "有伤", "完成")
    return desk


async def test_the_next_screen_offers_the_report_with_the_situation_chosen(post: Post) -> None:
    desk = await hurt(post)
    assert "🚨 孩子可能受到侵害或有危险" in desk.text
    assert "110" in desk.text
    assert desk.find("现在报告（情形4）").startswith("rpk:")
    assert "不是疑似，继续" in desk.labels


async def test_going_on_needs_a_reason_which_the_supervisor_gets(post: Post) -> None:
    desk = await hurt(post)
    await desk.press("不是疑似")
    await desk.say("摔")
    assert "✋ 字数不对" in desk.text
    await desk.say("在学校摔伤，老师和医生都看过")
    assert "⚠ 3 看到的迹象：有伤" in desk.text
    async with post.begin() as uow:
        declined = (await uow.session.scalars(sa.select(DeclinedSuspicion))).one()
    assert (declined.situation, declined.child_id) == (4, post.child.id)
    assert "摔伤".encode() not in declined.reason.token
    await desk.press("其余正常")
    assert "其他孩子" in desk.text


async def test_the_answer_can_be_corrected_instead(post: Post) -> None:
    desk = await hurt(post)
    await desk.press("改刚才的答案", "迹象", "无", "完成", "其余正常")
    assert "其他孩子" in desk.text


async def test_the_alarm_waits_through_a_pause(post: Post) -> None:
    desk = await hurt(post)
    await desk.press("暂存", "继续")
    assert "不是疑似，继续" in desk.labels


async def test_a_report_from_this_run_settles_the_alarm(post: Post) -> None:
    desk = await hurt(post)
    async with post.begin(desk.actor) as uow:
        uow.session.add(
            Report(
                uid=random_name(),
                town_id=post.worker.town_id,
                code="T-R-0001",
                reporter_id=post.worker.id,
                child_id=post.child.id,
                run_id=1,
                situation=4,
                danger=Danger.NO,
                created_at=uow.now,
            )
        )
    await desk.send("rnr:1")
    assert "⚠ 3 看到的迹象：有伤" in desk.text
    await desk.press("其余正常")
    assert "其他孩子" in desk.text


async def test_an_alarm_that_comes_again_is_raised_again(post: Post) -> None:
    desk = await hurt(post)
    await desk.press("不是疑似")
    await desk.say("旧伤，已经核实过")
    await desk.press("迹象", "有伤", "无", "完成")
    await desk.press("迹象", "有伤", "完成")
    assert "不是疑似，继续" in desk.labels


async def test_a_critical_answer_without_a_situation_is_only_noted(post: Post) -> None:
    desk = await reach(post, "block")
    await desk.press("钱物")
    assert "🚨" in desk.text
    await desk.press("知道了，继续")
    assert "⚠ 2 有来历不明的钱物吗：是" in desk.text


async def test_nothing_can_be_handed_in_past_an_alarm(post: Post) -> None:
    desk = await reach(post, "review")
    submit = desk.find("确认提交")
    await desk.change("安全")
    await desk.press("迹象", "有伤", "完成")
    await desk.send(submit)
    assert "旧按钮" in desk.screen.toast
    assert "不是疑似，继续" in desk.labels


async def test_lesser_problems_say_on_the_next_screen_what_to_do(post: Post) -> None:
    desk = await reach(post, "met")
    await desk.press("家中无人")
    assert "⚠ 家中无人：3 天内再访" in desk.text
    await desk.press("是")
    assert "⚠" not in desk.text
