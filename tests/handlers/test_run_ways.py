"""Long lists, cascades, texts that follow the answers, lists of entries, languages: in the chat."""

from __future__ import annotations

from tests.conftest import Begin
from tests.handlers.visiting import handed_in, visit
from tests.phones.phone import Phone
from tests.phones.town import RunningTown


def options(phone: Phone) -> list[str]:
    """The buttons that are villages."""
    return [label for label in phone.screen.labels if label.endswith("村")]


async def tap(phone: Phone, *labels: str) -> None:
    """Press these, one after the other, on the newest screen."""
    for label in labels:
        await phone.press(label, message=phone.screen)


async def at_villages(town: RunningTown, begin: Begin) -> Phone:
    """The long list of villages is on the screen."""
    phone = await visit(town, begin, "ways")
    await phone.say("小满")
    return phone


async def test_a_constraints_own_message_is_shown_in_the_language_of_the_moment(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "ways")
    await phone.say("小满小满小满")
    assert "✋ 最多4个字" in phone.text
    await phone.say("/lang en")
    await phone.say("much too long")
    assert "✋ At most 4 characters" in phone.text


async def test_a_label_follows_the_answers(town: RunningTown, begin: Begin) -> None:
    phone = await at_villages(town, begin)
    assert "小满住哪个村" in phone.text
    await tap(phone, "上一题")
    await phone.say("小禾")
    assert "小禾住哪个村" in phone.text


async def test_a_long_list_is_turned_page_by_page_and_searched_by_typing(
    town: RunningTown, begin: Begin
) -> None:
    phone = await at_villages(town, begin)
    assert "🔎 选项多：可以打几个字来找" in phone.text
    assert len(options(phone)) == 8
    await tap(phone, "下一页")
    assert options(phone)[0] == "南桥村"
    await phone.say("桥")
    assert "🔎 有 6 个选项含有您写的字" in phone.text
    assert options(phone) == ["东桥村", "西桥村", "南桥村", "北桥村", "上桥村", "下桥村"]
    await tap(phone, "全部选项")
    assert len(options(phone)) == 8
    await phone.say("飞船")
    assert "✋ 没有这个选项" in phone.text
    await phone.say("桥")
    await tap(phone, "下桥村")
    assert "住哪一户" in phone.text


async def test_a_search_ticks_several_options_of_a_long_list(
    town: RunningTown, begin: Begin
) -> None:
    phone = await at_villages(town, begin)
    await phone.say("东溪村")
    await tap(phone, "1村1户")
    await phone.say("塘")
    await tap(phone, "☐ 东塘村")
    assert "☑ 东塘村" in phone.screen.labels
    await phone.say("湾")
    await tap(phone, "☐ 西湾村")
    await phone.say("北桥")
    assert "✋ 最多选2个" in phone.text
    await tap(phone, "完成", "上一题")
    assert "已选：西湾村、东塘村" in phone.text


async def test_a_cascade_offers_what_fits_and_forgets_what_no_longer_does(
    town: RunningTown, begin: Begin
) -> None:
    phone = await at_villages(town, begin)
    await phone.say("东溪村")
    assert [label for label in phone.screen.labels if label.endswith("户")] == [
        "1村1户",
        "1村2户",
        "1村3户",
    ]
    await tap(phone, "1村2户", "上一题", "上一题")
    await phone.say("西溪村")
    assert "2村1户" in phone.screen.labels
    assert not [label for label in phone.screen.labels if label.startswith("●")]
    await tap(phone, "上一题")
    await phone.say("下塘村")  # no house is listed there
    assert "没有可选的选项，请看看前面的答案" in phone.text
    assert "↩ 上一题" in phone.screen.labels


async def test_entries_are_listed_with_one_more_and_one_less(
    town: RunningTown, begin: Begin
) -> None:
    phone = await at_villages(town, begin)
    await phone.say("东溪村")
    await tap(phone, "1村1户", "☐ 东溪村", "完成", "✔ 确认")
    await phone.say("小苗")
    assert "1. 小苗" in phone.text
    assert "＋ 再加一个" in phone.screen.labels
    await tap(phone, "再加一个")
    await phone.say("小棠")
    assert "1. 小苗\n2. 小棠" in phone.text
    await tap(phone, "去掉第 1 个")
    assert "1. 小棠" in phone.text
    assert "小苗" not in phone.text
    await tap(phone, "没有了", "跳过", "提交")
    assert (await handed_in(begin))["ack"] == "OK"


async def test_the_language_changes_at_any_moment_and_nothing_is_lost(
    town: RunningTown, begin: Begin
) -> None:
    phone = await at_villages(town, begin)
    await phone.say("/lang en")
    await phone.say("Brook")
    assert "Which village does 小满 live in" in phone.text
    assert "6 options have what you typed" in phone.text
    await tap(phone, "Village 1 Brook", "House 1-1", "☐ Village 1 Brook")
    await phone.say("/lang zh_Hans")
    await phone.say("西")
    assert "☐ 西溪村" in phone.screen.labels
    await tap(phone, "全部选项")
    assert "☑ 东溪村" in phone.screen.labels
    await tap(phone, "完成")
    await phone.say("/lang en")
    await phone.say("yes")
    await phone.say("小苗")
    assert "1. 小苗" in phone.text
    await tap(phone, "No more", "Skip")
    assert "Village 1 Brook" in phone.text
    await tap(phone, "submit")
    assert (await handed_in(begin))["house"] == "h11"


async def test_what_nobody_can_fill_in_does_not_stand_in_the_way(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "read_only")
    await tap(phone, "知道了")
    await phone.say("5")
    await phone.say("3")
    assert "-2\n⚠ 女孩不能少于0个" in phone.text
    await tap(phone, "知道了", "提交")
    assert "✋ 女孩不能少于0个" in phone.text
    await tap(phone, "上一题")
    await phone.say("8")
    await tap(phone, "提交")
    assert "已提交" in phone.text
    assert (await handed_in(begin))["girls"] == "3"
