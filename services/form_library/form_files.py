"""The lists of a form as they are kept: sealed, by version, or by parcel while it is gathered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from models import FormFile, FormVersion
from models.base import random_name
from services import sealing
from services.unit_of_work import UnitOfWork

OWNER = "forms"
"""Of the data key that all lists are sealed with: they belong to no child and no venue."""


def digest_of(body: bytes) -> str:
    """What makes two files the same."""
    return hashlib.sha256(body).hexdigest()


async def of_version(uow: UnitOfWork, version_id: int) -> dict[str, bytes]:
    """The lists of a version by file name; the opening is written down."""
    return await _opened(uow, FormFile.form_version_id == version_id)


async def of_parcel(uow: UnitOfWork, parcel_id: int) -> dict[str, bytes]:
    """The lists that have come in so far, by file name."""
    return await _opened(uow, FormFile.parcel_id == parcel_id)


async def rows_of_version(uow: UnitOfWork, version_id: int) -> dict[str, int]:
    """Name → number of rows of a version's lists. Opens nothing."""
    return await _rows(uow, FormFile.form_version_id == version_id)


async def rows_of_parcel(uow: UnitOfWork, parcel_id: int) -> dict[str, int]:
    """Name → number of rows of what has come in. Opens nothing."""
    return await _rows(uow, FormFile.parcel_id == parcel_id)


async def in_force(uow: UnitOfWork) -> Sequence[tuple[FormVersion, str]]:
    """(version in force, name of one of its lists), the newest version first."""
    found = await uow.session.execute(
        sa.select(FormVersion, FormFile.name)
        .join(FormFile, FormFile.form_version_id == FormVersion.id)
        .where(FormVersion.current.is_(True))
        .order_by(FormVersion.id.desc(), FormFile.id)
    )
    return [(version, name) for version, name in found]


async def add(
    uow: UnitOfWork,
    name: str,
    body: bytes,
    *,
    rows: int = 0,
    version_id: int | None = None,
    parcel_id: int | None = None,
) -> None:
    """Keep a file of a version or of a parcel."""
    uid = random_name()
    sealed = await sealing.seal(uow, OWNER, (FormFile.__tablename__, "body", uid), body)
    row = FormFile(uid=uid, name=name, digest=digest_of(body), rows=rows, body=sealed)
    row.form_version_id, row.parcel_id = version_id, parcel_id
    uow.session.add(row)
    await uow.session.flush()


async def replace(uow: UnitOfWork, parcel_id: int, name: str, body: bytes, *, rows: int) -> None:
    """Keep a file of a parcel instead of the one of that name, if there was one."""
    await forget(uow, parcel_id, name)
    await add(uow, name, body, rows=rows, parcel_id=parcel_id)


async def forget(uow: UnitOfWork, parcel_id: int, name: str = "") -> None:
    """Take a parcel's file away, or all of them."""
    mine = [FormFile.parcel_id == parcel_id, *([FormFile.name == name] if name else [])]
    await uow.session.execute(sa.delete(FormFile).where(*mine))


async def _opened(uow: UnitOfWork, condition: sa.ColumnElement[bool]) -> dict[str, bytes]:
    found = await uow.session.scalars(sa.select(FormFile).where(condition).order_by(FormFile.id))
    return {row.name: await sealing.open_bytes(uow, OWNER, row, "body") for row in found.all()}


async def _rows(uow: UnitOfWork, condition: sa.ColumnElement[bool]) -> dict[str, int]:
    found = await uow.session.execute(sa.select(FormFile.name, FormFile.rows).where(condition))
    return {name: rows for name, rows in found}  # noqa: C416 - rows of a result are no pairs
