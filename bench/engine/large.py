"""Generated forms of any length for the bench: sections of twenty questions each."""

from __future__ import annotations

from pyxform.xls2xform import convert

from bench.engine.generate.model import Row
from bench.engine.generate.walks import Op

SECTION = 20
CHOICES = ("never", "seldom", "often", "always")


def xform(questions: int) -> str:
    """The XForm of a form with that many questions (calculations not counted)."""
    survey: list[Row] = []
    for begin in range(0, questions, SECTION):
        survey += _section(begin // SECTION, min(SECTION, questions - begin))
    choices = [{"list_name": "how", "name": name, "label": name.title()} for name in CHOICES]
    choices += [{"list_name": "yn", "name": name, "label": name.title()} for name in ("yes", "no")]
    book = {
        "survey": survey,
        "choices": choices,
        "settings": [{"form_id": f"large_{questions}", "version": "1"}],
    }
    for sheet, rows in list(book.items()):
        book[f"{sheet}_header"] = [dict.fromkeys((key for row in rows for key in row), "")]
    xml: str = convert(book, validate=False, form_name="data").xform
    return xml


def _section(number: int, size: int) -> list[Row]:
    s = f"s{number}"
    rows: list[Row] = [{"type": "begin_group", "name": s, "label": f"Section {number}"}]
    rows.append({"type": "select_one yn", "name": f"{s}_q0", "label": "Does it apply?"})
    rows += [_question(s, at) for at in range(1, size)]
    numbers = [at for at in range(1, size) if at % 4 == 1]
    total = " + ".join(f"coalesce(${{{s}_q{at}}}, 0)" for at in numbers) or "0"
    rows.append({"type": "calculate", "name": f"{s}_sum", "calculation": total})
    return [*rows, {"type": "end_group"}]


def _question(section: str, at: int) -> Row:
    row: Row = {"name": f"{section}_q{at}", "relevant": f"${{{section}_q0}} = 'yes'"}
    before = f"${{{section}_q{at - 1}}}"
    if at % 4 == 1:
        row |= {"type": "integer", "label": "How many?", "constraint": ". >= 0 and . < 1000"}
    elif at % 4 == 2:
        row |= {"type": "select_one how", "label": f"How often, of {before}?", "required": "yes"}
    elif at % 4 == 3:
        row |= {"type": "select_multiple how", "label": "Which?"}
        row["relevant"] = f"{before} != 'never'"
    else:
        row |= {"type": "text", "label": f"What else than {before}?"}
        row["constraint"] = "string-length(.) < 200"
    return row


def answers(questions: int, most: int = 400) -> list[Op]:
    """Answers to `most` questions spread evenly by sections over the whole form."""
    sections = [begin // SECTION for begin in range(0, questions, SECTION)]
    step = max(1, len(sections) * SECTION // most)
    ops: list[Op] = []
    for number in sections[::step]:
        for at in range(min(SECTION, questions - number * SECTION)):
            ref = f"/data/s{number}/s{number}_q{at}"
            ops.append({"op": "set", "ref": ref, "value": _answer(at)})
    return ops


def _answer(at: int) -> str:
    if at == 0:
        return "yes"
    return ("words of one's own", str(at * 7), CHOICES[at % 4], "seldom often")[at % 4]
