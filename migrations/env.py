"""Alembic's environment: the models' tables, reached through the connection it is given."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from models import Base, UtcDateTime


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Only tables of ours."""
    return kind != "table" or name in Base.metadata.tables


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name plain types: they must not import our packages."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    impl = item.impl_instance
    return f"sa.{impl!r}"


def run(connection: Connection) -> None:
    """Run the migrations asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
