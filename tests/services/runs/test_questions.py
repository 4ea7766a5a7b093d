"""Each type of question: how it is shown, what a tap or a typed answer does."""

from __future__ import annotations

import pytest

from services.runs import Begin, start
from services.runs.standing import QuestionScreen
from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""What is asked how does not depend on the database; the conversation's other tests use both."""

BEFORE = {
    "met": ("知道了", "下一步"),
    "agree": ("见到孩子",),
    "topics": ("是",),
    "two": ("防火", "完成"),
    "order": ("防火", "防溺水", "完成"),
    "days": ("跳过",),
    "right": ("3",),
    "weight": ("2",),
    "scale": ("跳过",),
    "born": ("4",),
    "at": ("昨天",),
    "place": ("跳过",),
    "photo": ("跳过",),
    "ack": ("跳过",),
    "block": ("确认",),
    "kid": ("全部正常",),
    "colour": ("去掉这一个", "没有了"),
    "grade": ("红",),
    "review": ("不改",),
}
"""The taps that lead from each question to the next one named."""


async def reach(post: Post, question: str) -> Desk:
    """A visit that has come to this question."""
    desk = await post.visit()
    for name, taps in BEFORE.items():
        await desk.press(*taps)
        if name == question:
            break
    return desk


async def test_a_text_to_read_is_a_screen_with_one_button(post: Post) -> None:
    desk = await post.visit()
    assert "先看清楚再填" in desk.text
    await desk.press("知道了")
    assert "事实" in desk.text


async def test_a_single_choice_answers_and_goes_on(post: Post) -> None:
    desk = await reach(post, "met")
    assert "ⓘ 见到才算" in desk.text
    await desk.press("见到孩子")
    assert "同意吗" in desk.text


async def test_yes_and_no_stand_in_one_row(post: Post) -> None:
    desk = await reach(post, "agree")
    assert [button.text for button in desk.screen.buttons[0]] == ["是", "否"]


async def test_the_present_answer_is_marked_and_can_be_kept(post: Post) -> None:
    desk = await reach(post, "agree")
    await desk.press("上一题")
    assert "● 见到孩子" in desk.labels
    assert "现在填的是：见到孩子" in desk.text
    await desk.press("不改")
    assert "同意吗" in desk.text


async def test_several_choices_are_ticked_then_finished(post: Post) -> None:
    desk = await reach(post, "topics")
    await desk.press("防溺水", "防火")
    assert {"☑ 防溺水", "☐ 网络安全", "☑ 防火"} <= set(desk.labels)
    await desk.press("防溺水", "完成", "上一题")
    assert {"☐ 防溺水", "☑ 防火"} <= set(desk.labels)


async def test_an_exclusive_option_unticks_the_others_and_the_other_way_round(post: Post) -> None:
    desk = await reach(post, "topics")
    await desk.press("防溺水", "防火", "没讲")
    assert [label for label in desk.labels if "☑" in label] == ["☑ 没讲"]
    await desk.press("网络安全")
    assert [label for label in desk.labels if "☑" in label] == ["☑ 网络安全"]


async def test_a_required_choice_cannot_be_left_open(post: Post) -> None:
    desk = await reach(post, "topics")
    await desk.press("完成")
    assert "✋ 这一题要填" in desk.text
    assert "讲了什么" in desk.text


async def test_ticks_that_do_not_suffice_yet_are_kept_and_named_at_the_end(post: Post) -> None:
    desk = await reach(post, "two")
    await desk.press("防火")
    assert "☑ 防火" in desk.labels
    assert "✋" not in desk.text
    await desk.press("完成")
    assert "✋ 要选两项" in desk.text
    assert "☑ 防火" in desk.labels


async def test_one_tick_too_many_is_refused_and_the_others_stay(post: Post) -> None:
    desk = await reach(post, "two")
    await desk.press("防火", "防溺水", "网络安全")
    assert "✋ 要选两项" in desk.text
    assert [label for label in desk.labels if "☑" in label] == ["☑ 防溺水", "☑ 防火"]


async def test_an_order_is_tapped_one_after_the_other(post: Post) -> None:
    desk = await reach(post, "order")
    await desk.press("防火", "没讲")
    assert {"1. 防火", "2. 没讲", "防溺水"} <= set(desk.labels)
    await desk.press("完成")
    assert "✋" in desk.text
    await desk.press("防溺水", "网络安全", "完成")
    assert "缺课天数" in desk.text


async def test_small_numbers_are_buttons_and_others_are_typed(post: Post) -> None:
    desk = await reach(post, "days")
    assert {"0", "1", "9"} <= set(desk.labels)
    await desk.say("十二")
    assert "答对几个" in desk.text
    assert [label for label in desk.labels if label.isdigit()] == ["0", "1", "2", "3", "4"]


async def test_a_wrong_number_is_answered_with_the_forms_message_and_an_example(
    post: Post,
) -> None:
    desk = await reach(post, "days")
    await desk.say("40")
    assert "✋ 填0到31的整数。例如：0" in desk.text
    assert "缺课天数" in desk.text
    await desk.say("好多天")
    assert "✋ 要填一个数" in desk.text


async def test_a_range_has_its_steps_as_buttons(post: Post) -> None:
    desk = await reach(post, "scale")
    assert [label for label in desk.labels if label.isdigit()] == ["1", "2", "3", "4", "5"]
    await desk.say("9")
    assert "✋" in desk.text


