"""The shape of what a page shows: one bubble per message, stored as sealed JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from views.screen import Ask, Button, MenuButton, Screen

MAX_PAST = 120
"""Button data that a message once carried and that may still be pressed (old tab, double tap)."""

Rows = tuple[tuple[Button, ...], ...]
Menu = tuple[tuple[MenuButton, ...], ...]


class Kind(StrEnum):
    """Kinds of rows in the log of a chat; `FILE` rows are fetched by name, never listed."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    MENU = "menu"
    TOAST = "toast"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file of this chat: `uid` names it in `/file/<uid>`; sizes in bytes and pixels."""

    uid: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it stands now.

    Attributes:
        text: The text, or the caption of a picture or document.
        rows: Buttons under it.
        place: Latitude and longitude, for a position.
        mine: The person wrote it, not the bot.
        cid: The page's own number of what the person sent; it tells an echo from news.
        sent_at: Unix seconds of the first sending.
        past: Button data it carried before it was edited.
    """

    text: str = ""
    rows: Rows = ()
    picture: FileRef | None = None
    document: FileRef | None = None
    place: tuple[float, float] | None = None
    mine: bool = False
    cid: str = ""
    sent_at: int = 0
    past: tuple[str, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """Button data on it now."""
        return tuple(button.action for row in self.rows for button in row if button.action)

    @property
    def files(self) -> frozenset[str]:
        """Names of the files it shows."""
        return frozenset(ref.uid for ref in (self.picture, self.document) if ref)

    def may_press(self, action: str) -> bool:
        """Whether this data is, or was, on one of its buttons: all else is forged."""
        return action in self.actions or action in self.past

    def turned_into(self, new: Bubble) -> Bubble:
        """`new` in the place of this one, remembering which buttons there were."""
        past = dict.fromkeys((*self.past, *self.actions))
        return replace(new, sent_at=self.sent_at, past=tuple(past)[-MAX_PAST:])


def to_body(bubble: Bubble) -> bytes:
    """The bubble as it is stored (before sealing)."""
    return json.dumps(asdict(bubble), ensure_ascii=False, separators=(",", ":")).encode()


def from_body(body: bytes) -> Bubble:
    """A stored bubble."""
    raw: dict[str, Any] = json.loads(body)
    raw["rows"] = tuple(tuple(Button(**button) for button in row) for row in raw["rows"])
    for name in ("picture", "document"):
        raw[name] = FileRef(**raw[name]) if raw[name] else None
    raw["place"] = tuple(raw["place"]) if raw["place"] else None
    raw["past"] = tuple(raw["past"])
    return Bubble(**raw)


def menu_body(menu: Menu) -> bytes:
    """The buttons below the input as they are stored and shown."""
    rows = [[_without_empty(t=b.text, ask=b.ask and b.ask.value) for b in row] for row in menu]
    return json.dumps({"rows": rows}, ensure_ascii=False).encode()


def toast_body(text: str, *, alert: bool) -> bytes:
    """A few words that answer a press; an alert stays until it is closed."""
    return json.dumps({"text": text, "alert": alert}, ensure_ascii=False).encode()


def shown(kind: Kind, event_id: int, message_id: int, body: bytes) -> dict[str, Any]:
    """The event as the page gets it."""
    head: dict[str, Any] = {"id": event_id, "t": kind.value}
    if kind in (Kind.MENU, Kind.TOAST):
        fields: dict[str, Any] = json.loads(body)
        return head | fields
    head["mid"] = message_id
    return head if kind is Kind.DELETE else head | _bubble_shown(from_body(body))


def of_screen(screen: Screen, *, mark: str = "") -> Bubble:
    """The bubble of a screen; the log fills in its files and the moment."""
    return Bubble(text=mark + screen.text, rows=screen.buttons)


def menu_of(rows: list[list[tuple[str, bool]]]) -> Menu:
    """Menu rows from (text, asks for the position)."""
    return tuple(
        tuple(MenuButton(text, Ask.LOCATION if asks else None) for text, asks in row)
        for row in rows
    )


def _without_empty(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _bubble_shown(bubble: Bubble) -> dict[str, Any]:
    rows = [[_without_empty(t=b.text, d=b.action, u=b.url) for b in row] for row in bubble.rows]
    picture, document = bubble.picture, bubble.document
    return {"at": bubble.sent_at} | _without_empty(
        text=bubble.text,
        rows=rows,
        pic=picture and {"f": picture.uid, "w": picture.width, "h": picture.height},
        doc=document and {"f": document.uid, "n": document.name, "s": document.size},
        loc=bubble.place and list(bubble.place),
        mine=bubble.mine,
        cid=bubble.cid,
    )
