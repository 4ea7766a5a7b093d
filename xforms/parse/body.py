"""The body: controls with their labels, choices, nested actions."""

from __future__ import annotations

import re
from collections.abc import Callable

from xforms.faults import FormFault
from xforms.parse.texts import parts_of, words_of
from xforms.parse.xml import JAVAROSA, Element, child, children, local
from xforms.schema import Action, Control, Item, Itemset, Node, Schema, Words

QUESTIONS = frozenset(
    {"input", "select1", "select", "rank", "trigger", "upload", "range", "secret", "textarea"}
)
ACTIONS = frozenset({"setvalue", "setgeopoint", "recordaudio"})
_IGNORED = frozenset({"label", "hint", "help", "item", "itemset", "output", "alert", "choices"})
_RANDOMIZE = re.compile(r"^\s*randomize\s*\(")

Find = Callable[[str], Node | None]


def normal_path(path: str, base: str = "") -> str:
    """A reference without prefixes, spaces and dots, absolute."""
    steps: list[str] = []
    text = path.strip()
    if not text.startswith("/"):
        steps = [step for step in base.split("/") if step]
    for step in text.split("/"):
        name = step.strip()
        if name == "..":
            steps = steps[:-1]
        elif name and name != ".":
            bare = name.removeprefix("@")
            bare = bare.rpartition(":")[2]
            steps.append("@" + bare if name.startswith("@") else bare)
    return "/" + "/".join(steps)


def reference(element: Element, base: str) -> str:
    """ref, nodeset or bind of a control as an absolute path; '' if it has none."""
    for key in ("ref", "nodeset", "bind"):
        found = element.get(key)
        if found is not None:
            return normal_path(found, base)
    return ""


def repeat_paths(body: Element, base: str) -> set[str]:
    """Paths of all repeats, needed before the record is read."""
    found: set[str] = set()
    stack = [(body, base)]
    while stack:
        element, path = stack.pop()
        for one in children(element):
            if local(one) in QUESTIONS:
                continue
            here = reference(one, path) or path
            if local(one) == "repeat":
                found.add(here)
            stack.append((one, here))
    return found


class BodyReader:
    """Body elements to controls."""

    def __init__(self, find: Find, schema: Schema) -> None:
        self.find = find
        self.actions = schema.actions
        self.warnings = schema.warnings
        self.items: dict[Item, Item] = {}
        """Equal choices are one object: a form asks the same yes and no hundreds of times."""

    def read(self, body: Element, base: str) -> list[Control]:
        """All controls of the body."""
        return self.inside(body, None, base)

    def inside(self, element: Element, parent: Control | None, base: str) -> list[Control]:
        """Controls directly inside an element."""
        found: list[Control] = []
        for one in children(element):
            name = local(one)
            if name in QUESTIONS:
                found.append(self.question(one, parent, base))
            elif name in ("group", "repeat"):
                found.append(self.section(one, parent, base))
            elif name in ACTIONS and parent is not None:
                self.actions.append(read_action(one, base, self.find(base)))
            elif name not in _IGNORED:
                self.unknown(one, base)
        return found

    def unknown(self, element: Element, base: str) -> None:
        """Record an element that means nothing here; the official engines pass over it."""
        self.warnings.append(
            FormFault(
                "FORM-CONTROL",
                sheet="body",
                column=reference(element, base),
                what=f"The body element <{local(element)}> means nothing here and is passed over.",
                remedy="Use a question type of the XLSForm documentation.",
            )
        )

    def control(self, element: Element, parent: Control | None, base: str) -> tuple[Control, str]:
        """What all controls share; also the path for what is inside."""
        path = reference(element, base)
        node = self.find(path) if path else None
        if path and node is None:
            self.warnings.append(
                FormFault(
                    "FORM-REFERENCE",
                    sheet="body",
                    column=path,
                    what="This refers to a place that the record does not have; it is not asked.",
                    remedy="Check the spelling of its name.",
                )
            )
        control = Control(local(element), node, element.get("appearance") or "", parent=parent)
        control.attributes = body_attributes(element)
        control.label = words_of(child(element, "label"))
        return control, path or base

    def question(self, element: Element, parent: Control | None, base: str) -> Control:
        """An input, select, upload and so on."""
        control, path = self.control(element, parent, base)
        hint = child(element, "hint")
        control.hint = words_of(hint)
        if control.kind in ("secret", "textarea"):
            control.kind = "input"
        control.query = element.get("query") or ""
        for one in children(element):
            self.part(one, control, path)
        if control.node is not None and control.node.control is None:
            control.node.control = control
        return control

    def part(self, one: Element, control: Control, path: str) -> None:
        """A choice, itemset or action inside a question."""
        name = local(one)
        if name == "item":
            value, label = child(one, "value"), words_of(child(one, "label"))
            text = (
                "".join(part for part in parts_of(value) if isinstance(part, str))
                if (value is not None)
                else ""
            )
            item = Item(text, label or Words(parts=(text,)))
            control.items.append(self.items.setdefault(item, item))
        elif name == "choices":
            for choice in children(one):
                self.part(choice, control, path)
        elif name == "itemset":
            control.itemset = read_itemset(one)
        elif name in ACTIONS:
            self.actions.append(read_action(one, path, control.node))
        elif name not in _IGNORED:
            self.unknown(one, path)

    def section(self, element: Element, parent: Control | None, base: str) -> Control:
        """A group or repeat."""
        control, path = self.control(element, parent, base)
        control.hint = words_of(child(element, "hint"))
        if control.kind == "repeat":
            control.count = element.get(f"{{{JAVAROSA}}}count") or ""
            fixed = (element.get(f"{{{JAVAROSA}}}noAddRemove") or "").strip()
            control.may_add = fixed not in ("true", "true()") and not control.count
        control.children = self.inside(element, control, path)
        if control.node is not None and (control.node.control is None or control.kind == "repeat"):
            control.node.control = control
        return control


def body_attributes(element: Element) -> dict[str, str]:
    """Attributes of a body element by plain name, for the screens."""
    return {
        key.rpartition("}")[2]: value
        for key, value in element.attrib.items()
        if key not in ("ref", "nodeset", "bind", "appearance", "query")
    }


def read_itemset(element: Element) -> Itemset:
    """An itemset; `randomize(…)` around its nodeset is kept apart from the nodeset."""
    nodeset = element.get("nodeset") or ""
    value, label = child(element, "value"), child(element, "label")
    value_ref = (value.get("ref") if value is not None else None) or "name"
    label_ref = (label.get("ref") if label is not None else None) or ""
    itext = label_ref.replace(" ", "")
    is_itext = itext.startswith("jr:itext(") and itext.endswith(")")
    return Itemset(
        nodeset=nodeset,
        value=value_ref.strip(),
        label=itext[len("jr:itext(") : -1] if is_itext else label_ref.strip(),
        itext=is_itext,
        shuffled=bool(_RANDOMIZE.match(nodeset)),
    )


def read_action(element: Element, base: str, owner: Node | None) -> Action:
    """setvalue, odk:setgeopoint or odk:recordaudio with its events."""
    events: tuple[str, ...] = ()
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == "event":
            events = tuple(str(value).split())
    ref = (element.get("ref") or "").strip()
    if not ref:
        ref = normal_path(element.get("bind") or "", base)
    return Action(
        kind=local(element),
        events=events,
        ref=normal_path(ref) if ref.startswith("/") and "[" not in ref else ref,
        value=element.get("value"),
        text="".join(element.itertext()),
        owner=owner,
    )