async def test_a_date_is_tapped_or_typed_as_people_say_it(post: Post) -> None:
    desk = await reach(post, "born")
    assert "今天 11月23日" in desk.labels
    assert not [label for label in desk.labels if "明天" in label]
    await desk.say("3月5日")
    await desk.press("上一题")
    assert "现在填的是：3月5日 周四" in desk.text


@pytest.mark.parametrize("text", ["明天", "后天"])
async def test_a_date_that_the_form_refuses_says_why(post: Post, text: str) -> None:
    desk = await reach(post, "born")
    await desk.say(text)
    assert "✋ 不能是以后" in desk.text


async def test_something_that_is_no_date_is_answered_with_an_example(post: Post) -> None:
    desk = await reach(post, "born")
    await desk.say("那天")
    assert "✋ 没看懂这个日期。例如：11月23日" in desk.text


async def test_an_optional_question_can_be_skipped_and_a_required_one_not(post: Post) -> None:
    desk = await reach(post, "days")
    assert "跳过" not in desk.labels
    await desk.press("3", "2")
    assert "体重" in desk.text
    assert "跳过" in desk.labels


async def test_a_typed_option_or_its_number_is_taken(post: Post) -> None:
    desk = await reach(post, "met")
    await desk.say("家中无人")
    assert "同意吗" in desk.text
    await desk.press("上一题")
    await desk.say("1")
    await desk.press("上一题")
    assert "● 见到孩子" in desk.labels


async def test_several_typed_options_are_taken(post: Post) -> None:
    desk = await reach(post, "topics")
    await desk.say("防火、防溺水")
    await desk.press("上一题")
    assert {"☑ 防火", "☑ 防溺水"} <= set(desk.labels)


async def test_a_typed_text_that_is_no_option_is_answered_with_one(post: Post) -> None:
    desk = await reach(post, "met")
    await desk.say("不知道")
    assert "✋ 没有这个选项" in desk.text
    assert "例如：见到孩子" in desk.text


async def test_a_question_for_a_place_asks_the_phone_and_keeps_it_coarse(post: Post) -> None:
    desk = await reach(post, "place")
    assert desk.screen.menu
    assert desk.screen.menu[0][0].ask
    await desk.send_place(27.123456, 111.987654)
    assert "照片" in desk.text
    assert (await desk.answers())["place"] == "27.123 111.988 0.0 100.0"


async def test_a_photo_is_sealed_beside_the_run(post: Post) -> None:
    desk = await reach(post, "photo")
    await desk.send_photo(b"\xff\xd8 a picture")
    assert "已告知家长" in desk.text
    kept = await desk.attachments()
    assert [(row.size, row.media_type) for row in kept] == [(12, "image/jpeg")]
    assert b"a picture" not in kept[0].body.token
    assert (await desk.answers())["photo"] == f"{kept[0].uid}.jpg"


async def test_a_photo_that_nobody_asked_for_is_not_kept(post: Post) -> None:
    desk = await reach(post, "met")
    await desk.send_photo(b"\xff\xd8 a picture")
    assert "✋" in desk.text
    assert await desk.attachments() == []


async def test_text_where_a_photo_is_asked_for_says_so(post: Post) -> None:
    desk = await reach(post, "photo")
    await desk.say("没有照片")
    assert "✋ 这一题要发照片" in desk.text


async def test_an_acknowledgement_is_one_button(post: Post) -> None:
    desk = await reach(post, "ack")
    await desk.press("确认")
    assert "门窗完好吗" in desk.text


async def test_more_options_than_fit_are_paged(post: Post) -> None:
    desk = await reach(post, "colour")
    assert "黑" in desk.labels
    assert "灰" not in desk.labels
    await desk.press("下一页")
    assert {"白", "灰", "粉", "‹ 上一页"} <= set(desk.labels)
    await desk.press("粉")
    assert "等级" in desk.text


async def test_a_list_grows_and_shrinks_by_entries(post: Post) -> None:
    desk = await reach(post, "kid")
    await desk.say("小花")
    await desk.say("20")
    assert "✋ 0到17" in desk.text
    await desk.say("8")
    await desk.press("再加一个")
    await desk.say("二花")
    await desk.say("9")
    assert "1. 小花 · 8\n2. 二花 · 9" in desk.text
    await desk.press("去掉第 1 个")
    assert "1. 二花 · 9" in desk.text
    await desk.press("没有了")
    assert "颜色" in desk.text


async def test_a_question_that_comes_up_later_is_asked_and_its_answer_survives(
    post: Post,
) -> None:
    desk = await reach(post, "review")
    assert "为什么" not in desk.text
    await desk.press("✏ 3", "家中无人")
    assert "为什么" in desk.text
    await desk.say("锁着门")
    assert "请复核" in desk.text
    await desk.press("✏ 3", "见到孩子", "✏ 3", "家中无人")
    assert "为什么：锁着门" in desk.text


async def test_the_screens_speak_english_to_who_reads_english(post: Post) -> None:
    desk = post.desk("en")
    async with desk.begin(desk.actor) as uow:
        standing = await start(uow, desk.library, Begin("every_type", child_id=post.child.id))
    assert isinstance(standing.screen, QuestionScreen)
    assert standing.screen.prompt.label == "Look before you fill"
