"""Invite links, the cookie, and who one is."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from yarl import URL

from bot.channels.web.sign_in import COOKIE
from models import ChannelAccount, DataKey, Worker
from tests import factories
from tests.web.conftest import Site
from tests.web.pages import open_page


async def invited(site: Site, token: str) -> None:
    """An invitation for a new member of staff."""
    async with site.begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        site.invites[token] = worker.id


async def test_an_invite_link_signs_in_once(site: Site) -> None:
    await invited(site, "T0ken-once")
    async with site.browser() as client:
        async with client.post("/join/T0ken-once") as response:
            assert response.status == 200
            cookie = response.headers["Set-Cookie"]
        assert (await (await client.get("/me")).json())["role"] == "grid_worker"
        async with open_page(client) as page:
            await page.say(text="我到了")
            await page.hear_text("收到：我到了")
    for word in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"):
        assert word in cookie
    async with site.browser() as stranger:
        async with stranger.post("/join/T0ken-once") as response:
            assert response.status == 410
            assert "Set-Cookie" not in response.headers
        assert (await stranger.get("/me")).status == 401


async def test_looking_at_an_invite_link_does_not_use_it_up(site: Site) -> None:
    """Chat programs fetch links to show a preview."""
    await invited(site, "T0ken-peek")
    async with site.browser() as client:
        assert (await client.get("/join/T0ken-peek")).status == 200
        assert (await client.post("/join/T0ken-peek")).status == 200


async def test_a_new_chat_is_greeted(site: Site) -> None:
    await invited(site, "T0ken-hello")
    async with site.browser() as client:
        await client.post("/join/T0ken-hello")
        async with open_page(client) as page:
            assert page.find("您好！我是护蕾")
            assert page.menu[0][0]["t"] == "今日"
            assert page.menu[1][1]["ask"] == "location"
    assert site.intake.updates[0]["message"]["text"] == "/start"
    assert page.find("/start") is None


async def test_only_the_key_and_the_account_are_stored_no_session(site: Site) -> None:
    await invited(site, "T0ken-rows")
    async with site.browser() as client:
        await client.post("/join/T0ken-rows")
        token = client.cookie_jar.filter_cookies(URL(site.address))[COOKIE].value
    async with site.begin() as uow:
        chat_id = (await uow.session.execute(sa.select(ChannelAccount.chat_id))).scalar_one()
        owners = (await uow.session.execute(sa.select(DataKey.owner))).scalars().all()
    assert 0 < chat_id < 2**53
    assert f"chat:web:{chat_id}" in owners
    assert site.town.sign_in.chat_of(token, site.clock.now()) == chat_id


async def test_links_are_not_tried_out_by_the_thousand(site: Site) -> None:
    from bot.channels.web.pace import Pace

    site.town.paces.joins = Pace(per_minute=6, burst=3)
    async with site.browser() as client:
        codes = [(await client.post(f"/join/guess-{n}")).status for n in range(5)]
    assert codes == [410, 410, 410, 429, 429]


async def test_leaving_signs_this_browser_out(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        assert (await client.post("/leave")).status == 200
        assert (await client.get("/me")).status == 401


async def test_a_session_is_renewed_when_half_of_it_is_over(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        assert "Set-Cookie" not in (await client.get("/me")).headers
        site.clock.move(timedelta(days=16))
        assert COOKIE in (await client.get("/me")).headers["Set-Cookie"]
        site.clock.move(timedelta(days=20))
        assert (await client.get("/me")).status == 200


async def test_who_i_am_says_no_name(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        me = await (await client.get("/me")).json()
    assert me.keys() == {"role", "lang", "chat"}
    assert str(chat) not in me["chat"]


async def test_the_pages_switch_is_the_persons_language(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        assert (await client.post("/language", json={"lang": "en"})).status == 200
        assert (await client.post("/language", json={"lang": "tlh"})).status == 400
        assert site.languages == ["en"]
        async with site.begin() as uow:
            await uow.session.execute(sa.update(Worker).values(language="en"))
        async with open_page(client) as page:
            assert page.batches[0]["lang"] == "en"
