"""Forms that read lists from files: sent one after another or in a zip, then walked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Child, FormFile, FormParcel, FormVersion, Worker
from models.worker import Role
from tests import factories
from tests.conftest import Begin
from tests.forms.lists import FILES, WARDS, many, zipped
from tests.forms.published import publish_form
from tests.handlers.visiting import handed_in
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from xforms.xlsform import from_markdown
from xforms.xlsform.excel import to_xlsx
from xforms.xlsform.workbooks import Workbook, sheet_of

TEXT = (Path(__file__).parents[1] / "forms" / "filed.md").read_text("utf-8")
FORM = to_xlsx(from_markdown(TEXT))

People = tuple[Worker, Worker, Child]
"""A clerk, a worker, a child."""


@pytest.fixture
async def people(begin: Begin) -> People:
    """A clerk, a worker, a child; the shipped home visit is published."""
    async with begin() as uow:
        home, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, home, village=village, grid=grid)
        child = await factories.child(uow, home, village, grid)
        await publish_form(uow, "home_visit")
        return await factories.worker(uow, home, role=Role.CLERK), worker, child


@pytest.fixture
async def clerk(town: RunningTown, people: People) -> Phone:
    return await town.phone(people[0])


async def send(phone: Phone, names: Iterable[str]) -> None:
    for name in names:
        await phone.send_document(name, FILES[name])


async def publish(phone: Phone) -> None:
    await phone.press("发布", message=phone.screen)
    await phone.press("确定发布")


def changed(old: str, new: str) -> bytes:
    """The form with other words somewhere."""
    assert old in TEXT
    return to_xlsx(from_markdown(TEXT.replace(old, new)))


async def in_words_of(phone: Phone, language: str) -> None:
    """Change the language and go on with the only draft."""
    await phone.say(f"/lang {language}")
    await phone.say("/today")
    await phone.press("▶")


async def begin_visit(town: RunningTown, people: People) -> Phone:
    phone = await town.phone(people[1])
    await phone.say("/children")
    await phone.press(people[2].code, message=phone.screen)
    await phone.press("开始走访")
    return phone


async def test_each_file_is_checked_off_and_the_last_one_makes_the_form_ready(
    clerk: Phone, begin: Begin
) -> None:
    shown = await clerk.send_document("名单.xlsx", FORM)
    assert "📎 名单都在文件里（版本 7）：还差 7 个文件" in shown.text
    assert "⬜ wards.csv" in shown.text
    assert "请把缺的文件一个一个发到这里" in shown.text
    assert shown.labels == ["✖ 不发了"]

    *first, last = FILES
    await send(clerk, first)
    assert "还差 1 个文件" in clerk.text
    assert "✅ wards.csv（3 行）" in clerk.text
    assert f"⬜ {last}" in clerk.text

    await send(clerk, [last])
    assert "✅ 检查通过：名单都在文件里（版本 7）" in clerk.text
    assert "✅ shops.csv（2 行）" in clerk.text
    await publish(clerk)
    assert "已发布：名单都在文件里" in clerk.text
    async with begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count(FormParcel.id))) == 0
        kept = set(await uow.session.scalars(sa.select(FormFile.name)))
        assert kept == {*FILES, "itemsets.csv"}


async def test_a_zip_of_form_and_files_is_ready_at_once_and_every_list_walks(
    town: RunningTown, clerk: Phone, people: People, begin: Begin
) -> None:
    shown = await clerk.send_document("全部.zip", zipped({"表.xlsx": FORM, **FILES}, "名单/"))
    assert "✅ 检查通过：名单都在文件里" in shown.text
    await publish(clerk)

    phone = await begin_visit(town, people)
    assert "哪个镇" in phone.text
    await phone.press("青禾镇")
    labels = phone.screen.labels
    assert {"竹溪村", "柳岸村"} <= {label.strip("☐○ ") for label in labels}
    assert not any("石桥村" in label for label in labels)
    await phone.press("柳岸村")
    await phone.press("茶")
    await phone.press("完成")
    await phone.press("村口井")
    assert "有 18 户，走 柳堤路" in phone.text
    await phone.press("知道了")
    await in_words_of(phone, "en")
    await phone.press("Qinghe shop")
    await phone.press("River Street")
    await in_words_of(phone, "zh_Hans")
    await phone.press("竹巷")
    await phone.press("提交")
    answers = await handed_in(begin)
    assert answers["ward"] == "w2"
    assert answers["crops"] == "tea"
    assert (answers["shop"], answers["street"], answers["lane"]) == ("s1", "s1", "l2")
    assert (answers["head"], answers["road"]) == ("18", "柳堤路")


async def test_what_is_wrong_with_a_file_is_told_with_its_cell_and_it_alone_is_sent_again(
    clerk: Phone,
) -> None:
    await clerk.send_document("名单.xlsx", FORM)
    wrong = b"code,title\nw1,\xe6\x9d\x91\n,\xe9\x95\x87\n"
    shown = await clerk.send_document("wards.csv", wrong)
    assert "⬜ wards.csv" in shown.text
    assert "❌ 有 2 处要改" in shown.text
    assert "〈wards.csv!1 town〉缺少这一列，表单要用它 → 在第一行加上这个列名" in shown.text
    assert "〈wards.csv!A3 code〉这一格是空的，选项没有值 → 填上，或删去这一行" in shown.text
    shown = await clerk.send_document("wards.csv", FILES["wards.csv"])
    assert "✅ wards.csv（3 行）" in shown.text
    assert "❌" not in shown.text


async def test_a_file_that_nothing_asks_for_is_answered_with_what_is_missing(
    clerk: Phone,
) -> None:
    shown = await clerk.send_document("别的.csv", b"a,b\n1,2\n")
    assert "没有哪张表要用：别的.csv" in shown.text
    assert "请先发表单" in shown.text
    await clerk.send_document("名单.xlsx", FORM)
    shown = await clerk.send_document("别的.csv", b"a,b\n1,2\n")
    assert "这张表用不到，没有收：别的.csv" in shown.text
    assert "还差 7 个文件" in shown.text
    shown = await clerk.send_document("wards.xlsx", FORM)  # a form, whatever it is called
    assert "还差 7 个文件" in shown.text
    list_in_excel = to_xlsx(Workbook((sheet_of("Sheet1", ("code", "title"), [("w1", "x")]),)))
    shown = await clerk.send_document("wards.xlsx", list_in_excel)
    assert "〈wards.csv〉表单要的是这个文件，发来的是另一种格式 → 在 Excel 里另存为" in shown.text


async def test_a_copy_of_a_file_and_one_from_excel_in_china_are_taken_for_what_they_are(
    clerk: Phone,
) -> None:
    await clerk.send_document("名单.xlsx", FORM)
    shown = await clerk.send_document("Wards (1).csv", WARDS.encode("gb18030"))
    assert "✅ wards.csv（3 行）" in shown.text
    shown = await clerk.send_document(
        "其余.zip", zipped({name: body for name, body in FILES.items() if name != "wards.csv"})
    )
    assert "检查通过" in shown.text
    shown = await clerk.send_document("wards.csv", WARDS.encode("gb18030"))
    assert "〈wards.csv〉不是 UTF-8，按国标编码（GB18030）读的" in shown.text


async def test_a_draft_keeps_its_list_when_the_clerk_sends_a_newer_one(
    town: RunningTown, clerk: Phone, people: People, begin: Begin
) -> None:
    await clerk.send_document("全部.zip", zipped({"表.xlsx": FORM, **FILES}))
    await publish(clerk)
    phone = await begin_visit(town, people)
    await phone.press("青禾镇")

    newer = WARDS.replace("竹溪村", "竹溪新村").encode()
    shown = await clerk.send_document("wards.csv", newer)
    assert "✅ 检查通过：名单都在文件里" in shown.text
    assert "题目没有变，只有名单文件变了" in shown.text
    await publish(clerk)

    await phone.say("/today")
    await phone.press("▶")
    assert "竹溪村" in " ".join(phone.screen.labels)
    await phone.press("竹溪村")
    assert "种什么" in phone.text
    async with begin() as uow:
        found = await uow.session.scalars(
            sa.select(FormVersion.current).where(FormVersion.title == "名单都在文件里")
        )
        assert list(found) == [False, True]


async def test_a_changed_form_takes_the_files_of_its_earlier_version_over(
    clerk: Phone,
) -> None:
    await clerk.send_document("全部.zip", zipped({"表.xlsx": FORM, **FILES}))
    await publish(clerk)
    shown = await clerk.send_document("名单.xlsx", changed("哪个村", "住在哪个村"))
    assert "✅ 检查通过：名单都在文件里" in shown.text
    assert "沿用原来的：towns.csv、wards.csv、" in shown.text
    shown = await clerk.send_document("名单.xlsx", changed("label=title", "label=people"))
    assert "还差 1 个文件" in shown.text
    assert "〈wards.csv!1 people〉缺少这一列" in shown.text


async def test_what_is_downloaded_of_a_form_with_files_can_be_sent_in_again(
    clerk: Phone,
) -> None:
    await clerk.send_document("全部.zip", zipped({"表.xlsx": FORM, **FILES}))
    await publish(clerk)
    await clerk.press("全部表单")
    shown = await clerk.press("名单都在文件里")
    assert shown.document is not None
    name, body = shown.document
    assert name == "home_visit-7.zip"
    shown = await clerk.send_document(name, body)
    assert "内容和正在使用的版本相同，不用发布" in shown.text


async def test_a_form_that_waits_is_given_up_with_one_tap(clerk: Phone, begin: Begin) -> None:
    await clerk.send_document("名单.xlsx", FORM)
    await send(clerk, ["towns.csv"])
    shown = await clerk.press("不发了", message=clerk.screen)
    assert "不等这张表的文件了" in shown.text
    async with begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count(FormFile.id))) == 0
    shown = await clerk.send_document("wards.csv", FILES["wards.csv"])
    assert "没有哪张表要用：wards.csv" in shown.text


async def test_a_button_of_an_earlier_form_does_not_give_up_a_later_one(clerk: Phone) -> None:
    first = await clerk.send_document("名单.xlsx", FORM)
    await clerk.send_document("名单.xlsx", FORM)
    shown = await clerk.press_old(first, "不发了")
    assert "这张表已经不等文件了" in shown.text
    shown = await clerk.send_document("towns.csv", FILES["towns.csv"])
    assert "还差 6 个文件" in shown.text


async def test_a_list_of_ten_thousand_is_searched_by_typing(
    town: RunningTown, clerk: Phone, people: People
) -> None:
    lists = {**FILES, "wards.csv": many(10_000)}
    shown = await clerk.send_document("全部.zip", zipped({"表.xlsx": FORM, **lists}))
    assert "✅ wards.csv（10000 行）" in shown.text
    await publish(clerk)
    phone = await begin_visit(town, people)
    await phone.press("青禾镇")
    assert "第1村" in phone.screen.labels
    shown = await phone.say("第9876村")
    assert "种什么" in shown.text


@pytest.mark.parametrize("town", ["web"], indirect=True)
async def test_all_of_it_is_said_in_english_too(clerk: Phone) -> None:
    await clerk.say("/lang en")
    shown = await clerk.send_document("lists.xlsx", FORM)
    assert "7 files are missing" in shown.text
    shown = await clerk.send_document("wards.csv", b"code,title\nw1,x\n")
    assert "〈wards.csv!1 town〉this column is missing" in shown.text
