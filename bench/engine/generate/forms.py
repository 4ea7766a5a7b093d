"""Whole workbooks: groups, repeats (counted, nested) and questions, and the choices they use."""

from __future__ import annotations

from bench.engine.generate.grammar import Grammar
from bench.engine.generate.model import MANY, NUMBER, Dice, Row, Sheets
from bench.engine.generate.questions import FRUIT, SORTS, Questions

LANGUAGES = ("English (en)", "中文 (zh)")
# Beyond this many rows a difference is no easier to find and each form costs more.
LARGEST = 26
MEDIA = {
    "people.csv": "key,name,age\na,Ann,31\nb,Bao,7\nyes,Yes,1\n7,Seven,70\n",
    "places.csv": "name,label,w\nnorth,North,1\nsouth,South,2\n",
    "towns.xml": "<root><item><name>n1</name><label>New Town</label></item></root>",
    "wells.geojson": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"w1",'
        '"title":"Well"},"geometry":{"type":"Point","coordinates":[113.3,23.1]}}]}'
    ),
    "itemsets.csv": "list_name,name,label,g\nvillage,v1,Upper,a\nvillage,v2,Lower,b\n",
}


def sheets(dice: Dice) -> Sheets:
    """A workbook of 3 to about LARGEST rows."""
    made = Sheets(languages=LANGUAGES if dice.chance(35) else ())
    made.settings.append({"form_id": "generated", "version": "1"})
    if made.languages:
        made.settings[0]["default_language"] = dice.pick(LANGUAGES)
    _choices(made)
    made.survey.append({"type": "csv-external", "name": "people"})
    _fill(dice, made, Questions(dice, made), ("data",), ())
    if dice.chance(50):
        _look_ahead(dice, made)
    return made


def _look_ahead(dice: Dice, made: Sheets) -> None:
    """Let an early question depend on a later one that depends on nothing."""
    plain = {"type", "name", "label", "hint"}
    depth, rows = 0, []
    for at, row in enumerate(made.survey):
        depth += row["type"].startswith("begin") - row["type"].startswith("end")
        if depth == 0 and "name" in row:
            rows.append(at)
    free = [
        at
        for at in rows
        if made.survey[at]["type"] in ("integer", "text", "select_one fruit")
        and {column.partition("::")[0] for column in made.survey[at]} <= plain
        and not any("${" in text for text in made.survey[at].values())
    ]
    for later in free:
        early = [at for at in rows if at < later and "relevant" not in made.survey[at]]
        early = [at for at in early if made.survey[at]["type"] != "calculate"]
        if early and dice.chance(70):
            row = made.survey[dice.pick(early)]
            test = dice.pick((" != ''", " = '7'", " != 'apple'"))
            row["relevant"] = "${" + made.survey[later]["name"] + "}" + test


def _choices(made: Sheets) -> None:
    for name, rank in zip(FRUIT, range(1, 6), strict=True):
        row: Row = {"list_name": "fruit", "name": name, "w": str(rank), "g": "ab"[rank % 2]}
        made.choices.append(_labelled(made, row))
    for name in SORTS:
        row = {"list_name": "sort", "name": name, "g": name[:-1], "w": name[-1]}
        made.choices.append(_labelled(made, row))


def _labelled(made: Sheets, row: Row) -> Row:
    for language in made.languages or ("",):
        suffix = f"::{language}" if language else ""
        row[f"label{suffix}"] = f"{row['name'].title()} {language[:2]}".strip()
    return row


def _fill(
    dice: Dice, made: Sheets, questions: Questions, path: tuple[str, ...], here: tuple[str, ...]
) -> None:
    for _ in range(dice.number(3 if not here else 1, 9)):
        if len(made.survey) >= LARGEST:
            return
        roll = dice.number(0, 99)
        if roll >= 92 and len(path) < 4:
            _repeat(dice, made, questions, path, here)
        elif roll >= 82 and len(path) < 4:
            _group(dice, made, questions, path, here)
        else:
            questions.add(path, here)


def _group(
    dice: Dice, made: Sheets, questions: Questions, path: tuple[str, ...], here: tuple[str, ...]
) -> None:
    questions.count += 1
    name = f"g{questions.count}"
    row: Row = {"type": "begin_group", "name": name}
    _label(made, row)
    grammar = Grammar(dice, made, here)
    if dice.chance(50):
        row["relevant"] = grammar.flag(2)
    if dice.chance(30):
        row["appearance"] = "field-list"
    if dice.chance(5):
        row["readonly"] = "yes"
    made.survey.append(row)
    _fill(dice, made, questions, (*path, name), here)
    questions.add((*path, name), here)
    made.survey.append({"type": "end_group"})


def _repeat(
    dice: Dice, made: Sheets, questions: Questions, path: tuple[str, ...], here: tuple[str, ...]
) -> None:
    questions.count += 1
    name = f"r{questions.count}"
    row: Row = {"type": "begin_repeat", "name": name}
    _label(made, row)
    grammar = Grammar(dice, made, here)
    if dice.chance(35):
        row["relevant"] = grammar.flag(2)
    if dice.chance(40):
        numbers = [node for node in grammar.scalars(NUMBER) if node.type == "integer"]
        literal = str(dice.number(0, 3))
        refs = ["(${" + node.name + "} mod 4)" for node in numbers] + [literal]
        refs += ["count-selected(${" + node.name + "})" for node in grammar.scalars(MANY)]
        refs += [f"if({grammar.flag(1)}, 2, {literal})"]
        refs += ["count(${" + other + "})" for other, at in made.repeats.items() if at == here]
        row["repeat_count"] = dice.pick(refs)
    made.survey.append(row)
    made.repeats[name] = here
    inside = (*path, name + "*")
    _fill(dice, made, questions, inside, (*here, name))
    questions.add(inside, (*here, name))
    made.survey.append({"type": "end_repeat"})


def _label(made: Sheets, row: Row) -> None:
    for language in made.languages or ("",):
        row["label" + (f"::{language}" if language else "")] = f"L {row['name']}"
