"""Text of an expression to tokens, with XPath's rule that tells operators from names."""

from __future__ import annotations

import re
from typing import NamedTuple

from xforms.limits import MAX_EXPRESSION_CHARS, MAX_EXPRESSION_TOKENS


class ExpressionError(ValueError):
    """The text is no expression of the supported XPath; the message says where."""


class Token(NamedTuple):
    """kind is number, text, name, op or end."""

    kind: str
    value: str
    at: int


_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<op>::|//|\.\.|!=|<=|>=|[()\[\]@,/|+\-=<>.*$])
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_WORD_OPERATORS = frozenset({"and", "or", "mod", "div"})
_BEFORE_OPERAND = frozenset(
    {"(", "[", "@", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "::"}
)


def tokenise(source: str) -> list[Token]:
    """Split an expression.

    Raises:
        ExpressionError: an unknown character, or longer than the limits allow.
    """
    if len(source) > MAX_EXPRESSION_CHARS:
        raise ExpressionError(f"longer than {MAX_EXPRESSION_CHARS} characters")
    tokens: list[Token] = []
    at, operand_expected = 0, True
    while True:
        match = _TOKEN.match(source, at)
        if match is None:
            raise ExpressionError(f"unexpected character at {at + 1}: {source[at : at + 12]!r}")
        kind = match.lastgroup or "end"
        value = match[kind]
        start, at = match.start(kind), match.end()
        if kind == "name":
            kind, value, at = _name_token(value, start, operand_expected=operand_expected)
        elif kind == "op" and value == "*":
            kind = "name" if operand_expected else "op"
        elif kind == "text":
            value = value[1:-1]
        tokens.append(Token(kind, value, start))
        if kind == "end":
            return tokens
        if len(tokens) > MAX_EXPRESSION_TOKENS:
            raise ExpressionError(f"more than {MAX_EXPRESSION_TOKENS} parts")
        operand_expected = kind == "op" and (value in _BEFORE_OPERAND or value in _WORDS_AND_STAR)


_WORDS_AND_STAR = _WORD_OPERATORS | {"*"}


def _name_token(value: str, start: int, *, operand_expected: bool) -> tuple[str, str, int]:
    """`a and b`: after an operand a name can only be an operator."""
    if not operand_expected:
        for word in _WORD_OPERATORS:
            if value.startswith(word):
                return "op", word, start + len(word)
    return "name", value, start + len(value)
