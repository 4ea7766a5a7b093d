"""Secondary instances: lists of choices and records beside the form, indexed by key on demand."""

from __future__ import annotations

from collections.abc import Sequence


class Item:
    """One element: simple children by name in `d`, repeated or nested ones in `k`.

    `p` is the element it was reached from; None until somebody went there.
    """

    __slots__ = ("d", "k", "n", "p", "t")

    def __init__(self, name: str, text: str = "", parent: Item | None = None) -> None:
        self.n = name
        self.p = parent
        self.t = text
        self.d: dict[str, str] = {}
        self.k: dict[str, list[Item]] | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (self.n, self.t, self.d, self.k))

    def add(self, child: Item) -> None:
        """Append a child; a second one of the same name, or a nested one, is kept whole."""
        nested = bool(child.d or child.k)
        name = child.n
        if self.k is not None and name in self.k:
            self.k[name].append(child)
        elif name in self.d or nested:
            siblings = [] if name not in self.d else [Item(name, self.d[name])]
            if self.k is None:
                self.k = {}
            self.k[name] = [*siblings, child]
            self.d.setdefault(name, text_of(child))
        else:
            self.d[name] = child.t

    def named(self, name: str) -> list[Item]:
        """Children of this name; `*` takes all."""
        if name == "*":
            return [found for one in self.d for found in self.named(one)]
        if self.k is not None and name in self.k:
            return self.k[name]
        if name in self.d:
            return [Item(name, self.d[name], self)]
        return []


def _restored(
    name: str, text: str, simple: dict[str, str], nested: dict[str, list[Item]] | None
) -> Item:
    item = Item(name, text)
    item.d, item.k = simple, nested
    return item


def text_of(item: Item) -> str:
    """The string value: own text, then that of every child."""
    if not item.d:
        return item.t
    parts = [item.t.strip()]
    for name in item.d:
        parts.extend(text_of(child) for child in item.named(name))
    return "".join(parts)


def row(values: dict[str, str], name: str = "item") -> Item:
    """An item from a table row."""
    item = Item(name)
    item.d = values
    return item


class Instance:
    """One secondary instance with the indexes that predicates asked for."""

    __slots__ = ("_indexes", "_lists", "document")

    def __init__(self, root: Item) -> None:
        self.document = Item("")
        self.document.k = {root.n: [root]}
        self.document.d = {root.n: ""}
        self._lists: dict[tuple[str, ...], list[Item]] = {}
        self._indexes: dict[tuple[tuple[str, ...], str], dict[str, list[Item]]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        roots = self.document.k or {}
        return (Instance, (next(iter(roots.values()))[0],))

    def at(self, steps: tuple[str, ...]) -> list[Item]:
        """All elements at a path without predicates, in document order."""
        found = self._lists.get(steps)
        if found is None:
            found = [self.document]
            for name in steps:
                found = below(found, name)
            self._lists[steps] = found
        return found

    def index(self, steps: tuple[str, ...], key: str) -> dict[str, list[Item]]:
        """Elements at a path by the text of one child: what `item[key = x]` needs."""
        where = (steps, key)
        table = self._indexes.get(where)
        if table is None:
            table = {}
            for item in self.at(steps):
                for value in {text_of(child) for child in item.named(key)}:
                    table.setdefault(value, []).append(item)
            self._indexes[where] = table
        return table


def below(items: Sequence[Item], name: str) -> list[Item]:
    """Children of all items."""
    found: list[Item] = []
    for item in items:
        for child in item.named(name):
            child.p = item
            found.append(child)
    return found


def above(items: Sequence[Item]) -> list[Item]:
    """The elements around items, each once."""
    return list({id(item.p): item.p for item in items if item.p is not None}.values())


def place_of(items: Sequence[Item]) -> float:
    """The position of the first item among its siblings of the same name; 0 of nothing."""
    if not items:
        return 0.0
    first = items[0]
    siblings = first.p.named(first.n) if first.p is not None else ()
    return next((float(at) for at, one in enumerate(siblings, 1) if one is first), 1.0)


def everywhere(items: Sequence[Item], name: str) -> list[Item]:
    """Descendants of this name, in document order."""
    found: list[Item] = []
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        kids = below((item,), "*")
        if name in ("*", item.n) and item.n:
            found.append(item)
        stack.extend(reversed(kids))
    return found


EMPTY = Instance(Item("root"))
"""Stands for an instance whose file was not given: every lookup is blank."""


def first_named(items: Sequence[Item], name: str) -> str:
    """Text of a child of the first item, blank if it has none."""
    return items[0].d.get(name, "") if items else ""


def child_text(item: Item, name: str) -> str:
    """Text of a child by name; `.` is the item itself."""
    if name in (".", ""):
        return text_of(item)
    return item.d.get(name, "")
