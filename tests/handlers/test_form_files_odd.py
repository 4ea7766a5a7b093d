"""Forms with files, the odd cases: XForms, broken zips, two forms of one file, names that are taken."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import FormFile, FormVersion
from services.form_library.library import publish
from services.form_library.source import check_workbook
from tests.attached.test_zips import packed
from tests.conftest import Begin
from tests.forms.lists import zipped
from tests.handlers.test_form_files import People, clerk, people
from tests.handlers.visiting import handed_in, visit
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from xforms.xlsform import Workbook, from_markdown
from xforms.xlsform.excel import to_xlsx

__all__ = ["clerk", "people"]

one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""What is said does not depend on the database: the flows of `test_form_files.py` run on both."""

VILLAGES = b"name,label\nv1,\xe7\xab\xb9\xe6\xba\xaa\xe6\x9d\x91\n"
XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>手写的表</h:title><model><instance><data id="byhand" version="3"><v/></data></instance>
<instance id="villages" src="jr://file-csv/villages.csv"/>
<bind nodeset="/data/v" type="string" required="true()"/></model></h:head>
<h:body><select1 ref="/data/v"><label>哪个村</label>
<itemset nodeset="instance('villages')/root/item"><value ref="name"/><label ref="label"/></itemset>
</select1></h:body></h:html>"""


def small(*rows: str, form_id: str = "small", more: str = "") -> Workbook:
    """A form of these rows: type, name, label, calculation, appearance, choice_filter."""
    table = "\n".join(f"| {row} |" for row in rows)
    return from_markdown(f"""
## settings

| form_title | form_id | version |
| --- | --- | --- |
| 小表 {form_id} | {form_id} | 1 |

## survey

| type | name | label | calculation | appearance | choice_filter |
| --- | --- | --- | --- | --- | --- |
{table}

## choices

| list_name | name | label |
| --- | --- | --- |
| found | name | label |
{more}
""")


EXTERNAL = """
## external_choices

