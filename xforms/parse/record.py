"""The primary instance: its elements become nodes, frames and initial values."""

from __future__ import annotations

from xforms.faults import FormFault, refused
from xforms.limits import MAX_NODES, MAX_REPEAT_LEVELS
from xforms.parse.xml import JAVAROSA, XFORMS, Element, children, local, namespace, own_text
from xforms.schema import Frame, Node, Schema, Seed

_TEMPLATE = f"{{{JAVAROSA}}}template"


class RecordReader:
    """Builds the tree of nodes: `repeats` are paths that the body repeats, `read` are names."""

    def __init__(self, repeats: set[str], bound: set[str], read: set[str]) -> None:
        self.repeats = repeats
        self.bound_attributes = bound
        self.read_attributes = read
        self.nodes: list[Node] = []
        self.known: dict[str, Node] = {}
        self.frames: list[Frame] = []
        self.fixed: dict[int, list[tuple[str, str]]] = {}
        self.prefixes: dict[str, str] = {}
        self.named_alike: dict[str, None] = {}
        """Paths of several elements of one name that are no repeat."""

    def read(self, root: Element) -> Schema:
        """Read the root element of the primary instance.

        Raises:
            FormRefused: more nodes or repeat levels than the limits.
        """
        frame = self.frame(None, None)
        name = local(root)
        top = self.node(name, self.tag(root), f"/{name}", None, frame, "group")
        seed = Seed()
        self.fill(top, root, seed)
        document = Node(-1, "", "", "", None, frame, 0, "group", children=[top])
        return Schema(
            document=document,
            id=root.get("id") or "",
            version=self.version(root),
            title="",
            root=top,
            frames=self.frames,
            nodes=self.nodes,
            seed=seed,
            root_tag=top.tag,
            root_attributes=self.fixed.pop(top.id, []),
            fixed_attributes=self.fixed,
            namespaces=self.prefixes,
            warnings=[_named_alike(path) for path in self.named_alike],
        )

    def version(self, root: Element) -> str:
        """The version attribute, of whatever namespace."""
        for key, value in root.attrib.items():
            if key.rpartition("}")[2] == "version":
                return str(value)
        return ""

    def frame(self, node: Node | None, parent: Frame | None) -> Frame:
        """A new frame."""
        depth = 0 if parent is None else parent.depth + 1
        if depth > MAX_REPEAT_LEVELS:
            raise refused(
                "FORM-REPEATS",
                f"Repeats are nested deeper than {MAX_REPEAT_LEVELS}.",
                "Use fewer repeats inside repeats.",
                sheet="instance",
                place=node.path if node else "",
            )
        frame = Frame(len(self.frames), node, parent, depth)
        self.frames.append(frame)
        return frame

    def node(
        self, name: str, tag: str, path: str, parent: Node | None, frame: Frame, kind: str
    ) -> Node:
        """A new node."""
        if len(self.nodes) >= MAX_NODES:
            raise refused(
                "FORM-SIZE",
                f"More than {MAX_NODES} questions and calculations.",
                "Split the form in several forms.",
                sheet="instance",
                place=path,
            )
        node = Node(len(self.nodes), name, tag, path, parent, frame, len(frame.nodes), kind)
        self.nodes.append(node)
        self.known[path] = node
        frame.nodes.append(node)
        if parent is not None:
            parent.children.append(node)
        return node

    def tag(self, element: Element) -> str:
        """The name as it is written into the submission, prefix included."""
        uri = namespace(element)
        if not uri or uri == XFORMS or element.prefix is None:
            return local(element)
        self.prefixes[element.prefix] = uri
        return f"{element.prefix}:{local(element)}"

    def fill(self, node: Node, element: Element, seed: Seed) -> None:
        """Attributes and content of one element whose node exists already."""
        self.attributes(node, element, seed)
        frame = node.inner or node.frame
        groups: dict[str, list[Element]] = {}
        for found in children(element):
            groups.setdefault(local(found), []).append(found)
        if not groups:
            if node.kind != "repeat":
                if node.parent is not None:
                    node.kind = "leaf"
                seed.values[node.slot] = own_text(element).strip()
            return
        for name, elements in groups.items():
            path = f"{node.path}/{name}"
            if path in self.repeats:
                self.repeat(node, path, elements, frame, seed)
            else:
                self.single(node, path, elements, frame, seed)

    def single(
        self, parent: Node, path: str, elements: list[Element], frame: Frame, seed: Seed
    ) -> None:
        """An element that is not repeated; of several of one name the first counts."""
        instances = [found for found in elements if found.get(_TEMPLATE) is None]
        element = (instances or elements)[0]
        if len(instances) > 1:
            self.named_alike[path] = None
        node = self.known.get(path)
        if node is None:
            node = self.node(local(element), self.tag(element), path, parent, frame, "group")
        self.fill(node, element, seed)

    def repeat(
        self, parent: Node, path: str, elements: list[Element], frame: Frame, seed: Seed
    ) -> None:
        """Template first, so that the frame has the template's order of nodes."""
        node = self.known.get(path)
        if node is None:
            first = elements[0]
            node = self.node(local(first), self.tag(first), path, parent, frame, "repeat")
            node.inner = self.frame(node, frame)
            node.inner.nodes.append(node)
            frame.repeats.append(node)
        inner = node.inner
        assert inner is not None
        templates = [found for found in elements if found.get(_TEMPLATE) is not None]
        instances = [found for found in elements if found.get(_TEMPLATE) is None]
        for element in templates[:1]:
            if inner.template is None:
                inner.template = self.instance(node, element)
        kids = [self.instance(node, element) for element in instances]
        if inner.template is None and kids:
            inner.template = _blank(kids[0], inner)
        seed.kids[node.slot] = kids

    def instance(self, node: Node, element: Element) -> Seed:
        """Initial values of one repeat instance."""
        seed = Seed()
        self.fill(node, element, seed)
        return seed

    def attributes(self, node: Node, element: Element, seed: Seed) -> None:
        """Bound attributes become nodes; the others are written out as they are."""
        fixed: list[tuple[str, str]] = []
        for key, value in element.attrib.items():
            uri, name = _split(key)
            if uri == JAVAROSA and name == "template":
                continue
            path = f"{node.path}/@{name}"
            prefix = self.attribute_prefix(element, uri)
            if path in self.bound_attributes or name in self.read_attributes:
                found = self.known.get(path)
                if found is None:
                    frame = node.inner or node.frame
                    found = self.node(name, prefix + name, path, node, frame, "attribute")
                seed.values[found.slot] = value
            else:
                fixed.append((prefix + name, value))
        if fixed and node.id not in self.fixed:
            self.fixed[node.id] = fixed

    def attribute_prefix(self, element: Element, uri: str) -> str:
        """The prefix of an attribute as the document writes it."""
        if not uri:
            return ""
        for prefix, known in element.nsmap.items():
            if known == uri and prefix:
                self.prefixes[prefix] = uri
                return f"{prefix}:"
        return ""


def _blank(seed: Seed, frame: Frame) -> Seed:
    """A first instance as a template: values in it are its own, only attributes are kept."""
    inner = {node.slot: node.inner for node in frame.repeats}
    made = Seed()
    for slot, value in seed.values.items():
        made.values[slot] = value if frame.nodes[slot].kind == "attribute" else ""
    for slot, kids in seed.kids.items():
        repeat = inner[slot]
        assert repeat is not None
        made.kids[slot] = [_blank(kid, repeat) for kid in kids]
    return made


def _split(key: str) -> tuple[str, str]:
    if key[:1] == "{":
        uri, _, name = key[1:].partition("}")
        return uri, name
    return "", key


def _named_alike(path: str) -> FormFault:
    return FormFault(
        "FORM-SAME-NAME",
        sheet="instance",
        column=path,
        what="Several elements have this name and are no repeat; only the first is kept.",
        remedy="Give each a name of its own, or make them a repeat.",
    )
