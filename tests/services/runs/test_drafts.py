"""Pause and go on, several drafts, back and forth, old and double taps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Run
from models.run import RunStatus
from services import focus, runs
from services.actors import actor_of
from services.clock import FixedClock
from services.errors import NotFoundError
from services.form_library.library import publish
from tests import factories
from tests.forms.published import checked
from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk
from tests.services.runs.test_questions import reach


async def run_of(post: Post, number: int = 1) -> Run:
    async with post.begin() as uow:
        return await uow.session.get_one(Run, number)


async def test_the_same_form_for_the_same_child_goes_on_with_its_draft(post: Post) -> None:
    desk = await post.visit()
    await desk.press("知道了", "都对")
    again = await post.visit()
    assert "见到了谁" in again.text
    assert (await run_of(post)).status is RunStatus.OPEN
    async with post.begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count()).select_from(Run)) == 1


async def test_drafts_of_several_children_and_forms_stand_side_by_side(post: Post) -> None:
    desk = await post.visit()
    await desk.press("知道了", "都对")
    await desk.start("home_visit", child_id=post.child.id)
    assert "本次走访" in desk.text
    await desk.start("hotel", venue_id=post.venue.id)
    async with post.begin(desk.actor) as uow:
        drafts = await runs.drafts(uow)
    assert [draft.code for draft in drafts] == [
        post.venue.code, post.child.code, post.child.code,
    ]  # fmt: skip
    await desk.send(f"rnr:{drafts[2].run_id}")
    assert "见到了谁" in desk.text


async def test_a_colleague_does_not_see_or_touch_a_draft(post: Post) -> None:
    desk = await post.visit()
    async with post.begin() as uow:
        town, village, grid = await factories.place(uow)
        colleague = await factories.worker(uow, town, village=village, grid=grid)
    other = Desk(post.begin, actor_of(colleague))
    with pytest.raises(NotFoundError):
        await other.send(desk.find("知道了"))
    assert (await run_of(post)).revision == 1


async def test_a_child_out_of_scope_takes_its_drafts_along(post: Post) -> None:
    desk = await post.visit()
    async with post.begin() as uow:
        _, village, grid = await factories.place(uow)
        child = await uow.session.get_one(type(post.child), post.child.id)
        child.grid_id, child.village_id = grid.id, village.id
    with pytest.raises(NotFoundError):
        await desk.press("知道了")
    async with post.begin(desk.actor) as uow:
        assert await runs.drafts(uow) == []


async def test_a_pause_keeps_everything_and_frees_what_is_typed(
    post: Post, clock: FixedClock
) -> None:
    desk = await reach(post, "born")
    await desk.press("暂存")
    assert "⏸ 已暂存" in desk.text
    async with post.begin(desk.actor) as uow:
        assert await focus.current(uow) is None
    clock.move(timedelta(days=3))
    await desk.press("继续")
    assert "今天 11月26日" in desk.labels
    assert (await desk.answers())["scale"] == "4"


async def test_back_leads_through_every_screen_to_the_first(post: Post) -> None:
    desk = await reach(post, "born")
    for _ in range(11):
        await desk.press("上一题")
    assert "先看清楚再填" in desk.text
    assert not [label for label in desk.labels if "上一题" in label]


async def test_the_list_of_steps_leads_anywhere_and_the_answer_leads_on(post: Post) -> None:
    desk = await reach(post, "born")
    await desk.press("进度")
    assert "✓ 3. 见到谁" in desk.labels
    assert "▶ 12. 出生日期" in desk.labels
    await desk.press("3. 见到谁", "只见到照护人")
    assert "同意吗" in desk.text


async def test_a_change_from_the_review_leads_back_to_it(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.press("✏ 4", "否")
    assert "请复核" in desk.text
    assert "同意吗：否" in desk.text


async def test_the_review_names_what_is_missing_and_leads_there(post: Post) -> None:
    desk = await reach(post, "topics")
    await desk.press("进度", "复核")
    assert "还有 " in desk.text
    assert "确认提交" not in "".join(desk.labels)
    await desk.press("去填没完成的")
    assert "讲了什么" in desk.text


async def test_an_old_button_changes_nothing_and_shows_where_one_is(post: Post) -> None:
    desk = await reach(post, "met")
    old = desk.find("见到孩子")
    await desk.press("家中无人")
    revision = (await run_of(post)).revision
    await desk.send(old)
    assert "旧按钮" in desk.screen.toast
    assert "同意吗" in desk.text
    assert (await run_of(post)).revision == revision


async def test_a_double_tap_counts_once(post: Post) -> None:
    desk = await reach(post, "agree")
    tap = desk.find("是")
    await desk.send(tap)
    await desk.send(tap)
    assert "讲了什么" in desk.text
    assert (await desk.answers())["agree"] == "yes"


async def test_two_quick_ticks_both_count(post: Post) -> None:
    desk = await reach(post, "topics")
    first, second = desk.find("防火"), desk.find("网络安全")
    await desk.send(first)
    await desk.send(second)
    assert {"☑ 防火", "☑ 网络安全"} <= set(desk.labels)


async def test_a_discarded_draft_is_gone_and_its_buttons_dead(post: Post) -> None:
    desk = await reach(post, "agree")
    old = desk.find("是")
    await desk.press("进度", "作废草稿", "确定作废")
    assert "已作废" in desk.text
    run = await run_of(post)
    assert (run.status, run.state) == (RunStatus.DISCARDED, None)
    await desk.send(old)
    assert "已作废" in desk.text
    again = await post.visit()
    assert "先看清楚再填" in again.text


async def test_an_open_draft_keeps_its_version_of_the_form(post: Post) -> None:
    desk = await reach(post, "met")
    newer = checked("every_type")
    async with post.begin() as uow:
        changed = replace(newer, version="2", xform=newer.xform.replace("见到了谁", "今天见了谁"))
        await publish(uow, changed)
    desk.library.compiled.clear()
    await desk.send(f"rnr:{1}")
    assert "见到了谁" in desk.text
    await desk.press("进度", "作废草稿", "确定作废")
    await desk.start("every_type", child_id=post.child.id)
    await desk.press("知道了", "都对")
    assert "今天见了谁" in desk.text


async def test_the_answers_lie_sealed_and_every_look_is_written_down(post: Post) -> None:
    desk = await reach(post, "two")
    run = await run_of(post)
    assert run.state is not None
    assert b"water" not in run.state.token
    async with post.begin() as uow:
        entries = (await uow.session.scalars(sa.select(AuditEntry))).all()
    actions = [entry.action for entry in entries if entry.object_kind in ("run", "runs")]
    assert actions.count("run:start") == 1
    assert actions.count("run:answer") == actions.count("runs:open")
    assert not [entry for entry in entries if "child" in str(entry.fields)]
    assert desk.taps
