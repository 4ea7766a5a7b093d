"""Text of a regular expression to a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xforms.limits import MAX_PATTERN_CHARS, MAX_PATTERN_DEPTH
from xforms.patterns.sets import ESCAPES, CharSet, named, ranges


class PatternError(ValueError):
    """The pattern is unreadable or asks for more than a linear machine can do."""


@dataclass(slots=True)
class One:
    """One character of a set."""

    chars: CharSet


@dataclass(slots=True)
class Edge:
    """A place, not a character: ^ $ A z Z and b, B for word borders."""

    kind: str


@dataclass(slots=True)
class Look:
    """Look-around."""

    inner: Tree
    behind: bool
    negated: bool


@dataclass(slots=True)
class Sequence:
    """One after the other."""

    parts: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Either:
    """One of several."""

    branches: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Many:
    """Repetition; `most` is None for no end."""

    inner: Tree
    least: int
    most: int | None


Tree = One | Edge | Look | Sequence | Either | Many

_COUNT = re.compile(r"\{(\d{1,5})(,(\d{0,5}))?\}", re.ASCII)
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
_NAME = re.compile(r"\(\?<[A-Za-z][A-Za-z0-9]*>")
_PLAIN_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_LINE_ENDS = ("\n\n", "\r\r", "\x85\x85", "\u2028\u2029")


def read(pattern: str) -> Tree:
    """Parse a pattern.

    Raises:
        PatternError: with the reason.
    """
    if len(pattern) > MAX_PATTERN_CHARS:
        raise PatternError(f"longer than {MAX_PATTERN_CHARS} characters")
    reader = _Reader(pattern)
    tree = reader.either()
    if reader.at < len(pattern):
        raise PatternError("unbalanced )")
    return tree


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.depth = 0
        self.flags: frozenset[str] = frozenset()

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        mark = self.peek()
        if not mark:
            raise PatternError("the pattern ends too early")
        self.at += 1
        return mark

    def either(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_PATTERN_DEPTH:
            raise PatternError("nested too deeply")
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Either(branches)

    def sequence(self) -> Tree:
        found = Sequence()
        while self.peek() not in ("", "|", ")"):
            part = self.atom()
            if part is not None:
                found.parts.append(self.quantified(part))
        return found

    def quantified(self, part: Tree) -> Tree:
        while True:
            counted = _COUNT.match(self.text, self.at)
            if counted:
                self.at = counted.end()
                least = int(counted[1])
                most = least if counted[2] is None else int(counted[3]) if counted[3] else None
                if most is not None and most < least:
                    raise PatternError("a count runs backwards")
                part = Many(part, least, most)
            elif self.peek() and self.peek() in "?*+":
                mark = self.take()
                part = Many(part, 1 if mark == "+" else 0, 1 if mark == "?" else None)
            else:
                return part
            if self.peek() and self.peek() in "?+":
                self.at += 1

    def atom(self) -> Tree | None:
        mark = self.take()
        if mark == "(":
            self.at -= 1
            return self.group()
        if mark == "[":
            return self.folded(self.char_class())
        if mark == ".":
            everything = "s" in self.flags
            return One(CharSet(negated=True) if everything else ranges(*_LINE_ENDS, negated=True))
        if mark in "^$":
            return Edge(mark + "m" if "m" in self.flags else mark)
        if mark == "\\":
            return self.escape()
        if mark in "*+?":
            raise PatternError(f"nothing to repeat before {mark}")
        return self.folded(ranges(mark + mark))

    def folded(self, chars: CharSet) -> One:
        chars.folded = "i" in self.flags
        return One(chars)

    def group(self) -> Tree | None:
        flags = _FLAGS.match(self.text, self.at)
        if flags:
            return self.flagged(flags)
        outer = self.flags
        look = None
        for opening in ("(?=", "(?!", "(?<=", "(?<!", "(?>"):
            if self.text.startswith(opening, self.at):
                look = opening
        name = _NAME.match(self.text, self.at)
        self.at += len(look) if look else name.end() - self.at if name else 1
        if look is None and name is None and self.peek() == "?":
            raise PatternError("unknown kind of group")
        inner = self.either()
        self.close()
        self.flags = outer
        if look is None or look == "(?>":
            return inner
        return Look(inner, behind="<" in look, negated="!" in look)

    def flagged(self, found: re.Match[str]) -> Tree | None:
        """(?i) for the rest of the group, (?i:…) for the group alone."""
        unknown = set(found[1] + (found[2] or "")) - set("ismuxdU")
        if unknown or "x" in found[1]:
            raise PatternError("unknown flag")
        outer = self.flags
        self.flags = (self.flags | set(found[1])) - set(found[2] or "")
        self.at = found.end()
        if found[3] == ")":
            return None
        inner = self.either()
        self.close()
        self.flags = outer
        return inner

    def close(self) -> None:
        if self.peek() != ")":
            raise PatternError("unbalanced (")
        self.at += 1

    def escape(self) -> Tree:
        mark = self.peek()
        if mark and mark in "bBAzZG":
            self.at += 1
            return Edge("A" if mark == "G" else mark)
        if mark == "Q":
            return self.quoted()
        if mark == "R":
            self.at += 1
            return One(ranges(*_LINE_ENDS))
        if (mark.isdigit() and mark != "0") or mark == "k":
            raise PatternError("back references cannot be matched in bounded time")
        return self.folded(self.escaped())

    def quoted(self) -> Tree:
        end = self.text.find("\\E", self.at)
        stop = len(self.text) if end < 0 else end
        literal = self.text[self.at + 1 : stop]
        self.at = stop if end < 0 else stop + 2
        return Sequence([self.folded(ranges(mark + mark)) for mark in literal])

    def escaped(self) -> CharSet:
        """A backslash sequence that stands for characters."""
        mark = self.take()
        if mark in ESCAPES:
            pairs, negated = ESCAPES[mark]
            return ranges(*pairs, negated=negated)
        if mark in "pP":
            return self.category(negated=mark == "P")
        if mark in _PLAIN_ESCAPES:
            return ranges(_PLAIN_ESCAPES[mark] * 2)
        if mark in "xu0c":
            return self.coded(mark)
        if mark.isascii() and mark.isalpha():
            raise PatternError(f"unknown escape \\{mark}")
        return ranges(mark + mark)

    def category(self, *, negated: bool) -> CharSet:
        if self.peek() == "{":
            end = self.text.find("}", self.at)
            if end < 0:
                raise PatternError("\\p{ without }")
            name, self.at = self.text[self.at + 1 : end], end + 1
        else:
            name = self.take()
        found = named(name.strip())
        if found is None:
            raise PatternError(f"unknown category {name}")
        return CharSet(parts=[found], negated=negated)

    def coded(self, kind: str) -> CharSet:
        """Characters by number: hexadecimal, Unicode or octal."""
        rule = {"x": r"\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2})", "u": r"([0-9a-fA-F]{4})"}
        match = re.compile(rule.get(kind, r"([0-7]{1,3})")).match(self.text, self.at)
        if match is None or kind == "c":
            raise PatternError(f"unreadable \\{kind}")
        self.at = match.end()
        digits = next(found for found in match.groups() if found)
        code = int(digits, 8 if kind == "0" else 16)
        if code > 0x10FFFF:
            raise PatternError("no such character")
        return ranges(chr(code) * 2)

    def char_class(self) -> CharSet:
        """After `[`: up to the `]` that closes it."""
        self.depth += 1
        if self.depth > MAX_PATTERN_DEPTH:
            raise PatternError("nested too deeply")
        made = CharSet()
        if self.peek() == "^":
            self.at += 1
            made.negated = True
        first = True
        while self.peek() != "]" or first:
            first = False
            if self.text.startswith("&&", self.at):
                self.at += 2
                made.every.append(self.operand())
            else:
                self.member(made)
        self.at += 1
        self.depth -= 1
        return made

    def operand(self) -> CharSet:
        """The right side of &&."""
        if self.peek() == "[":
            self.at += 1
            return self.char_class()
        made = CharSet()
        while self.peek() != "]" and not self.text.startswith("&&", self.at):
            self.member(made)
        return made

    def member(self, made: CharSet) -> None:
        mark = self.take()
        if mark == "[":
            made.parts.append(self.char_class())
            return
        low = self.escaped() if mark == "\\" else ranges(mark + mark)
        low.folded = "i" in self.flags
        single = len(low.ranges) == 1 and low.ranges[0][0] == low.ranges[0][1] and not low.negated
        following = self.text[self.at + 1 : self.at + 2]
        if not single or self.peek() != "-" or following in ("]", "", "["):
            made.parts.append(low)
            return
        self.at += 1
        mark = self.take()
        high = self.escaped() if mark == "\\" else ranges(mark + mark)
        if len(high.ranges) != 1 or high.ranges[0][0] < low.ranges[0][0]:
            raise PatternError("a range of characters runs backwards")
        made.parts.append(
            CharSet([(low.ranges[0][0], high.ranges[0][1])], folded="i" in self.flags)
        )
