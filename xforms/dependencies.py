"""Order of evaluation: which expression reads what, sorted so that each comes after its inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xforms.expressions.scope import Uses
from xforms.schema import Frame, Node, Schema

RELEVANT, CALCULATE, COUNT, CASCADE = 0, 1, 2, 3


@dataclass(slots=True, eq=False)
class Vertex:
    """One expression that is kept up to date after each answer."""

    kind: int
    node: Node
    home: Frame
    function: int
    uses: Uses
    rank: int = -1
    reads: list[Vertex] = field(default_factory=list)
    soft: list[Vertex] = field(default_factory=list)
    """Relevance of ancestors of what is read: a loop through these is no contradiction."""


@dataclass(slots=True)
class Links:
    """Who must be looked at again when a slot changes: per frame and slot.

    near: ranks in the same cell · far: (rank, levels up, slots of repeats down) · presence: the
    same pair for readers that count relevant nodes, not only read texts.
    """

    near: list[tuple[int, ...]]
    far: list[tuple[tuple[int, int, tuple[int, ...]], ...]]
    near_set: list[tuple[int, ...]]
    far_set: list[tuple[tuple[int, int, tuple[int, ...]], ...]]


def ancestors(node: Node) -> Iterable[Node]:
    """Parents, nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def connect(schema: Schema, vertices: list[Vertex]) -> None:
    """Fill in what each vertex reads."""
    writers: dict[int, list[Vertex]] = {}
    relevance: dict[int, Vertex] = {}
    counts: dict[int, Vertex] = {}
    for vertex in vertices:
        if vertex.kind == RELEVANT:
            relevance[vertex.node.id] = vertex
        elif vertex.kind == COUNT:
            counts[vertex.node.id] = vertex
        else:
            writers.setdefault(vertex.node.id, []).append(vertex)
    containers = _Containers(relevance)
    for vertex in vertices:
        for use in vertex.uses.nodes:
            node = schema.nodes[use.node]
            vertex.soft.extend(containers.of(node))
            if use.mode == "list" and node.id in counts:
                vertex.soft.append(counts[node.id])
            if node.id in relevance:
                vertex.soft.append(relevance[node.id])
            if use.mode != "list":
                vertex.reads.extend(writers.get(node.id, ()))
        _own_order(vertex, relevance, writers, containers.of(vertex.node))


class _Containers:
    """Relevance of the ancestors of a node, looked up once per node."""

    def __init__(self, relevance: dict[int, Vertex]) -> None:
        self.relevance = relevance
        self.known: dict[int, list[Vertex]] = {}

    def of(self, node: Node) -> list[Vertex]:
        """Nearest first."""
        found = self.known.get(node.id)
        if found is None:
            relevance = self.relevance
            found = [relevance[one.id] for one in ancestors(node) if one.id in relevance]
            self.known[node.id] = found
        return found


def _own_order(
    vertex: Vertex,
    relevance: dict[int, Vertex],
    writers: dict[int, list[Vertex]],
    containers: list[Vertex],
) -> None:
    """A node's own relevance, and that of its ancestors, comes before its value."""
    vertex.soft.extend(containers)
    if vertex.kind != RELEVANT and vertex.node.id in relevance:
        vertex.soft.append(relevance[vertex.node.id])
    if vertex.kind == CASCADE:
        vertex.reads.extend(one for one in writers.get(vertex.node.id, ()) if one is not vertex)


