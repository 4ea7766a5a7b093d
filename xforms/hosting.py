"""What generated expressions ask of the run they are evaluated in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from xforms.choices import choice_name
from xforms.functions.calendar import write_moment
from xforms.functions.shuffles import seed_of, shuffle
from xforms.items import EMPTY, Instance, Item, first_named
from xforms.schema import Node
from xforms.state import Cell
from xforms.surroundings import Chance, Surroundings
from xforms.wording import itext_value

if TYPE_CHECKING:
    from xforms.form import Form


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, text: text.lower() in value.lower(),
    "startswith": lambda value, text: value.lower().startswith(text.lower()),
    "endswith": lambda value, text: value.lower().endswith(text.lower()),
    "matches": lambda value, text: value == text,
}
"""The comparisons of search(), as Collect's documentation describes them."""


class Host:
    """Clock, chance, lists and texts of one run."""

    def __init__(
        self,
        form: Form,
        surroundings: Surroundings,
        instances: Mapping[str, Instance],
        language: str,
    ) -> None:
        self.form = form
        self.given = instances
        self.chance = Chance(surroundings.seed)
        self.speak(language)
        self.surroundings = surroundings

    @property
    def surroundings(self) -> Surroundings:
        """Clock and properties; may be replaced at any time. The first seed stays."""
        return self._surroundings

    @surroundings.setter
    def surroundings(self, value: Surroundings) -> None:
        self._surroundings = value
        self.today = value.now.date().isoformat()
        self.now = write_moment(value.now)

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""
        return self._surroundings.zone

    def speak(self, language: str) -> None:
        """Change the language of texts."""
        self.spoken = language
        self.labellings, self.blanks = self.form.still_texts(language)
        """What controls show and whole questions that no answer changes, shared by all runs."""

    def items(self, name: str) -> Instance:
        """A secondary instance: this run's own, the form's, or an empty one."""
        return self.given.get(name) or self.form.instances.get(name) or EMPTY

    def has_items(self, name: str) -> bool:
        """Whether a secondary instance was given at all."""
        return name in self.given or name in self.form.instances

    def property(self, name: str) -> str:
        """A property of the person or device, '' if unknown."""
        plain = name.removeprefix("uri:").strip()
        return str(self._surroundings.properties.get(plain, ""))

    def random(self) -> float:
        """A number 0 ≤ x < 1."""
        return self.chance.number()

    def uuid(self, length: float | None = None) -> str:
        """A UUID, or `length` random characters."""
        if length is not None and length == length:  # noqa: PLR0124 - NaN
            return self.chance.characters(int(max(0.0, min(length, 1_000.0))))
        made = self._surroundings.uuid
        return made() if made is not None else self.chance.identifier()

    def shuffle(self, items: Sequence[Any], seed: str | None) -> list[Any]:
        """The items in the order of a seed; without one, in an order fixed for this run."""
        return shuffle(items, self.chance.seed if seed is None else seed_of(seed))

    def pulldata(self, name: str, wanted: str, key: str, value: str) -> str:
        """One cell of an attached table, '' without a match."""
        instance = self.items(name.removesuffix(".csv"))
        found = instance.index(("root", "item"), key).get(value)
        return first_named(found, wanted) if found else ""

    def search(self, name: str, *where: str) -> list[Item]:
        """Rows of an attached table: all, or those where columns compare with a text.

        Args:
            name: the table.
            where: contains, startswith, endswith or matches; columns with commas between them;
                the text; and perhaps one more column and the text that it must equal.
        """
        found = self.items(name.removesuffix(".csv")).at(("root", "item"))
        if not where:
            return found
        how, columns, text = _COMPARE.get(where[0].strip().lower()), where[1], where[2]
        if how is None:
            return []
        names = [column.strip() for column in columns.split(",")]
        rows = [row for row in found if any(how(row.d.get(one, ""), text) for one in names)]
        if len(where) > 3:
            rows = [row for row in rows if row.d.get(where[3].strip(), "") == where[4]]
        return rows

    def text_of(self, cell: Cell, node_id: int) -> str:
        """The string value of a group or instance: all texts inside, in order."""
        node = self.form.schema.nodes[node_id]
        return "".join(texts_in(cell, node))

    def itext(self, key: str, cell: Cell) -> str:
        """A translated text."""
        return itext_value(self, key, cell)

    def choice_name(self, value: str, node_id: int, cell: Cell | None = None) -> str:
        """The label of a choice of a question; '' where the question does not exist."""
        if cell is None:
            return ""
        return choice_name(self, value, self.form.schema.nodes[node_id], cell)


def texts_in(cell: Cell, node: Node) -> Iterable[str]:
    """Texts of all leaves inside a node of a cell, in document order."""
    for child in node.children:
        if child.kind == "leaf":
            yield cell.v[child.slot]
        elif child.inner is not None:
            for kid in cell.kids[child.slot]:
                yield from texts_in(kid, child)
        elif child.kind == "group":
            yield from texts_in(cell, child)
