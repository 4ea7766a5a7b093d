"""Rows of a survey: questions of each type with answers a person could give, and their logic."""

from __future__ import annotations

from bench.engine.generate.grammar import Grammar
from bench.engine.generate.model import (
    DATE,
    FLAG,
    LINE,
    MANY,
    NUMBER,
    ONE,
    OTHER,
    POINT,
    STAMP,
    TEXT,
    TIME,
    Dice,
    Node,
    Row,
    Sheets,
)
from bench.engine.generate.readable import WORDS

FRUIT = ("apple", "pear", "fig", "plum", "kiwi")
SORTS = ("apple1", "apple2", "pear1", "pear2", "fig1", "plum1")
WHOLE = ("0", "1", "2", "3", "7", "12", "-4", "99", "100000")
PARTS = ("0.5", "1", "2.25", "-3.75", "10.0", "1000.125", "39.0")
DAYS = ("2026-01-15", "2024-02-29", "1999-12-31", "2025-06-01", "2026-02-01")
TIMES = ("00:00:00.000Z", "06:30:00.000Z", "23:59:00.000Z")
STAMPS = ("2026-01-15T10:00:00.000Z", "2024-02-29T00:00:00.000Z", "2025-12-31T23:59:00.000Z")
POINTS = ("0.5 0.25 0 0", "23.1 113.3 12 5", "-4.72833 13.96858 505 2")
LINES = (
    "0.5 0.5 0 0;0.5 1 0 0;1 1 0 0;0.5 0.5 0 0",
    "23.1 113.3 0 0;23.2 113.3 0 0;23.2 113.4 0 0;23.1 113.3 0 0",
)
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": (TEXT, tuple(word for word in WORDS if word.strip() == word)),
    "integer": (NUMBER, WHOLE),
    "decimal": (NUMBER, PARTS),
    "date": (DATE, DAYS),
    "time": (TIME, TIMES),
    "dateTime": (STAMP, STAMPS),
    "select_one fruit": (ONE, (*FRUIT, "nothing")),
    "select_one sort": (ONE, SORTS),
    "select_one fruit or_other": (ONE, (*FRUIT, "other")),
    "select_one_from_file places.csv": (ONE, ("north", "south")),
    "select_one_from_file people.csv": (ONE, ("a", "b", "7", "zz")),
    "select_multiple_from_file places.csv": (MANY, ("north", "south north", "north east")),
    "select_one_from_file towns.xml": (ONE, ("n1", "n2")),
    "select_one_from_file wells.geojson": (ONE, ("w1", "w2")),
    "select_multiple fruit or_other": (MANY, ("apple other", "other", "pear fig")),
    "select_multiple fruit": (MANY, ("apple", "pear fig", "fig apple plum", "kiwi nothing")),
    "select_multiple sort": (MANY, ("apple1 pear1", "pear2", "apple1 apple2 fig1")),
    "rank fruit": (OTHER, ("fig apple pear kiwi plum", "apple pear fig plum kiwi")),
    "rank sort": (OTHER, ("apple1 apple2", "pear1 apple1 fig1", "pear2 pear1")),
    "range": (NUMBER, ("1", "5", "10")),
    "geopoint": (POINT, POINTS),
    "geotrace": (LINE, LINES),
    "geoshape": (LINE, LINES),
    "acknowledge": (OTHER, ("OK",)),
    "barcode": (TEXT, ("6901234567892",)),
    "image": (OTHER, ("one.jpg",)),
    "audio": (OTHER, ("two.m4a",)),
    "video": (OTHER, ("three.mp4",)),
    "file": (OTHER, ("four.pdf",)),
    "hidden": (TEXT, ()),
    "note": (OTHER, ()),
    "today": (DATE, ()),
    "username": (TEXT, ()),
}
UNASKED = ("today", "username")
FROM_FILE = {
    "people.csv": ("value=key, label=name", "age > {n}"),
    "places.csv": ("", "w > {n}"),
    "towns.xml": ("", "name != {t}"),
    "wells.geojson": ("value=id, label=title", "title != {t}"),
}
"""Columns that the parameters name, and a filter, per file of choices."""

