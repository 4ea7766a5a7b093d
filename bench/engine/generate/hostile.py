"""Forms spoilt at random: XML, workbooks and files that somebody means harm with."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from typing import Any, Final

from lxml import etree

from bench.engine.generate.forms import sheets
from bench.engine.generate.formulas import Formulas
from bench.engine.generate.model import Dice, Row

LONG = 3_000
WORDS: Final = (
    *("", " ", "0", "-1", "1e999", "NaN", "Infinity", "999999999999", "9" * 500, "1 div 0"),
    *(
        "(",
        "'",
        "]]>",
        "<b>",
        "&amp;",
        "${",
        "${q1",
        "${nope}",
        "\u202e",
        "\ud7ff",
        "\u0000",
        "🚨",
    ),
    *("data", "meta", "../..", "/", "//", "//*", "/data", "/data/*", ".", "..", "@x", "yes no"),
    *("a" * 40_000, "a" * LONG + "!", "中" * LONG, "\n" * LONG, "2026-99-99", "99999-01-01"),
    *("jr://file/../../etc/passwd", "file:///etc/hostname", "=1+1", "__import__('os')", "{0}{1}"),
    *("select_one", "select_one none", "begin_group", "end_group", "begin_repeat", "end_repeat"),
    *("calculate", "rank x", "audit", "xml-external", "csv-external", "select_one_external x"),
)
EXPRESSIONS: Final = (
    *("(" * LONG + "1" + ")" * LONG, "-" * LONG + "1", "not(" * 80 + "1" + ")" * 80),
    *("1" + " + 1" * LONG, "1" + " or 1" * LONG, "concat(" + "'x', " * LONG + "'x')"),
    *("regex(., '(a+)+$')", "regex(., '(a|aa)*b')", "regex(., '((a{1,50}){1,50}){1,50}')"),
    *("regex(., '(.*)*x')", "regex(., '[')", "regex('" + "a" * 5_000 + "', '(a*)*b')"),
    *("count(//*[//*[//*]])", "sum(//*)", "//*[. = //*]", "/data/*[/data/*[/data/*]]"),
    *("concat(., ., ., .)", "join(., //*)", "once(concat(., .))", "translate(., ., .)"),
    *("substr('x', -1 div 0, 1 div 0)", "selected-at('a b', 1 div 0)", "int(1 div 0)"),
    *("round(1 div 0, 1 div 0)", "round(5, 1 div 0)", "date(1 div 0)", "date-time(-719162)"),
    *("format-date(-719162, '%Y%a%b')", "decimal-date-time('0001-01-01')", "uuid(1 div 0)"),
    *("format-date-time('9999-12-31T23:59:59.999-14:00', '%H')", "decimal-time(1 div 0)"),
    *("date('0001-01-01T00:00:00.000+14:00')", "pow(10, 400)", "exp(1000) * 0", "10 mod 0"),
    *("randomize(//*, 1 div 0)", "position(..) div 0", "indexed-repeat(//*, .., 1 div 0)"),
    *("instance('x')/root/item[name = instance('x')/root/item/name]/label", "instance(.)"),
    *("jr:choice-name(., '.')", "jr:choice-name(., '//*')", "jr:itext(.)", "pulldata(., ., ., .)"),
    *("checklist(1 div 0, 0 div 0, 1)", "distance('1e999 1e999;1 1')", "area('0 0;1 1;2 2')"),
    *("base64-decode(.)", "digest(., .)", "extract-signed(., .)", "last()", "position()", "$x"),
)
ODD_VALUES: Final = (
    *(None, True, -1, 0, 1, 3, 10**30, 1e300, float("inf"), float("nan"), "", "x", "\ud800"),
    *([], {}, [[]], {"a": 1}, ["x"], [0] * 1_000, "y" * 100_000, "/data", "English (en)"),
)
_ENTITIES = "".join(f'<!ENTITY e{at} "&e{at - 1};&e{at - 1};">' for at in range(1, 30))
HEADS: Final = (
    f'<!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
    '<?xml-stylesheet href="x.xsl"?>',
    "\ufeff",
    '<?xml version="1.1" encoding="utf-7"?>',
    '<?xml version="1.0" encoding="cp037"?>',
)
COLUMNS: Final = (
    *("type", "name", "label", "hint", "relevant", "constraint", "required", "calculation"),
    *(
        "choice_filter",
        "repeat_count",
        "default",
        "trigger",
        "parameters",
        "appearance",
        "readonly",
    ),
    *(
        "save_to",
        "media::image",
        "label::zz",
        "bind::x",
        "body::accept",
        "instance::y",
        "guidance_hint",
    ),
)


class Spoiler:
    """Spoils what the generators make; all of it follows from a number."""

    def __init__(self, number: int) -> None:
        self.dice = Dice(number)

    def nasty(self) -> str:
        """A text, an expression, or a piece of one that is out of place or too large."""
        roll = self.dice.number(0, 2)
        if roll == 0:
            return Formulas(self.dice).formula().replace("/d/", "/data/")
        return self.dice.pick(WORDS) if roll == 1 else self.dice.pick(EXPRESSIONS)

    # XML

    def document(self) -> bytes:
        """An XForm, spoilt in one to four places."""
        xml = None
        while xml is None:
            xml = sheets(self.dice).xform()
        for _ in range(self.dice.number(1, 4)):
            xml = self.dice.pick(self.ways())(xml)
        encoding = self.dice.weighted({"utf-8": 95, "utf-16": 2, "utf-32": 1, "gb18030": 2})
        return xml.encode(encoding, "replace")

    def ways(self) -> tuple[Callable[[str], str], ...]:
        """The ways to spoil a document."""
        return (
            *(self._value, self._value, self._value, self._swapped, self._moved, self._renamed),
            *(self._nested, self._doubled, self._cut, self._flipped, self._headed),
        )

    def _value(self, xml: str) -> str:
        """Another value of an attribute or another text."""
        found = list(re.finditer(r'="([^"<>]*)"|>([^<>]+)<', xml))
        if not found:
            return xml
        place = self.dice.pick(found)
        group = 1 if place[1] is not None else 2
        word = escape(self.nasty()).replace("\u0000", "&#0;" if self.dice.chance(5) else "")
        return xml[: place.start(group)] + word + xml[place.end(group) :]

    def _swapped(self, xml: str) -> str:
        """Two attributes' values exchanged: circles, wrong types, wrong nodes."""
        found = re.findall(r'="([^"<>]*)"', xml)
        if len(found) < 2:
            return xml
        one, other = self.dice.pick(found), self.dice.pick(found)
        return xml.replace(f'="{one}"', f'="{other}"', self.dice.number(1, 3))

    def _moved(self, xml: str) -> str:
        """An element put somewhere else, or taken out."""
        root = _parsed(xml)
        if root is None:
            return xml
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node, home = self.dice.pick(nodes), self.dice.pick(nodes)
        parent = node.getparent()
        if parent is None or home in list(node.iter()):
            return xml
        if self.dice.chance(30):
            parent.remove(node)
        else:
            home.insert(0, node)
        return str(etree.tostring(root, encoding="unicode"))

    def _renamed(self, xml: str) -> str:
        """A name that another thing has."""
        names = re.findall(r"</?([\w:-]+)", xml)
        if not names:
            return xml
        one, other = self.dice.pick(names), self.dice.pick(names)
        return re.sub(rf"(</?){re.escape(one)}\b", rf"\g<1>{other}", xml)

    def _nested(self, xml: str) -> str:
        """An element inside many others."""
        name = self.dice.pick(("g", "group", "input", "instance", "item", "repeat", "x"))
        depth = self.dice.pick((5, 50, 500, 5_000))
        at = self.dice.pick([found.end() for found in re.finditer(">", xml)] or [0])
        return xml[:at] + f"<{name}>" * depth + f"</{name}>" * depth + xml[at:]

    def _doubled(self, xml: str) -> str:
        """A piece of the document many times."""
        found = list(re.finditer(r"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>", xml))
        if not found:
            return xml
        piece = self.dice.pick(found)[0]
        return xml.replace(piece, piece * self.dice.pick((2, 30, 3_000)), 1)

    def _cut(self, xml: str) -> str:
        """A piece left out or put elsewhere."""
        begin = self.dice.number(0, len(xml))
        end = min(len(xml), begin + self.dice.number(1, 200))
        at = self.dice.number(0, len(xml))
        piece = xml[begin:end] if self.dice.chance(50) else ""
        return xml[:at] + piece + xml[at:begin] + xml[end:]

    def _flipped(self, xml: str) -> str:
        """Some characters exchanged."""
        marks = list(xml)
        for _ in range(self.dice.number(1, 5)):
            if marks:
                marks[self.dice.number(0, len(marks) - 1)] = self.dice.pick(
                    "<>&\"'/=[]() 09az\ufffe中"
                )
        return "".join(marks)

    def _headed(self, xml: str) -> str:
        """A document type or another declaration in front, and a use of its entity."""
        body = re.sub(r"^\s*<\?xml[^>]*>", "", xml)
        if self.dice.chance(50):
            body = body.replace("</", self.dice.pick(("&e29;", "&e;", "&#x0;", "&lt;")) + "</", 1)
        return self.dice.pick(HEADS) + body

    # workbooks

    def workbook(self) -> dict[str, Any]:
        """The sheets of a workbook, spoilt, as the converting process takes them."""
        made = sheets(self.dice)
        pages = {"survey": made.survey, "choices": made.choices, "settings": made.settings}
        for _ in range(self.dice.number(1, 5)):
            self._spoil_rows(self.dice.pick(list(pages.values())))
        if self.dice.chance(5):
            pages[self.nasty()[:40]] = [{"x": self.nasty()}]
        return {"sheets": [_page(name, rows) for name, rows in pages.items()]}

    def _spoil_rows(self, rows: list[Row]) -> None:
        if not rows:
            return
        at = self.dice.number(0, len(rows) - 1)
        roll = self.dice.number(0, 9)
        if roll == 0:
            del rows[at]
        elif roll == 1:
            rows[at:at] = [rows[at]] * self.dice.pick((1, 10, 2_000))
        elif roll == 2:
            rows.insert(at, rows.pop(self.dice.number(0, len(rows) - 1)))
        elif roll == 3:
            depth = self.dice.pick((2, 70, 300))
            inside = [{"type": "begin_group", "name": f"n{step}"} for step in range(depth)]
            rows[at:at] = inside + [{"type": "end_group"}] * depth
        elif roll == 4:
            names = [row["name"] for row in rows if "name" in row] or ["q"]
            column = self.dice.pick(("relevant", "calculation", "repeat_count", "constraint"))
            rows[at] = rows[at] | {column: "${" + self.dice.pick(names) + "} + 1"}
        else:
            column = self.dice.pick(list(rows[at]) if self.dice.chance(40) else COLUMNS)
            rows[at] = rows[at] | {column: self.nasty()[:32_767]}

    # files

    def damaged(self, content: bytes) -> bytes:
        """Bytes cut, exchanged, doubled or strewn in; never the same as before."""
        data = self._strewn(content)
        while data == content and content:
            data = self._strewn(content)
        return data

    def _strewn(self, content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(self.dice.pick((1, 1, 2, 10))):
            at = self.dice.number(0, max(0, len(data) - 1))
            roll = self.dice.number(0, 3)
            if roll == 0:
                del data[at : at + self.dice.number(1, 100)]
            elif roll == 1:
                data[at:at] = data[: self.dice.number(0, 60)]
            elif roll == 2 and data:
                data[at] = self.dice.number(0, 255)
            elif self.dice.chance(10):
                del data[at:]
        return bytes(data)

    def stored(self, blob: bytes) -> bytes:
        """A dump with its bytes damaged, or with a value of its document exchanged."""
        if self.dice.chance(30):
            return self.damaged(blob)
        document = json.loads(zlib.decompress(blob))
        for _ in range(self.dice.number(1, 3)):
            self._exchange(document)
        return zlib.compress(json.dumps(document).encode("utf-8", "surrogatepass"))

    def _exchange(self, document: list[Any]) -> None:
        """One value, as deep in the lists as chance leads."""
        place = document
        while place:
            at = self.dice.number(0, len(place) - 1)
            inner = place[at]
            if isinstance(inner, list) and inner and self.dice.chance(85):
                place = inner
                continue
            roll = self.dice.number(0, 3)
            if roll == 0:
                del place[at]
            elif roll == 1:
                place.insert(at, inner)
            else:
                place[at] = self.dice.pick(ODD_VALUES)
            return

    def spreadsheet(self, good: bytes) -> bytes:
        """A damaged .xlsx: its bytes, or one part of it behind a good checksum."""
        if self.dice.chance(30):
            return self.damaged(good)
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", 8) as new:
            chosen = self.dice.pick(old.namelist())
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, self._part(part) if name == chosen else part)
        return out.getvalue()

    def _part(self, part: bytes) -> bytes:
        roll = self.dice.number(0, 9)
        if roll == 0:
            return b"0" * 70_000_000
        if roll == 1:
            return self.dice.pick(HEADS).encode() + part
        if roll == 2:
            return part.replace(b"</", b"<x>" * self.dice.pick((3, 300, 30_000)) + b"</", 1)
        text = part.decode("utf-8", "replace")
        return self._value(text).encode() if roll < 7 else self.damaged(part)


def _parsed(xml: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(xml.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _page(name: str, rows: list[Row]) -> dict[str, Any]:
    header = list(dict.fromkeys(column for row in rows for column in row))
    return {
        "name": name,
        "header": header,
        "rows": [[at, dict(row), None] for at, row in enumerate(rows, start=2)],
    }
