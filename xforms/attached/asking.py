"""Strangers' zip files and lists, looked at in the limited child process."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xforms.attached.lists import Looked
from xforms.attached.needs import Need
from xforms.faults import FormFault
from xforms.xlsform.conversion import ask

_CHILD = "xforms.attached.child"


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was sent, by itself or in a zip."""

    name: str
    body: bytes

    def __repr__(self) -> str:
        """Size only: the name and the content are somebody's."""
        return f"Part({len(self.body)} bytes)"


def open_zip(data: bytes) -> tuple[Part, ...]:
    """The files in a zip, none for an .xlsx. Blocks for about 0.3 s.

    Raises:
        FormRefused: Broken, encrypted, or more than the limits allow.
    """
    found = ask({"op": "unzip", "bytes": _text(data)}, _CHILD)
    return tuple(Part(name, base64.b64decode(body)) for name, body in found["files"])


def check_xform(data: bytes) -> None:
    """Compile an XForm of a stranger once where it can do no harm. Blocks for 0.3 s and more.

    Raises:
        FormRefused: With every fault.
    """
    ask({"op": "compile", "bytes": _text(data)}, _CHILD)


def check_lists(lists: Iterable[tuple[Need, bytes]]) -> list[Looked]:
    """Look at the files that a form asks for, each by what it must have. Blocks for 0.3 s.

    Raises:
        FormRefused: All together are too much to look at.
    """
    asked = [_request(need, content) for need, content in lists]
    if not asked:
        return []
    return [_looked(one) for one in ask({"op": "look", "lists": asked}, _CHILD)["looked"]]


def _request(need: Need, content: bytes) -> dict[str, Any]:
    return {
        "name": need.name,
        "columns": sorted(need.columns),
        "choosing": [[c.value, list(c.filters), c.several] for c in need.choosing],
        "keys": sorted(need.keys),
        "bytes": _text(content),
    }


def _looked(one: dict[str, Any]) -> Looked:
    faults, warnings = (
        tuple(FormFault(**fault) for fault in one[key]) for key in ("faults", "warnings")
    )
    return Looked(one["name"], one["rows"], tuple(one["header"]), faults, warnings)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
