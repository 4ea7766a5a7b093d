"""A tiny dispatcher for tests of the page: answers some words, without aiogram."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from bot.channels.web.chat_log import ChatLog, UnchangedError
from bot.channels.web.events import Bubble
from views.screen import Ask, Button, File, MenuButton

MENU = (
    (MenuButton("今日"), MenuButton("检查")),
    (MenuButton("🚨 强制报告"), MenuButton("📍 位置", Ask.LOCATION)),
)


def question(step: int) -> Bubble:
    """A step of a checklist."""
    rows = (
        (Button("✅ 一切正常", f"ok:{step}"), Button("⚠️ 有情况", f"no:{step}")),
        (Button("⬅ 上一步", f"back:{step}"), Button("跳过", f"skip:{step}")),
        (Button("🚨 立即报告", "report"),),
    )
    text = f"QH-03-0027 · 第 {step}/9 步\n\n今天家里谁在照看孩子？\n和上次一样的话，点一下就好。"
    return Bubble(text=text, rows=rows)


def boxes(ticked: frozenset[int] = frozenset()) -> Bubble:
    """A screen of boxes that is taller than a small phone."""
    rows = tuple(
        (Button(f"{'☑' if number in ticked else '☐'} 项目 {number}", f"tick:{number}"),)
        for number in range(1, 15)
    )
    return Bubble(text=f"QH-03-0027 · 多选\n\n已选 {len(ticked)} 项", rows=rows)


def chart() -> File:
    """A picture with some bars."""
    image = Image.new("RGB", (640, 360), "#fffaf2")
    for number, height in enumerate((200, 120, 260, 90, 170)):
        left = 50 + number * 115
        image.paste((29, 107, 82), (left, 320 - height, left + 70, 320))
    out = io.BytesIO()
    image.save(out, "PNG")
    return File(out.getvalue(), "chart.png", "image/png")


class EchoIntake:
    """Stores nothing, answers at once; remembers the updates it was given."""

    def __init__(self, log: ChatLog) -> None:
        self._log = log
        self.updates: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.silent = False

    async def store(
        self, *, channel: str, chat_id: int, dedup_key: str, update: dict[str, Any]
    ) -> object:
        """As the real one: the same key twice is one update."""
        assert channel == "web"
        if dedup_key in self.keys:
            return None
        self.keys.add(dedup_key)
        self.updates.append(update)
        if not self.silent:
            await self._answer(chat_id, update)
        return None

    async def _answer(self, chat_id: int, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await self._pressed(chat_id, query)
        else:
            await self._told(chat_id, update["message"])

    async def _pressed(self, chat_id: int, query: dict[str, Any]) -> None:
        word, _, step = query["data"].partition(":")
        message_id = query["message"]["message_id"]
        if word == "report":
            await self._log.toast(chat_id, "先拨打 110", alert=True)
        elif word == "tick":
            await self._log.edit(chat_id, message_id, lambda _: boxes(frozenset({int(step)})))
        else:
            await self._step(chat_id, message_id, int(step) + (-1 if word == "back" else 1))

    async def _step(self, chat_id: int, message_id: int, step: int) -> None:
        try:
            await self._log.edit(chat_id, message_id, lambda _: question(step))
        except UnchangedError:
            await self._log.toast(chat_id, "这是旧按钮，已为您显示当前步骤")
        else:
            await self._log.toast(chat_id, "已保存")

    async def _told(self, chat_id: int, message: dict[str, Any]) -> None:
        text = message.get("text", "")
        if text == "/start":
            hello = Bubble(text="您好！我是护蕾，陪您做入户探访和场所检查。\n点下面的“今日”开始。")
            await self._log.add(chat_id, hello, menu=MENU)
        elif text == "今日":
            await self._log.add(chat_id, question(1))
        elif text == "多选":
            await self._log.add(chat_id, boxes())
        elif text == "图":
            caption = "青禾镇 · 本周小结\n探访 31 次，逾期 2 人（女童 1 人）"
            rows = ((Button("看逾期名单", "ok:1"),),)
            await self._log.add(chat_id, Bubble(text=caption, rows=rows), picture=chart())
        elif text == "表":
            sheet = File(b"PK\x03\x04 sheet", "入户探访.xlsx", "application/vnd.ms-excel")
            await self._log.add(chat_id, Bubble(text="表单在这里。"), document=sheet)
        elif "photo" in message:
            await self._log.add(chat_id, Bubble(text="照片收到了。"))
        elif "location" in message:
            await self._log.add(chat_id, Bubble(text="位置收到了。"))
        else:
            await self._log.add(chat_id, Bubble(text=f"收到：{text}"))
