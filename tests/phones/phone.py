"""A person with a phone: says, presses, looks at what is shown. The channel does the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aiogram import Bot

    from bot.intake import Intake
    from jobs.deliver import Pusher


@dataclass(slots=True)
class Shown:
    """A message of the bot as it stands now."""

    message_id: int
    text: str = ""
    buttons: list[list[str]] = field(default_factory=list)
    data: list[list[str]] = field(default_factory=list)
    menu: list[list[str]] | None = None
    picture: bytes | None = None
    document: tuple[str, bytes] | None = None
    edited: bool = False
    order: int = 0
    """Grows with every message shown or edited; the newest is the screen."""

    @property
    def labels(self) -> list[str]:
        """All its buttons, row by row."""
        return [label for row in self.buttons for label in row]

    def data_of(self, label: str) -> str | None:
        """The data of the button that says `label`, else of the only one that contains it."""
        pairs = [
            (text, data)
            for texts, datas in zip(self.buttons, self.data, strict=True)
            for text, data in zip(texts, datas, strict=True)
        ]
        exact = [data for text, data in pairs if text == label]
        partly = [data for text, data in pairs if label in text]
        found = exact or partly
        if len(found) > 1 and not exact:
            raise AssertionError(f"{label!r} fits several of {self.labels}")
        return found[0] if found else None


class Phone(ABC):
    """What a person can do. Every act waits until the bot has answered.

    Attributes:
        messages: What the bot shows now, oldest first.
        taps: Buttons pressed so far (menu buttons too, when said through `tap_menu`).
        typed: Characters typed so far.
        sent: Messages of the bot so far (new ones, not edits).
    """

    def __init__(self, settle: Callable[[], Awaitable[object]]) -> None:
        self._settle = settle
        self.messages: list[Shown] = []
        self.taps = self.typed = self.sent = 0
        self._seen: set[int] = set()

    @property
    def screen(self) -> Shown:
        """The message last shown or edited."""
        if not self.messages:
            raise AssertionError("nothing has been shown yet")
        return max(self.messages, key=lambda shown: shown.order)

    @property
    def text(self) -> str:
        """The text of the screen."""
        return self.screen.text

    @property
    def toast(self) -> str:
        """The last toast; '' if there was none."""
        return (self.toasts() or [""])[-1]

    def texts(self) -> list[str]:
        """All texts visible now, oldest first."""
        return [shown.text for shown in self.messages]

    @property
    @abstractmethod
    def menu(self) -> list[list[str]]:
        """The buttons below the input."""

    async def say(self, text: str) -> Shown:
        """Type and send a text; the screen afterwards."""
        self.typed += len(text)
        await self._say(text)
        return await self._settled()

    async def tap_menu(self, label: str) -> Shown:
        """Press a button below the input (it says its text)."""
        labels = [word for row in self.menu for word in row]
        found = [word for word in labels if label in word]
        if not found:
            raise AssertionError(f"no menu button {label!r}; there are: {labels}")
        self.taps += 1
        await self._say(found[0])
        return await self._settled()

    async def press(self, label: str, *, message: Shown | None = None) -> Shown:
        """Press a button by its text or a unique part of it; the screen afterwards.

        Without `message`: in the newest message that has it.
        """
        newest_first = sorted(self.messages, key=lambda shown: -shown.order)
        for shown in [message] if message else newest_first:
            data = shown.data_of(label)
            if data is not None:
                return await self.press_data(shown.message_id, data)
        there = [shown.labels for shown in newest_first[:3]]
        raise AssertionError(f"no button {label!r}; there are: {there}\n{self.text}")

    async def press_old(self, message: Shown, label: str) -> Shown:
        """Press a button a message had when it was read, even if it has gone since."""
        data = message.data_of(label)
        if data is None:
            raise AssertionError(f"{label!r} was not among {message.labels}")
        return await self.press_data(message.message_id, data)

    async def press_data(self, message_id: int, data: str) -> Shown:
        """Press a button by its data."""
        self.taps += 1
        await self._press(message_id, data)
        return await self._settled()

    async def send_photo(self, body: bytes) -> Shown:
        """Send a photo."""
        self.taps += 1
        await self._photo(body)
        return await self._settled()

    async def send_document(self, name: str, body: bytes) -> Shown:
        """Send a file."""
        self.taps += 1
        await self._document(name, body)
        return await self._settled()

    async def send_recording(self, kind: str, body: bytes) -> Shown:
        """Send sound or film: `voice`, `audio`, `video` or `video_note`, as the phone records it."""
        self.taps += 1
        await self._recording(kind, body)
        return await self._settled()

    async def send_location(self, latitude: float, longitude: float) -> Shown:
        """Send a place."""
        self.taps += 1
        await self._location(latitude, longitude)
        return await self._settled()

    async def look(self) -> list[Shown]:
        """Read what is shown now, such as a push that has arrived."""
        self.messages = await self._read()
        new = {shown.message_id for shown in self.messages} - self._seen
        self._seen |= new
        self.sent += len(new)
        return self.messages

    @abstractmethod
    def toasts(self) -> list[str]:
        """All toasts so far."""

    async def _settled(self) -> Shown:
        await self._settle()
        await self.look()
        return self.screen

    @abstractmethod
    async def _say(self, text: str) -> None: ...

    @abstractmethod
    async def _press(self, message_id: int, data: str) -> None: ...

    @abstractmethod
    async def _photo(self, body: bytes) -> None: ...

    @abstractmethod
    async def _document(self, name: str, body: bytes) -> None: ...

    @abstractmethod
    async def _recording(self, kind: str, body: bytes) -> None: ...

    @abstractmethod
    async def _location(self, latitude: float, longitude: float) -> None: ...

    @abstractmethod
    async def _read(self) -> list[Shown]: ...


class Stage(Protocol):
    """One channel with its far end, ready for phones."""

    channel: str

    @property
    def bot(self) -> Bot:
        """The aiogram bot of the channel."""
        ...

    @property
    def pusher(self) -> Pusher:
        """Sends pushes."""
        ...

    def attach(self, intake: Intake) -> None:
        """Where updates go; called once before the first phone."""
        ...

    async def phone(self, chat_id: int) -> Phone:
        """A phone whose chat has been bound already."""
        ...


OpenStage = Callable[..., AbstractAsyncContextManager[Stage]]
