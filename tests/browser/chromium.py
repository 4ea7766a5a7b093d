"""A small driver of Chromium over its DevTools protocol: no further dependency."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=zh-CN",
    "--remote-debugging-port=0",
)
START_WITHIN_S = 40
WAIT_S = 15.0

FIND = """
(() => {
  const frame = %(frame)s;
  const doc = frame === null ? document
    : document.querySelectorAll('iframe')[frame].contentDocument;
  const says = n => n.textContent.trim() || n.getAttribute('aria-label') || '';
  return [...doc.querySelectorAll(%(css)s)].filter(
    n => n.getClientRects().length > 0 && says(n).includes(%(text)s));
})()
"""

UNTIL = """
new Promise((yes, no) => {
  const end = Date.now() + %(ms)d;
  const look = () => {
    let found;
    try { found = (%(script)s); } catch (e) { found = null; }
    if (found) yes(found);
    else if (Date.now() > end) no(new Error('waited in vain'));
    else setTimeout(look, 40);
  };
  look();
})
"""


def find_chromium() -> str | None:
    """Where Chromium is, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class PageError(AssertionError):
    """The page did not do what was waited for, or its script failed."""


class Tab:
    """One page. Elements are found by CSS and by a part of their text or label."""

    def __init__(self, browser: Browser, session_id: str) -> None:
        self._browser, self._session_id = browser, session_id
        self.errors: list[str] = []

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """A DevTools command."""
        return await self._browser.do(method, params, self._session_id)

    async def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        await self.do("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Make the window so large (CSS pixels; sharp pictures on small ones)."""
        await self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if width < 600 else 1,
            mobile=mobile,
        )

    async def value(self, script: str) -> Any:
        """What a script says (JSON); promises are awaited."""
        answer = await self.do(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise PageError(json.dumps(answer["exceptionDetails"], ensure_ascii=False)[:800])
        return answer["result"].get("value")

    async def until(self, script: str, *, within_s: float = WAIT_S) -> Any:
        """Wait until a script says something true."""
        expression = UNTIL % {"ms": within_s * 1000, "script": script}
        try:
            return await self.value(expression)
        except PageError as error:
            shown = await self.value("document.body.innerText")
            raise PageError(f"waited in vain for: {script}\nshown:\n{shown}\n{error}") from None

    async def see(self, text: str, css: str = "body", *, frame: int | None = None) -> None:
        """Wait until a text is shown."""
        await self.until(_find(css, text, frame) + ".length")

    async def gone(self, text: str, css: str, *, frame: int | None = None) -> None:
        """Wait until a text is no longer shown."""
        await self.until("!" + _find(css, text, frame) + ".length")

    async def click(self, text: str, css: str = "button", *, frame: int | None = None) -> None:
        """Press the newest element with this text; in a chat that is the last one."""
        found = _find(css, text, frame)
        await self.until(f"{found}.length")
        await self.value(f"{found}.pop().click()")

    async def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        await self.do("Input.insertText", text=text)

    async def key(self, name: str, code: int, *, shift: bool = False) -> None:
        """Press a key by its name (`Enter`, 13)."""
        text = {"text": "\r"} if name == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode=code,
                modifiers=8 if shift else 0,
                **(text if kind == "keyDown" else {}),
            )

    async def choose_file(self, css: str, path: Path) -> None:
        """Put a file into a file input."""
        root = await self.do("DOM.getDocument")
        node = await self.do("DOM.querySelector", nodeId=root["root"]["nodeId"], selector=css)
        await self.do("DOM.setFileInputFiles", nodeId=node["nodeId"], files=[str(path)])

    async def offline(self, yes: bool) -> None:
        """Pull the plug, or put it back. Open sockets are cut too."""
        await self.do(
            "Network.emulateNetworkConditions",
            offline=yes,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    async def picture(self, path: Path) -> None:
        """Save a screenshot (PNG)."""
        await self.value("document.fonts.ready.then(() => 1)")
        answer = await self.do("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(answer["data"]))


class Browser:
    """One Chromium process."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._tabs: dict[str, Tab] = {}

    async def do(
        self, method: str, params: dict[str, Any], session_id: str = ""
    ) -> dict[str, Any]:
        """A DevTools command to the browser or one of its pages."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        frame = {"id": number, "method": method, "params": params}
        await self._socket.send_json(frame | ({"sessionId": session_id} if session_id else {}))
        answer = await self._waiting[number]
        if "error" in answer:
            raise PageError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    async def listen(self) -> None:
        """Sort answers to their commands until the browser goes."""
        async for frame in self._socket:
            message = json.loads(frame.data)
            if future := self._waiting.pop(message.get("id", 0), None):
                future.set_result(message)
            elif message.get("method") == "Runtime.exceptionThrown":
                details = message["params"]["exceptionDetails"]
                self._tabs[message["sessionId"]].errors.append(json.dumps(details)[:600])
            elif message.get("method") == "Log.entryAdded":
                entry = message["params"]["entry"]
                if entry["source"] == "security":
                    self._tabs[message["sessionId"]].errors.append(entry["text"])

    async def tab(self) -> Tab:
        """A new page with cookies and storage of its own."""
        context = await self.do("Target.createBrowserContext", {})
        target = await self.do(
            "Target.createTarget",
            {"url": "about:blank", "browserContextId": context["browserContextId"]},
        )
        attached = await self.do(
            "Target.attachToTarget", {"targetId": target["targetId"], "flatten": True}
        )
        tab = self._tabs[attached["sessionId"]] = Tab(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Network", "DOM", "Log"):
            await tab.do(f"{domain}.enable")
        return tab


@asynccontextmanager
async def running_chromium(path: str) -> AsyncIterator[Browser]:
    """A headless Chromium with an empty profile, ended with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            path,
            *FLAGS,
            f"--user-data-dir={profile}",
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        try:
            url = await asyncio.wait_for(_devtools_url(process), START_WITHIN_S)
            async with (
                aiohttp.ClientSession() as client,
                client.ws_connect(url, max_msg_size=0) as socket,
                asyncio.TaskGroup() as group,
            ):
                browser = Browser(socket)
                listening = group.create_task(browser.listen())
                reading = group.create_task(_drain(process))
                try:
                    yield browser
                finally:
                    listening.cancel()
                    reading.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _devtools_url(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on " in line:
            return line.decode().rpartition(" ")[2].strip()
    raise PageError("Chromium ended before it was ready")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Nobody reads its log, but a full pipe would stop it."""
    assert process.stderr is not None
    while await process.stderr.read(65536):
        pass


def _find(css: str, text: str, frame: int | None) -> str:
    parts = {"css": json.dumps(css), "text": json.dumps(text), "frame": json.dumps(frame)}
    return (FIND % parts).strip()


if __name__ == "__main__":
    print(find_chromium() or "no chromium", file=sys.stderr)
