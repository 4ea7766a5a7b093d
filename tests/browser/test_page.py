"""The page in Chromium, as people use it: a phone, a keyboard, a bad line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.channels.web.events import Bubble
from bot.channels.web.server import WebServer
from bot.channels.web.sign_in import COOKIE
from models.worker import Role
from tests import factories
from tests.browser.chromium import Browser, Tab
from tests.web.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SMALL_TARGETS = """
[...document.querySelectorAll('button, a.key, textarea')]
  .filter(n => n.getClientRects().length)
  .filter(n => n.offsetHeight < 44 || n.offsetWidth < 44)
  .map(n => n.textContent || n.getAttribute('aria-label'))
"""
NAMELESS = """
[...document.querySelectorAll('button, textarea, img, iframe')]
  .filter(n => n.getClientRects().length)
  .filter(n => !(n.textContent.trim() || n.getAttribute('aria-label') || n.alt || n.title))
  .map(n => n.outerHTML.slice(0, 80))
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest_asyncio.fixture(loop_scope="session")
async def tab(chromium: Browser) -> AsyncIterator[Tab]:
    """A small phone's page; its script must not fail and its policy not be broken."""
    tab = await chromium.tab()
    await tab.resize(320, 640, mobile=True)
    yield tab
    assert tab.errors == []


async def sign_in(tab: Tab, site: Site, chat: int) -> None:
    """Give the browser the session of this chat and open the page."""
    await tab.do("Network.setCookie", name=COOKIE, value=site.token(chat), url=site.address)
    await tab.open(site.address)
    await tab.see("已连接", ".state")


async def send(tab: Tab, text: str) -> None:
    """Type into the input and press Enter."""
    await tab.value("document.querySelector('textarea').focus()")
    await tab.type(text)
    await tab.key("Enter", 13)


async def count(tab: Tab, css: str) -> Any:
    """How many elements there are."""
    return await tab.value(f"document.querySelectorAll({css!r}).length")


async def until(true: Callable[[], bool]) -> None:
    """Wait for something the browser does outside its page."""
    async with asyncio.timeout(15):
        while not true():
            await asyncio.sleep(0.02)


async def test_a_visitor_chooses_a_person_and_talks(demo_site: Site, tab: Tab) -> None:
    async with demo_site.begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        await factories.worker(uow, town, village=village, grid=grid)
    await tab.open(demo_site.address)
    await tab.click("网格员")
    assert await tab.value(OVERFLOW) == 0
    assert await tab.value(SMALL_TARGETS) == []
    await tab.click(worker.code)
    await tab.see("您好！我是护蕾", ".msg")
    await tab.click("今日", ".menu button")
    await tab.see("第 1/9 步", ".msg")
    assert await tab.value(OVERFLOW) == 0
    assert await tab.value(SMALL_TARGETS) == []
    assert await tab.value(NAMELESS) == []
    before = await count(tab, ".msg")
    await tab.click("一切正常")
    await tab.see("第 2/9 步", ".msg")
    await tab.see("已保存", ".toast")
    assert await count(tab, ".msg") == before, "edited in place"
    await tab.click("立即报告")
    await tab.click("知道了")
    await tab.gone("先拨打", ".toast div")


async def test_the_step_just_changed_is_in_view(site: Site, tab: Tab) -> None:
    chat = await site.person()
    await sign_in(tab, site, chat)
    await send(tab, "今日")
    await tab.see("第 1/9 步", ".msg")
    for number in range(6):
        await site.log.add(chat, Bubble(text=f"消息 {number}\n" * 4))
    await tab.see("消息 5", ".msg")
    await tab.value("document.querySelector('.keyed').scrollIntoView()")
    await tab.click("一切正常")
    await tab.see("第 2/9 步", ".msg")
    inside = """(() => { const l = document.querySelector('#log').getBoundingClientRect();
      const m = document.querySelector('.keyed').getBoundingClientRect();
      return m.top >= l.top - 1 && m.bottom <= l.bottom + 1 })()"""
    await tab.until(inside)
    await site.log.add(chat, Bubble(text="新的"))
    await tab.click("↓", ".down")
    await tab.until(
        "(l => l.scrollHeight - l.scrollTop - l.clientHeight < 4)(document.querySelector('#log'))"
    )


