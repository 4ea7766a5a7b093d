"""The demo as a new user meets it: `hulei demo` as a process, its page in Chromium."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import pytest
import pytest_asyncio

from tests.browser.chromium import Browser, Tab
from tests.browser.pictures import take_picture
from tests.browser.running_demo import running_demo
from tests.browser.seat import CHINESE, Seat
from tests.phones.ordinary import ORDINARY_ENGLISH, ordinary

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = (360, 740)
SMALL_PHONE = (320, 640)
DESK = (1280, 800)

WIDTH = "document.scrollingElement.scrollWidth"
TOWN_TIME = "fetch('/demo/clock').then(r => r.json())"
STANDS = "window.standing"
HELD = "document.activeElement.textContent"
MAX_TABS = 60
WATCH = """
(() => {
  const look = () => fetch('/demo/clock').then(r => r.json()).then(c => {
    window.standing = !c.moving && c.now; setTimeout(look, 250); });
  look();
})()
"""
WEEK_PASSES_WITHIN_S = 240

OpenTab = Callable[[tuple[int, int]], Awaitable[Tab]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of one running demo for all tests of this file."""
    async with running_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def open_tab(chromium: Browser, demo: str) -> AsyncIterator[OpenTab]:
    """Opens the demo in a window of a size; no script of it may fail."""
    tabs: list[Tab] = []

    async def open_(size: tuple[int, int]) -> Tab:
        tabs.append(tab := await chromium.tab())
        await tab.resize(*size, mobile=size[0] < 600)
        await tab.open(demo)
        return tab

    yield open_
    for tab in tabs:
        assert tab.errors == []


async def test_a_grid_worker_finishes_a_visit_from_the_morning_list(open_tab: OpenTab) -> None:
    seat = Seat(await open_tab(PHONE))
    await seat.sit_down("网格员", "QH-W-08")
    await seat.hears("要做的")
    await seat.tap("QH-01-0001")
    await seat.hears("第 1/")
    await seat.tap("都对，下一步")
    await seat.tap("见到孩子本人")
    await take_picture(seat.tab, "visit")
    taps = await seat.walk(ordinary(await seat.labels()))
    await seat.hears("已提交：QH-01-0001")
    await seat.hears("下次走访")
    assert len(taps) + 3 <= 15


async def test_an_inspector_finishes_an_inspection_with_a_finding(open_tab: OpenTab) -> None:
    inspector, supervisor = Seat(await open_tab(PHONE)), Seat(await open_tab(PHONE))
    await supervisor.sit_down("儿童督导员")
    await inspector.sit_down("检查员", "QH-W-05")
    await inspector.choose_menu("今日")
    await inspector.gets("今日要做")
    await inspector.tap("QH-V-010")
    await inspector.tap("都对，其余正常")
    await inspector.tap("③同住关系")
    await inspector.tap("未落实")
    await inspector.hears("线索移交派出所")
    await inspector.look_at(".msg.keyed .row:nth-child(3) .key", "nearest")
    await take_picture(inspector.tab, "inspection")
    await inspector.walk("其余正常，下一步")
    await inspector.hears("已提交：QH-V-010")
    await inspector.hears("五必须第3条未落实")
    await supervisor.hears("问题要您今天看")
    await supervisor.tap("QH-F-0001")
    await supervisor.hears("五必须")


async def test_a_report_reaches_the_police_and_receipt_the_reporter(open_tab: OpenTab) -> None:
    worker, police = Seat(await open_tab(PHONE)), Seat(await open_tab(PHONE))
    await police.sit_down("派出所联络员")
    await worker.sit_down("网格员", "QH-W-14")
    await worker.choose_menu("强制报告")
    await worker.hears("先打 110")
    await worker.tap("失踪、来历不明")
    await worker.tap("不清楚")
    await worker.tap("学校")
    await worker.hears("等对方按「收到」")
    await police.tap("查看")
    await police.hears("报告人：QH-W-14")
    await police.tap("收到")
    await worker.hears("派出所联络员已于")


