"""The record as one short line for channels such as SMS: prefix, then tag and value of each.

ODK XForms, "Compact Record Representation": only questions with `odk:tag`; blank and irrelevant
ones are left out; a delimiter inside a value has a backslash before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xforms.parse.xml import ODK
from xforms.schema import Node
from xforms.state import Cell
from xforms.submission import finalise

if TYPE_CHECKING:
    from xforms.run import Run

SPACE = " "
"""Between the parts where the form says nothing else."""


def compact(run: Run) -> str:
    """Finalise the run and write its short form; '' where the form has neither prefix nor tags."""
    finalise(run)
    root = run.form.schema.root_attributes
    delimiter = _said(run, root, "delimiter") or SPACE
    parts = [_said(run, root, "prefix")] if _said(run, root, "prefix") else []
    for tag, value in _tagged(run, run.engine.root, run.form.schema.root):
        parts += [tag, value.replace(delimiter, f"\\{delimiter}")]
    return delimiter.join(parts)


def _tagged(run: Run, cell: Cell, node: Node) -> Iterator[tuple[str, str]]:
    """Tag and value of every tagged question that is relevant and not blank, in document order."""
    if node.kind == "leaf":
        tag = _said(run, run.form.schema.fixed_attributes.get(node.id, ()), "tag")
        if tag and cell.v[node.slot]:
            yield tag, cell.v[node.slot]
        return
    for child in node.children:
        if child.inner is not None:
            for kid in cell.kids[child.slot]:
                if kid.rel[0]:
                    yield from _tagged(run, kid, child)
        elif child.kind != "attribute" and cell.rel[child.slot]:
            yield from _tagged(run, cell, child)


def _said(run: Run, attributes: Iterable[tuple[str, str]], name: str) -> str:
    """An attribute of ODK's namespace, or without one as older forms write it; '' if absent."""
    spaces = run.form.schema.namespaces
    for written, value in attributes:
        prefix, _, local = written.rpartition(":")
        if local == name and (not prefix or spaces.get(prefix) == ODK):
            return value
    return ""