WEIGHTS = dict.fromkeys(SHAPES, 2) | {
    "text": 9,
    "integer": 14,
    "decimal": 6,
    "date": 6,
    "select_one fruit": 10,
    "select_one sort": 6,
    "select_multiple fruit": 6,
    "calculate": 26,
}


class Questions:
    """Writes rows at one place of a form and remembers their nodes."""

    def __init__(self, dice: Dice, sheets: Sheets) -> None:
        self.dice = dice
        self.sheets = sheets
        self.count = 0

    def add(self, path: tuple[str, ...], here: tuple[str, ...]) -> None:
        """Append one question or calculation below `path`, inside the repeats `here`."""
        self.count += 1
        name = f"q{self.count}"
        kind = self.dice.weighted(WEIGHTS)
        grammar = Grammar(self.dice, self.sheets, here)
        if kind == "calculate":
            self._calculation(name, path, here, grammar)
        else:
            self._question(name, kind, path, here, grammar)

    def _calculation(
        self, name: str, path: tuple[str, ...], here: tuple[str, ...], grammar: Grammar
    ) -> None:
        kind = self.dice.pick((NUMBER, NUMBER, TEXT, TEXT, DATE, FLAG))
        row: Row = {"type": "calculate", "name": name, "calculation": grammar.of_kind(kind)}
        if self.dice.chance(10):
            row["bind::type"] = {NUMBER: self.dice.pick(("int", "decimal")), DATE: "date"}.get(
                kind, "string"
            )
        triggers = [node for node in grammar.scalars(TEXT, NUMBER, ONE) if node.answers]
        triggers = [node for node in triggers if self._may_trigger(node, here)]
        if triggers and self.dice.chance(12):
            row["trigger"] = self._triggers(triggers)
        elif self.dice.chance(8):
            row["calculation"] = f"once({row['calculation']})"
        if self.dice.chance(20):
            row["relevant"] = grammar.flag(2)
        self.sheets.survey.append(row)
        self.sheets.nodes.append(Node(name, kind, path, here, "calculate"))

    def _may_trigger(self, node: Node, here: tuple[str, ...]) -> bool:
        """Mostly a question of the same repeat; now and then one around it."""
        return node.repeats == here or (node.repeats == here[:-1] and self.dice.chance(30))

    def _triggers(self, nodes: list[Node]) -> str:
        chosen = {self.dice.pick(nodes).name for _ in range(self.dice.number(1, 2))}
        return ", ".join("${" + name + "}" for name in sorted(chosen))

    def _question(
        self, name: str, shape: str, path: tuple[str, ...], here: tuple[str, ...], grammar: Grammar
    ) -> None:
        kind, answers = SHAPES[shape]
        row: Row = {"type": shape, "name": name}
        if shape in UNASKED:
            self.sheets.survey.append(row)
            self.sheets.nodes.append(Node(name, kind, path, here, shape))
            return
        self._wording(row, grammar)
        if shape == "range":
            row["parameters"] = self.dice.pick(
                ("start=1 end=10 step=1", "start=0 end=10 step=0.5")
            )
        self._choices(row, shape, grammar)
        self._logic(row, grammar, kind)
        self._start_value(row, shape, kind, answers, grammar)
        self.sheets.survey.append(row)
        if shape == "hidden" or "readonly" in row:
            answers = ()
        self.sheets.nodes.append(Node(name, kind, path, here, shape, answers))
        if shape.endswith("or_other"):
            self.sheets.nodes.append(Node(f"{name}_other", OTHER, path, here, "text", ("a", "b")))

    def _wording(self, row: Row, grammar: Grammar) -> None:
        refs = grammar.scalars(TEXT, NUMBER, ONE)
        shown = " ${" + self.dice.pick(refs).name + "}" if refs and self.dice.chance(30) else ""
        for language in self.sheets.languages or ("",):
            suffix = f"::{language}" if language else ""
            row[f"label{suffix}"] = f"L {language} {row['name']}{shown}".replace("  ", " ")
            if self.dice.chance(15):
                row[f"hint{suffix}"] = f"H {row['name']}{shown}"

    def _choices(self, row: Row, shape: str, grammar: Grammar) -> None:
        if not shape.startswith(("select", "rank")) or "or_other" in shape:
            return
        if "_from_file" in shape:
            self._from_file(row, shape, grammar)
        elif shape.endswith("sort"):
            parents = grammar.scalars(ONE)
            many = grammar.scalars(MANY)
            if parents and self.dice.chance(80):
                row["choice_filter"] = "g = ${" + self.dice.pick(parents).name + "}"
            elif many:
                row["choice_filter"] = "selected(${" + self.dice.pick(many).name + "}, g)"
        elif shape.endswith("fruit") and self.dice.chance(25):
            row["choice_filter"] = f"w > {grammar.number(0)}"
        if shape.endswith("fruit") and self.dice.chance(10):
            numbers = ["${" + node.name + "}" for node in grammar.scalars(NUMBER)]
            seeds = [str(self.dice.number(1, 99)), *numbers]
            row["parameters"] = f"randomize=true, seed={self.dice.pick(seeds)}"

    def _from_file(self, row: Row, shape: str, grammar: Grammar) -> None:
        columns, condition = FROM_FILE[shape.rpartition(" ")[2]]
        if columns:
            row["parameters"] = columns
        if self.dice.chance(50):
            row["choice_filter"] = condition.format(n=grammar.number(1), t=grammar.text(1))

    def _logic(self, row: Row, grammar: Grammar, kind: str) -> None:
        if self.dice.chance(35):
            row["relevant"] = grammar.flag(self.dice.number(1, 3))
        if self.dice.chance(20):
            row["required"] = "yes" if self.dice.chance(50) else grammar.flag(2)
        if self.dice.chance(8):
            row["readonly"] = "yes" if self.dice.chance(50) else grammar.flag(1)
        if row["type"] != "note" and self.dice.chance(30):
            row["constraint"] = self._constraint(grammar, kind)
            for language in self.sheets.languages or ("",):
                row["constraint_message" + (f"::{language}" if language else "")] = "not so"

    def _constraint(self, grammar: Grammar, kind: str) -> str:
        if kind == NUMBER:
            sign = self.dice.pick(("<", ">", "<=", "!="))
            return (
                f". {sign} {grammar.number(1)} {self.dice.pick(('and', 'or'))} {grammar.flag(1)}"
            )
        if kind == TEXT:
            return self.dice.pick(
                ("string-length(.) < 3", "regex(., '[a-z ]*')", f". != {grammar.text(1)}")
            )
        if kind == DATE:
            return self.dice.pick((". <= today()", f". > {grammar.date(1)}"))
        if kind == MANY:
            return self.dice.pick(("count-selected(.) < 3", "not(selected(., 'fig'))"))
        return grammar.flag(2)

    def _start_value(
        self, row: Row, shape: str, kind: str, answers: tuple[str, ...], grammar: Grammar
    ) -> None:
        if shape == "hidden":
            row["default"] = "a"
        if shape == "note" and self.dice.chance(30):
            row["calculation"] = grammar.of_kind(self.dice.pick((NUMBER, TEXT)))
        if shape == "text" and self.dice.chance(6):
            row["default"] = "${last-saved#" + row["name"] + "}"
            return
        triggers = [n for n in grammar.scalars(TEXT, NUMBER, ONE) if n.answers]
        triggers = [node for node in triggers if self._may_trigger(node, grammar.here)]
        if shape in ("text", "integer") and triggers and self.dice.chance(8):
            row["trigger"] = self._triggers(triggers)
            row["calculation"] = grammar.of_kind(kind, 2)
            return
        if "select" in shape or not answers or not self.dice.chance(15):
            return
        if kind in (NUMBER, TEXT, DATE) and shape != "range" and self.dice.chance(50):
            # an expression that is bare text or number would be taken for a static default
            row["default"] = f"if(true(), {grammar.of_kind(kind, 2)}, '')"
        else:
            row["default"] = answers[0]
