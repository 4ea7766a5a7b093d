"""A sealed value: bytes that nobody can read or print by accident."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """One sealed field: version (1 byte), nonce (12), ciphertext and tag (AES-256-GCM)."""

    token: bytes

    def __repr__(self) -> str:
        """Never the content, not even the ciphertext."""
        return "Sealed(***)"


def place(table: str, column: str, uid: str) -> str:
    """Where a value belongs; sealed into it, so that it opens nowhere else."""
    return f"{table}|{column}|{uid}"