async def test_the_summary_is_a_picture_and_each_number_opens_its_list(open_tab: OpenTab) -> None:
    seat = Seat(await open_tab(PHONE))
    await seat.sit_down("儿童督导员")
    await seat.choose_menu("小结")
    await seat.gets("近7天完成")
    await seat.tab.until("[...document.querySelectorAll('.pic img')].pop().naturalWidth > 600")
    await seat.look_at(".pic")
    await take_picture(seat.tab, "summary")
    await overdue_list_behind_the_picture(seat)


async def test_one_visit_with_the_keyboard_alone_on_a_small_phone(open_tab: OpenTab) -> None:
    tab = await open_tab(SMALL_PHONE)
    seat = Seat(tab)
    await press_by_keyboard(tab, "网格员", ".role > button")
    await press_by_keyboard(tab, "QH-W-15", ".role li button")
    await seat.hears("您好")
    await press_by_keyboard(tab, "今日", ".menu button")
    await seat.gets("今日要做")
    await press_by_keyboard(tab, "QH-03-0002", ".key", back=True)
    await seat.hears("第 1/")
    for _ in range(30):
        assert await tab.value(WIDTH) <= SMALL_PHONE[0]
        label = ordinary(await seat.labels())
        if not label:
            break
        before = await seat.text()
        await press_by_keyboard(tab, label, ".key")
        await tab.until(f"document.querySelector('#log').innerText !== {before!r}")
    await seat.hears("已提交：QH-03-0002")


async def test_a_visit_in_english_shows_no_chinese(open_tab: OpenTab) -> None:
    seat = Seat(await open_tab(SMALL_PHONE))
    await seat.sit_down("网格员", "QH-W-12")
    await seat.tab.click("English")
    await seat.hears("English from now on")
    earlier = await seat.tab.value("document.querySelectorAll('.msg').length")
    await seat.choose_menu("Today")
    await seat.gets("Due today")
    await seat.tap("QH-02-0005")
    while label := ordinary(await seat.labels(), ORDINARY_ENGLISH):
        await seat.tap(label)
        shown = await seat.tab.value(
            f"[...document.querySelectorAll('.msg')].slice({earlier}).map(m => m.innerText)"
        )
        assert CHINESE.findall("\n".join(shown)) == []
        assert await seat.tab.value(WIDTH) <= SMALL_PHONE[0]
    await seat.hears("Submitted: QH-02-0005")


async def test_after_seven_days_reminders_are_there_and_overdue_lists_open(
    open_tab: OpenTab,
) -> None:
    desk = await open_tab(DESK)
    worker, supervisor, police = (Seat(desk, frame) for frame in range(3))
    await worker.sit_down("网格员", "QH-W-20")
    await supervisor.sit_down("儿童督导员")
    await police.sit_down("派出所联络员")
    today = date.fromisoformat((await desk.value(TOWN_TIME))["now"][:10])
    await desk.click("+7天")
    await desk.until("document.querySelector('.clock progress:not([hidden])')")
    await desk.value(WATCH)
    later = await desk.until(STANDS, within_s=WEEK_PASSES_WITHIN_S)
    assert date.fromisoformat(later[:10]) == today + timedelta(days=7)
    await desk.see(later[:10], "output")
    await worker.hears("要做的")
    await worker.hears("逾期 12 天")
    await worker.tap("QH-05-0004")
    await worker.tap("都对，下一步")
    await worker.tap("见到孩子本人")
    await supervisor.look_at(".pic")
    await take_picture(desk, "desk")
    await overdue_list_behind_the_picture(supervisor)


async def overdue_list_behind_the_picture(seat: Seat) -> None:
    """Press the number of the newest summary; the list says who, where and how late."""
    await seat.tap("逾期女童")
    shown = await seat.gets("按村看")
    assert re.search(r"^逾期女童 \d+ 条[^·]*· QH-0\d-\d{4} 女 逾期 \d+ 天", shown), shown


async def press_by_keyboard(tab: Tab, label: str, css: str, *, back: bool = False) -> None:
    """Go to a button with Tab (or Shift+Tab), as far as it takes, and press Enter."""
    await tab.see(label, css)
    here = f"document.activeElement.matches({css!r}) && {HELD}.includes({label!r})"
    for _ in range(MAX_TABS):
        if await tab.value(here):
            await tab.key("Enter", 13)
            return
        await tab.key("Tab", 9, shift=back)
    raise AssertionError(f"Tab does not get to {label!r}")
