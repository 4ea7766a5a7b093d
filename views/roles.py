"""What each role is called."""

from __future__ import annotations

from collections.abc import Iterable

from models.worker import Role
from views.translate import gettext as _


def role_name(role: Role) -> str:
    """The role in the reader's language."""
    names = {
        Role.GRID_WORKER: _("网格员"),
        Role.CHILD_DIRECTOR: _("儿童主任"),
        Role.INSPECTOR: _("检查员"),
        Role.SUPERVISOR: _("儿童督导员"),
        Role.LEADER: _("分管领导"),
        Role.POLICE: _("派出所联络员"),
        Role.CLERK: _("文书"),
    }
    return names[role]


def role_names(roles: Iterable[Role]) -> str:
    """Several roles, as a list in a sentence."""
    return _("、").join(role_name(role) for role in roles)
