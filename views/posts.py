"""What posts (roles) are called."""

from __future__ import annotations

from collections.abc import Callable

from models.worker import Role
from views.translate import gettext as _

POSTS: dict[Role, Callable[[], str]] = {
    Role.GRID_WORKER: lambda: _("网格员"),
    Role.CHILD_DIRECTOR: lambda: _("儿童主任"),
    Role.INSPECTOR: lambda: _("检查员"),
    Role.SUPERVISOR: lambda: _("儿童督导员"),
    Role.LEADER: lambda: _("分管领导"),
    Role.POLICE: lambda: _("派出所联络员"),
    Role.CLERK: lambda: _("文书"),
}


def post(role: Role) -> str:
    """The post in the reader's language."""
    return POSTS[role]()
