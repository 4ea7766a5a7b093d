"""Pushes through python-telegram-bot: what they look like, and what each error means."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.limiter import PacedLimiter
from bot.channels.telegram.pusher import TelegramPusher, classify
from services.outbox import Receipt
from tests.telegram.conftest import CHAT
from tests.telegram.fake_server import FakeTelegram
from views.screen import Button, File, MenuButton, Screen

HELLO = Screen("今日 3 项", buttons=((Button("QH-01-0003", "td:1"),),))
PICTURE = File(b"\x89PNG", "summary.png", "image/png")


class NoPauses:
    """A limiter's clock that never makes anybody wait, and says how long it should have."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def moment(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waited.append(seconds)


@pytest.fixture
def time() -> NoPauses:
    return NoPauses()


@pytest.fixture
async def pusher(server: FakeTelegram, time: NoPauses) -> AsyncIterator[TelegramPusher]:
    limiter = PacedLimiter(now=time.moment, sleep=time.sleep)
    async with TelegramPusher(server.token, api=server.url, limiter=limiter) as ready:
        yield ready


async def test_a_push_arrives_with_its_buttons(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    assert await pusher.send(CHAT, HELLO, marked=False) == (Receipt.SENT, None)
    (message,) = server.world.chats[CHAT].shown
    assert message["text"] == "今日 3 项"
    assert [b["callback_data"] for b in server.world.buttons(message)] == ["td:1"]


async def test_a_picture_carries_the_text_and_the_buttons(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    screen = Screen("小结", buttons=HELLO.buttons, picture=PICTURE)
    await pusher.send(CHAT, screen, marked=False)
    (message,) = server.world.chats[CHAT].shown
    assert message["caption"] == "小结"
    assert server.world.files[message["photo"][0]["file_id"]] == b"\x89PNG"
    assert list(server.world.buttons(message))


async def test_a_long_text_follows_its_picture_with_the_buttons_at_the_end(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    long = "\n".join("第一村 逾期 3 项，其中女童 2 名" for _ in range(400))
    await pusher.send(CHAT, Screen(long, buttons=HELLO.buttons, picture=PICTURE), marked=False)
    picture, *texts = server.world.chats[CHAT].shown
    assert "caption" not in picture
    assert "\n".join(message["text"] for message in texts) == long
    assert [bool(list(server.world.buttons(m))) for m in texts] == [False] * (len(texts) - 1) + [
        True
    ]


async def test_a_file_and_the_menu_arrive(server: FakeTelegram, pusher: TelegramPusher) -> None:
    document = File(b"table", "走访.xlsx", "application/xlsx")
    screen = Screen("表格", menu=((MenuButton("今日"),),), document=document)
    await pusher.send(CHAT, screen, marked=False)
    (message,) = server.world.chats[CHAT].shown
    assert message["document"]["file_name"] == "走访.xlsx"
    assert server.world.chats[CHAT].menu is not None


async def test_screens_that_follow_are_sent_after_it(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    await pusher.send(CHAT, Screen("一", more=(Screen("二"),)), marked=False)
    assert [m["text"] for m in server.world.chats[CHAT].shown] == ["一", "二"]


async def test_who_has_blocked_the_bot_or_never_was_there_is_unreachable(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    assert await pusher.send(999, HELLO, marked=False) == (Receipt.UNREACHABLE, None)
    server.world.chats[CHAT].blocked = True
    assert await pusher.send(CHAT, HELLO, marked=False) == (Receipt.UNREACHABLE, None)


async def test_a_message_telegram_finds_wrong_is_refused(pusher: TelegramPusher) -> None:
    wrong = Screen("问", buttons=((Button("按", "字" * 22),),))
    assert await pusher.send(CHAT, wrong, marked=False) == (Receipt.REFUSED, None)


async def test_too_many_requests_mean_not_sent_and_hold_the_whole_bot_back(
    server: FakeTelegram, pusher: TelegramPusher, time: NoPauses
) -> None:
    server.world.add_chat(8)
    server.fail("sendMessage", 429, retry_after=9)
    assert await pusher.send(CHAT, HELLO, marked=False) == (
        Receipt.NOT_SENT,
        timedelta(seconds=9),
    )
    assert await pusher.send(8, HELLO, marked=False) == (Receipt.SENT, None)
    assert sum(time.waited) >= 9


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("code", [500, 502, 0])
async def test_a_server_that_fails_leaves_it_unknown_whether_it_arrived(
    server: FakeTelegram, pusher: TelegramPusher, code: int, late: bool
) -> None:
    server.fail("sendMessage", code, late=late)
    assert await pusher.send(CHAT, HELLO, marked=False) == (Receipt.UNKNOWN, None)
    assert len(server.world.chats[CHAT].shown) == int(late)


async def test_a_server_that_cannot_be_reached_means_surely_not_sent(
    unused_tcp_port: int,
) -> None:
    nobody = f"http://127.0.0.1:{unused_tcp_port}"
    async with TelegramPusher("1:token-of-somebody", api=nobody) as pusher:
        assert await pusher.send(CHAT, HELLO, marked=False) == (Receipt.NOT_SENT, None)


def caused_by(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "receipt"),
    [
        (caused_by(TimedOut(), httpx.PoolTimeout("")), Receipt.NOT_SENT),
        (caused_by(TimedOut(), httpx.ConnectTimeout("")), Receipt.NOT_SENT),
        (caused_by(NetworkError(""), httpx.ConnectError("")), Receipt.NOT_SENT),
        (caused_by(TimedOut(), httpx.ReadTimeout("")), Receipt.UNKNOWN),
        (caused_by(TimedOut(), httpx.WriteTimeout("")), Receipt.UNKNOWN),
        (caused_by(NetworkError(""), httpx.ReadError("")), Receipt.UNKNOWN),
        (TelegramError("something new"), Receipt.UNKNOWN),
        (InvalidToken(), Receipt.NOT_SENT),
        (BadRequest("Chat not found"), Receipt.UNREACHABLE),
        (BadRequest("message text is empty"), Receipt.REFUSED),
        (Forbidden("bot was blocked by the user"), Receipt.UNREACHABLE),
    ],
)
def test_each_error_says_what_became_of_the_push(error: TelegramError, receipt: Receipt) -> None:
    assert classify(error) == (receipt, None)


async def test_a_second_screen_that_fails_leaves_the_push_unknown(
    server: FakeTelegram, pusher: TelegramPusher
) -> None:
    server.faults = []
    pushed = Screen("一", more=(Screen("二", picture=PICTURE),))
    server.fail("sendPhoto", 429, retry_after=1)
    receipt, _ = await pusher.send(CHAT, pushed, marked=False)
    assert receipt is Receipt.UNKNOWN


def test_the_push_worker_does_not_import_aiogram() -> None:
    code = (
        "import sys, jobs, bot.channels.telegram.pusher, jobs.deliver;"
        "sys.exit('aiogram' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
