"""Random expressions over the form of `bench.engine.expressions`: every function and operator.

A template per kind of value; what stands in braces is drawn in turn. Kinds are mixed now and then,
because a form's author mixes them too.
"""

from __future__ import annotations

import re
from typing import Final

from bench.engine.generate.model import Dice

DEEPEST = 3
_SLOT = re.compile(r"(?<!p)\{([A-Za-z])\}")
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[^'\"]+")
_SPACED: Final = ("\n", "\t", "  ", " ")

LEAVES: Final[dict[str, tuple[str, ...]]] = {
    "n": (
        *(
            "0",
            "1",
            "2",
            "3",
            "5",
            "7",
            "10",
            "100",
            "365",
            "-1",
            "-3",
            "2.5",
            "-2.5",
            "0.1",
            ".5",
        ),
        *(
            "5.",
            "1.005",
            "0.5",
            "-0.5",
            "007",
            "1000000",
            "123456.789",
            "15000",
            "15000.75",
            "0.25",
        ),
        *("/d/i", "/d/n", "/d/n10", "/d/zero", "../i", "current()/../n", "/d/./i", "../n10"),
        *("number('3')", "'4'", "' 6 '", "'2.50'", "'-1'", "/d/e", "''", "number('')", "'x'"),
        *("../r[position() = 2]/y", "(1 div 0)", "'1e3'", "'+5'"),
    ),
    "t": (
        *("''", "' '", "'a'", "'abc'", "'a b c'", "'A'", "'b'", "'c'", "' a  b '", "'0'", "'10'"),
        *(
            "'5.0'",
            "'true'",
            "'false'",
            "'1'",
            "'-'",
            "'中文'",
            "'ünï'",
            "'a,b'",
            '"it\'s"',
            "'x;y'",
        ),
        *("/d/s", "/d/e", "/d/bf", "/d/sel", "/d/sel1", "/d/g/h", "../s", "/d/n10", "/d/i", "'.'"),
        *("'2012-02-29'", "/d/d1", "'12:30'", "current()/../s", "'\\'", "'a-b-a'"),
    ),
    "f": (
        *("true()", "false()", "/d/bf", "/d/e", "/d/i", "/d/s", "1", "0", "''", "'x'", "/d/zero"),
        *(
            "/d/i = 5",
            "/d/e = ''",
            "/d/sel1 = 'b'",
            "selected(/d/sel, 'c')",
            "/d/n > 2",
            "'false'",
        ),
    ),
    "d": (
        *("/d/d1", "/d/d2", "today()", "date('2012-02-29')", "date('1970-01-01')", "'2012-02-29'"),
        *(
            "date('1969-07-20')",
            "date(15000)",
            "date('2024-12-31')",
            "../d1",
            "date(0)",
            "date(-400)",
        ),
        *("'1999-12-31'", "date('2100-03-01')", "/d/e", "''"),
    ),
    "s": (
        *("/d/dt1", "now()", "date-time('2012-02-29T12:00:00.000Z')", "date-time(15000.5)"),
        *(
            "date-time('2013-01-01T06:30:15.250+02:00')",
            "'2012-02-29T23:59:59.000Z'",
            "date(15000)",
        ),
        *(
            "date-time('2012-02-29T00:00:00.000-08:00')",
            "date-time('2012-02-29')",
            "/d/d1",
            "/d/e",
        ),
    ),
    "h": ("/d/t1", "/d/t2", "/d/dt1"),
    "l": (
        *(
            "/d/r/x",
            "/d/r/y",
            "../r/x",
            "/d/r[x > 1]/y",
            "/d/r[position() = 2]/x",
            "/d/r[y = '']/x",
        ),
        *("instance('c')/root/item/w", "instance('c')/root/item/name", "/d/i", "/d/e", "/d/nope"),
        *("instance('c')/root/item[name = /d/sel1]/w", "instance('c')/root/item[w > {n}]/name"),
        *("instance('c')/root/item[name = 'zz']/w", "/d/r[x = {n}]/y", "/d/r[y != '']/x", "/d/n"),
        *("instance('c')/root/item[selected(/d/sel, name)]/w", "/d/r[x >= 2 and y < 25]/y"),
        *("randomize(instance('c')/root/item/name, {k})", "/d/r", "instance('c')/root/item"),
        *("instance('c')/root/item[position() = 3]/label", "/d/r[not(x = 2)]/x", "/d/sel"),
    ),
    "p": ("/d/p", "'0 0 0 0'", "'1 1'", "'23.1 113.3 12 5'", "'-33.9 18.4 0 0'"),
    "q": (
        "'0 0 0 0;0 1 0 0;1 1 0 0;0 0 0 0'",
        "'0 0;0 2;2 2;2 0;0 0'",
        "'1 1;1 2'",
        "'1 1 0 0;2 2 0 0'",
    ),
    "k": ("0", "1", "2", "3", "-1", "-2", "4"),
    "m": (
        "'%Y-%m-%d'",
        "'%e/%n/%y'",
        "'%d.%m.%Y'",
        "'%b %e'",
        "'%a'",
        "'%Y%%'",
        "'x'",
        "''",
        "'%H:%M'",
    ),
    "M": ("'%Y-%m-%d %H:%M:%S.%3'", "'%h:%M'", "'%H'", "'%Y'", "'%e %b %Y at %H'"),
    "r": (
        *(
            "'[a-z]+'",
            "'.*'",
            "'abc'",
            "'[0-9]{1,3}'",
            "'a|b'",
            "'^a.c$'",
            "'\\d+'",
            "'\\w*'",
            "''",
        ),
        *(
            "'[^x]*'",
            "'(ab?c)+'",
            "'\\p{L}+'",
            "'\\s*\\S+\\s*'",
            "'[a-c&&[^b]]+'",
            "'a.?'",
            "'.{3}'",
        ),
    ),
}

TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    "n": (
        *("{n} + {n}", "{n} - {n}", "{n} * {n}", "{n} div {n}", "{n} mod {n}", "-{n}"),
        *("({n} + {n})", "({n} - {n}) * {n}", "-({n})", "{x} + {x}", "{x} * {n}", "{d} - {d}"),
        *("{d} + {k}", "{f} + {f}", "{s} - {s}", "number({x})", "number({t})", "number({d})"),
        *("int({n})", "int({x})", "round({n})", "round({n}, {k})", "round({n} div {n}, {k})"),
        *("abs({n})", "sqrt({n})", "pow({n}, {k})", "exp({k})", "exp10({k})", "log({n})"),
        *("log10({n})", "sin({n})", "cos({n})", "tan({n})", "asin({n})", "acos({n})", "atan({n})"),
        *("atan2({n}, {n})", "pi()", "sum({l})", "min({l})", "max({l})", "count({l})"),
        *(
            "count-non-empty({l})",
            "min({n}, {n})",
            "max({n}, {n}, {n})",
            "sum({l}) div count({l})",
        ),
        *(
            "string-length({t})",
            "string-length({x})",
            "count-selected({t})",
            "count-selected({x})",
        ),
        *("decimal-date-time({d})", "decimal-date-time({s})", "decimal-time({h})", "position(..)"),
        *("coalesce({n}, {n})", "if({f}, {n}, {n})", "distance({q})", "area({q})"),
        *(
            "distance({p}, {p})",
            "area(/d/l)",
            "position(/d/r[x = {n}])",
        ),
        *("min({n}, {l})", "max({l}, {l})", "{l} + {n}", "sum({l}) + {n}"),
    ),
    "t": (
        *("concat({t}, {t})", "concat({t}, {x}, {x})", "concat({l})", "concat()", "concat({x})"),
        *("join({t}, {l})", "join(',', {t}, {t})", "join({t}, {x}, {x})", "join(' ', {l}, {l})"),
        *("substr({t}, {k})", "substr({t}, {k}, {k})", "substr({x}, {k}, {n})", "string({n})"),
        *("substring-before({t}, {t})", "substring-after({t}, {t})", "translate({t}, {t}, {t})"),
        *("normalize-space({t})", "string({x})", "string({f})", "string({d})", "string({l})"),
        *(
            "selected-at({t}, {k})",
            "selected-at({x}, {n})",
            "if({f}, {t}, {t})",
            "if({f}, {x}, {x})",
        ),
        *("coalesce({t}, {t})", "coalesce({x}, {x})", "format-date({d}, {m})"),
        *("format-date({s}, {m})", "format-date-time({s}, {M})", "format-date-time({d}, {M})"),
        *("jr:choice-name({t}, '/d/sel1')", "jr:choice-name(/d/sel1, '/d/sel1')", "{l}"),
        *("jr:choice-name(selected-at(/d/sel, {k}), ' /d/sel ')", "digest({t}, 'SHA-256', 'hex')"),
        *("digest({t}, 'MD5')", "digest({x}, 'SHA-1', 'base64')", "base64-decode('aGVsbG8=')"),
        *("instance('c')/root/item[name = {t}]/label", "instance('c')/root/item[w = {n}]/name"),
        *(
            "indexed-repeat(/d/r/x, /d/r, {k})",
            "indexed-repeat(/d/r/y, /d/r, {n})",
            "/d/r[x = {n}]/y",
        ),
        *(
            "join(' ', randomize({l}, {k}))",
            "pulldata('c', 'label', 'name', {t})",
        ),
        *("join(' ', instance('c')/root/item[{f}]/name)", "substr({t}, string-length({t}) - {k})"),
    ),
    "f": (
        *("{n} = {n}", "{n} != {n}", "{n} < {n}", "{n} <= {n}", "{n} > {n}", "{n} >= {n}"),
        *("{x} = {x}", "{x} != {x}", "{x} < {x}", "{x} >= {x}", "{t} = {t}", "{t} != {t}"),
        *("{f} and {f}", "{f} or {f}", "{x} and {x}", "{x} or {f}", "not({f})", "not({x})"),
        *("({f} or {f}) and {f}", "{f} or {f} and {f}", "{d} = {d}", "{d} < {d}", "{d} >= {d}"),
        *("{s} > {d}", "{d} != {t}", "{l} = {n}", "{l} != {x}", "{l} > {n}", "{l} = {l}"),
        *("{n} < {n} < {n}", "{f} = {f}", "{f} != {x}", "{h} = {h}", "{h} < {h}", "{s} = {s}"),
        *("contains({t}, {t})", "starts-with({t}, {t})", "ends-with({t}, {t})", "regex({t}, {r})"),
        *("contains({x}, {x})", "regex({x}, {r})", "selected({t}, {t})", "selected({x}, {x})"),
        *("selected(/d/sel, {t})", "boolean({x})", "boolean({n})", "boolean({t})", "boolean({l})"),
        *("boolean-from-string({x})", "boolean-from-string({t})", "checklist({k}, {k}, {f}, {f})"),
        *("checklist({k}, {k}, {f}, {x}, {f})", "checklist({k}, {k}, {l})", "geofence({p}, {q})"),
        *("weighted-checklist({k}, {k}, {f}, {n}, {f}, {n})", "if({f}, {f}, {f})", "{p} = {p}"),
        *("decimal-time({h}) < decimal-time({h})", "{f} = {t}", "{x} = {f}", "count({l}) = {k}"),
    ),
    "d": (
        *("date({d})", "date({d} + {k})", "date({n})", "date({d} - {n})", "if({f}, {d}, {d})"),
        *("date(decimal-date-time({d}) + {k})", "coalesce({d}, {d})", "date({s})", "date({t})"),
        *("date(format-date({d}, '%Y-%m-01'))", "date(concat('2012-0', 4, '-15'))"),
    ),
    "s": (
        "date-time({s})",
        "date-time({d})",
        "date-time({n})",
        "if({f}, {s}, {s})",
        "coalesce({s}, {d})",
    ),
}
_KINDS: Final = ("n", "n", "n", "t", "t", "t", "f", "f", "f", "d", "d", "s")
_ANYTHING: Final = ("n", "n", "t", "t", "f", "d", "s", "h", "l", "p")


