"""An XForm → the files that it reads lists from, and what each must have in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from xforms.compile_body import call_at
from xforms.expressions.parser import parse
from xforms.expressions.syntax import Binary, Call, Expr, Negative, Path, Text
from xforms.expressions.tokens import ExpressionError
from xforms.parse.xml import XFORMS, Element, child, children, local, read_xml

ITEMSETS = "itemsets.csv"
"""The lists of select_one_external; made from the sheet external_choices, or sent."""

_LAST = "jr://instance/"
_SPEAKS = re.compile(r"\b(instance|pulldata)\s*\(")
_SEARCH = re.compile(r"search\s*\(")
_NAME = re.compile(r"[^\W\d][\w.\-]*$")
_ITEXT = re.compile(r"jr:itext\(\s*['\"](.+?)['\"]\s*\)")
_ITEM = ("root", "item")


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question that offers the rows of a list.

    `value` is the column of what is stored; rows that agree in it and in `filters`, the columns of
    its choice_filter, cannot be told apart. `several`: more than one may be chosen.
    """

    value: str
    filters: tuple[str, ...] = ()
    several: bool = False


@dataclass(slots=True)
class Need:
    """One file that a form asks for, by its name; `columns` must be there."""

    name: str
    columns: set[str] = field(default_factory=set)
    choosing: list[Choosing] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    """Columns that a row is looked up by: the first one counts."""


