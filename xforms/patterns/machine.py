"""A machine that follows all possibilities of a pattern at once, character by character."""

from __future__ import annotations

from dataclasses import dataclass

from xforms.limits import MAX_PATTERN_STATES, MAX_PATTERN_STEPS
from xforms.patterns.sets import CharSet
from xforms.patterns.syntax import (
    Edge,
    Either,
    Look,
    Many,
    One,
    PatternError,
    Sequence,
    Tree,
)

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(slots=True)
class State:
    """One instruction: take a character, fork, check a place, or accept."""

    kind: str
    chars: CharSet | None = None
    edge: str = ""
    look: Machine | None = None
    behind: bool = False
    negated: bool = False
    next: int = -1
    other: int = -1


class _OutOfSteps(Exception):  # noqa: N818 - never leaves this module
    pass


class Machine:
    """States of a pattern. Time is bounded by states × characters, and by a number of steps."""

    def __init__(self, states: list[State], entry: int) -> None:
        self.states = states
        self.entry = entry

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; running out of steps counts as no match."""
        try:
            return self.run(text, 0, [MAX_PATTERN_STEPS], whole=True)
        except _OutOfSteps:
            return False

    def run(self, text: str, start: int, left: list[int], *, whole: bool, stop: int = -1) -> bool:
        """Whether a match from `start` reaches the end (`whole`), `stop`, or anywhere."""
        end = len(text) if stop < 0 else stop
        now = self.closure([self.entry], text, start, left)
        at = start
        while now:
            accepted = any(self.states[number].kind == "accept" for number in now)
            if accepted and ((not whole and stop < 0) or at == end):
                return True
            if at >= end:
                return False
            mark = text[at]
            following = [
                state.next
                for state in (self.states[number] for number in now)
                if state.chars is not None and mark in state.chars
            ]
            at += 1
            now = self.closure(following, text, at, left)
        return False

    def closure(self, numbers: list[int], text: str, at: int, left: list[int]) -> list[int]:
        """All states reachable without taking a character; characters and accept only."""
        seen: set[int] = set()
        found: list[int] = []
        stack = list(numbers)
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            state = self.states[number]
            if state.kind in ("char", "accept"):
                found.append(number)
            elif state.kind == "fork":
                stack.append(state.other)
                stack.append(state.next)
            elif self.holds(state, text, at, left):
                stack.append(state.next)
        left[0] -= len(seen) + 1
        if left[0] < 0:
            raise _OutOfSteps
        return found

    def holds(self, state: State, text: str, at: int, left: list[int]) -> bool:
        """Whether a place has what an edge or a look-around asks for."""
        if state.look is None:
            return _edge(state.edge, text, at)
        if state.behind:
            look = state.look
            found = any(
                look.run(text, start, left, whole=False, stop=at) for start in range(at, -1, -1)
            )
        else:
            found = state.look.run(text, at, left, whole=False)
        return found is not state.negated


def _edge(kind: str, text: str, at: int) -> bool:
    if kind in ("^", "A"):
        return at == 0
    if kind == "z":
        return at == len(text)
    if kind in ("$", "Z"):
        return at == len(text) or (at == len(text) - 1 and text[at] == "\n")
    if kind == "^m":
        return at == 0 or text[at - 1] == "\n"
    if kind == "$m":
        return at == len(text) or text[at] == "\n"
    before = at > 0 and text[at - 1] in _WORD
    after = at < len(text) and text[at] in _WORD
    return (before is not after) is (kind == "b")


def build(tree: Tree) -> Machine:
    """The machine of a tree.

    Raises:
        PatternError: more states than the limit.
    """
    builder = _Builder()
    accept = builder.add(State("accept"))
    return Machine(builder.states, builder.tree(tree, accept))


class _Builder:
    """Built backwards: each part knows what follows it."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def add(self, state: State) -> int:
        if len(self.states) >= MAX_PATTERN_STATES:
            raise PatternError(f"more than {MAX_PATTERN_STATES} states")
        self.states.append(state)
        return len(self.states) - 1

    def tree(self, tree: Tree, following: int) -> int:
        if isinstance(tree, One):
            return self.add(State("char", chars=tree.chars, next=following))
        if isinstance(tree, Edge):
            return self.add(State("edge", edge=tree.kind, next=following))
        if isinstance(tree, Look):
            state = State("look", look=build(tree.inner), next=following)
            state.behind, state.negated = tree.behind, tree.negated
            return self.add(state)
        if isinstance(tree, Sequence):
            for part in reversed(tree.parts):
                following = self.tree(part, following)
            return following
        if isinstance(tree, Either):
            entries = [self.tree(branch, following) for branch in tree.branches]
            entry = entries[-1]
            for other in reversed(entries[:-1]):
                entry = self.add(State("fork", next=other, other=entry))
            return entry
        return self.many(tree, following)

    def many(self, tree: Many, following: int) -> int:
        if max(tree.least, tree.most or 0) > MAX_PATTERN_STATES:
            raise PatternError(f"more than {MAX_PATTERN_STATES} states")
        if self.tree(tree.inner, following) == following:
            return following
        end = following
        if tree.most is None:
            loop = self.add(State("fork", other=following))
            self.states[loop].next = self.tree(tree.inner, loop)
            following = loop
        else:
            for _ in range(tree.most - tree.least):
                inner = self.tree(tree.inner, following)
                following = self.add(State("fork", next=inner, other=end))
        for _ in range(tree.least):
            following = self.tree(tree.inner, following)
        return following
