"""A machine that remembers: each set of states it was in, and where each character led from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from xforms.limits import MAX_PATTERN_MEMORY, MAX_PATTERN_STEPS
from xforms.patterns.machine import Machine, build
from xforms.patterns.syntax import Edge, Either, Sequence, Tree

_ALWAYS_AT_START = ("^", "^m", "A")
_ALWAYS_AT_END = ("$", "$m", "Z", "z")


@dataclass(slots=True, eq=False)
class Spot:
    """One set of states between two characters."""

    states: list[int]
    accepts: bool
    cost: int
    """Steps that finding it takes; counted each time, so that the memory changes no outcome."""
    moves: dict[str, Spot] = field(default_factory=dict)


class Automaton:
    """Matches whole texts as a Machine does, for patterns that look at characters alone."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.spots: dict[tuple[int, ...], Spot] = {}
        self.weight = 0
        self.start = self.spot([machine.entry])

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; running out of steps counts as no match."""
        spot = self.start
        left = MAX_PATTERN_STEPS - spot.cost
        for mark in text:
            following = spot.moves.get(mark)
            if following is None:
                following = self.move(spot, mark)
            spot = following
            left -= spot.cost
            if left < 0 or not spot.states:
                return False
        return spot.accepts

    def move(self, spot: Spot, mark: str) -> Spot:
        """Where a character leads, worked out and remembered."""
        states = self.machine.states
        taken = [states[number] for number in spot.states]
        following = self.spot(
            [one.next for one in taken if one.chars is not None and mark in one.chars]
        )
        if self.weight > MAX_PATTERN_MEMORY:
            self.forget()
        spot.moves[mark] = following
        self.weight += 1
        return following

    def forget(self) -> None:
        """Drop what is remembered of moves; it grows with the texts that people send."""
        for spot in (self.start, *self.spots.values()):
            spot.moves.clear()
        self.spots.clear()
        self.weight = 0

    def spot(self, numbers: list[int]) -> Spot:
        """The set reached from some states without taking a character."""
        left = [MAX_PATTERN_STEPS]
        states = sorted(self.machine.closure(numbers, "", 0, left))
        known = self.spots.get(tuple(states))
        if known is not None and known.cost == MAX_PATTERN_STEPS - left[0]:
            return known
        accepts = any(self.machine.states[number].kind == "accept" for number in states)
        made = Spot(states, accepts, MAX_PATTERN_STEPS - left[0])
        self.spots[tuple(states)] = made
        self.weight += len(states) + 1
        return made


def automaton(tree: Tree) -> Automaton | None:
    """The automaton of a pattern; None if it looks at places or around itself."""
    machine = build(_without_last(_without_first(tree)))
    if any(state.kind in ("edge", "look") for state in machine.states):
        return None
    return Automaton(machine)


def _without_first(tree: Tree) -> Tree:
    """Without the anchors that hold at the beginning of any text."""
    if isinstance(tree, Either):
        return Either([_without_first(branch) for branch in tree.branches])
    if isinstance(tree, Sequence) and tree.parts and _is_edge(tree.parts[0], _ALWAYS_AT_START):
        return Sequence(tree.parts[1:])
    return tree


def _without_last(tree: Tree) -> Tree:
    """Without the anchors that hold at the end of any text."""
    if isinstance(tree, Either):
        return Either([_without_last(branch) for branch in tree.branches])
    if isinstance(tree, Sequence) and tree.parts and _is_edge(tree.parts[-1], _ALWAYS_AT_END):
        return Sequence(tree.parts[:-1])
    return tree


def _is_edge(tree: Tree, kinds: tuple[str, ...]) -> bool:
    return isinstance(tree, Edge) and tree.kind in kinds