| list_name | name | label | town |
| --- | --- | --- | --- |
| lanes | l1 | 柳巷 | t1 |
"""


@one_database
async def test_a_form_with_lists_of_its_own_asks_for_no_file(clerk: Phone) -> None:
    rows = "select_one found | lane | 哪条巷 |  | search('lanes') |  ", "text | t | 话 |  |  |  "
    shown = await clerk.send_document("小表.xlsx", to_xlsx(small(*rows, more=EXTERNAL)))
    assert "✅ 检查通过：小表 small" in shown.text
    assert "📎" not in shown.text


@one_database
async def test_an_xform_is_taken_and_its_file_after_it(clerk: Phone) -> None:
    shown = await clerk.send_document("byhand.xml", XFORM.encode())
    assert "📎 手写的表（版本 3）：还差 1 个文件" in shown.text
    shown = await clerk.send_document("villages.csv", VILLAGES)
    assert "✅ 检查通过：手写的表（版本 3）" in shown.text
    assert "共 1 题" in shown.text
    shown = await clerk.send_document(
        "all.zip", zipped({"form.xml": XFORM.encode(), "villages.csv": VILLAGES})
    )
    assert "✅ 检查通过：手写的表（版本 3）" in shown.text
    await clerk.press("发布", message=clerk.screen)
    await clerk.press("确定发布")
    await clerk.press("全部表单")
    shown = await clerk.press("手写的表")
    assert shown.document is not None
    assert shown.document[0] == "byhand-3.zip"
    shown = await clerk.send_document(*shown.document)
    assert "内容和正在使用的版本相同" in shown.text
    shown = await clerk.send_document("byhand.xml", XFORM.replace("</model>", "").encode())
    assert "❌ 有 1 处要改" in shown.text


@one_database
async def test_a_zip_that_cannot_be_used_is_answered_with_what_to_do(clerk: Phone) -> None:
    form = to_xlsx(small("text | t | 话 |  |  |  "))
    said = {
        "压缩包打不开，可能没有传完整 → 重新压缩成 .zip 再发": b"PK\x03\x04 broken",
        "压缩包里没有文件": packed(("a/", b"")),
        "压缩包里不止一张表单 → 一次发一张": packed(("a.xlsx", form), ("b.xlsx", form)),
        "〈a.csv〉这个文件压缩得不合常理": packed(("a.csv", b"0" * 5_000_000)),
    }
    for words, body in said.items():
        shown = await clerk.send_document("all.zip", body)
        assert words in shown.text
        assert "原来的表单照常使用" in shown.text


@one_database
async def test_names_of_the_bots_own_lists_and_maps_are_refused_with_their_cells(
    clerk: Phone,
) -> None:
    rows = (
        "csv-external | subject |  |  |  |  ",
        "select_one_from_file settings.csv | s | 选 |  |  |  ",
        "calculate | c |  | pulldata('last', 'a', 'b', 1) |  |  ",
        "osm | o | 图 |  |  |  ",
    )
    shown = await clerk.send_document("小表.xlsx", to_xlsx(small(*rows)))
    assert "〈survey!B2 name〉名字 subject 是机器人自己的数据" in shown.text
    assert "〈survey!A3 type〉名字 settings 是机器人自己的数据" in shown.text
    assert "〈survey!D4 calculation〉名字 last 是机器人自己的数据" in shown.text
    assert "〈survey!A5 type〉聊天里不能画 OSM 地图" in shown.text


@one_database
async def test_a_file_that_two_forms_use_goes_with_the_form_that_is_meant(
    clerk: Phone, begin: Begin
) -> None:
    row = "select_one_from_file villages.csv | v | 村 |  |  |  "
    for form_id in ("one", "two"):
        form = to_xlsx(small(row, form_id=form_id))
        await clerk.send_document("all.zip", zipped({"f.xlsx": form, "villages.csv": VILLAGES}))
        await clerk.press("发布", message=clerk.screen)
        await clerk.press("确定发布")
    shown = await clerk.send_document("villages.csv", VILLAGES)
    assert "有 2 张表用到这个文件：小表 two、小表 one" in shown.text
    assert "一起放进 .zip 再发" in shown.text


async def test_lists_lie_sealed_in_the_database(clerk: Phone, begin: Begin) -> None:
    row = "select_one_from_file villages.csv | v | 村 |  |  |  "
    await clerk.send_document(
        "all.zip", zipped({"f.xlsx": to_xlsx(small(row)), "villages.csv": VILLAGES})
    )
    async with begin() as uow:
        bodies = [row.body.token for row in await uow.session.scalars(sa.select(FormFile))]
    assert len(bodies) == 2  # the parcel's and the version's
    assert not any(b"v1" in body for body in bodies)


async def test_the_same_form_with_another_list_is_another_version(begin: Begin) -> None:
    checked = check_workbook(small("select_one_from_file villages.csv | v | 村 |  |  |  "))
    async with begin() as uow:
        for label in ("a", "b", "a"):
            files = {"villages.csv": f"name,label\nv1,{label}\n".encode()}
            whole = {name: getattr(checked, name) for name in ("form_id", "version", "title")}
            form = type(checked)(
                **whole, xform=checked.xform, workbook=checked.workbook, files=files
            )
            await publish(uow, form)
        found = await uow.session.execute(
            sa.select(FormVersion.id, FormVersion.current).order_by(FormVersion.id)
        )
        assert [current for _, current in found] == [True, False]


@one_database
async def test_a_zip_is_an_answer_for_a_worker_who_is_asked_for_a_file(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "papers")
    assert "📎 请发文件" in phone.text
    await phone.send_document("材料.zip", packed(("a.txt", b"x")))
    await phone.press("提交")
    answers = await handed_in(begin)
    assert answers["paper"].endswith(".zip")


async def test_a_draft_goes_on_with_its_lists_after_the_bot_has_been_restarted(
    town: RunningTown, clerk: Phone, people: People, begin: Begin
) -> None:
    row = "select_one_from_file villages.csv | v | 村 |  |  |  "
    form = to_xlsx(small("text | t | 话 |  |  |  ", row, form_id="home_visit"))
    await clerk.send_document("all.zip", zipped({"f.xlsx": form, "villages.csv": VILLAGES}))
    await clerk.press("发布", message=clerk.screen)
    await clerk.press("确定发布")
    phone = await town.phone(people[1])
    await phone.say("/children")
    await phone.press(people[2].code, message=phone.screen)
    await phone.press("开始走访")
    town.intake.context["library"].compiled.clear()  # as a new process begins
    await phone.say("说了")
    assert "竹溪村" in phone.screen.labels
    await phone.press("竹溪村")
    await phone.press("提交")
    assert (await handed_in(begin))["v"] == "v1"
