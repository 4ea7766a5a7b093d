"""The shape of a form: nodes, frames of repeat instances, controls; plain and picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

NUMERIC_TYPES = frozenset({"int", "decimal"})


@dataclass(slots=True, eq=False)
class Node:
    """One element (or bound attribute) of the primary instance.

    A repeat has two places: its list of instances is a slot of the frame around it, and each
    instance is a frame of its own, in which slot 0 stands for the instance itself.
    """

    id: int
    name: str
    tag: str
    path: str
    parent: Node | None
    frame: Frame
    slot: int
    kind: str
    """group, leaf, repeat or attribute"""
    type: str = "string"
    children: list[Node] = field(default_factory=list)
    inner: Frame | None = None
    """The frame of the instances, for a repeat."""
    bind: Bind | None = None
    control: Control | None = None
    calculated: bool = False

    @property
    def numeric(self) -> bool:
        """The stored text is a number or blank."""
        return self.type in NUMERIC_TYPES


@dataclass(slots=True, eq=False)
class Frame:
    """The nodes that exist once per repeat instance (or once, for the root frame)."""

    id: int
    node: Node | None
    parent: Frame | None
    depth: int
    nodes: list[Node] = field(default_factory=list)
    repeats: list[Node] = field(default_factory=list)
    template: Seed | None = None


@dataclass(slots=True, eq=False)
class Seed:
    """Initial values of a frame: texts by slot, and the instances of its repeats."""

    values: dict[int, str] = field(default_factory=dict)
    kids: dict[int, list[Seed]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Bind:
    """The expressions of a bind, as written; empty where absent."""

    relevant: str = ""
    calculate: str = ""
    readonly: str = ""
    required: str = ""
    constraint: str = ""
    required_message: str = ""
    constraint_message: str = ""
    preload: str = ""
    preload_params: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    """Foreign attributes, keyed prefix:name."""


class Words(NamedTuple):
    """A label, hint or message: an itext id, an expression or a literal with outputs."""

    itext: str = ""
    expression: str = ""
    parts: tuple[str | Output, ...] = ()


class Output(NamedTuple):
    """A value shown inside a text."""

    expression: str


class Item(NamedTuple):
    """A choice written in the body itself."""

    value: str
    label: Words


@dataclass(slots=True, eq=False)
class Itemset:
    """Choices from an instance: node-set expression and the names of value and label."""

    nodeset: str
    value: str
    label: str
    itext: bool = False
    shuffled: bool = False
    seed: str = ""


@dataclass(slots=True, eq=False)
class Action:
    """setvalue and its kin."""

    kind: str
    events: tuple[str, ...]
    ref: str
    value: str | None
    text: str
    owner: Node | None


@dataclass(slots=True, eq=False)
class Control:
    """A body element."""

    kind: str
    """input, select1, select, rank, trigger, upload, range, group, repeat"""
    node: Node | None
    appearance: str = ""
    label: Words | None = None
    hint: Words | None = None
    guidance: Words | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    itemset: Itemset | None = None
    query: str = ""
    children: list[Control] = field(default_factory=list)
    parent: Control | None = None
    count: str = ""
    may_add: bool = True
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Schema:
    """Everything read from the document, before compilation."""

    id: str
    version: str
    title: str
    root: Node
    frames: list[Frame]
    nodes: list[Node]
    seed: Seed
    document: Node | None = None
    """What is above the root, for paths that climb one step too high and come down again."""
    root_tag: str = ""
    root_attributes: list[tuple[str, str]] = field(default_factory=list)
    fixed_attributes: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    namespaces: dict[str, str] = field(default_factory=dict)
    body: list[Control] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    default_language: str = ""
    texts: dict[str, dict[str, dict[str, tuple[str | Output, ...]]]] = field(default_factory=dict)
    """language → itext id → form ('' is the plain text) → parts"""
    instances: dict[str, str] = field(default_factory=dict)
    """secondary instance id → src ('' when inline)"""
    submission: dict[str, str] = field(default_factory=dict)
    supplied: str = ""
    """Path of what was added to the form's own record: its identity, '' if it has one."""
    warnings: list[Any] = field(default_factory=list)