async def test_a_box_that_is_ticked_stays_under_the_finger(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await send(tab, "多选")
    await tab.see("项目 14", ".msg")
    place = """[...document.querySelectorAll('.key')].find(k => k.textContent.includes('项目 9'))
      .getBoundingClientRect().top"""
    await tab.value("document.querySelector('#log').scrollTop = 420")
    before = await tab.value(place)
    await tab.click("项目 9")
    await tab.see("☑ 项目 9", ".msg")
    assert abs(await tab.value(place) - before) <= 1


async def test_keyboard_alone_is_enough(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await send(tab, "今日")
    await tab.see("第 1/9 步", ".msg")
    await tab.value("document.querySelector('#log').focus()")
    await tab.key("Tab", 9)
    focused = "document.activeElement.textContent"
    assert await tab.value(focused) == "✅ 一切正常"
    await tab.key("Enter", 13)
    await tab.see("第 2/9 步", ".msg")
    held = "document.activeElement.closest('.msg') !== null"
    assert await tab.value(held), "the focus stays with the step"
    await tab.key("Tab", 9)
    assert await tab.value(held)


async def test_typed_markup_is_text(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await send(tab, "<img src=x onerror=document.title='owned'> & <b>粗</b>")
    await tab.see("收到：<img src=x", ".msg")
    assert await count(tab, ".msg img, .msg b") == 0
    assert await tab.value("document.title") == "护蕾"


async def test_a_number_to_dial_is_a_link(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await send(tab, "先拨打 110，今年 2026 年")
    await tab.see("收到", ".msg")
    links = "[...document.querySelectorAll('.msg a')].map(a => a.href)"
    assert await tab.value(links) == ["tel:110", "tel:110"]


async def test_a_picture_is_shown_with_words_for_who_cannot_see_it(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await send(tab, "图")
    await tab.until("document.querySelector('.pic img').naturalWidth === 640")
    assert await tab.value("document.querySelector('.pic img').alt") == "青禾镇 · 本周小结"
    await tab.value("document.querySelector('.pic').click()")
    await tab.until("document.querySelector('dialog[open] img').naturalWidth === 640")


async def test_a_document_is_downloaded_under_its_name(
    site: Site, tab: Tab, chromium: Browser, tmp_path: Path
) -> None:
    info = await tab.do("Target.getTargetInfo")
    await chromium.do(
        "Browser.setDownloadBehavior",
        {
            "behavior": "allow",
            "downloadPath": str(tmp_path),
            "browserContextId": info["targetInfo"]["browserContextId"],
        },
    )
    await sign_in(tab, site, await site.person())
    await send(tab, "表")
    await tab.click("入户探访.xlsx")
    path = tmp_path / "入户探访.xlsx"
    await until(path.exists)
    assert path.read_bytes() == b"PK\x03\x04 sheet"


async def test_a_photo_is_made_smaller_and_sent(site: Site, tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "big.jpg"
    Image.effect_noise((3200, 1200), 40).convert("RGB").save(path)
    await sign_in(tab, site, await site.person())
    await tab.choose_file("input[accept='image/*']", path)
    await tab.see("照片收到了", ".msg")
    await tab.until("document.querySelector('.mine .pic img').naturalWidth === 1600")
    assert await count(tab, ".msg.mine") == 1
    assert site.intake.updates[-1]["message"]["photo"][0]["height"] == 600


async def test_what_is_no_picture_can_be_put_away(site: Site, tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "not.jpg"
    path.write_bytes(b"nothing of a picture")
    await sign_in(tab, site, await site.person())
    await tab.choose_file("input[accept='image/*']", path)
    await tab.see("这张图读不了", ".toast")
    await tab.click("删除")
    assert await count(tab, ".msg") == 0


async def test_a_position_is_sent_or_its_refusal_explained(
    site: Site, tab: Tab, chromium: Browser
) -> None:
    info = await tab.do("Target.getTargetInfo")
    context = {"browserContextId": info["targetInfo"]["browserContextId"]}
    await sign_in(tab, site, await site.person())
    await tab.do("Emulation.setGeolocationOverride", latitude=27.5, longitude=113.25, accuracy=8)
    await chromium.do(
        "Browser.grantPermissions",
        {"permissions": ["geolocation"], "origin": site.address, **context},
    )
    await tab.value("document.querySelector('.rb').click()")
    await tab.click("位置", ".more button")
    await tab.see("位置收到了", ".msg")
    assert site.intake.updates[-1]["message"]["location"]["latitude"] == 27.5
    await chromium.do(
        "Browser.setPermission",
        {
            "permission": {"name": "geolocation"},
            "setting": "denied",
            "origin": site.address,
            **context,
        },
    )
    await tab.value("document.querySelector('.rb').click()")
    await tab.click("位置", ".more button")
    await tab.see("直接打字写地点", ".toast")


async def test_what_was_said_on_a_broken_line_arrives_once(site: Site, tab: Tab) -> None:
    chat = await site.person()
    await sign_in(tab, site, chat)
    port = int(site.address.rpartition(":")[2])
    await site.server.stop()
    await tab.see("重连中", ".state")
    await send(tab, "写在断线的时候")
    await tab.see("等网络", ".st")
    await site.log.add(chat, Bubble(text="断线时来的"))
    await site.server.start(port=port)
    await tab.see("收到：写在断线的时候", ".msg")
    await tab.see("断线时来的", ".msg")
    await tab.see("已连接", ".state")
    assert await tab.value("localStorage.length") == 1, "only the language is kept"
    assert len(site.intake.updates) == 1


async def test_what_was_not_confirmed_survives_a_reload(site: Site, tab: Tab) -> None:
    chat = await site.person()
    await sign_in(tab, site, chat)
    working = site.intake.store

    async def broken(**_: object) -> None:
        raise OSError("the disk is full")

    site.intake.store = broken  # type: ignore[method-assign]
    await send(tab, "要紧的话")
    await tab.see("要紧的话", ".msg")
    await tab.until("localStorage.length === 2")
    site.intake.store = working  # type: ignore[method-assign]
    await tab.open(site.address + "/?again")
    await tab.see("收到：要紧的话", ".msg")
    assert len(site.intake.updates) == 1
    mine = "[...document.querySelectorAll('.mine p')].map(p => p.textContent)"
    assert await tab.value(mine) == ["要紧的话"]


async def test_where_sockets_do_not_get_through_the_page_polls(site: Site, tab: Tab) -> None:
    chat = await site.person()
    routes = dict(site.server._routes)
    del routes["GET", "ws"]
    site.server._routes = routes
    await sign_in(tab, site, chat)
    await send(tab, "绕路")
    await tab.see("收到：绕路", ".msg")
    await tab.click("English")
    await tab.see("Connected", ".state")


async def test_the_language_follows_the_person(site: Site, tab: Tab) -> None:
    await sign_in(tab, site, await site.person())
    await tab.click("English")
    await tab.see("Grid worker", ".who")
    await tab.see("中文", ".bar button")
    assert await tab.value("document.documentElement.lang") == "en"
    assert await tab.value("document.querySelector('textarea').placeholder") == "Message…"
    await until(lambda: site.languages == ["en"])


async def test_an_invite_link_takes_one_tap(site: Site, tab: Tab) -> None:
    async with site.begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        site.invites["T0ken"] = worker.id
    await tab.open(f"{site.address}/join/T0ken")
    await tab.click("开始使用")
    await tab.see("您好！我是护蕾", ".msg")
    assert await tab.value("location.pathname") == "/"
    await tab.value("document.querySelector('.bar button:last-child').click()")
    await tab.see("请用邀请链接进入")
    await tab.open(f"{site.address}/join/T0ken")
    await tab.click("开始使用")
    await tab.see("已用过或已过期")


async def test_the_page_waits_for_the_bot_and_goes_on_by_itself(site: Site, tab: Tab) -> None:
    server = WebServer()
    address = await server.start()
    server.progress(40, "forms")
    await tab.open(address)
    await tab.see("正在准备")
    await tab.see("准备表单")
    server.attach(site.town)
    await tab.see("请用邀请链接进入")
    await server.stop()


async def test_on_a_wide_screen_phones_stand_side_by_side(
    demo_site: Site, chromium: Browser
) -> None:
    async with demo_site.begin() as uow:
        town, village, grid = await factories.place(uow)
        await factories.worker(uow, town, village=village, grid=grid)
        await factories.worker(uow, town, role=Role.SUPERVISOR)
    tab = await chromium.tab()
    await tab.resize(1280, 800)
    await tab.open(demo_site.address)
    await tab.see("2026-11-23", "output")
    assert await count(tab, "iframe") == 3
    await tab.click("网格员", frame=0)
    await tab.click("儿童督导员", frame=1)
    await tab.see("您好！我是护蕾", ".msg", frame=1)
    await tab.click("今日", ".menu button", frame=0)
    await tab.see("第 1/9 步", ".msg", frame=0)
    assert not await tab.value(
        "document.querySelectorAll('iframe')[1].contentDocument.body.textContent.includes('1/9')"
    )
    await tab.click("+7天")
    await tab.see("2026-11-30", "output")
    assert await tab.value(OVERFLOW) == 0
    assert await tab.value(NAMELESS) == []
    assert tab.errors == []
