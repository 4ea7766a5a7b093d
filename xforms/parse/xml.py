"""Reading XML that may be hostile: no entities, no network, bounded size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from xforms.faults import FormRefused, refused
from xforms.limits import MAX_DEPTH, MAX_XML_BYTES

XFORMS = "http://www.w3.org/2002/xforms"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
XHTML = "http://www.w3.org/1999/xhtml"
EVENTS = "http://www.w3.org/2001/xml-events"
XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"

Element = Any
"""An lxml element; its stubs are no dependency of ours."""


def read_xml(source: str | bytes, *, place: str, limit: int = MAX_XML_BYTES) -> Element:
    """Parse a document into its root element.

    Raises:
        FormRefused: not well-formed, too large, too deep, or with a document type of its own.
    """
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(content) > limit:
        raise refused(
            "FORM-XML-SIZE",
            f"The document has {len(content)} bytes, more than {limit}.",
            "Split the form or shorten its lists.",
            sheet=place,
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    if isinstance(source, str):
        content = _without_declaration(content)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _malformed(place, str(error)) from None
    if root is None:
        raise _malformed(place, "no root element")
    if root.getroottree().docinfo.internalDTD is not None:
        raise _malformed(place, "a document type declaration is not allowed")
    _check_depth(root, place)
    return root


def _without_declaration(content: bytes) -> bytes:
    """A str is already decoded: its declaration may name an encoding that is no longer true."""
    stripped = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"<?xml"):
        end = stripped.find(b"?>")
        if end >= 0:
            return stripped[end + 2 :].lstrip()
    return stripped


def _malformed(place: str, why: str) -> FormRefused:
    return refused(
        "FORM-XML",
        f"Not a readable XML document: {why}.",
        "Export the form again from its workbook.",
        sheet=place,
    )


def _check_depth(root: Element, place: str) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise refused(
                "FORM-XML-DEPTH",
                f"Elements are nested deeper than {MAX_DEPTH}.",
                "Use fewer groups inside groups.",
                sheet=place,
            )
        level = [
            child for element in level for child in element if len(child) or depth < MAX_DEPTH
        ]


def local(element: Element) -> str:
    """Local name; '' for what is no element (an unresolved entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Namespace of an element, '' if none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[:1] == "{" else ""


def children(element: Element) -> list[Element]:
    """Child elements only."""
    return [child for child in element if isinstance(child.tag, str)]


def child(element: Element, name: str) -> Element | None:
    """The first child with this local name."""
    for found in element:
        if local(found) == name:
            return found
    return None


def own_text(element: Element) -> str:
    """Text of an element without that of its children."""
    return (element.text or "") + "".join(found.tail or "" for found in element)
