"""Regular expressions: the dialect, and that none can hang."""

from __future__ import annotations

import random
import re

import pytest

from xforms.limits import MAX_PATTERN_MEMORY
from xforms.patterns import PatternError, compiled, matches
from xforms.patterns.automaton import Automaton


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("[0-9]{9}", "123456789", True),
        ("[0-9]{9}", "12345678", False),
        ("^[a-zA-Z0-9. _-éáíóãõúçâôàèê]{1,75}$", "José da Silva", True),
        ("a|b", "ab", False),
        ("", "", True),
        ("", "x", False),
        ("(?i)abc", "aBC", True),
        ("a(?i:b)c", "aBc", True),
        ("a(?i:b)c", "ABc", False),
        ("(?s).", "\n", True),
        (".", "\n", False),
        (r"\d+", "１２", False),
        (r"\p{L}+", "汉字é", True),
        (r"\p{IsHan}{2,4}", "汉字", True),
        (r"\P{L}+", "123", True),
        (r"\p{Punct}", "!", True),
        ("[a-z&&[^aeiou]]+", "xyz", True),
        ("[a-z&&[^aeiou]]+", "xaz", False),
        ("[a-c[x-z]]+", "axbz", True),
        (r"[\w.-]+@[\w.-]+\.[a-z]{2,4}", "a.b@c.org", True),
        (r"[^\s\d]+", "ab c", False),
        (r"\bab\b", "ab", True),
        (r"a\Bb", "ab", True),
        (r"(?=.*\d)(?=.*[a-z]).{4,}", "abc1", True),
        (r"(?=.*\d)(?=.*[a-z]).{4,}", "abcd", False),
        (r"(?!.*--).*", "a-b", True),
        (r"(?!.*--).*", "a--b", False),
        (r"ab(?<=ab)c", "abc", True),
        (r"a(?<!a)b", "ab", False),
        (r"\Qa.b\E+", "a.b", True),
        (r"\x41\u4e2d\t", "A中\t", True),
        ("a{2}", "aaa", False),
        ("a{2,}", "aaaa", True),
        ("a*+b", "aab", True),
        ("(?<year>[0-9]{4})", "2026", True),
        ("[]a]+", "]a", True),
        ("a{,3}", "a{,3}", True),
    ],
)
def test_the_whole_value_must_match(pattern: str, value: str, expected: bool) -> None:
    assert matches(pattern, value) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[a",
        "a**b(",
        "*",
        r"(a)\1",
        r"\k<x>",
        "(?x)a",
        r"\p{Nope}",
        "[z-a]",
        "a{3,2}",
        "\\",
        r"\y",
        "(" * 200,
        "a" * 2_000,
        "((a{999}){999}){999}",
        "(?Pn)",
        "(){99999}{99999}a{99999}",
    ],
)
def test_what_cannot_be_matched_in_bounded_time_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)
    assert not matches(pattern, "a")


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("(a+)+$", "a" * 5_000 + "!"),
        ("(a|a)*b", "a" * 5_000),
        ("(.*)*x", "y" * 5_000),
        ("([a-zA-Z]+)*[0-9]", "a" * 5_000),
        ("(a?){500}a{500}", "a" * 400),
        ("(?=(.*a){50})b", "a" * 3_000),
        ("^(([0-9]{1})*[- .(]*([0-9]{3})[- .)]*[0-9]{3}[- .]*[0-9]{4})+$", "1" * 3_000 + "x"),
    ],
)
def test_no_pattern_can_hang(pattern: str, value: str) -> None:
    assert matches(pattern, value) is False


def test_random_patterns_agree_with_pythons_own() -> None:
    chance = random.Random(3)
    atoms = [
        "a",
        "b",
        "[ab]",
        "[^a]",
        ".",
        r"\d",
        "(a|b)",
        "(?:ab)",
        r"\w",
        "^",
        "$",
        r"\b",
        "(?=a)",
    ]
    quantifiers = ["", "", "", "*", "+", "?", "{1,2}"]
    compared = 0
    for _ in range(1_500):
        parts = [
            chance.choice(atoms) + chance.choice(quantifiers) for _ in range(chance.randint(1, 5))
        ]
        pattern, value = "".join(parts), "".join(chance.choices("abc1", k=chance.randint(0, 6)))
        try:
            expected = re.fullmatch(pattern, value) is not None
        except re.error:
            continue
        compared += 1
        assert matches(pattern, value) is expected, (pattern, value)
    assert compared > 1_000


def test_what_a_pattern_remembers_changes_no_outcome() -> None:
    pattern = "(ab|[^b]{1,3}|é)*c?"
    chance = random.Random(5)
    values = ["".join(chance.choices("abcé汉", k=chance.randint(0, 9))) for _ in range(300)]
    fresh = []
    for value in values:
        compiled.cache_clear()
        fresh.append(compiled(pattern).matches(value))
    assert True in fresh
    assert False in fresh
    assert [compiled(pattern).matches(value) for value in values] == fresh


def test_a_pattern_forgets_before_its_memory_grows_without_bound() -> None:
    automaton = compiled("(.{0,40}x)*")
    assert isinstance(automaton, Automaton)
    for mark in range(0x4E00, 0x4E00 + 2_000):
        automaton.matches("x" + chr(mark) * 30)
        assert automaton.weight <= MAX_PATTERN_MEMORY + 100
    assert automaton.matches("汉字x")
