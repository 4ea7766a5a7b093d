"""The state of a run: one cell per frame, lists by slot."""

from __future__ import annotations


class Cell:
    """One repeat instance, or the root.

    raw: stored texts · v: texts as others read them, blank while irrelevant · own: relevance by
    the node's own expression · rel: relevance including that of all ancestors · kids: instances
    of the repeats inside, by slot · i: position from 0 · u: number unique in the run · over: what
    was computed last (as yet without the form of its type) where an answer stands in its place,
    by slot.
    """

    __slots__ = ("d", "i", "kids", "over", "own", "p", "raw", "rel", "u", "v")

    def __init__(self, definition: int, parent: Cell | None, position: int, number: int) -> None:
        self.d = definition
        self.p = parent
        self.i = position
        self.u = number
        self.raw: list[str] = []
        self.v: list[str] = []
        self.own: list[bool] = []
        self.rel: list[bool] = []
        self.kids: dict[int, list[Cell]] = {}
        self.over: dict[int, str] | None = None
