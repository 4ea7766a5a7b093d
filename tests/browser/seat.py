"""A person at one phone of the demo: reads what is shown, presses it with a finger or a key."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from tests.browser.chromium import PageError, Tab
from tests.phones.ordinary import ORDINARY, ordinary

CHINESE = re.compile("[\u3400-\u9fff]")
MAX_TAPS = 30

FRAME = "document.querySelectorAll('iframe')[%d].contentDocument"

SHORT = """
const doc = %(doc)s, log = doc.querySelector('#log');
const keys = [...doc.querySelectorAll('.msg .key')];
const mine = n => n.classList.contains('mine');
const newest = () => [...doc.querySelectorAll('.msg')].filter(n => !mine(n)).pop();
const step = () => doc.querySelector('.msg.keyed[data-mid="' + doc.step + '"]') || newest();
"""

AIM = """
(() => {
  %(short)s
  const key = keys.filter(k => k.textContent.includes(%(text)s)).pop();
  if (!key || key.getAttribute('aria-disabled')) return null;
  key.scrollIntoView({block: 'nearest', behavior: 'instant'});
  const r = key.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
  const hit = doc.elementFromPoint(x, y);
  if (!hit || !key.contains(hit)) return null;
  doc.pressed = key.closest('.msg');
  doc.step = doc.pressed.dataset.mid;
  doc.before = newest().dataset.mid;
  const frame = doc.defaultView.frameElement;
  const at = frame ? frame.getBoundingClientRect() : {x: 0, y: 0};
  const edge = frame ? frame.clientLeft : 0;
  return [x + at.x + edge, y + at.y + edge];
})()
"""

ANSWERED = """
(() => {
  %(short)s
  if (doc.pressed.isConnected && newest().dataset.mid === doc.before) return null;
  if (doc.pressed.isConnected) doc.step = newest().dataset.mid;
  return true;
})()
"""

IN_VIEW = """
(() => {
  %(short)s
  const r = step().getBoundingClientRect(), l = log.getBoundingClientRect();
  if (r.top < l.top - 1 || r.top > l.bottom - 60) return null;
  return r.height > l.height - 20 || r.bottom <= l.bottom + 1;
})()
"""

NEWEST = """
(() => {
  %(short)s
  return newest().innerText.includes(%(text)s) && newest().innerText;
})()
"""

LABELS = """
(() => {
  %(short)s
  return [...step().querySelectorAll('.key')].map(k => k.textContent);
})()
"""


class Seat:
    """One phone: a tab of its own, or a frame of the demo's wide page."""

    def __init__(self, tab: Tab, frame: int | None = None) -> None:
        self.tab, self.frame = tab, frame
        self._doc = "document" if frame is None else FRAME % frame

    async def sit_down(self, role: str, code: str = "") -> None:
        """Choose who one is; `code` where there are several of a role."""
        await self.tab.click(role, frame=self.frame)
        if code:
            await self.tab.click(code, frame=self.frame)
        await self.tab.see("您好", ".msg", frame=self.frame)

    async def choose_menu(self, label: str) -> None:
        """Press a button below the input."""
        await self.tab.click(label, ".menu button", frame=self.frame)

    async def hears(self, text: str) -> None:
        """Wait until a message says this."""
        await self.tab.see(text, ".msg", frame=self.frame)

    async def gets(self, text: str) -> str:
        """Wait until the newest message says this; all it says."""
        said: str = await self.tab.until(self._script(NEWEST, text=json.dumps(text)))
        return said

    async def look_at(self, css: str, block: str = "start") -> None:
        """Scroll until the last such thing is at the top (`start`) or just in sight (`nearest`)."""
        found = f"[...{self._doc}.querySelectorAll({css!r})].pop()"
        await self.tab.until(found)
        await self.tab.value(f"{found}.scrollIntoView({{block: {block!r}}})")

    async def value(self, script: str, **parts: Any) -> Any:
        """What one of the scripts above says now."""
        return await self.tab.value(self._script(script, **parts))

    async def labels(self) -> list[str]:
        """The buttons of the step one is at."""
        found: list[str] = await self.value(LABELS)
        return found

    async def text(self) -> str:
        """Everything that is shown."""
        shown: str = await self.tab.value(f"{self._doc}.querySelector('#log').innerText")
        return shown

    async def tap(self, label: str) -> None:
        """Press the newest button with these words where it stands; the answer is in view."""
        x, y = await self.tab.until(self._script(AIM, text=json.dumps(label)))
        for kind in ("mousePressed", "mouseReleased"):
            await self.tab.do(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )
        await self.tab.until(self._script(ANSWERED))
        if not label.startswith("☐"):
            await self._until_in_view(label)

    async def walk(self, first: str, presses: Sequence[str] = ORDINARY) -> list[str]:
        """Press `first`, then what an ordinary day calls for until it is submitted."""
        taps = [first]
        await self.tap(first)
        while label := ordinary(await self.labels(), presses):
            assert len(taps) < MAX_TAPS, taps
            taps.append(label)
            await self.tap(label)
        return taps

    async def _until_in_view(self, label: str) -> None:
        try:
            await self.tab.until(self._script(IN_VIEW))
        except PageError as error:
            raise PageError(f"after {label!r} the step is out of view\n{error}") from None

    def _script(self, script: str, **parts: Any) -> str:
        return script % {"short": SHORT % {"doc": self._doc}, **parts}
