"""The whole document: finds model and body, joins binds with nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from xforms.faults import FormFault, refused
from xforms.items import Instance
from xforms.parse import xml
from xforms.parse.body import BodyReader, normal_path, read_action, repeat_paths
from xforms.parse.instances import external_lists, from_element, from_file
from xforms.parse.record import RecordReader
from xforms.parse.texts import read_itext
from xforms.parse.xml import Element, child, children, local, namespace, read_xml
from xforms.schema import Bind, Node, Schema

_KNOWN = (xml.XFORMS, xml.JAVAROSA, xml.OPENROSA, xml.ODK, xml.ENTITIES, "")
_TYPES = {"integer": "int", "long": "int", "select1": "string", "select": "string"}
KNOWN_TYPES = frozenset(
    [
        "string",
        "int",
        "boolean",
        "decimal",
        "date",
        "time",
        "dateTime",
        "geopoint",
        "geotrace",
        "geoshape",
        "binary",
        "barcode",
        "intent",
        "rank",
    ]
)


def read_document(
    xform: str | bytes, media: Mapping[str, bytes]
) -> tuple[Schema, dict[str, Instance]]:
    """Read a form.

    Raises:
        FormRefused: no form, or one beyond the limits.
    """
    root = read_xml(xform, place="XForm")
    model, body, title = _parts(root)
    element = _primary(model)
    supplied = _identified(element)
    _check_entities(model)
    base = f"/{local(element)}"
    binds = [found for found in children(model) if local(found) == "bind"]
    if body is not None:
        _name_places(body, binds, base)
    repeats = repeat_paths(body, base) if body is not None else set()
    bound = {normal_path(found.get("nodeset") or "", base) for found in binds}
    reader = RecordReader(repeats, {path for path in bound if "@" in path}, _read_attributes(root))
    schema = reader.read(element)
    _identify(schema, element, title)
    places = {node.path: node for node in schema.nodes}
    read_itext(model, schema)
    for found in binds:
        _bind(found, base, places, schema)
    schema.supplied = supplied
    if supplied:
        places[f"{base}/meta/instanceID"].bind = Bind(preload="uid")
    for found in children(model):
        if local(found) in ("setvalue", "setgeopoint", "recordaudio"):
            schema.actions.append(read_action(found, base, None))
        elif local(found) == "submission":
            schema.submission = dict(found.attrib.items())
    if body is not None:
        schema.body = BodyReader(places.get, schema).read(body, base)
    return schema, _secondary(model, media, schema)


_ATTRIBUTE = re.compile(r"@(?:[\w.-]+:)?([\w.-]+)")


def _read_attributes(root: Element) -> set[str]:
    """Names of attributes that some expression reads."""
    found: set[str] = set()
    for element in root.iter():
        for value in element.attrib.values():
            if "@" in value:
                found.update(_ATTRIBUTE.findall(value))
    return found


def _parts(root: Element) -> tuple[Element, Element | None, str]:
    head, body = child(root, "head"), child(root, "body")
    model = child(head, "model") if head is not None else None
    if model is None:
        raise refused(
            "FORM-MODEL",
            "The document has no model.",
            "Convert it from a workbook.",
            sheet="XForm",
        )
    title = child(head, "title") if head is not None else None
    return model, body, (title.text or "").strip() if title is not None else ""


def _primary(model: Element) -> Element:
    instance = child(model, "instance")
    roots = children(instance) if instance is not None else []
    if not roots:
        raise refused(
            "FORM-INSTANCE",
            "The model has no record.",
            "Add at least one question.",
            sheet="model",
        )
    return roots[0]


def _identified(root: Element) -> str:
    """Make sure that the record has an identity, which every server asks for.

    Returns:
        The path of the meta or meta/instanceID that the form lacked, '' if it has its own.
    """
    lacking = f"/{local(root)}/meta/instanceID"
    meta = next(
        (
            found
            for found in children(root)
            if local(found) == "meta"
            and namespace(found) in (xml.OPENROSA, xml.XFORMS, namespace(root))
        ),
        None,
    )
    if meta is None:
        meta = etree.SubElement(root, f"{{{xml.OPENROSA}}}meta", nsmap={"orx": xml.OPENROSA})
        lacking = f"/{local(root)}/meta"
    uri = namespace(meta)
    if any(local(one) == "instanceID" for one in children(meta)):
        return ""
    etree.SubElement(meta, f"{{{uri}}}instanceID")
    return lacking


_NEWEST_ENTITIES = (2025, 1)


def _check_entities(model: Element) -> None:
    """A version of the entities specification that we do not know could mean anything."""
    version = model.get(f"{{{xml.ENTITIES}}}entities-version") or ""
    parts = version.split(".")
    if not version or not all(part.isdigit() for part in parts[:2]):
        return
    if tuple(int(part) for part in parts[:2]) > _NEWEST_ENTITIES:
        raise refused(
            "FORM-ENTITIES",
            f"The form uses entities of version {version}.",
            "Use version 2025.1 or older.",
            sheet="entities",
        )


def _identify(schema: Schema, element: Element, title: str) -> None:
    schema.title = title
    if not schema.id:
        schema.id = namespace(element) if namespace(element) != xml.XFORMS else schema.root.name
    uri = namespace(element)
    if uri and uri != xml.XFORMS and element.prefix is None:
        schema.namespaces[""] = uri


def _name_places(body: Element, binds: list[Element], base: str) -> None:
    """Controls that name a bind by its id get the place of the bind, as others say it."""
    places = {one.get("id"): normal_path(one.get("nodeset") or "", base) for one in binds}
    for element in body.iter():
        named = element.get("bind") if isinstance(element.tag, str) else None
        if named in places and named and element.get("ref") is None:
            element.set("ref", places[named])


def _bind(element: Element, base: str, places: dict[str, Node], schema: Schema) -> None:
    path = normal_path(element.get("nodeset") or "", base)
    node = places.get(path)
    if node is None:
        schema.warnings.append(
            FormFault(
                "FORM-BIND",
                sheet="bind",
                column=path,
                what="The bind refers to a place that the record does not have.",
                remedy="Remove it or check the spelling.",
            )
        )
        return
    jr = f"{{{xml.JAVAROSA}}}"
    node.bind = Bind(
        relevant=(element.get("relevant") or "").strip(),
        calculate=(element.get("calculate") or "").strip(),
        readonly=(element.get("readonly") or "").strip(),
        required=(element.get("required") or "").strip(),
        constraint=(element.get("constraint") or "").strip(),
        required_message=element.get(f"{jr}requiredMsg") or "",
        constraint_message=element.get(f"{jr}constraintMsg") or "",
        preload=element.get(f"{jr}preload") or "",
        preload_params=element.get(f"{jr}preloadParams") or "",
        attributes=_foreign(element),
    )
    node.calculated = bool(node.bind.calculate)
    if node.kind in ("leaf", "attribute"):
        node.type = _type(element.get("type") or "")


def _type(written: str) -> str:
    plain = written.strip().rpartition(":")[2]
    plain = _TYPES.get(plain, plain)
    return plain if plain in KNOWN_TYPES else "string"


def _foreign(element: Element) -> dict[str, str]:
    """Attributes of namespaces that the specification does not know: they are the product's."""
    found: dict[str, str] = {}
    names = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    for key, value in element.attrib.items():
        uri, _, name = key[1:].partition("}") if key[:1] == "{" else ("", "", key)
        if uri not in _KNOWN:
            found[f"{names.get(uri, uri)}:{name}"] = value
        elif uri == xml.ENTITIES or (uri == xml.OPENROSA and name == "max-pixels"):
            found[f"{'entities' if uri == xml.ENTITIES else 'orx'}:{name}"] = value
    return found


def _secondary(model: Element, media: Mapping[str, bytes], schema: Schema) -> dict[str, Instance]:
    found: dict[str, Instance] = {}
    for element in _instances(model)[1:]:
        name = element.get("id")
        if name is None:
            continue
        schema.instances[name] = (element.get("src") or "").strip()
        instance = _instance(element, schema.instances[name], media)
        if instance is not None:
            found[name] = instance
    if "itemsets.csv" in media:
        for name, instance in external_lists(media["itemsets.csv"]).items():
            found.setdefault(name, instance)
    for file, content in media.items():
        stem, _, ending = file.rpartition(".")
        if ending.lower() == "csv" and stem not in found and file != "itemsets.csv":
            found[stem] = from_file(file, content)
    return found


def _instance(element: Element, source: str, media: Mapping[str, bytes]) -> Instance | None:
    """The attached file of an instance, or what stands inline; None where neither is there."""
    file = source.rpartition("/")[2]
    if source and file in media:
        return from_file(file, media[file])
    roots = children(element)
    return from_element(roots[0]) if roots else None


def _instances(model: Element) -> list[Element]:
    return [found for found in children(model) if local(found) == "instance"]
