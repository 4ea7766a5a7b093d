"""The record that is sent: XML of what is relevant, in the order of the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xforms.schema import Node
from xforms.state import Cell

if TYPE_CHECKING:
    from xforms.run import Run

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#10;",
        "\t": "&#9;",
        "\r": "&#13;",
    }
)
_FORBIDDEN = dict.fromkeys(
    [code for code in range(32) if code not in (9, 10, 13)]
    + [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Characters that XML 1.0 cannot hold are dropped."""


@dataclass(slots=True)
class Submission:
    """A finished record: its XML, its identity, and the names of the files that go with it."""

    xml: bytes
    instance_id: str
    files: list[str] = field(default_factory=list)


def finalise(run: Run) -> None:
    """What only the end knows: the end timestamp, and an identity where there is none yet."""
    for cell in list(run.engine.cells.values()):
        for node in run.form.schema.frames[cell.d].nodes:
            bind = node.bind
            if bind is None or bind.preload != "timestamp":
                continue
            if bind.preload_params == "end" and node.inner is None:
                run.engine.write(cell, node.slot, run.now)
    run.settle()
    identifier = identity(run)
    if identifier is not None and not run.engine.root.raw[identifier.slot]:
        run.engine.write(run.engine.root, identifier.slot, "uuid:" + run.uuid())
        run.settle()


def identity(run: Run) -> Node | None:
    """The node meta/instanceID."""
    root = run.form.schema.root
    return run.form.by_path.get(f"{root.path}/meta/instanceID")


def submission(run: Run) -> Submission:
    """Finalise the run and write its record."""
    finalise(run)
    node = identity(run)
    found = run.engine.root.raw[node.slot] if node is not None else "uuid:" + run.uuid()
    files: list[str] = []
    xml = write(run, files)
    return Submission(xml.encode("utf-8"), found, files)


def write(run: Run, files: list[str] | None = None) -> str:
    """The record as XML text, as it stands."""
    parts: list[str] = []
    writer = _Writer(run, parts, [] if files is None else files)
    writer.element(run.engine.root, run.form.schema.root)
    return "".join(parts)


class _Writer:
    def __init__(self, run: Run, parts: list[str], files: list[str]) -> None:
        self.run = run
        self.parts = parts
        self.files = files
        self.fixed = run.form.schema.fixed_attributes

    def element(self, cell: Cell, node: Node) -> None:
        if node.kind == "leaf":
            self.leaf(cell, node)
            return
        self.parts.append(f"<{node.tag}{self.attributes(cell, node)}>")
        before = len(self.parts)
        for child in node.children:
            if child.inner is not None:
                for kid in cell.kids[child.slot]:
                    if kid.rel[0]:
                        self.element(kid, child)
            elif child.kind != "attribute" and cell.rel[child.slot]:
                self.element(cell, child)
        if len(self.parts) == before:
            self.parts[-1] = self.parts[-1][:-1] + "/>"
        else:
            self.parts.append(f"</{node.tag}>")

    def leaf(self, cell: Cell, node: Node) -> None:
        value = cell.v[node.slot]
        attributes = self.attributes(cell, node)
        if not value:
            self.parts.append(f"<{node.tag}{attributes}/>")
            return
        if node.type == "binary":
            self.files.append(value)
        text = value.translate(_FORBIDDEN).translate(_TEXT)
        self.parts.append(f"<{node.tag}{attributes}>{text}</{node.tag}>")

    def attributes(self, cell: Cell, node: Node) -> str:
        schema = self.run.form.schema
        pairs: list[tuple[str, str]] = []
        if node.parent is None:
            pairs.extend(schema.root_attributes)
            pairs.extend(
                (f"xmlns:{prefix}" if prefix else "xmlns", uri)
                for prefix, uri in schema.namespaces.items()
            )
        else:
            pairs.extend(self.fixed.get(node.id, ()))
        pairs.extend(
            (child.tag, cell.v[child.slot])
            for child in node.children
            if child.kind == "attribute" and cell.rel[child.slot]
        )
        return "".join(
            f' {name}="{value.translate(_FORBIDDEN).translate(_ATTRIBUTE)}"'
            for name, value in pairs
        )
