"""Secondary instances from XML, CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xforms.faults import FormRefused, refused
from xforms.items import Instance, Item, row
from xforms.limits import MAX_CHOICES, MAX_MEDIA_BYTES
from xforms.parse.xml import Element, children, local, own_text, read_xml


def from_element(root: Element) -> Instance:
    """An instance from its root element (inline or the root of an XML file)."""
    return Instance(_item(root))


def _item(element: Element) -> Item:
    kids = children(element)
    if not kids:
        return _with_attributes(element, Item(local(element), element.text or ""))
    item = _with_attributes(element, Item(local(element), own_text(element).strip()))
    for kid in kids:
        if len(kid) or kid.attrib or local(kid) in item.d:
            item.add(_item(kid))
        else:
            item.d[local(kid)] = kid.text or ""
    return item


def _with_attributes(element: Element, item: Item) -> Item:
    for key, value in element.attrib.items():
        item.d["@" + key.rpartition("}")[2]] = value
    return item


def from_file(name: str, content: bytes) -> Instance:
    """An instance from an attached file, by its ending.

    Raises:
        FormRefused: unreadable, or larger than the limits.
    """
    if len(content) > MAX_MEDIA_BYTES:
        raise refused(
            "FORM-MEDIA-SIZE",
            f"The file has more than {MAX_MEDIA_BYTES} bytes.",
            "Shorten the list.",
            sheet=name,
        )
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return Instance(_table(name, content))
    if ending in ("geojson", "json"):
        return Instance(_geojson(name, content))
    if _looks_like_xml(content):
        return from_element(read_xml(content, place=name, limit=MAX_MEDIA_BYTES))
    return Instance(_table(name, content))


def _looks_like_xml(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or content[:2] in (
        b"\xff\xfe",
        b"\xfe\xff",
    )


def decode(content: bytes) -> str:
    """Text of a list made anywhere: UTF-8 with or without mark, UTF-16, else GB 18030."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def rows(name: str, content: bytes) -> list[dict[str, str]]:
    """Rows of a CSV file by column name; separator comma, semicolon or tab.

    Raises:
        FormRefused: not a table, or more rows than the limit.
    """
    try:
        table = cells(decode(content))
    except csv.Error as error:
        raise _unreadable(name, str(error)) from None
    if len(table) > MAX_CHOICES:
        raise _unreadable(name, f"more than {MAX_CHOICES} rows")
    if not table:
        return []
    names = [cell.strip() for cell in table[0]]
    return [fields(names, line) for line in table[1:] if any(line)]


def fields(names: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    """A row of a table by its headings, blank where it is too short; nameless columns left out."""
    return {key: line[at] if at < len(line) else "" for at, key in enumerate(names) if key}


def cells(text: str) -> list[list[str]]:
    """A CSV text as it stands, the row of headings first; raises csv.Error."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: (first.count(mark), mark == ","))
    csv.field_size_limit(MAX_MEDIA_BYTES)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _table(name: str, content: bytes) -> Item:
    return listed(row(values) for values in rows(name, content))


def listed(items: Iterable[Item]) -> Item:
    """root/item from items."""
    root = Item("root")
    root.k = {"item": list(items)}
    root.d = {"item": ""}
    return root


def external_lists(content: bytes) -> dict[str, Instance]:
    """itemsets.csv: one instance per value of its column list_name."""
    lists: dict[str, list[Item]] = {}
    for values in rows("itemsets.csv", content):
        lists.setdefault(values.pop("list_name", ""), []).append(row(values))
    return {name: Instance(listed(found)) for name, found in lists.items()}


def _geojson(name: str, content: bytes) -> Item:
    try:
        document = json.loads(decode(content))
        features = document["features"]
        found = [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise _unreadable(
            name, f"no GeoJSON feature collection ({type(error).__name__})"
        ) from None
    if len(found) > MAX_CHOICES:
        raise _unreadable(name, f"more than {MAX_CHOICES} features")
    return listed(found)


def _feature(feature: Mapping[str, Any]) -> Item:
    values = {"geometry": _geometry(feature["geometry"])}
    if "id" in feature:
        values["id"] = _scalar(feature["id"])
    for key, value in (feature.get("properties") or {}).items():
        values[key] = _scalar(value)
    return row(values)


def _scalar(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _geometry(geometry: Mapping[str, Any] | None) -> str:
    """Longitude first in GeoJSON, latitude first in forms."""
    if not geometry:
        return ""
    kind, places = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return _point(places)
    if kind == "LineString":
        return "; ".join(_point(place) for place in places)
    if kind == "Polygon":
        return "; ".join(_point(place) for place in places[0])
    raise ValueError(kind)


def _point(place: list[Any]) -> str:
    altitude = place[2] if len(place) > 2 else 0
    return f"{place[1]} {place[0]} {altitude} 0"


def _unreadable(name: str, why: str) -> FormRefused:
    return refused(
        "FORM-MEDIA",
        f"The attached list cannot be read: {why}.",
        "Save it again as CSV in UTF-8.",
        sheet=name,
    )