def order(vertices: list[Vertex]) -> list[list[Vertex]]:
    """Give ranks; return the groups of vertices that read each other in a circle.

    Tarjan's algorithm without recursion: components come out in an order where inputs are first.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[Vertex] = []
    circles: list[list[Vertex]] = []
    ranked = 0
    for start in vertices:
        if id(start) in index:
            continue
        work = [(start, iter(_inputs(start)))]
        _enter(start, index, low, stack, on_stack)
        while work:
            vertex, inputs = work[-1]
            following = _advance(vertex, inputs, index, low, on_stack)
            if following is not None:
                _enter(following, index, low, stack, on_stack)
                work.append((following, iter(_inputs(following))))
                continue
            work.pop()
            if work:
                parent = id(work[-1][0])
                low[parent] = min(low[parent], low[id(vertex)])
            if low[id(vertex)] == index[id(vertex)]:
                component = _leave(vertex, stack, on_stack)
                for one in component:
                    one.rank = ranked
                    ranked += 1
                if len(component) > 1 or vertex in _inputs(vertex):
                    circles.append(component)
    return circles


def _inputs(vertex: Vertex) -> list[Vertex]:
    return vertex.reads + vertex.soft


def _enter(
    vertex: Vertex,
    index: dict[int, int],
    low: dict[int, int],
    stack: list[Vertex],
    on_stack: set[int],
) -> None:
    index[id(vertex)] = low[id(vertex)] = len(index)
    stack.append(vertex)
    on_stack.add(id(vertex))


def _advance(
    vertex: Vertex,
    inputs: Iterable[Vertex],
    index: dict[int, int],
    low: dict[int, int],
    on_stack: set[int],
) -> Vertex | None:
    for following in inputs:
        if id(following) not in index:
            return following
        if id(following) in on_stack:
            low[id(vertex)] = min(low[id(vertex)], index[id(following)])
    return None


def _leave(vertex: Vertex, stack: list[Vertex], on_stack: set[int]) -> list[Vertex]:
    component: list[Vertex] = []
    while True:
        one = stack.pop()
        on_stack.discard(id(one))
        component.append(one)
        if one is vertex:
            return component


def contradiction(circle: list[Vertex]) -> bool:
    """Whether a circle stays closed over plain reading within one instance alone.

    Circles through the relevance of a container, through instances of a repeat (the row before)
    or through once() settle by themselves or at the limit of evaluations.
    """
    members = {id(one) for one in circle}
    edges = {
        id(one): {
            id(other)
            for other in one.reads
            if id(other) in members and not one.uses.loops and one.kind == CALCULATE
        }
        for one in circle
    }
    while True:
        ends = {key for key, targets in edges.items() if not targets}
        if not ends:
            return bool(edges)
        edges = {key: targets - ends for key, targets in edges.items() if key not in ends}


def links(schema: Schema, vertices: list[Vertex]) -> list[Links]:
    """Reverse edges for run time, one Links per frame."""
    near: dict[tuple[int, int, bool], set[int]] = {}
    far: dict[tuple[int, int, bool], set[tuple[int, int, tuple[int, ...]]]] = {}
    for vertex in vertices:
        for use in vertex.uses.nodes:
            node = schema.nodes[use.node]
            for home, slot, presence in _slots(node, use.mode):
                up = home.depth - use.anchor
                down = _down(vertex.home, use.anchor)
                if up == 0 and not down:
                    near.setdefault((home.id, slot, presence), set()).add(vertex.rank)
                else:
                    far.setdefault((home.id, slot, presence), set()).add((vertex.rank, up, down))
    return [_of_frame(frame, near, far) for frame in schema.frames]


def _slots(node: Node, mode: str) -> list[tuple[Frame, int, bool]]:
    """Slots whose change matters; True where mere presence does."""
    if node.inner is not None:
        return [(node.frame, node.slot, False), (node.inner, 0, True)]
    return [(node.frame, node.slot, False)] + (
        [(node.frame, node.slot, True)] if mode == "set" else []
    )


def _down(home: Frame, anchor: int) -> tuple[int, ...]:
    steps: list[int] = []
    frame: Frame | None = home
    while frame is not None and frame.depth > anchor:
        if frame.node is not None:
            steps.append(frame.node.slot)
        frame = frame.parent
    return tuple(reversed(steps))


def _of_frame(
    frame: Frame,
    near: dict[tuple[int, int, bool], set[int]],
    far: dict[tuple[int, int, bool], set[tuple[int, int, tuple[int, ...]]]],
) -> Links:
    made = Links([], [], [], [])
    for slot in range(len(frame.nodes)):
        for presence, (one, other) in (
            (False, (made.near, made.far)),
            (True, (made.near_set, made.far_set)),
        ):
            key = (frame.id, slot, presence)
            one.append(tuple(sorted(near.get(key, ()))))
            other.append(tuple(sorted(far.get(key, ()))))
    return made
