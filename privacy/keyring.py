"""Envelope keys: a master key wraps one data key per child, case, person or chat.

AES-256-GCM with random 96-bit nonces; the place of the value is the associated data.
Losing the master key loses everything it wrapped.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.sealed import Sealed

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12


class UnsealError(Exception):
    """The value was sealed with another key, for another place, or has been changed."""


def _encrypt(key: bytes, clear: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, clear, place.encode())


def _decrypt(key: bytes, token: bytes, place: str) -> bytes:
    nonce, body = token[1 : 1 + NONCE_BYTES], token[1 + NONCE_BYTES :]
    if token[:1] != FORMAT:
        raise UnsealError("unknown format of a sealed value")
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except InvalidTag as error:
        raise UnsealError("a sealed value does not open here") from error


@dataclass(frozen=True, slots=True, repr=False)
class DataCipher:
    """Seals and opens with one data key."""

    key: bytes

    def seal(self, clear: str | bytes, place: str) -> Sealed:
        """Seal text (UTF-8) or bytes for one place (`privacy.sealed.place`)."""
        raw = clear.encode() if isinstance(clear, str) else clear
        return Sealed(_encrypt(self.key, raw, place))

    def open_bytes(self, sealed: Sealed, place: str) -> bytes:
        """The bytes; raises `UnsealError` when key or place are not the ones it was sealed for."""
        return _decrypt(self.key, sealed.token, place)

    def open(self, sealed: Sealed, place: str) -> str:
        """The text; raises `UnsealError` as `open_bytes`."""
        return self.open_bytes(sealed, place).decode()


class Keyring:
    """Master keys by version. New data keys are wrapped with the newest."""

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        if not masters or any(len(key) != KEY_BYTES for key in masters.values()):
            raise ValueError("a keyring needs at least one master key of 32 bytes")
        self._masters = dict(masters)
        self.newest = max(masters)

    def __repr__(self) -> str:
        """Versions only."""
        return f"Keyring(versions={sorted(self._masters)})"

    def new_key(self, owner: str) -> tuple[bytes, int, DataCipher]:
        """A fresh data key: (wrapped, master version, cipher)."""
        key = os.urandom(KEY_BYTES)
        wrapped = _encrypt(self._masters[self.newest], key, self._wrap_place(owner, self.newest))
        return wrapped, self.newest, DataCipher(key)

    def unwrap(self, owner: str, wrapped: bytes, version: int) -> DataCipher:
        """The cipher of a stored data key; raises `UnsealError` if it is not this owner's."""
        master = self._masters.get(version)
        if master is None:
            raise UnsealError(f"master key version {version} is not in the keyring")
        return DataCipher(_decrypt(master, wrapped, self._wrap_place(owner, version)))

    def blind_index(self, field: str, value: str) -> str:
        """Keyed hash (hex, 256 bit) to look a value up without opening it.

        Uses the oldest master key: an index must survive the rotation of the wrapping key.
        """
        key = hmac.digest(self._masters[min(self._masters)], b"blind index", hashlib.sha256)
        return hmac.new(key, f"{field}|{value}".encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _wrap_place(owner: str, version: int) -> str:
        return f"data key|{owner}|{version}"
