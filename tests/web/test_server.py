"""The server itself: first page, readiness, who may ask."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.web.server import PAGE_FOLDER, WebServer
from tests.web.conftest import Site
from tests.web.pages import open_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def bare() -> AsyncIterator[aiohttp.ClientSession]:
    """A server whose bot is not loaded yet."""
    server = WebServer()
    address = await server.start()
    server.progress(40, "forms")
    async with aiohttp.ClientSession(address) as client:
        yield client
    await server.stop()


def test_page_and_script_together_stay_under_forty_kilobytes() -> None:
    files = [path for path in PAGE_FOLDER.iterdir() if path.is_file()]
    assert sorted(path.name for path in files) == ["app.js", "index.html"]
    assert sum(path.stat().st_size for path in files) < 40_000


def test_the_page_is_one_file_and_asks_nobody_else() -> None:
    html = (PAGE_FOLDER / "index.html").read_text()
    script = (PAGE_FOLDER / "app.js").read_text()
    addresses = (html + script).replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in addresses
    assert "https://" not in addresses
    assert html.count("<script") == html.count('<script src="/app.js" defer></script>') == 1
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script


@pytest.mark.parametrize("module", ["server", "town", "pusher"])
def test_the_page_and_the_pushes_do_not_load_aiogram(module: str) -> None:
    code = f"import sys, bot.channels.web.{module}; sys.exit('aiogram' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_server_alone_does_not_load_the_database() -> None:
    code = "import sys, bot.channels.web.server; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


async def test_the_page_is_answered_while_the_bot_is_still_loading(
    bare: aiohttp.ClientSession,
) -> None:
    for path in ("/", "/join/abc", "/?phone=1"):
        async with bare.get(path) as response:
            assert response.status == 200
            assert "<title>护蕾</title>" in await response.text()
    ready = await (await bare.get("/ready")).json()
    assert ready == {"ready": False, "demo": False, "percent": 40, "step": "forms"}
    async with bare.get("/me") as response:
        assert response.status == 503
        assert response.headers["Retry-After"] == "1"


async def test_when_the_bot_is_loaded_the_same_server_says_so(site: Site) -> None:
    async with site.browser() as client:
        assert (await (await client.get("/ready")).json())["ready"] is True
        assert (await client.get("/me")).status == 401


async def test_the_script_is_packed_and_not_sent_twice(bare: aiohttp.ClientSession) -> None:
    async with bare.get("/app.js") as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert await response.read() == (PAGE_FOLDER / "app.js").read_bytes()
        etag = response.headers["ETag"]
    async with bare.get("/app.js", headers={"If-None-Match": etag}) as response:
        assert response.status == 304


async def test_the_policy_lets_only_our_script_and_style_in(bare: aiohttp.ClientSession) -> None:
    async with bare.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
        html = await response.read()
    style = html.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_may_not_speak_for_a_person(
    site: Site, headers: dict[str, str]
) -> None:
    chat = await site.person()
    saying = {"t": "text", "cid": "cross-site", "text": "?"}
    async with site.browser(chat) as client:
        assert (await client.post("/send", json=saying, headers=headers)).status == 403
        assert (await client.post("/leave", headers=headers)).status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.ws_connect("/ws", headers=headers)
    assert site.intake.updates == []


async def test_our_own_page_may(site: Site) -> None:
    chat = await site.person()
    headers = {"Origin": site.address, "Sec-Fetch-Site": "same-origin"}
    async with (
        site.browser(chat) as client,
        client.ws_connect("/ws", headers=headers) as socket,
    ):
        await socket.send_json({"t": "hello", "after": 0})
        assert (await socket.receive_json())["t"] == "batch"


async def test_a_foreign_name_for_our_address_is_refused(bare: aiohttp.ClientSession) -> None:
    """A page of another site whose name has been pointed at this machine."""
    assert (await bare.get("/", headers={"Host": "evil.example"})).status == 403


async def test_the_public_name_is_known() -> None:
    server = WebServer(public_url="https://hulei.example.cn")
    address = await server.start()
    async with aiohttp.ClientSession(address) as client:
        assert (await client.get("/", headers={"Host": "hulei.example.cn"})).status == 200
        assert (await client.get("/", headers={"Host": "evil.example"})).status == 403
    await server.stop()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/demo/people"),
        ("POST", "/demo/enter"),
        ("GET", "/demo/clock"),
        ("POST", "/demo/clock"),
        ("GET", "/nothing"),
        ("POST", "/"),
        ("DELETE", "/me"),
    ],
)
async def test_outside_the_demo_its_addresses_do_not_exist(
    site: Site, method: str, path: str
) -> None:
    chat = await site.person()
    async with site.browser(chat) as client:
        assert (await client.request(method, path, json={})).status == 404


async def test_when_the_server_stops_the_page_is_told_to_come_back(site: Site) -> None:
    chat = await site.person()
    async with site.browser(chat) as client, open_page(client) as page:
        async with asyncio.TaskGroup() as group:
            group.create_task(page.socket.receive())
            await site.server.stop()
        assert page.socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
