"""The clerk's forms as a conversation: download, every fault at once, publish."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from models import AuditEntry, FormVersion, Worker
from models.worker import Role
from services.form_library.source import CHECKLISTS, check_upload
from tests import factories
from tests.conftest import Begin
from tests.forms.published import checked, publish_form
from tests.phones.town import RunningTown
from tests.services import trade
from tests.services.trade import Place
from xforms.xlsform import Row, Sheet, Workbook, from_markdown
from xforms.xlsform.excel import to_xlsx

OLD_QUESTION, NEW_QUESTION = "是否有执法人员（民警等）带队", "今天谁带队"
FORMS = Path(__file__).parents[1] / "forms"
HOTEL = from_markdown((CHECKLISTS / "hotel.md").read_text("utf-8"))


@pytest.fixture
async def place(begin: Begin) -> Place:
    async with begin() as uow:
        await publish_form(uow, "hotel")
        return await trade.place(uow)


@pytest.fixture
async def clerk(begin: Begin, place: Place) -> Worker:
    async with begin() as uow:
        return await factories.worker(uow, place.town, role=Role.CLERK)


def with_cells(sheet: str, key: str, **cells: str) -> Workbook:
    """The hotel with cells of one row changed; `key` is a name or question, '' the first row."""
    old = HOTEL.sheet(sheet)
    rows = list(old.rows)
    at = next(i for i, r in enumerate(rows) if key in ("", r.get("name"), r.get("question")))
    rows[at] = Row(rows[at].number, {**rows[at].cells, **cells})
    return HOTEL.with_sheet(Sheet(sheet, old.header, tuple(rows)))


def row_of(sheet: str, key: str) -> int:
    return next(r.number for r in HOTEL.rows(sheet) if r.get("name") == key)


def renewed() -> bytes:
    """The hotel as a clerk would change it: another question, title and version."""
    asked = with_cells("survey", "ht_led", **{"label::中文 (zh)": NEW_QUESTION})
    titled = with_cells("settings", "", form_title="旅馆检查新版", version="20261201")
    return to_xlsx(titled.with_sheet(asked.sheet("survey")))


async def audited(begin: Begin, worker: Worker) -> list[str]:
    async with begin() as uow:
        found = await uow.session.scalars(
            sa.select(AuditEntry.action)
            .where(AuditEntry.actor_id == worker.id)
            .order_by(AuditEntry.id)
        )
        return list(found)


async def test_a_downloaded_form_passes_the_check_and_is_known_as_the_same(
    town: RunningTown, clerk: Worker, begin: Begin
) -> None:
    phone = await town.phone(clerk)
    await phone.say("/more")
    shown = await phone.press("表单")
    assert "已发布的表单：1 份" in shown.text
    assert "旅馆检查（五必须＋本地八条）（版本 20261101），11月23日起使用" in shown.text

    shown = await phone.press("旅馆检查")
    assert shown.document is not None
    name, body = shown.document
    assert name == "hotel-20261101.xlsx"
    assert check_upload(body).xform == checked("hotel").xform

    shown = await phone.send_document(name, body)
    assert "检查通过：旅馆检查" in shown.text
    assert "内容和正在使用的版本相同，不用发布" in shown.text
    assert shown.labels == []
    assert await audited(begin, clerk) == ["form:download", "form:check"]


async def test_every_fault_is_told_at_once_with_sheet_and_cell(
    town: RunningTown, clerk: Worker, begin: Begin
) -> None:
    wrong = with_cells("survey", "ht_train", **{"bind::hulei:normal": "gibtsnicht"})
    header = wrong.sheet("survey").header
    rows = list(wrong.rows("survey"))
    at = next(i for i, r in enumerate(rows) if r.get("name") == "ht_suspect")
    rows[at] = Row(rows[at].number, {**rows[at].cells, "default": "none"})
    if "default" not in header:
        header = (*header, "default")
    wrong = wrong.with_sheet(Sheet("survey", header, tuple(rows)))

    phone = await town.phone(clerk)
    shown = await phone.send_document("旅馆.xlsx", to_xlsx(wrong))
    assert shown.text.startswith("❌ 有 2 处要改")
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[header.index("default")]
    assert f"〈survey!{letter}{row_of('survey', 'ht_suspect')} default〉" in shown.text
    assert "受害迹象不能预先填好 → 清空这一格" in shown.text
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[header.index("bind::hulei:normal")]
    assert f"〈survey!{letter}{row_of('survey', 'ht_train')} " in shown.text
    assert shown.labels == []
    async with begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count(FormVersion.id))) == 1


async def test_many_faults_are_cut_with_the_number_of_the_rest(
    town: RunningTown, clerk: Worker
) -> None:
    sheet = HOTEL.sheet("problems")
    rows = tuple(Row(r.number, {**r.cells, "severity": "9"}) for r in sheet.rows)
    assert len(rows) > 12
    wrong = HOTEL.with_sheet(Sheet("problems", sheet.header, rows))
    phone = await town.phone(clerk)
    shown = await phone.send_document("旅馆.xlsx", to_xlsx(wrong))
    assert f"❌ 有 {len(rows)} 处要改" in shown.text
    assert "\n12. 〈problems!" in shown.text
    assert "\n13. " not in shown.text
    assert f"还有 {len(rows) - 12} 处" in shown.text


async def test_new_runs_use_what_was_published_and_an_open_draft_keeps_its_version(
    town: RunningTown, clerk: Worker, place: Place, begin: Begin
) -> None:
    async with begin() as uow:
        first, second = await place.venue(uow), await place.venue(uow)
    inspector = await town.phone(place.inspector)
    await inspector.say("/inspect")
    await inspector.press(first.code)
    shown = await inspector.press("开始检查")
    assert OLD_QUESTION in shown.text

    phone = await town.phone(clerk)
    shown = await phone.send_document("hotel.xlsx", renewed())
    assert "检查通过：旅馆检查新版（版本 20261201）" in shown.text
    assert "题。" in shown.text
    shown = await phone.press("发布")
    assert "发布 旅馆检查新版（版本 20261201）？" in shown.text
    assert "将替换：旅馆检查（五必须＋本地八条）（版本 20261101）" in shown.text
    shown = await phone.press("确定发布")
    assert "已发布：旅馆检查新版" in shown.text
    assert await audited(begin, clerk) == ["form:check", "form:publish"]

    await inspector.say("/inspect")
    await inspector.press(second.code)
    shown = await inspector.press("开始检查")
    assert "旅馆检查新版" in shown.text
    assert NEW_QUESTION in shown.text
    assert OLD_QUESTION not in shown.text
    await inspector.say("/inspect")
    await inspector.press(first.code)
    shown = await inspector.press("继续")
    assert OLD_QUESTION in shown.text
    assert NEW_QUESTION not in shown.text


async def test_a_checked_form_is_not_in_force_before_it_is_published(
    town: RunningTown, clerk: Worker
) -> None:
    phone = await town.phone(clerk)
    await phone.send_document("hotel.md", (CHECKLISTS / "hotel.md").read_bytes() + b"\n")
    assert "内容和正在使用的版本相同" in phone.text
    await phone.send_document("hotel.xlsx", renewed())
    await phone.press("发布")
    shown = await phone.press("先不发布")
    assert "版本 20261101" in shown.text
    assert "旅馆检查新版" not in shown.text


async def test_a_question_about_an_older_state_is_asked_again(
    town: RunningTown, clerk: Worker, place: Place
) -> None:
    phone, other = await town.phone(clerk), await town.phone(place.supervisor)
    await phone.send_document("hotel.xlsx", renewed())
    asked = await phone.press("发布")
    data = asked.data_of("确定发布")
    assert data is not None
    await other.send_document("hotel.xlsx", renewed())
    await other.press("发布")
    await other.press("确定发布")
    shown = await phone.press_data(asked.message_id, data)
    assert "已经在使用" in shown.text
    assert phone.toast == "刚才有变化，请再看一遍"


@pytest.mark.parametrize("town", ["telegram"], indirect=True)
async def test_a_form_that_nothing_begins_with_and_a_version_kept_are_pointed_out(
    town: RunningTown, clerk: Worker
) -> None:
    phone = await town.phone(clerk)
    stray = with_cells("settings", "", form_id="hotel/2", form_title="另一份")
    await phone.send_document("hotel.xlsx", to_xlsx(stray))
    shown = await phone.press("发布")
    assert "这是一份新表单，不替换任何表单" in shown.text
    assert "编号（form_id）是 hotel/2，走访和检查现在只用 home_visit、hotel" in shown.text
    await phone.press("确定发布")
    await phone.press("全部表单")
    shown = await phone.press("另一份")
    assert shown.document is not None
    assert shown.document[0] == "hotel_2-20261101.xlsx"

    same = with_cells("settings", "", form_title="旅馆检查改名")
    shown = await phone.send_document("hotel.xlsx", to_xlsx(same))
    assert "版本号和正在使用的相同，内容不同" in shown.text


@pytest.mark.parametrize("name", ["hotel.xlsx", "hotel.md"])
async def test_what_is_no_form_is_answered_with_how_to_send_one(
    town: RunningTown, clerk: Worker, name: str
) -> None:
    phone = await town.phone(clerk)
    shown = await phone.send_document(name, b"just words")
    assert "这不是 Excel 文件 → 请发送 .xlsx 文件" in shown.text


async def test_a_grid_worker_neither_sees_nor_sends_forms(
    town: RunningTown, place: Place, begin: Begin
) -> None:
    phone = await town.phone(place.worker)
    assert "表单" not in " ".join((await phone.say("/more")).labels)
    assert "您的岗位不能做这一步" in (await phone.say("/forms")).text
    shown = await phone.send_document("hotel.xlsx", renewed())
    assert "您的岗位不能做这一步" in shown.text
    async with begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count(FormVersion.id))) == 1


async def test_warnings_are_told_apart_from_faults_and_the_form_may_be_published(
    town: RunningTown, clerk: Worker, begin: Begin
) -> None:
    phone = await town.phone(clerk)
    form = to_xlsx(from_markdown((FORMS / "warned.md").read_text("utf-8")))
    shown = await phone.send_document("warned.xlsx", form)
    assert "✅ 检查通过：有提醒的表" in shown.text
    assert "💡 有 6 处提醒，不改也能发布" in shown.text
    assert "2. 〈survey!E3 calculation〉这个算式的结果直接当作条件用" in shown.text
    assert "例如 ${c} = 'true' 或 ${c} > 0" in shown.text
    assert "〈survey!C7 label〉重复组没有显示的文字" in shown.text
    assert "〈survey!E10 calculation〉聊天里没有“上次保存”的答案" in shown.text
    assert "〈survey!A5 type〉聊天不会自动记位置，这一项留空" in shown.text

    await phone.say("/lang en")
    shown = await phone.send_document("warned.xlsx", form)
    assert "💡 6 remarks; the form may be published as it is" in shown.text
    assert "its result is used as a condition as it stands" in shown.text
    await phone.press("Publish")
    await phone.press("Yes, publish")
    async with begin() as uow:
        version = await uow.session.scalar(
            sa.select(FormVersion).where(FormVersion.form_id == "warned")
        )
        assert version is not None
        assert version.current
