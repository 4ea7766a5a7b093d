"""A compiled form: immutable, shared by all its runs, and picklable for the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from xforms.answers import CASTS
from xforms.dependencies import Links
from xforms.faults import FormFault
from xforms.items import Instance
from xforms.schema import Action, Control, Node, Output, Schema


@dataclass(slots=True, eq=False)
class Table:
    """What the evaluation loop needs of one frame, by slot."""

    parent: tuple[int, ...]
    """Slot of the parent in the same frame; -1 for the frame's own top."""
    children: tuple[tuple[int, ...], ...]
    leaf: tuple[bool, ...]
    refresh: tuple[tuple[int, ...], ...]
    """Ranks to evaluate when a slot becomes relevant: its calculation and its choices."""
    ranks: tuple[int, ...]
    repeats: tuple[tuple[int, int], ...]
    """(slot, frame of its instances)"""
    links: Links
    blank: list[str]
    late: tuple[int, ...] = ()
    """Slots that are irrelevant until shown otherwise: their relevance reads what is in them."""


@dataclass(slots=True, eq=False)
class Setter:
    """A compiled action."""

    target: int
    function: int
    """-1: the constant `text`; -2: a place the user's device fills in."""
    text: str
    up: int
    down: tuple[int, ...]
    home: int
    """Frame of the owner that the action starts from."""
    where: int = -1
    """→ cells of the target, where the path to it has conditions"""


@dataclass(slots=True, eq=False)
class Choices:
    """Where the choices of a control come from."""

    function: int = -1
    """→ list of items, or of (value, label) when `pairs`."""
    pairs: bool = False
    value: str = ""
    label: str = ""
    itext: bool = False
    columns: str = ""
    """itext id of the name of the label's column, where search() has one for each language."""
    fixed: bool = True
    """Depends on nothing in the record: built once per language."""
    instance: str = ""
    lasting: bool = False
    """The items are those of the instance itself, not made for the occasion."""
    mirrors: bool = False
    """The list depends on the very answer that is chosen from it."""


@dataclass(slots=True, eq=False)
class Plan:
    """Everything compiled, by number; what the cache stores."""

    schema: Schema
    tables: list[Table]
    kinds: list[int]
    slots: list[int]
    functions: list[int]
    types: list[str]
    nodes: list[int]
    language_ranks: tuple[tuple[int, int], ...]
    """(frame, rank) of what speaks the form's language."""
    readonly: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """node → (function or -1 for always, levels up), any of which makes it read-only"""
    required: dict[int, int] = field(default_factory=dict)
    """node → function, -1 for always"""
    constraint: dict[int, int] = field(default_factory=dict)
    choices: dict[int, Choices] = field(default_factory=dict)
    outputs: dict[tuple[int, str], int] = field(default_factory=dict)
    """(node, expression) → function, for values inside texts"""
    first_load: list[Setter] = field(default_factory=list)
    every_load: list[Setter] = field(default_factory=list)
    new_repeat: dict[int, list[Setter]] = field(default_factory=dict)
    """frame → actions"""
    changed: dict[int, list[Setter]] = field(default_factory=dict)
    """node → actions"""
    counts: dict[int, int] = field(default_factory=dict)
    """repeat node → function"""
    ranges: dict[int, int] = field(default_factory=dict)
    """repeat node → relevance of the repeat as a whole, for the offer of a first instance"""
    queries: dict[int, Choices] = field(default_factory=dict)
    screens: list[Any] = field(default_factory=list)
    count: int = 0
    digest: str = ""


TextTable = dict[str, dict[str, tuple[str | Output, ...]]]
"""itext id → form ('' is the plain text) → parts"""


class Texts:
    """Translations by language; out of the cache each is unpacked when it is first spoken."""

    def __init__(
        self,
        tables: dict[str, TextTable],
        packed: dict[str, bytes] | None = None,
        unpack: Callable[[bytes], TextTable] | None = None,
    ) -> None:
        self._tables = tables
        self._packed = packed or {}
        self._unpack = unpack

    def of(self, language: str) -> TextTable:
        """Texts of a language, empty if there are none."""
        found = self._tables.get(language)
        if found is None:
            packed = self._packed.get(language)
            found = {} if packed is None or self._unpack is None else self._unpack(packed)
            self._tables[language] = found
        return found

    def everything(self) -> dict[str, TextTable]:
        """Texts of all languages."""
        return {language: self.of(language) for language in [*self._tables, *self._packed]}


class Form:
    """A form ready to run. Build it with `xforms.compile_form` or `xforms.from_cache`."""

    def __init__(
        self,
        plan: Plan,
        instances: dict[str, Instance],
        codes: list[Any],
        functions: list[Any],
        *,
        texts: Texts | None = None,
    ) -> None:
        self.plan = plan
        self.instances = instances
        self.codes = codes
        self.functions = functions
        self.texts = texts or Texts(plan.schema.texts)
        schema = plan.schema
        self.schema = schema
        self.id = schema.id
        self.version = schema.version
        self.title = schema.title
        self.languages: tuple[str, ...] = tuple(schema.languages)
        self.default_language = schema.default_language
        self.warnings: tuple[FormFault, ...] = tuple(schema.warnings)
        self.by_path: dict[str, Node] = {node.path: node for node in schema.nodes}
        self.vertex_casts = [CASTS.get(name) for name in plan.types]
        self.vertex_functions = [functions[number] for number in plan.functions]
        self.routes: dict[str, Any] = {}
        """References that were looked up: the way to their nodes."""
        self.questions: dict[int, Any] = {}
        """What answering a node needs, built on first use."""
        self._still: dict[str, tuple[dict[Control, Any], dict[str, Any]]] = {}
        self.cache: dict[Any, Any] = {}
        """Texts and choices that no answer can change, built on first use."""

    def still_texts(self, language: str) -> tuple[dict[Control, Any], dict[str, Any]]:
        """What no answer changes in a language: of each control, and whole questions by reference.

        Both are filled as they are asked for.
        """
        return self._still.setdefault(language, ({}, {}))

    def binds_with(self, attribute: str) -> Iterator[tuple[str, dict[str, str]]]:
        """(path, attributes) of every bind that carries a foreign attribute, `prefix:name`."""
        for node in self.schema.nodes:
            if node.bind is not None and attribute in node.bind.attributes:
                yield node.path, node.bind.attributes

    def marked(self, attribute: str) -> list[Node]:
        """Nodes whose bind carries a foreign attribute."""
        key = ("marked", attribute)
        found: list[Node] | None = self.cache.get(key)
        if found is None:
            found = [
                node
                for node in self.schema.nodes
                if node.bind is not None and attribute in node.bind.attributes
            ]
            self.cache[key] = found
        return found

    def control_of(self, node: Node) -> Control | None:
        """The body element of a node."""
        return node.control

    def actions(self) -> list[Action]:
        """Actions as written."""
        return self.schema.actions

    @property
    def digest(self) -> str:
        """Identity of the compiled form: equal digests share stored runs."""
        return self.plan.digest

    @property
    def public_key(self) -> str:
        """The form's base64RsaPublicKey, '' if its records are not encrypted."""
        for key, value in self.schema.submission.items():
            if key.rpartition("}")[2] == "base64RsaPublicKey":
                return value.strip()
        return ""

    def to_cache(self) -> bytes:
        """The compiled form as bytes, for `from_cache` of the same Python version."""
        from xforms.cache import write  # noqa: PLC0415 - the cache knows the form

        return write(self)
