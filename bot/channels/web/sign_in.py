"""Who a request comes from: a signed cookie, or in the demo a token of the tab."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from aiohttp import web

from privacy.keyring import Keyring

COOKIE = "hulei"
TAB_HEADER = "X-Phone"
LIFETIME = timedelta(days=30)
CHAT_BITS = 53
"""Numbers that JavaScript can hold."""


def new_chat_id() -> int:
    """A random number for a new chat; it tells nothing about the person."""
    return secrets.randbits(CHAT_BITS) | 1


class SignIn:
    """Makes and reads session tokens: chat, end, and a keyed hash of both. Nothing is stored.

    A session ends with its 30 days, with the account (a newer sign-in or a revocation closes
    it), or with the keyring.
    """

    def __init__(self, keyring: Keyring, *, lifetime: timedelta = LIFETIME) -> None:
        self._keyring, self._lifetime = keyring, lifetime

    def token(self, chat_id: int, now: datetime) -> str:
        """A token for this chat from `now` on."""
        ends = int((now + self._lifetime).timestamp())
        return f"{chat_id:x}.{ends:x}.{self._mac(chat_id, ends)}"

    def chat_of(self, token: str, now: datetime) -> int | None:
        """The chat of a token; None if it is forged or over."""
        read = self._read(token)
        return read[0] if read and read[1] > now.timestamp() else None

    def is_half_over(self, token: str, now: datetime) -> bool:
        """Whether it is time for a new one."""
        read = self._read(token)
        return read is not None and read[1] < (now + self._lifetime / 2).timestamp()

    def set_cookie(
        self, response: web.StreamResponse, chat_id: int, now: datetime, *, secure: bool
    ) -> None:
        """Sign the browser in; scripts and other sites never see the cookie."""
        response.set_cookie(
            COOKIE,
            self.token(chat_id, now),
            max_age=int(self._lifetime.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=secure,
            path="/",
        )

    def _read(self, token: str) -> tuple[int, int] | None:
        parts = token.split(".")
        try:
            chat_id, ends = int(parts[0], 16), int(parts[1], 16)
        except (ValueError, IndexError):
            return None
        mac = parts[2] if len(parts) == 3 else ""
        good = hmac.compare_digest(mac.encode(), self._mac(chat_id, ends).encode())
        return (chat_id, ends) if good else None

    def _mac(self, chat_id: int, ends: int) -> str:
        return self._keyring.blind_index("web session", f"{chat_id}|{ends}")
