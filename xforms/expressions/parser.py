"""Tokens to syntax tree: a Pratt parser for XPath 1.0 with the axes that forms may use."""

from __future__ import annotations

from functools import lru_cache

from xforms.expressions.syntax import Binary, Call, Expr, Negative, Number, Path, Step, Text
from xforms.expressions.tokens import ExpressionError, Token, tokenise
from xforms.limits import MAX_EXPRESSION_DEPTH

_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_NEGATIVE_BINDING = 7
_AXES = frozenset({"child", "parent", "self", "descendant", "descendant-or-self", "attribute"})
_NODE_TESTS = frozenset({"node", "text"})


@lru_cache(maxsize=4096)
def parse(source: str) -> Expr:
    """Parse one expression.

    Raises:
        ExpressionError: not an expression; the message names the position, counted from 1.
    """
    parser = _Parser(tokenise(source))
    tree = parser.expression(0)
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def unexpected(self) -> ExpressionError:
        token = self.token
        what = "the end" if token.kind == "end" else repr(token.value)
        return ExpressionError(f"unexpected {what} at {token.at + 1}")

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def is_op(self, *values: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "op" and token.value in values

    def expect(self, value: str) -> None:
        if not self.is_op(value):
            raise self.unexpected()
        self.at += 1

    def expression(self, binding: int) -> Expr:
        self.depth += 1
        if self.depth > MAX_EXPRESSION_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_EXPRESSION_DEPTH}")
        left = self.unary()
        chain = 0
        while True:
            token = self.tokens[self.at]
            power = _BINDING.get(token.value, 0) if token.kind == "op" else 0
            if power <= binding:
                break
            self.at += 1
            left = Binary(token.value, left, self.expression(power))
            chain += 1
        self.depth -= 1
        return left

    def unary(self) -> Expr:
        negative = False
        while self.is_op("-"):
            self.at += 1
            negative = not negative
            if not negative:
                return Negative(Negative(self.expression(_NEGATIVE_BINDING)))
        if negative:
            return Negative(self.expression(_NEGATIVE_BINDING))
        return self.path()

    def path(self) -> Expr:
        token = self.token
        if token.kind == "number":
            self.at += 1
            return Number(float(token.value))
        if token.kind == "op" and token.value in ("/", "//"):
            return self.absolute()
        primary = self.primary()
        if primary is None:
            return Path(".", tuple(self.relative([])))
        predicates = self.predicates()
        if self.is_op("/", "//"):
            return Path(primary, tuple(self.after_slash([])), predicates)
        return Path(primary, (), predicates) if predicates else primary

    def primary(self) -> Expr | None:
        """A literal, a bracket or a call; None where a relative path starts."""
        token = self.token
        if token.kind == "text":
            self.at += 1
            return Text(token.value)
        if self.is_op("("):
            self.at += 1
            inner = self.expression(0)
            self.expect(")")
            return inner
        if self.is_op("$"):
            raise ExpressionError("variables ($name) are not part of XForms")
        if token.kind == "name" and self.opens_call(token):
            return self.call()
        return None

    def opens_call(self, token: Token) -> bool:
        following = self.tokens[self.at + 1]
        opens = following.kind == "op" and following.value == "("
        return opens and token.value not in _NODE_TESTS

    def call(self) -> Expr:
        name = self.take().value
        self.expect("(")
        args: list[Expr] = []
        if not self.is_op(")"):
            args.append(self.expression(0))
            while self.is_op(","):
                self.at += 1
                args.append(self.expression(0))
        self.expect(")")
        return Call(name, tuple(args))

    def absolute(self) -> Expr:
        if self.is_op("/") and not self.starts_step(self.tokens[self.at + 1]):
            self.at += 1
            return Path("/", ())
        return Path("/", tuple(self.after_slash([])))

    def starts_step(self, token: Token) -> bool:
        return token.kind == "name" or (token.kind == "op" and token.value in ("@", ".", ".."))

    def relative(self, steps: list[Step]) -> list[Step]:
        steps.append(self.step())
        return self.after_slash(steps)

    def after_slash(self, steps: list[Step]) -> list[Step]:
        while self.is_op("/", "//"):
            if self.take().value == "//":
                step = self.step()
                if step.axis != "child":
                    raise self.unexpected()
                steps.append(step._replace(axis="descendant"))
            else:
                steps.append(self.step())
        return steps

    def step(self) -> Step:
        if self.is_op("."):
            self.at += 1
            return Step("self", "*", self.predicates())
        if self.is_op(".."):
            self.at += 1
            return Step("parent", "*", self.predicates())
        axis = "child"
        if self.is_op("@"):
            self.at += 1
            axis = "attribute"
        token = self.token
        if token.kind != "name":
            raise self.unexpected()
        self.at += 1
        if self.is_op("::"):
            axis = self.axis(token.value)
            token = self.take()
        name = self.node_test(token)
        return Step(axis, name, self.predicates())

    def axis(self, name: str) -> str:
        if name not in _AXES:
            raise ExpressionError(f"the axis {name}:: is not part of XForms")
        self.at += 1
        return "descendant" if name == "descendant-or-self" else name

    def node_test(self, token: Token) -> str:
        if token.kind != "name":
            self.at -= 1
            raise self.unexpected()
        if token.value in _NODE_TESTS and self.is_op("("):
            self.at += 1
            self.expect(")")
            return "*"
        return token.value.rpartition(":")[2]

    def predicates(self) -> tuple[Expr, ...]:
        if not self.is_op("["):
            return ()
        found: list[Expr] = []
        while self.is_op("["):
            self.at += 1
            found.append(self.expression(0))
            self.expect("]")
        return tuple(found)
