"""A visit and an inspection, over each channel, as a worker taps through them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import ChannelAccount, Child, DueVisit, Run, Submission, Venue, Worker
from models.due_visit import DueReason, DueStatus
from models.run import RunStatus
from services import sealing
from tests import factories
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.handlers.walks import FIRST_VISIT, SAME_VISIT, walk
from tests.phones.phone import Phone
from tests.phones.town import RunningTown

HOME_VISIT_TAPS = 15
HOTEL_TAPS = 12
"""The budget: the town at work, point 5."""


@dataclass(frozen=True)
class Post:
    """A grid worker with a girl and a hotel, both due."""

    worker: Worker
    child: Child
    venue: Venue


@pytest.fixture
async def post(begin: Begin) -> Post:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid, woman=True)
        child = await factories.child(uow, town, village, grid, four_in_one=True)
        venue = await factories.venue(uow, town, village, grid)
        for form_id in ("home_visit", "hotel", "every_type"):
            await publish_form(uow, form_id)
        for subject in ({"child_id": child.id}, {"venue_id": venue.id}):
            uow.session.add(
                DueVisit(
                    town_id=town.id,
                    village_id=village.id,
                    worker_id=worker.id,
                    form_id="home_visit" if "child_id" in subject else "hotel",
                    reason=DueReason.INTERVAL,
                    due_on=uow.today,
                    created_at=uow.now,
                    **subject,
                )
            )
    return Post(worker, child, venue)


async def open_from_today(phone: Phone, code: str) -> None:
    """今日, then the button with this code."""
    await phone.say("今日")
    await phone.press(code, message=phone.screen)


async def all_of(begin: Begin, table: type[Submission] | type[Run] | type[DueVisit]) -> list:
    """Every row of a table, read in a transaction of its own."""
    async with begin() as uow:
        return list((await uow.session.scalars(sa.select(table).order_by(table.id))).all())


async def answers_of(begin: Begin, submission: Submission, owner: str) -> dict[str, str]:
    """What was handed in."""
    async with begin() as uow:
        row = await uow.session.get_one(Submission, submission.id)
        return json.loads(await sealing.open_text(uow, owner, row, "answers"))


async def test_a_visit_where_nothing_changed_takes_at_most_fifteen_taps_and_no_typing(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    await walk(phone, FIRST_VISIT)
    assert "已提交" in phone.text

    town.clock.move(timedelta(days=30))
    await phone.say("今日")
    phone.taps = phone.typed = 0
    await phone.press(post.child.code, message=phone.screen)
    await walk(phone, SAME_VISIT)

    assert "已提交" in phone.text
    assert phone.taps <= HOME_VISIT_TAPS
    assert phone.typed == 0
    _, second = await all_of(begin, Submission)
    assert (second.child_seen, second.worst_severity) == (True, 0)
    answers = await answers_of(begin, second, f"child:{post.child.uid}")
    assert answers["hv_lives_with"] == "pgp"
    assert answers["hv_sign_body"] == "none"
    assert answers["hv_confirm"] == "yes"


async def test_a_hotel_where_all_is_well_takes_at_most_twelve_taps(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.venue.code)
    await press_on(phone)
    town.clock.move(timedelta(days=30))
    await phone.say("今日")
    phone.taps = phone.typed = 0

    await phone.press(post.venue.code, message=phone.screen)
    await press_on(phone)

    assert "没有发现问题" in phone.text
    assert phone.taps <= HOTEL_TAPS
    assert phone.typed == 0
    submissions = await all_of(begin, Submission)
    answers = await answers_of(begin, submissions[1], f"venue:{post.venue.uid}")
    assert (answers["ht_f1"], answers["ht_suspect"], answers["ht_result"]) == (
        "ok",
        "none",
        "pass",
    )


async def press_on(phone: Phone) -> None:
    """All is well: the button that leaves each screen; what has none is filled in."""
    for _ in range(40):
        labels = phone.screen.labels
        ordinary = ("确认提交", "都对", "正常", "和上次一样", "下一步", "逐项填写")
        found = [label for word in ordinary for label in labels if word in label]
        if "已提交" in phone.text:
            return
        if found:
            await phone.press(found[0], message=phone.screen)
        elif "是" in labels:
            await phone.press("是", message=phone.screen)
        else:
            await phone.say("穆经理")
    raise AssertionError(phone.text)


async def test_a_finished_visit_is_no_longer_due_and_the_next_one_is_planned(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    await walk(phone, FIRST_VISIT)

    rows = [row for row in await all_of(begin, DueVisit) if row.child_id == post.child.id]
    assert [row.status for row in rows].count(DueStatus.OPEN) == 1
    assert next(row for row in rows if row.status is DueStatus.DONE).submission_id
    following = next(row for row in rows if row.status is DueStatus.OPEN)
    assert 0 < (following.due_on - town.clock.now().date()).days <= 30
    assert f"{following.due_on.month}月{following.due_on.day}日" in phone.text
    async with begin() as uow:
        child = await uow.session.get_one(Child, post.child.id)
        assert child.last_seen_on == uow.today


async def test_an_old_button_does_nothing_and_shows_the_present_step(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    old = phone.screen
    leave = old.data_of("都对")
    await phone.press("都对", message=old)
    where = phone.text
    before = (await all_of(begin, Run))[0].revision

    await phone.press_data(old.message_id, leave or "")

    assert phone.text == where
    assert "旧按钮" in phone.toast
    assert (await all_of(begin, Run))[0].revision == before


async def test_a_pause_of_days_and_another_device_lose_nothing(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    await walk(phone, ("都对", "见到孩子本人", "暂存"))
    assert "第 3/" in phone.text
    town.clock.move(timedelta(days=3))

    async with begin() as uow:
        uow.session.add(
            ChannelAccount(
                channel=town.stage.channel,
                chat_id=777_001,
                worker_id=post.worker.id,
                bound_at=uow.now,
            )
        )
    other = await town.stage.phone(777_001)
    await other.say("今日")
    await other.press(f"▶ {post.child.code}", message=other.screen)

    assert "第 3/" in other.text
    await other.press("上一题", message=other.screen)
    assert "● 见到孩子本人" in other.screen.labels


async def test_what_was_typed_goes_to_the_run_and_menu_words_do_not(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    await walk(phone, ("都对", "家中无人"))
    assert "未见到孩子的原因" in phone.text

    await phone.say("今日")
    assert "没填完的草稿" in phone.text
    await phone.press(f"▶ {post.child.code}", message=phone.screen)
    await phone.say("锁着门，邻居说去镇上了")

    assert "未见到孩子的原因" not in phone.text


async def test_a_child_that_is_not_due_is_found_in_the_list(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await phone.say("今日")
    await phone.press("不在名单上")
    await phone.press("孩子名单")
    await phone.press(post.child.code, message=phone.screen)
    assert "岁" in phone.text

    await phone.press("开始走访")

    assert "第 1/" in phone.text
    assert post.child.code in phone.text


async def test_no_screen_of_a_visit_says_the_childs_name(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    seen = [phone.text]
    for step in FIRST_VISIT:
        await walk(phone, (step,))
        seen += [*phone.texts(), *phone.screen.labels]
    assert not [text for text in seen for name in factories.NAMES if name in text]


async def test_the_name_is_opened_on_request_only_and_never_over_telegram(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await phone.say("/children")
    await phone.press(post.child.code, message=phone.screen)
    offers = [label for label in phone.screen.labels if "看姓名" in label]
    assert bool(offers) == (town.stage.channel == "web")
    if offers:
        await phone.press(offers[0])
        assert any(name in phone.text for name in factories.NAMES)


async def test_a_finding_is_rechecked_by_its_open_points_only_and_closed(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.venue.code)
    await press_until(phone, "入住提示")
    await phone.press("入住提示", message=phone.screen)
    await press_on(phone)
    assert "限 3 天整改" in phone.text

    await phone.say("检查")
    await phone.press(post.venue.code, message=phone.screen)
    assert "未整改：1 项" in phone.text
    await phone.press("复查")
    assert "复查" in phone.text
    assert "第 1/1 步" in phone.text
    await press_on(phone)

    assert "没有发现问题" in phone.text
    await phone.say("检查")
    await phone.press(post.venue.code, message=phone.screen)
    assert "未整改" not in phone.text
    first, second = await all_of(begin, Submission)
    owner = f"venue:{post.venue.uid}"
    before = await answers_of(begin, first, owner)
    after = await answers_of(begin, second, owner)
    assert (before["ht_sign"], after["ht_sign"]) == ("no", "yes")
    assert before["ht_f1"] == after["ht_f1"]


async def press_until(phone: Phone, word: str) -> None:
    """Leave screens the ordinary way until one shows this word among its points."""
    for _ in range(10):
        if any(word in label for label in phone.screen.labels):
            return
        ordinary = ("都对", "正常", "下一步", "逐项填写", "是")
        found = [label for w in ordinary for label in phone.screen.labels if w in label]
        await phone.press(found[0], message=phone.screen)
    raise AssertionError(phone.text)


async def test_every_screen_carries_the_report_and_case_code(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    for step in FIRST_VISIT[:-1]:
        assert "🚨 立即报告" in phone.screen.labels
        assert phone.text.startswith(post.child.code)
        await walk(phone, (step,))
    assert re.search("请复核", phone.text)


async def test_the_draft_is_discarded_only_after_it_was_confirmed(
    town: RunningTown, begin: Begin, post: Post
) -> None:
    phone = await town.phone(post.worker)
    await open_from_today(phone, post.child.code)
    await walk(phone, ("都对", "进度", "作废草稿", "不作废"))
    assert "今天见到了谁" in phone.text

    await walk(phone, ("进度", "作废草稿", "确定作废"))

    assert "已作废" in phone.text
    run = (await all_of(begin, Run))[0]
    assert (run.status, run.state) == (RunStatus.DISCARDED, None)
