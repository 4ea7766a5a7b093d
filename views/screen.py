"""What a person is shown: text, buttons, at most one picture or file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_TEXT = 4096
"""UTF-16 units in one Telegram message (Bot API)."""


class Ask(StrEnum):
    """What a menu button may ask the phone for."""

    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `action` is packed callback data (≤ 64 bytes, `views.buttons`)."""

    text: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MenuButton:
    """A button below the input; pressing it says its text (or sends what it asks for)."""

    text: str
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A picture or document: bytes, a file name for people, a media type."""

    body: bytes
    name: str
    media_type: str

    def __repr__(self) -> str:
        """Size only: the content may be somebody's."""
        return f"File({len(self.body)} bytes, {self.media_type})"


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. Plain text, no markup: nothing a person typed can change how it looks.

    Attributes:
        text: At most `MAX_TEXT` units; longer text is split by the sender.
        buttons: Rows of buttons under the message.
        menu: Rows of buttons below the input; None leaves them as they are, () removes them.
        picture: Shown in the message, `text` is its caption (≤ 1024).
        document: Offered for download.
        in_place: Edit the message whose button was pressed; otherwise send a new one.
        toast: A few words that answer a button press and vanish.
        more: Screens to send after this one.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    menu: tuple[tuple[MenuButton, ...], ...] | None = None
    picture: File | None = None
    document: File | None = None
    in_place: bool = True
    toast: str = ""
    more: tuple[Screen, ...] = ()
