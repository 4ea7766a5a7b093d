"""The audit trail: one entry in the same transaction as the deed or the look."""

from __future__ import annotations

from models import AuditEntry
from services.unit_of_work import UnitOfWork


def record(
    uow: UnitOfWork, action: str, kind: str, object_id: int | None = None, **fields: object
) -> None:
    """Write that the actor did `action` (`subject:verb`) to an object.

    Args:
        uow: The transaction of the deed.
        action: `subject:verb`, such as `run:submit` or `child:open_name`.
        kind: Table word of the object (`child`, `run`, …).
        object_id: Its row number, if there is one.
        fields: Names, counts and ids that explain the deed; never a person's data.
    """
    actor = uow.actor
    uow.session.add(
        AuditEntry(
            town_id=actor.town_id if actor else None,
            at=uow.now,
            actor_id=actor.worker_id if actor and not actor.is_system else None,
            action=action,
            object_kind=kind,
            object_id=object_id,
            fields=dict(fields),
        )
    )
