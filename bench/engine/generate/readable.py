"""What an expression may read from where it stands: single nodes, and nodes in repeats."""

from __future__ import annotations

from bench.engine.generate.model import NUMBER, Dice, Node, Sheets

WORDS = (
    "a",
    "b",
    "ab",
    "A",
    "x y",
    "",
    "0",
    "7",
    "3.5",
    "yes",
    "中文",
    "a,b",
    "ünï",
    " pad ",
    "-",
)


class Readable:
    """The nodes in reach of one place of a form: `here` is the chain of repeats around it."""

    def __init__(self, dice: Dice, sheets: Sheets, here: tuple[str, ...]) -> None:
        self.dice = dice
        self.sheets = sheets
        self.here = here

    def scalars(self, *kinds: str) -> list[Node]:
        """Nodes of these kinds that are single, seen from here."""
        return [
            node
            for node in self.sheets.nodes
            if node.kind in kinds and node.repeats == self.here[: len(node.repeats)]
        ]

    def sets(self, *kinds: str) -> list[Node]:
        """Nodes that stand many times, seen from here: one repeat deeper than we are."""
        return [
            node
            for node in self.sheets.nodes
            if node.kind in kinds
            and len(node.repeats) == len(self._shared(node.repeats)) + 1
            and len(self._shared(node.repeats)) == len(self.here)
        ]

    def _shared(self, repeats: tuple[str, ...]) -> tuple[str, ...]:
        shared = []
        for mine, theirs in zip(self.here, repeats, strict=False):
            if mine != theirs:
                break
            shared.append(mine)
        return tuple(shared)

    def _ref(self, *kinds: str) -> str | None:
        nodes = self.scalars(*kinds)
        if not nodes:
            return None
        node = self.dice.pick(nodes)
        if self.dice.chance(6) and node.repeats == self.here[: len(node.repeats)]:
            # written out as older forms have it; inside a repeat it means the instance around it
            return "/" + "/".join(step.rstrip("*") for step in (*node.path, node.name))
        return "${" + node.name + "}"

    def _set(self, *kinds: str) -> str | None:
        nodes = self.sets(*kinds)
        return "${" + self.dice.pick(nodes).name + "}" if nodes else None

    def _word(self) -> str:
        return "'" + self.dice.pick(WORDS) + "'"

    def _indexed(self, kind: str) -> str:
        node = self.dice.pick(self.sets(kind))
        at = ["1", "2", "3", *("${" + one.name + "}" for one in self.scalars(NUMBER))]
        index = self.dice.pick(at)
        if self.here and self.dice.chance(30):
            index = "position(..) - 1"
        return "indexed-repeat(${" + node.name + "}, ${" + node.repeats[-1] + "}, " + index + ")"

    def _some(self, wanted: str, *kinds: str) -> str | None:
        """A set with a condition on its instances: `/data/r[./x > 1]/y` as people write it."""
        nodes = [node for node in self.sets(*kinds) if len(node.repeats) == 1]
        if not nodes:
            return None
        node = self.dice.pick(nodes)
        beside = [one for one in self.sets(NUMBER) if one.repeats == node.repeats]
        if not beside:
            return None
        at = next(place for place, step in enumerate(node.path) if step[-1] == "*")
        repeat = "/" + "/".join((*node.path[:at], node.path[at][:-1]))
        inner = "/".join((*node.path[at + 1 :], node.name))
        other = self.dice.pick(beside)
        key = "/".join((*other.path[at + 1 :], other.name))
        sign = self.dice.pick(("=", ">", "<", "!="))
        return f"{repeat}[{key} {sign} {wanted}]/{inner}"
