"""A phone that is a terminal: prints screens, presses buttons by number, says the rest."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from aiogram import Bot
from aiogram.types import Update

from bot.channels.terminal.session import CHANNEL, TerminalSession
from bot.intake import Intake
from bot.sender import Sender
from views.screen import Ask, Button, Screen

CHAT = 1
RULE = "─" * 48
HELP = (
    "输入按钮的编号，或直接输入答案；要填数字的题，按钮写作 [:1]。\n"
    ":photo 文件 发照片　:file 文件 发录音、录像、文件　:place 纬度,经度 发位置\n"
    ":zh :en 语言　:q 离开\n"
    "Type a button's number or an answer; where a number is asked for, buttons are [:1]."
)
_PLACE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*")


class TerminalSender(Sender):
    """Keeps what other channels send until it is printed; knows the newest buttons."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self.out = out
        self.waiting: list[Screen] = []
        self.buttons: list[Button] = []
        self.colon = False
        """Buttons of the newest screen are pressed with a colon: bare numbers are answers."""

    async def send(
        self,
        bot: Bot,  # noqa: ARG002 - the sender's signature
        chat_id: int,  # noqa: ARG002
        screens: Iterable[Screen],
        update: Update | None = None,  # noqa: ARG002
    ) -> None:
        """Take these screens, in order."""
        self.waiting += screens

    def print(self, *, colon: bool) -> bool:
        """Print what is waiting, with numbers for the buttons; False if nothing is."""
        self.colon = colon
        screens, self.waiting = self.waiting, []
        for screen in screens:
            print("\n".join(self._lines(screen)), file=self.out, flush=True)
        return bool(screens)

    def _lines(self, screen: Screen) -> list[str]:
        lines = [RULE, *([f"〔{screen.toast}〕"] if screen.toast else []), screen.text]
        lines += [f"〔{file.name}〕" for file in (screen.picture, screen.document) if file]
        if screen.buttons:
            self.buttons, mark = [], ":" if self.colon else ""
            lines.append("")
            for row in screen.buttons:
                numbered = enumerate(row, len(self.buttons) + 1)
                lines.append("  ".join(f"[{mark}{number}] {b.text}" for number, b in numbered))
                self.buttons += row
        if any(button.ask is Ask.LOCATION for row in screen.menu or () for button in row):
            lines.append(":place 23.10,113.30")
        return lines


class TerminalPhone:
    """What the person at the terminal can do; every act waits until it has been answered."""

    def __init__(self, intake: Intake, sender: TerminalSender, session: TerminalSession) -> None:
        self.intake, self.sender, self.session = intake, sender, session
        self._count = 0

    async def act(self, line: str) -> None:
        """One line that was typed."""
        words = line.strip()
        bare = words.removeprefix(":")
        number = int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 else 0
        if 1 <= number <= len(self.sender.buttons) and (bare != words or not self.sender.colon):
            await self.press(self.sender.buttons[number - 1].action)
        elif bare == words:
            await self.say(words)
        else:
            await self._command(bare)

    async def say(self, text: str) -> None:
        """A typed text."""
        await self._tell(message=self._message({"text": text}))

    async def press(self, action: str) -> None:
        """A button, by what it says back; one that only opens a page does nothing here."""
        query = {"id": "1", "from": _person(), "chat_instance": "1", "data": action}
        query["message"] = self._message({"text": "·"})
        if action:
            await self._tell(callback_query=query)

    async def _command(self, words: str) -> None:
        word, _, rest = words.partition(" ")
        place = _PLACE.fullmatch(rest)
        if word in ("photo", "file"):
            await self._file(word, rest.strip())
        elif word == "place" and place:
            where = {"latitude": float(place[1]), "longitude": float(place[2])}
            await self._tell(message=self._message({"location": where}))
        else:
            self.sender.waiting.append(Screen(HELP))

    async def _file(self, kind: str, name: str) -> None:
        file = self.session.offer(name)
        if file is None:
            self.sender.waiting.append(Screen(f"{name}：没有这个文件 / no such file"))
            return
        named = file | {"file_name": Path(name).name}
        content = {"photo": [file]} if kind == "photo" else {"document": named}
        await self._tell(message=self._message(content))

    async def _tell(self, **what: Any) -> None:
        key = f"t{self._count}"
        await self.intake.store(CHANNEL, CHAT, key, {"update_id": self._count} | what)
        await self.intake.drain()

    def _message(self, content: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        chat = {"id": CHAT, "type": "private"}
        head = {"message_id": self._count, "date": int(time.time()), "chat": chat}
        return head | {"from": _person()} | content


def _person() -> dict[str, Any]:
    return {"id": CHAT, "is_bot": False, "first_name": "terminal"}
