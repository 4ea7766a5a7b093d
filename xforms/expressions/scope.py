"""What an expression sees while it is compiled: context, places, the nodes it reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from xforms.schema import Frame, Node, Schema


class Use(NamedTuple):
    """An expression reads a node.

    `anchor` is the depth of the deepest frame that reader and node share for certain; `mode` is
    value (its text), set (its presence counts too) or list (the instances of a repeat).
    """

    node: int
    anchor: int
    mode: str


@dataclass(slots=True)
class Uses:
    """Everything that decides when an expression must be evaluated again."""

    nodes: set[Use] = field(default_factory=set)
    language: bool = False
    volatile: bool = False
    loops: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The context of an expression.

    `expr` is the Python name of the frame in which the context node lives; `item` that of an
    element of a secondary instance, inside a predicate over one.
    """

    schema: Schema
    node: Node
    home: Frame
    uses: Uses
    expr: str = "f"
    anchor: int = 0
    item: str = ""
    position: str = ""
    last: str = ""
    outer: Scope | None = None
    level: int = 0

    def current(self) -> Scope:
        """The context of the whole expression, outside every predicate."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def frame_at(self, depth: int) -> str:
        """Python for the frame at a depth of the context's own chain."""
        return self.expr + ".p" * (self.home.depth - depth)

    def chain(self) -> list[Frame]:
        """Frames from the root to the context's own."""
        frames: list[Frame] = []
        frame: Frame | None = self.home
        while frame is not None:
            frames.append(frame)
            frame = frame.parent
        return frames[::-1]

    def inside(self, place: Place, expr: str) -> Scope:
        """The scope of a predicate on an instance of a repeat."""
        return replace(
            self,
            node=place.node,
            home=place.home,
            expr=expr,
            anchor=min(place.anchor, self.anchor),
            item="",
            outer=self,
            level=self.level + 1,
        )

    def over(self, item: str) -> Scope:
        """The scope of a predicate on an item of a secondary instance."""
        return replace(self, item=item, outer=self, level=self.level + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: a node, the frame it is in, and the loops that lead there."""

    node: Node
    home: Frame
    expr: str
    anchor: int
    loops: tuple[str, ...] = ()
    on_chain: bool = True

    @property
    def single(self) -> bool:
        """Exactly one node, known before the run."""
        return not self.loops

    @property
    def slot(self) -> int:
        """Slot in its frame; an instance of a repeat is slot 0 of its own frame."""
        return 0 if self.home is self.node.inner else self.node.slot


def scope_of(schema: Schema, node: Node, uses: Uses, *, instance: bool = True) -> Scope:
    """The scope of an expression on a node.

    A repeat is seen as one of its instances, or (`instance=False`) as its whole list.
    """
    home = node.inner if node.inner is not None and instance else node.frame
    return Scope(schema, node, home, uses, anchor=home.depth)
