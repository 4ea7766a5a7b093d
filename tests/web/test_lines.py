"""Talking over the WebSocket and the long poll."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from bot.channels.web.bell import Bell
from bot.channels.web.chat_log import ChatLog
from bot.channels.web.events import Bubble
from bot.channels.web.pace import Pace
from bot.channels.web.sockets import SIGNED_OUT
from models import ChannelAccount
from tests.web.conftest import Site
from tests.web.echo import question
from tests.web.pages import Json, open_page


async def test_what_one_types_is_stored_shown_and_answered(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        answer = await page.say(text="你好")
        assert answer["t"] == "ack"
        reply = await page.hear_text("收到：你好")
    mine = page.find("你好")
    assert mine is not None
    assert not reply.get("mine")
    message = site.intake.updates[0]["message"]
    assert message["text"] == "你好"
    assert message["from"]["id"] == message["chat"]["id"] == chat


async def test_buttons_are_pressed_and_the_message_changes_in_place(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="今日")
        shown = await page.hear_text("第 1/9 步")
        key = shown["rows"][0][0]
        assert (await page.say("press", mid=shown["mid"], d=key["d"]))["t"] == "ack"
        changed = await page.hear_text("第 2/9 步")
        while not page.toasts:
            await page.hear()
    assert changed["mid"] == shown["mid"]
    assert changed["t"] == "edit"
    assert page.find("第 1/9 步") is None
    assert page.toasts[0]["text"] == "已保存"
    query = site.intake.updates[1]["callback_query"]
    assert query["data"] == "ok:1"
    assert query["message"]["message_id"] == shown["mid"]


async def test_button_data_that_is_on_no_button_is_refused(site: Site) -> None:
    chat, other = await site.person(), await site.person()
    foreign = await site.log.add(other, question(1))
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="今日")
        shown = await page.hear_text("第 1/9 步")
        before = len(site.intake.updates)
        forged = await page.say("press", mid=shown["mid"], d="ok:7")
        not_mine = await page.say("press", mid=foreign.message_id, d="ok:1")
        own_words = next(m for m in page.messages.values() if m.get("mine"))
        on_mine = await page.say("press", mid=own_words["mid"], d="ok:1")
    assert [a.get("code") for a in (forged, not_mine, on_mine)] == ["stale"] * 3
    assert len(site.intake.updates) == before


async def test_a_button_that_has_been_edited_away_still_reaches_the_handlers(site: Site) -> None:
    """They show where we are; the page of another tab may be a moment behind."""
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text="今日")
        shown = await page.hear_text("第 1/9 步")
        await page.say("press", mid=shown["mid"], d="ok:1")
        await page.hear_text("第 2/9 步")
        assert (await page.say("press", mid=shown["mid"], d="ok:1"))["t"] == "ack"
    assert [u["callback_query"]["data"] for u in site.intake.updates[1:]] == ["ok:1", "ok:1"]


async def test_the_same_saying_twice_is_one(site: Site) -> None:
    chat, cid = await site.person(), secrets.token_hex(12)
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(cid=cid, text="一次")
        assert (await page.say(cid=cid, text="一次"))["t"] == "ack"
        answer = await client.post("/send", json={"t": "text", "cid": cid, "text": "一次"})
        assert (await answer.json())["t"] == "ack"
        await page.hear_text("收到：一次")
    assert len(site.intake.updates) == 1
    batch = await site.log.since(chat, 0)
    assert [e["text"] for e in batch.events if e.get("mine")] == ["一次"]


async def test_a_page_that_was_away_is_shown_what_it_missed(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        async with open_page(client) as page:
            await page.say(text="今日")
            shown = await page.hear_text("第 1/9 步")
        changed = replace(shown_bubble(), text="第 3/9 步")
        await site.log.edit(chat, shown["mid"], lambda _: changed)
        await site.log.add(chat, Bubble(text="早上好"))
        async with open_page(client, after=page.last) as again:
            first = again.batches[0]
    assert not first["reset"]
    assert [e["text"] for e in first["events"]] == ["第 3/9 步", "早上好"]


def shown_bubble() -> Bubble:
    """What the bot showed first."""
    return question(1)


async def test_after_a_long_time_away_only_the_newest_page_is_sent(site: Site) -> None:
    chat = await site.person()
    await site.log.add(chat, Bubble(text="第一条"), menu=())
    for number in range(90):
        await site.log.add(chat, Bubble(text=f"消息 {number}"))
    async with site.browser(chat) as client, open_page(client, after=1) as page:
        assert page.batches[0]["reset"]
        assert page.find("消息 89")
        assert page.find("第一条") is None


async def test_two_tabs_of_a_person_show_the_same(site: Site) -> None:
    chat = await site.person()
    async with (
        site.browser(chat) as client,
        open_page(client) as one,
        open_page(client) as two,
    ):
        await one.say(text="两处")
        await two.hear_text("收到：两处")
        assert two.find("两处")


async def test_the_typing_sign_reaches_open_pages_and_is_not_kept(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        site.log.typing(chat)
        assert (await page.hear_until("typing"))["t"] == "typing"
    assert (await site.log.since(chat, 0)).events == []


async def test_what_another_process_writes_is_shown_too(site: Site) -> None:
    chat = await site.person()
    elsewhere = ChatLog(site.town.sessions, site.town.keyring, site.clock, Bell())
    async with site.browser(chat) as client, open_page(client) as page:
        if site.town.sessions.kw["bind"].dialect.name == "sqlite":
            pytest.skip("one process owns an SQLite file")
        await elsewhere.add(chat, Bubble(text="从别的进程来"))
        await page.hear_text("从别的进程来")


async def test_without_a_socket_the_long_poll_does_the_same(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        first = await (await client.get("/poll?after=0&wait=0")).json()
        answer = await client.post(
            "/send", json={"t": "text", "cid": "poll-1-abc", "text": "今日"}
        )
        assert (await answer.json()) == {"t": "ack", "cid": "poll-1-abc"}
        batch = await (await client.get(f"/poll?after={first['last']}")).json()
    assert batch["events"][0]["text"] == "今日"
    assert batch["last"] > first["last"]


async def test_a_waiting_poll_is_answered_when_something_happens(site: Site) -> None:
    chat = await site.person()
    after = (await site.log.add(chat, Bubble(text="先"))).message_id
    async with site.browser(chat) as client, asyncio.TaskGroup() as group:
        waiting = group.create_task(_polled(client, after))
        while not site.log.bell.is_heard(chat):
            await asyncio.sleep(0)  # one turn of the loop
        await site.log.add(chat, Bubble(text="来了"))
        batch = await waiting
    assert [e["text"] for e in batch["events"]] == ["来了"]


async def _polled(client: aiohttp.ClientSession, after: int) -> Json:
    async with client.get(f"/poll?after={after}&wait=25") as response:
        batch: Json = await response.json()
        return batch


async def test_a_location_and_a_position_out_of_the_world(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say("location", lat=27.1234567, lon=113.5)
        await page.hear_text("位置收到了")
        bad = await page.say("location", lat=127.0, lon=113.5)
    assert bad["code"] == "shape"
    assert site.intake.updates[0]["message"]["location"] == {
        "latitude": 27.123457,
        "longitude": 113.5,
    }
    assert any(m.get("loc") == [27.123457, 113.5] for m in page.messages.values())


@pytest.mark.parametrize(
    "saying",
    [
        {"t": "text", "cid": "x", "text": "short id"},
        {"t": "text", "cid": "no-text-here"},
        {"t": "text", "cid": "only-blank-", "text": "  \u202e \x00 "},
        {"t": "text", "cid": "far-too-long", "text": "字" * 4097},
        {"t": "dance", "cid": "unknown-kind"},
        {"t": "press", "cid": "wrong-types-", "mid": "1", "d": 3},
        {"t": "file", "cid": "no-such-file", "f": "0" * 32},
        ["not", "an", "object"],
        "text",
    ],
)
async def test_what_our_page_never_sends_is_refused_and_nothing_breaks(
    site: Site, saying: object
) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.socket.send_json(saying)
        assert (await page.hear_until("nack"))["code"]
        assert (await page.say(text="还在"))["t"] == "ack"
    assert len(site.intake.updates) == 1


async def test_signs_that_nobody_can_type_are_taken_out(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        await page.say(text=" 孩\u202e子\x07很好\n明天再来 ")
    assert site.intake.updates[0]["message"]["text"] == "孩子很好\n明天再来"


async def test_a_revoked_person_is_signed_out_at_once(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        async with site.begin() as uow:
            await uow.session.execute(sa.update(ChannelAccount).values(revoked_at=uow.now))
        await page.socket.send_json({"t": "text", "cid": "after-revoke", "text": "在吗"})
        while not page.socket.closed:
            await page.socket.receive()
        assert page.socket.close_code == SIGNED_OUT
        assert (await client.get("/poll?after=0")).status == 401
        assert (await client.post("/send", json={})).status == 401
    assert site.intake.updates == []


async def test_who_is_not_signed_in_hears_nothing(site: Site) -> None:
    async with site.browser() as client:
        async with client.ws_connect("/ws") as socket:
            await socket.send_json({"t": "hello", "after": 0})
            await socket.receive()
            assert socket.close_code == SIGNED_OUT
        for path in ("/poll", "/me", "/file/" + "0" * 32):
            assert (await client.get(path)).status == 401
        for path in ("/send", "/upload?kind=photo", "/language"):
            assert (await client.post(path, data=b"{}")).status == 401


async def test_a_session_ends_after_thirty_days_and_a_changed_one_at_once(site: Site) -> None:
    chat = await site.person()
    token = site.token(chat)
    assert site.town.sign_in.chat_of(token, site.clock.now()) == chat
    for forged in (
        f"{chat + 2:x}" + token[token.index(".") :],
        "",
        "a.b.c",
        "1.2",
        token + "0",
        token[:-1],
    ):
        assert site.town.sign_in.chat_of(forged, site.clock.now()) is None
    later = site.clock.now() + timedelta(days=30, seconds=1)
    assert site.town.sign_in.chat_of(token, later) is None


async def test_too_much_at_once_is_put_off_not_lost(site: Site) -> None:
    chat, seconds = await site.person(), [0.0]
    site.town.lines.pace = Pace(per_minute=60, burst=2, seconds=lambda: seconds[0])
    async with site.browser(chat) as client, open_page(client) as page:
        answers = [(await page.say(cid=f"flood-{n}", text="快")).get("code") for n in range(3)]
        seconds[0] = 1.0
        again = await page.say(cid="flood-2", text="快")
    assert answers == [None, None, "slow"]
    assert again["t"] == "ack"
    assert len(site.intake.updates) == 3


async def test_when_storing_fails_the_page_is_asked_to_try_again(site: Site) -> None:
    chat = await site.person()

    async def broken(**_: object) -> None:
        raise OSError("the disk is full")

    async with site.browser(chat) as client, open_page(client) as page:
        working = site.intake.store
        site.intake.store = broken  # type: ignore[method-assign]
        first = await page.say(cid="disk-full-1", text="要紧")
        site.intake.store = working  # type: ignore[method-assign]
        second = await page.say(cid="disk-full-1", text="要紧")
        await page.hear_text("收到：要紧")
    assert first["code"] == "again"
    assert second["t"] == "ack"
    mine = [m for m in page.messages.values() if m.get("mine")]
    assert len(mine) == 1
