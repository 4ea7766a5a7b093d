"""Seal and open fields, one data key per owner; each opening is written down."""

from __future__ import annotations

from typing import Protocol

from models import DataKey
from privacy.keyring import DataCipher
from privacy.sealed import Sealed, place
from services import audit
from services.unit_of_work import UnitOfWork


class SealedRow(Protocol):
    """A row with sealed fields."""

    __tablename__: str
    id: int
    uid: str


async def cipher_of(uow: UnitOfWork, owner: str) -> DataCipher:
    """The cipher of an owner (`child:<uid>`, `chat:web:7`), made on first use.

    Raises:
        UnsealError: The stored key was wrapped by a master key we do not hold.
    """
    if owner not in uow.ciphers:
        stored = await uow.session.get(DataKey, owner)
        if stored is None:
            wrapped, version, cipher = uow.keyring.new_key(owner)
            uow.session.add(
                DataKey(owner=owner, wrapped=wrapped, master_version=version, created_at=uow.now)
            )
            await uow.session.flush()
        else:
            cipher = uow.keyring.unwrap(owner, stored.wrapped, stored.master_version)
        uow.ciphers[owner] = cipher
    return uow.ciphers[owner]


async def seal(
    uow: UnitOfWork, owner: str, row_place: tuple[str, str, str], clear: str | bytes
) -> Sealed:
    """Seal a value for its place: (table, column, uid of the row)."""
    return (await cipher_of(uow, owner)).seal(clear, place(*row_place))


async def open_bytes(uow: UnitOfWork, owner: str, row: SealedRow, column: str) -> bytes:
    """Open a sealed field of a row and write that down (`<table>:open`).

    Raises:
        UnsealError: Not sealed by this owner for this place.
        ValueError: The field is empty.
    """
    sealed: Sealed | None = getattr(row, column)
    if sealed is None:
        raise ValueError(f"{row.__tablename__}.{column} is empty")
    audit.record(uow, f"{row.__tablename__}:open", row.__tablename__, row.id, column=column)
    cipher = await cipher_of(uow, owner)
    return cipher.open_bytes(sealed, place(row.__tablename__, column, row.uid))


async def open_text(uow: UnitOfWork, owner: str, row: SealedRow, column: str) -> str:
    """As `open_bytes`, for text; an empty field is ''."""
    if getattr(row, column) is None:
        return ""
    return (await open_bytes(uow, owner, row, column)).decode()