def is_xform(content: bytes) -> bool:
    """Whether XML is a form and not a list, from how it begins."""
    head = content[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"<" and (b"<h:html" in head or XFORMS.encode() in head)


def needs_of(
    xform: str | bytes, *, lists: Collection[str] = (), given: Collection[str] = ()
) -> dict[str, Need]:
    """Every file that the form reads from, by name, in the order of the form.

    Args:
        xform: The document.
        lists: Names of lists that `itemsets.csv` brings.
        given: Ids of XML instances that every run is given.

    Raises:
        FormRefused: No readable document.
    """
    root = read_xml(xform, place="xform")
    reader = _Reader(frozenset(lists), frozenset(given))
    reader.declared(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            reader.element(element)
    return reader.needs


class _Reader:
    def __init__(self, lists: frozenset[str], given: frozenset[str]) -> None:
        self.lists, self.given = lists, given
        self.needs: dict[str, Need] = {}
        self.file_of: dict[str, str] = {}
        """Instance → the file that it comes from; '' for what the form holds itself."""
        self.texts: dict[str, set[str]] = {}
        """itext id → what it says, in any language."""

    def declared(self, root: Element) -> None:
        """The secondary instances, and the texts."""
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            if local(element) == "text" and element.get("id"):
                plain = [one for one in children(element) if not one.get("form")]
                self.texts.setdefault(element.get("id"), set()).update(map(_words, plain))
            if local(element) != "instance":
                continue
            name, source = element.get("id"), (element.get("src") or "").strip()
            if name is None:
                continue
            file = source.rpartition("/")[2]
            own = not source or source.startswith(_LAST)
            if own or (name in self.given and file.lower().endswith(".xml")):
                self.file_of[name] = ""
                continue
            self.file_of[name] = file
            self.needs.setdefault(file, Need(file))

    def element(self, element: Element) -> None:
        """What one element of the form says about lists."""
        if local(element) == "itemset":
            self.itemset(element)
        for name, value in element.attrib.items():
            found = _SEARCH.search(value) if name == "appearance" else None
            if found:
                self.search(call_at(value, found.start()), element)
            elif name == "query":
                self.query(value)
            elif _SPEAKS.search(value):
                self.expression(value)

    def itemset(self, element: Element) -> None:
        """Choices from a list."""
        path = _parsed(element.get("nodeset") or "")
        while isinstance(path, Call) or (isinstance(path, Path) and _is(path.start, "randomize")):
            call = path if isinstance(path, Call) else path.start
            path = call.args[0] if isinstance(call, Call) and call.args else None
        if not isinstance(path, Path) or not _is(path.start, "instance"):
            return
        need = self.of_instance(path.start)
        value, label = (_ref(child(element, part)) for part in ("value", "label"))
        if need is None or not value:
            return
        filters = {name for step in path.steps for one in step.predicates for name in _names(one)}
        several = local(element.getparent()) != "select1"
        need.columns |= {value, label} - {""}
        need.choosing.append(Choosing(value, tuple(sorted(filters)), several))

    def search(self, source: str, element: Element) -> None:
        """Choices by appearance: the written choice names the columns."""
        call = _parsed(source)
        if not isinstance(call, Call) or not call.args or not isinstance(call.args[0], Text):
            return
        need = self.of_table(call.args[0].value)
        if need is None:
            return
        texts = [arg.value if isinstance(arg, Text) else "" for arg in call.args]
        columns = {one.strip() for text in texts[2:5:2] for one in text.split(",")} - {""}
        need.columns |= columns
        items = [one for one in children(element) if local(one) == "item"]
        for item in items:
            value = _words(child(item, "value"))
            if _NAME.match(value):
                need.columns |= {value, *self.labels(child(item, "label"))}
                compared = tuple(sorted(columns))
                need.choosing.append(Choosing(value, compared, local(element) == "select"))
                break

    def query(self, source: str) -> None:
        """Choices of select_one_external, from one list of `itemsets.csv`."""
        path = _parsed(source)
        start = path.start if isinstance(path, Path) else None
        if not isinstance(start, Call) or not start.args or not isinstance(start.args[0], Text):
            return
        if start.args[0].value not in self.lists and start.args[0].value not in self.file_of:
            need = self.needs.setdefault(ITEMSETS, Need(ITEMSETS))
            need.columns |= {"list_name", "name", "label"}

    def labels(self, element: Element | None) -> set[str]:
        """The columns that hold the labels, one for each language."""
        ref = "" if element is None else (element.get("ref") or "")
        key = _ITEXT.match(ref)
        words = self.texts.get(key[1], set()) if key else {_words(element)}
        return {word for word in words if _NAME.match(word)}

    def expression(self, source: str) -> None:
        """Columns that an expression reads."""
        tree = _parsed(source)
        for found in _walk(tree) if tree is not None else ():
            if isinstance(found, Path) and _is(found.start, "instance"):
                self.path(found)
            elif _is(found, "pulldata") and isinstance(found, Call) and len(found.args) == 4:
                self.pulldata(found)

    def path(self, path: Path) -> None:
        """`instance('wards')/root/item[town = …]/people` reads `town` and `people`."""
        need = self.of_instance(path.start)
        if need is None or tuple(step.name for step in path.steps[:2]) != _ITEM:
            return
        need.columns |= {name for one in path.steps[1].predicates for name in _names(one)}
        third = path.steps[2] if len(path.steps) > 2 else None
        if third is not None and third.axis == "child" and _NAME.match(third.name):
            need.columns.add(third.name)

    def pulldata(self, call: Call) -> None:
        """Two of its columns."""
        file, wanted, key = (arg.value if isinstance(arg, Text) else "" for arg in call.args[:3])
        need = self.of_table(file) if file else None
        if need is not None:
            need.columns |= {one for one in (wanted, key) if one}
            need.keys |= {key} - {""}

    def of_instance(self, start: object) -> Need | None:
        """The file behind `instance('…')`, None if there is none."""
        if not isinstance(start, Call) or not start.args or not isinstance(start.args[0], Text):
            return None
        return self.needs.get(self.file_of.get(start.args[0].value, ""))

    def of_table(self, name: str) -> Need | None:
        """The file behind the table of search() or pulldata(); a new one if nobody declared it."""
        name = name.strip().removesuffix(".csv")
        if name in self.lists and name not in self.file_of:
            return None
        file = self.file_of.setdefault(name, f"{name}.csv")
        return self.needs.setdefault(file, Need(file)) if file else None


def _parsed(source: str) -> Expr | None:
    try:
        return parse(source)
    except ExpressionError:
        return None


def _walk(tree: Expr) -> Iterator[Expr]:
    yield tree
    if isinstance(tree, Call):
        inner = list(tree.args)
    elif isinstance(tree, Binary):
        inner = [tree.left, tree.right]
    elif isinstance(tree, Negative):
        inner = [tree.operand]
    elif isinstance(tree, Path):
        inner = [] if isinstance(tree.start, str) else [tree.start]
        inner += [*tree.predicates, *(one for step in tree.steps for one in step.predicates)]
    else:
        inner = []
    for one in inner:
        yield from _walk(one)


def _names(tree: Expr) -> Iterator[str]:
    """Children of the row that a predicate is about, other lists' and the form's own left out."""
    if isinstance(tree, Path):
        first = tree.steps[0] if tree.steps else None
        if tree.start == "." and first is not None and first.axis == "child":
            if _NAME.match(first.name):
                yield first.name
            return
        if isinstance(tree.start, str) or _is(tree.start, "instance"):
            return
        yield from _names(tree.start)
    elif isinstance(tree, Call):
        for arg in tree.args:
            yield from _names(arg)
    elif isinstance(tree, Binary):
        yield from _names(tree.left)
        yield from _names(tree.right)
    elif isinstance(tree, Negative):
        yield from _names(tree.operand)


def _is(tree: object, name: str) -> bool:
    return isinstance(tree, Call) and tree.name == name


def _ref(element: Element | None) -> str:
    ref = "" if element is None else (element.get("ref") or "").strip()
    return ref if _NAME.match(ref) else ""


def _words(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
