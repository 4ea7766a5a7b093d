"""The database: engine and sessions, SQLite made safe, PostgreSQL given limits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

STATEMENT_TIMEOUT_S = 15
"""A statement that runs longer is a bug, not patience (PostgreSQL)."""

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
    "foreign_keys=ON",
    "secure_delete=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
)


def open_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`.

    SQLite transactions begin IMMEDIATE: a plain BEGIN that writes later fails with BUSY as soon
    as two of them meet.
    """
    if url.startswith("sqlite"):
        engine = create_async_engine(url)
        _make_sqlite_safe(engine.sync_engine)
        return engine
    settings = {"statement_timeout": str(STATEMENT_TIMEOUT_S * 1000), "timezone": "UTC"}
    return create_async_engine(
        url, pool_size=10, max_overflow=10, connect_args={"server_settings": settings}
    )


def session_factory(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions that keep loaded values after the commit (views read them)."""
    return async_sessionmaker(engine, expire_on_commit=False)


def _make_sqlite_safe(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin ourselves, below
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
