"""What every table shares: constraint names, aware times, sealed columns, random row names."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from privacy.sealed import Sealed

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64-bit row number; SQLite only counts up by itself on INTEGER."""

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, stored and returned in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive times: nobody can say later which zone they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a stored instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """SQLite gives naive values back; they are UTC because we wrote them so."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedBytes(TypeDecorator[Sealed]):
    """A sealed field: bytes in the database, `Sealed` in the code. Does no cryptography."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: sa.Dialect) -> bytes | None:
        """Only what has been sealed may be stored here."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("this column takes sealed values only")
        return None if value is None else value.token

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Sealed | None:
        """Wrap, do not open: opening is an audited deed of a service."""
        return None if value is None else Sealed(bytes(value))


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum stored by value, so that a new value needs no migration."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: sa.Dialect) -> str | None:
        """Unknown words are refused here, not found later."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:
        """Back to the enum."""
        return None if value is None else self.kind(value)


def random_name() -> str:
    """A row's unguessable name (128 bits, hex): part of what seals its fields."""
    return secrets.token_hex(16)


class Base(DeclarativeBase):
    """Declarative base of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, Sealed: SealedBytes, dict[str, Any]: Json}

    def __repr__(self) -> str:
        """Only the row number: never a field of a person."""
        return f"<{type(self).__name__} {getattr(self, 'id', '?')}>"


class Numbered:
    """Mixin: a row number."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Named(Numbered):
    """Mixin: a row number and a random name, for tables with sealed fields."""

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True, default=random_name)
