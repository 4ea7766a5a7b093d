"""What comes with a form from outside, spoilt: attached lists, public keys, entities."""

from __future__ import annotations

import base64
import copy
import functools
import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyxform.xls2xform import convert

from bench.engine.generate.forms import MEDIA
from bench.engine.generate.hostile import ODD_VALUES, Spoiler
from bench.engine.generate.model import Row

_CELLS: Final = (
    *('"', '""', "\x00", "\r", "\n", ",,,,", ";", "\t", "=1+1", "'", "a" * 70_000, "\ud800x"),
    *("key", "name", "label", "", " ", "\ufeff", "中" * 3_000, '"' * 999, "<item>", "&amp;"),
)
_MANY = 120_000
ENTITIES: Final = {
    "survey": [
        {"type": "text", "name": "who", "label": "Who", "save_to": "full_name"},
        {"type": "integer", "name": "age", "label": "Age", "save_to": "age"},
        {"type": "begin_repeat", "name": "r", "label": "R"},
        {"type": "text", "name": "tree", "label": "Tree ${who}", "save_to": ""},
        {"type": "end_repeat"},
    ],
    "settings": [{"form_id": "e", "version": "1"}],
    "entities": [
        {
            "list_name": "people",
            "label": "concat(${who}, ' ', ${age})",
            "entity_id": "${who}",
            "create_if": "${age} > 3",
            "update_if": "${age} < 3",
        }
    ],
}


class OutsideSpoiler(Spoiler):
    """Spoils what stands beside a form."""

    def attachments(self) -> dict[str, bytes]:
        """The files that generated forms read, some of them damaged."""
        found = {name: text.encode() for name, text in MEDIA.items()}
        for name in self.dice.shuffled(list(found))[: self.dice.number(1, 3)]:
            found[name] = self._attachment(name, found[name])
        if self.dice.chance(10):
            del found[self.dice.pick(list(found))]
        return found

    def _attachment(self, name: str, content: bytes) -> bytes:
        if self.dice.chance(25):
            return self.damaged(content)
        text = content.decode()
        ending = name.rpartition(".")[2]
        if ending == "csv":
            text = self._table(text)
        elif ending == "geojson":
            text = self._features(text)
        else:
            text = self.xml(text)
        encoding = self.dice.weighted({"utf-8": 80, "utf-16": 8, "gb18030": 8, "utf-32": 4})
        return text.encode(encoding, "replace")

    def _table(self, text: str) -> str:
        rows = [line.split(",") for line in text.splitlines()]
        for _ in range(self.dice.number(1, 4)):
            row = self.dice.pick(rows)
            at = self.dice.number(0, len(row))
            row[at : at + self.dice.number(0, 1)] = [self.dice.pick((*_CELLS, self.nasty()))]
        if self.dice.chance(8):
            rows += [[cell[:20] for cell in rows[-1]]] * self.dice.pick((1_000, _MANY))
        mark = self.dice.pick((",", ",", ";", "\t", "|"))
        return self.dice.pick(("\n", "\r\n", "\r")).join(mark.join(row) for row in rows)

    def _features(self, text: str) -> str:
        document = json.loads(text)
        for _ in range(self.dice.number(1, 3)):
            self._replace_in(document)
        if self.dice.chance(5):
            return "[" * 100_000 + "]" * 100_000
        return json.dumps(document)

    def _replace_in(self, document: Any) -> None:
        """Another value somewhere in it, at any depth."""
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                return
            key = self.dice.pick(list(keys))
            inside = place[key]
            if isinstance(inside, dict | list) and inside and self.dice.chance(75):
                place = inside
                continue
            place[key] = copy.deepcopy(self.dice.pick(ODD_VALUES))
            return

    def xml(self, text: str) -> str:
        """A document of XML, spoilt in one to three places."""
        for _ in range(self.dice.number(1, 3)):
            text = self.dice.pick(self.ways())(text)
        return text

    def key(self) -> str:
        """A public key that is damaged, of another kind, too short, or sound."""
        content = self.dice.pick(_keys())
        if self.dice.chance(70):
            content = self.damaged(content)
        text = base64.b64encode(content).decode()
        roll = self.dice.number(0, 9)
        if roll == 0:
            return self.nasty()
        if roll == 1:
            return self.damaged(text.encode()).decode("latin-1")
        return text if roll > 2 else "\n ".join(text)

    def entities(self) -> str:
        """A form that makes entities, its document spoilt."""
        return self.xml(_entities())


@functools.cache
def _keys() -> tuple[bytes, ...]:
    """A key of each kind; RSA more often than others."""
    good = rsa.generate_private_key(65537, 2048).public_key()
    short = rsa.generate_private_key(65537, 1024).public_key()
    others = (ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate())
    keys = (good, good, good, good, short, *(one.public_key() for one in others))
    form = PublicFormat.SubjectPublicKeyInfo
    return tuple(key.public_bytes(Encoding.DER, form) for key in keys)


@functools.cache
def _entities() -> str:
    book: dict[str, Any] = dict(ENTITIES)
    for sheet, rows in ENTITIES.items():
        lines: list[Row] = list(rows)
        book[sheet] = [{key: text for key, text in row.items() if text} for row in lines]
        book[f"{sheet}_header"] = [{key: None for row in lines for key in row}]
    return str(convert(book, validate=False, form_name="data").xform)
