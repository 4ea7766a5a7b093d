"""The webhook: only Telegram may post, and it hears 200 only when the update is stored."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.webhook import MAX_BODY, PATH, SECRET_HEADER, Webhook, set_webhook
from tests.telegram.conftest import CHAT
from tests.telegram.fake_server import FakeTelegram
from tests.telegram.test_polling import Store

SECRET = "s" * 40


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def url(store: Store) -> AsyncIterator[str]:
    app = web.Application()
    Webhook(store, SECRET).attach(app)
    async with TestServer(app) as server:
        yield str(server.make_url(PATH))


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def post(client: ClientSession, url: str, body: Any, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with client.post(url, data=data, headers=headers) as answer:
        return answer.status


async def test_an_update_is_stored_and_then_acknowledged(
    server: FakeTelegram, client: ClientSession, url: str, store: Store
) -> None:
    update = server.world.say(CHAT, "/start")
    assert await post(client, url, update) == 200
    assert store.kept == [("telegram", CHAT, str(update["update_id"]), update)]


async def test_an_update_that_cannot_be_stored_is_not_acknowledged(
    server: FakeTelegram, client: ClientSession, url: str, store: Store
) -> None:
    store.broken = True
    assert await post(client, url, server.world.say(CHAT, "/start")) == 500


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], "密" * 40])
async def test_whoever_does_not_know_the_secret_is_refused(
    server: FakeTelegram, client: ClientSession, url: str, store: Store, secret: str | None
) -> None:
    assert await post(client, url, server.world.say(CHAT, "/start"), secret) == 401
    assert store.kept == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'{"update_id": "x"}', b"\xff\xfe"])
async def test_what_is_not_an_update_is_refused(
    client: ClientSession, url: str, store: Store, body: bytes
) -> None:
    assert await post(client, url, body) == 400
    assert store.kept == []


async def test_a_body_over_a_megabyte_is_refused(
    client: ClientSession, url: str, store: Store
) -> None:
    assert await post(client, url, b" " * (MAX_BODY + 1)) == 413
    assert store.kept == []


async def test_a_long_body_that_hides_its_length_is_refused_too(
    client: ClientSession, url: str, store: Store
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 2):
            yield b" " * 65536

    headers = {SECRET_HEADER: SECRET}
    async with client.post(url, data=chunks(), headers=headers) as answer:
        assert answer.status == 413


async def test_a_group_is_acknowledged_but_not_heard(
    server: FakeTelegram, client: ClientSession, url: str, store: Store
) -> None:
    server.world.add_chat(-100, "group")
    assert await post(client, url, server.world.say(-100, "大家好")) == 200
    assert store.kept == []


@pytest.mark.parametrize("secret", ["", "short", "s" * 31, "密" * 40])
def test_it_refuses_to_start_without_a_proper_secret(store: Store, secret: str) -> None:
    with pytest.raises(ValueError, match="secret of at least 32"):
        Webhook(store, secret)


async def test_telegram_is_told_address_secret_and_kinds_of_update(
    server: FakeTelegram, bot: Any
) -> None:
    await set_webhook(bot, "https://hulei.example/", SECRET)
    told = server.world.webhook
    assert told["url"] == "https://hulei.example/telegram/webhook"
    assert told["secret_token"] == SECRET
    assert told["allowed_updates"] == ["message", "callback_query"]
