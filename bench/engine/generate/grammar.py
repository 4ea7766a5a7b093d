"""Random expressions of a wanted kind, over the nodes that may be read from where they stand."""

from __future__ import annotations

from collections.abc import Callable

from bench.engine.generate.model import (
    DATE,
    FLAG,
    LINE,
    MANY,
    NUMBER,
    ONE,
    POINT,
    STAMP,
    TEXT,
    TIME,
)
from bench.engine.generate.readable import Readable

NUMBERS = ("0", "1", "2", "3", "5", "10", "2.5", "0.1", "-1", "-2.5", "100", "1.005")
DATES = ("'2026-01-15'", "'2024-02-29'", "'1999-12-31'", "'2025-06-01'")
PATTERNS = ("[a-z]+", "[0-9]{1,3}", ".*", "a|b", "^[A-Z].*$", "\\d+", "[^x]*", "(ab)+", "")
DATE_FORMATS = ("%Y-%m-%d", "%d/%n/%y", "%e.%m.%Y", "%Y%m", "%b %d")
STAMP_FORMATS = ("%Y-%m-%d %H:%M", "%h:%M:%S.%3", "%H")
ALGORITHMS = ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512")
DEPTH = 3


class Grammar(Readable):
    """Writes expressions for one place of a form."""

    def of_kind(self, kind: str, depth: int = DEPTH) -> str:
        """An expression whose value is of that kind."""
        return {NUMBER: self.number, TEXT: self.text, DATE: self.date}.get(kind, self.flag)(depth)

    # numbers

    def number(self, depth: int = DEPTH) -> str:
        """A number."""
        if depth <= 0 or self.dice.chance(30):
            ref = self._ref(NUMBER)
            return ref if ref and self.dice.chance(80) else self.dice.pick(NUMBERS)
        writer: Callable[[int], str] = self.dice.pick(
            (
                self._arithmetic,
                self._arithmetic,
                self._rounding,
                self._one_argument,
                self._counting,
                self._over_set,
                self._over_dates,
                self._number_choice,
                self._from_choice,
                self._places,
            )
        )
        return writer(depth - 1)

    def _arithmetic(self, depth: int) -> str:
        sign = self.dice.pick(("+", "-", "*", "div", "mod"))
        text = f"{self.number(depth)} {sign} {self.number(depth)}"
        return f"({text})" if self.dice.chance(60) else f"({text})" if sign in "+-" else text

    def _rounding(self, depth: int) -> str:
        inner = self.number(depth)
        name = self.dice.pick(("int", "round", "round2", "number", "abs"))
        if name == "round2":
            return f"round({inner}, {self.dice.number(-1, 3)})"
        return f"{name}({inner})"

    def _one_argument(self, depth: int) -> str:
        name = self.dice.pick(
            (
                "sqrt",
                "log",
                "log10",
                "exp",
                "exp10",
                "sin",
                "cos",
                "tan",
                "asin",
                "acos",
                "atan",
                "pow",
                "atan2",
                "pi",
                "minus",
            )
        )
        if name == "pi":
            return "pi()"
        if name == "minus":
            return f"(-{self.number(depth)})"
        inner = f"({self.number(depth)} mod 7)"
        if name in ("pow", "atan2"):
            return f"round({name}({inner}, {self.dice.number(0, 3)}), 6)"
        return f"round({name}({inner}), 6)"

    def _counting(self, depth: int) -> str:
        many = self._ref(MANY)
        if many and self.dice.chance(50):
            return f"count-selected({many})"
        return f"string-length({self.text(depth)})"

    def _over_set(self, depth: int) -> str:
        numbers = self._set(NUMBER)
        anything = self._set(NUMBER, TEXT, ONE, DATE)
        inner = [name for name, around in self.sheets.repeats.items() if around == self.here]
        options = [f"max(1, {self.number(depth)}, {self.number(depth)})"]
        options.append(f"min({self.number(depth)}, {self.number(depth)})")
        if numbers:
            options += [f"{name}({numbers})" for name in ("sum", "min", "sum")]
            options += [f"max({numbers})", f"number(join('', max(1, count({numbers}))))"]
        if anything:
            options += [f"count({anything})", f"count-non-empty({anything})"]
        if inner:
            options.append("count(${" + self.dice.pick(inner) + "})")
        if self.here:
            options.append("position(..)")
        if numbers and inner:
            options.append(self._indexed(NUMBER))
        chosen = self._some(self.dice.pick(NUMBERS), NUMBER)
        if chosen:
            options += [f"{self.dice.pick(('sum', 'count', 'min', 'count-non-empty'))}({chosen})"]
        return self.dice.pick(options)

    def _over_dates(self, depth: int) -> str:
        time = self._ref(TIME)
        options = [
            f"decimal-date-time({self.date(depth)})",
            f"({self.date(depth)} - {self.date(depth)})",
            f"number(format-date({self.date(depth)}, '%Y'))",
        ]
        if time:
            options.append(f"round(decimal-time({time}), 6)")
        return self.dice.pick(options)

    def _number_choice(self, depth: int) -> str:
        if self.dice.chance(40):
            return f"coalesce({self.number(depth)}, {self.number(depth)})"
        return f"if({self.flag(depth)}, {self.number(depth)}, {self.number(depth)})"

    def _from_choice(self, depth: int) -> str:
        one = self._ref(ONE)
        if not one:
            return self.number(depth)
        if self.dice.chance(30):
            return f"sum(instance('fruit')/root/item[w > {self.number(0)}]/w)"
        return f"number(instance('fruit')/root/item[name = {one}]/w)"

    def _places(self, depth: int) -> str:
        point, line = self._ref(POINT), self._ref(LINE)
        options = [f"number({self.text(depth)})"]
        if line:
            options += [f"round(area({line}), 2)", f"round(distance({line}), 2)"]
        if point:
            options.append(f"round(distance({point}, '0.5 0.5 0 0'), 2)")
        return self.dice.pick(options)

    # text

    def text(self, depth: int = DEPTH) -> str:
        """A text."""
        if depth <= 0 or self.dice.chance(30):
            ref = self._ref(TEXT, ONE)
            return ref if ref and self.dice.chance(80) else self._word()
        writer: Callable[[int], str] = self.dice.pick(
            (
                self._joined,
                self._cut,
                self._cleaned,
                self._text_choice,
                self._formatted,
                self._of_selection,
                self._looked_up,
                self._encoded,
                self._text_over_set,
            )
        )
        return writer(depth - 1)

    def _joined(self, depth: int) -> str:
        if self.dice.chance(50):
            return f"concat({self.text(depth)}, {self.text(depth)})"
        return (
            f"join('{self.dice.pick((',', ' ', '-'))}', {self.text(depth)}, {self.number(depth)})"
        )

    def _cut(self, depth: int) -> str:
        inner = self.text(depth)
        name = self.dice.pick(("substr", "substr3", "before", "after"))
        if name == "substr":
            return f"substr({inner}, {self.dice.number(-3, 4)})"
        if name == "substr3":
            return f"substr({inner}, {self.dice.number(-3, 3)}, {self.dice.number(-2, 6)})"
        return f"substring-{name}({inner}, {self._word()})"

    def _cleaned(self, depth: int) -> str:
        inner = self.text(depth)
        name = self.dice.pick(("normalize-space", "string", "translate", "string-number"))
        if name == "translate":
            return f"translate({inner}, 'abc', '{self.dice.pick(('ABC', 'X', ''))}')"
        if name == "string-number":
            return f"string({self.number(depth)})"
        return f"{name}({inner})"

    def _text_choice(self, depth: int) -> str:
        name = self.dice.pick(("if", "coalesce", "once"))
        if name == "if":
            return f"if({self.flag(depth)}, {self.text(depth)}, {self.text(depth)})"
        return f"coalesce({self.text(depth)}, {self.text(depth)})"

    def _formatted(self, depth: int) -> str:
        stamp = self._ref(STAMP)
        if stamp and self.dice.chance(40):
            return f"format-date-time({stamp}, '{self.dice.pick(STAMP_FORMATS)}')"
        return f"format-date({self.date(depth)}, '{self.dice.pick(DATE_FORMATS)}')"

    def _of_selection(self, depth: int) -> str:
        many, one = self._ref(MANY), self._ref(ONE)
        options = [f"selected-at({self.text(depth)}, {self.dice.number(0, 2)})"]
        if many:
            options.append(f"selected-at({many}, {self.dice.number(0, 2)})")
            options.append(f"jr:choice-name(selected-at({many}, 0), '{many}')")
        if one:
            options += [f"jr:choice-name({one}, '{one}')"] * 2
        return self.dice.pick(options)

    def _looked_up(self, depth: int) -> str:
        one = self._ref(ONE)
        options = [f"pulldata('people', 'name', 'key', {self.text(depth)})"]
        options.append(f"instance('fruit')/root/item[position() = {self.dice.number(1, 5)}]/name")
        options.append(f"instance('people')/root/item[key = {self.text(depth)}]/name")
        options.append(f"join(' ', instance('people')/root/item[age > {self.number(0)}]/name)")
        if one:
            options.append(f"instance('fruit')/root/item[name = {one}]/g")
            options.append(f"join(' ', instance('fruit')/root/item[g = {self._word()}]/name)")
        return self.dice.pick(options)

    def _encoded(self, depth: int) -> str:
        if self.dice.chance(30):
            return self.dice.pick(("base64-decode('aGVsbG8=')", "base64-decode('5Lit')"))
        encoding = self.dice.pick(("", ", 'hex'", ", 'base64'"))
        return f"digest({self.text(depth)}, '{self.dice.pick(ALGORITHMS)}'{encoding})"

    def _text_over_set(self, depth: int) -> str:
        names = self._set(TEXT, ONE, NUMBER)
        if not names:
            return self.text(depth)
        if self.sets(TEXT) and self.dice.chance(30):
            return self._indexed(TEXT)
        chosen = self._some(self.dice.pick(NUMBERS), TEXT, NUMBER)
        if chosen and self.dice.chance(40):
            return f"join(' ', {chosen})"
        return f"join({self._word()}, {names})" if self.dice.chance(60) else f"concat({names})"

    # dates

    def date(self, depth: int = DEPTH) -> str:
        """A date."""
        ref = self._ref(DATE)
        if ref and self.dice.chance(60):
            return ref
        roll = self.dice.number(0, 5)
        if roll == 0:
            return "today()"
        if roll == 1 and depth > 0:
            return f"date({self.date(depth - 1)} + {self.dice.number(-40, 400)})"
        if roll == 2:
            return f"date({self.dice.number(0, 20000)})"
        return f"date({self.dice.pick(DATES)})"

    # truth

    def flag(self, depth: int = DEPTH) -> str:
        """A boolean."""
        if depth <= 0:
            return self._small_flag()
        writer: Callable[[int], str] = self.dice.pick(
            (
                self._compared,
                self._compared,
                self._equal,
                self._selection,
                self._combined,
                self._negated,
                self._text_test,
                self._checks,
                self._cast,
            )
        )
        return writer(depth - 1)

    def _small_flag(self) -> str:
        one, many, number = self._ref(ONE), self._ref(MANY), self._ref(NUMBER)
        truth = self._ref(FLAG, NUMBER)
        options = ["true()", "false()"]
        if truth:
            options += [truth, f"not({truth})"]
        if one:
            options += [f"{one} = '{self.dice.pick(('apple', 'pear', 'fig'))}'"] * 3
        if many:
            options += [f"selected({many}, '{self.dice.pick(('apple', 'pear', 'fig'))}')"] * 3
        if number:
            options += [
                f"{number} {self.dice.pick(('<', '>=', '='))} {self.dice.pick(NUMBERS)}"
            ] * 3
        return self.dice.pick(options)

    def _compared(self, depth: int) -> str:
        sign = self.dice.pick(("<", "<=", ">", ">=", "=", "!="))
        if self.dice.chance(25) and len(self.scalars(DATE)) > 0:
            left = self._ref(DATE)
            return f"{left} {sign} {self._ref(DATE) if self.dice.chance(50) else self.date(1)}"
        return f"{self.number(depth)} {sign} {self.number(depth)}"

    def _equal(self, depth: int) -> str:
        left = self._ref(TEXT, ONE) or self._word()
        right = self.dice.pick((self._word(), "''", self.text(depth)))
        return f"{left} {self.dice.pick(('=', '!='))} {right}"

    def _selection(self, depth: int) -> str:
        many = self._ref(MANY, ONE)
        word = self.dice.pick(("'apple'", "'pear'", "'fig'", "''", "'nothing'"))
        return f"selected({many or self.text(depth)}, {word})"

    def _combined(self, depth: int) -> str:
        sign = self.dice.pick(("and", "or"))
        return f"({self.flag(depth)} {sign} {self.flag(depth)})"

    def _negated(self, depth: int) -> str:
        return f"not({self.flag(depth)})"

    def _text_test(self, depth: int) -> str:
        name = self.dice.pick(("contains", "starts-with", "ends-with", "regex"))
        if name == "regex":
            return f"regex({self.text(depth)}, '{self.dice.pick(PATTERNS)}')"
        return f"{name}({self.text(depth)}, {self._word()})"

    def _checks(self, _depth: int) -> str:
        flags = ", ".join(self.flag(0) for _ in range(self.dice.number(1, 3)))
        low, high = self.dice.number(-1, 2), self.dice.number(-1, 3)
        if self.dice.chance(60):
            return f"checklist({low}, {high}, {flags})"
        pairs = ", ".join(f"{self.flag(0)}, {self.dice.number(0, 4)}" for _ in range(2))
        return f"weighted-checklist({low}, {high}, {pairs})"

    def _cast(self, depth: int) -> str:
        roll = self.dice.number(0, 2)
        if roll == 0:
            return f"boolean({self.number(depth)})"
        if roll == 1:
            return f"boolean-from-string({self.text(depth)})"
        return f"boolean({self.text(depth)})"
