"""Buttons of the summary and of its lists. `listing` is a `services.summaries.Listing`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.worker import Role
from views.buttons import Action
from views.menu import MORE, Entry
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class ShowSummary(Action):
    """The summary: with its picture as a new message (1), or its words in place (0)."""

    prefix: ClassVar[str] = "dgs"
    picture: int


@dataclass(frozen=True, slots=True)
class OpenList(Action):
    """The list behind a number, as a new message: a picture cannot turn into a list."""

    prefix: ClassVar[str] = "dgo"
    listing: str


@dataclass(frozen=True, slots=True)
class ShowList(Action):
    """One page of a list in place; village 0 is the whole town."""

    prefix: ClassVar[str] = "dgl"
    listing: str
    village_id: int
    page: int


@dataclass(frozen=True, slots=True)
class PickVillage(Action):
    """Choose the village a list is narrowed to."""

    prefix: ClassVar[str] = "dgv"
    listing: str


@dataclass(frozen=True, slots=True)
class ShowDeclined(Action):
    """Suspicions that were declined."""

    prefix: ClassVar[str] = "dgd"


@dataclass(frozen=True, slots=True)
class OpenReason(Action):
    """Open why one suspicion was declined."""

    prefix: ClassVar[str] = "dgr"
    declined_id: int


MORE.append(Entry(frozenset({Role.CHILD_DIRECTOR}), lambda: _("小结"), ShowSummary(1)))