class Formulas:
    """Writes expressions that follow from a number."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice

    def formula(self) -> str:
        """One expression."""
        text = self._filled(self.dice.pick(TEMPLATES[self.dice.pick(_KINDS)]), DEEPEST)
        return self._respaced(text) if self.dice.chance(20) else text

    def _filled(self, template: str, depth: int) -> str:
        return _SLOT.sub(lambda slot: self._drawn(slot[1], depth - 1), template)

    def _drawn(self, kind: str, depth: int) -> str:
        if kind == "x" or (kind in TEMPLATES and self.dice.chance(10)):
            kind = self.dice.pick(_ANYTHING)
        if depth <= 0 or kind not in TEMPLATES or self.dice.chance(50):
            return self._filled(self.dice.pick(LEAVES[kind]), depth)
        text = self._filled(self.dice.pick(TEMPLATES[kind]), depth)
        bare = bool(re.search(r" (?:[-+*<>=|]|!=|<=|>=|div|mod|and|or) ", text))
        return f"({text})" if bare and self.dice.chance(80) else text

    def _respaced(self, text: str) -> str:
        """Other white space around brackets and signs, where it means nothing."""

        def vary(part: str) -> str:
            if part[0] in "'\"":
                return part
            part = re.sub(r" ?(!=|<=|>=|[=+<>*]) ?", self._sign, part)
            part = re.sub(r"(?<=[(,])|(?=[),])", self._blank, part)
            return re.sub(r" ", lambda _: self.dice.pick(_SPACED), part)

        return "".join(vary(found[0]) for found in _TOKEN.finditer(text))

    def _sign(self, found: re.Match[str]) -> str:
        return self._blank(found) + found[1] + self._blank(found)

    def _blank(self, _found: re.Match[str]) -> str:
        return self.dice.pick(("", "", " ", "  "))
