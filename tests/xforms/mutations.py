"""Hostile variations of forms: bytes, tags and expressions spoilt at random, repeatably."""

from __future__ import annotations

import random

EXPRESSIONS = (
    "/data/a + 1",
    "count(/data/p[x > position()]/x)",
    "instance('l')/root/item[name = /data/a]/label",
    "if(selected(/data/a, 'x'), regex(., '^[a-z]+$'), once(uuid()))",
    "indexed-repeat(/data/p/x, /data/p, position(..))",
    "format-date(today(), '%Y') > 3 or not(. = '')",
)
TOKENS = (
    *"()[]/.*+-=<>|,@#$\\\x00汉",
    *("//", "..", "!=", "and", "or", "div", "mod", "1", "'x'", "data", "a", "p", "x", "::"),
    *("count(", "sum(", "concat(", "instance('l')", "current()", "position()", "jr:itext("),
)


def spoil_expression(chance: random.Random) -> str:
    """An expression with tokens dropped, doubled and strewn in."""
    text = chance.choice(EXPRESSIONS)
    parts = list(text)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(parts) + 1)
        deed = chance.random()
        if deed < 0.4 and parts:
            del parts[at : at + chance.randint(1, 4)]
        elif deed < 0.7:
            parts[at:at] = parts[: chance.randint(0, 12)]
        else:
            parts.insert(at, chance.choice(TOKENS))
    return "".join(parts)


def spoil_document(source: str, chance: random.Random) -> bytes:
    """A document with pieces cut, moved, doubled, or bytes changed."""
    content = bytearray(source.encode())
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content))
        end = min(len(content), start + chance.randint(1, 60))
        deed = chance.random()
        if deed < 0.3:
            del content[start:end]
        elif deed < 0.6:
            at = chance.randrange(len(content))
            content[at:at] = content[start:end]
        elif deed < 0.8:
            content[start] = chance.randrange(256)
        else:
            for pair in (
                (b"data", b"date"),
                (b"nodeset", b"ref"),
                (b"/data/", b"//"),
                (b'"', b""),
            ):
                if chance.random() < 0.3:
                    content = bytearray(bytes(content).replace(*pair, 1))
    return bytes(content)


def spoil_markup(source: str, chance: random.Random) -> str:
    """A well-formed document whose words are exchanged."""
    words = ["data", "p", "x", "a", "q", "bind", "input", "select1", "repeat", "group", "itemset"]
    words += ["instance", "item", "label", "value", "setvalue", "meta", "translation", "text"]
    first, second = chance.sample(words, 2)
    source = source.replace(f"<{first}>", f"<{second}>").replace(f"</{first}>", f"</{second}>")
    third, fourth = chance.sample(words, 2)
    return source.replace(f"/{third}", f"/{fourth}")
