"""Random walks: answers, changes of mind, instances added and removed, another language."""

from __future__ import annotations

from bench.engine.generate.model import Dice, Node, Sheets

Op = dict[str, str]
LONGEST = 14


def walk(dice: Dice, form: Sheets) -> list[Op]:
    """Up to LONGEST operations; a place that does not exist is passed over by every engine."""
    answerable = [node for node in form.nodes if node.answers]
    counted = {row["name"] for row in form.survey if "repeat_count" in row}
    free = [name for name in form.repeats if name not in counted]
    ops: list[Op] = []
    for _ in range(dice.number(2, LONGEST)):
        roll = dice.number(0, 99)
        if roll >= 88 and free:
            ops.append(_change_of_instances(dice, form, free))
        elif roll >= 84 and form.languages:
            ops.append({"op": "lang", "value": dice.pick(form.languages)})
        elif answerable:
            ops.append(_answer(dice, dice.pick(answerable)))
    return ops


def _answer(dice: Dice, node: Node) -> Op:
    value = "" if dice.chance(10) else dice.pick(node.answers)
    return {"op": "set", "ref": _place(dice, (*node.path, node.name)), "value": value}


def _place(dice: Dice, path: tuple[str, ...]) -> str:
    steps = [
        f"{step[:-1]}[{1 if dice.chance(60) else dice.number(2, 3)}]" if step[-1] == "*" else step
        for step in path
    ]
    return "/" + "/".join(steps)


def _change_of_instances(dice: Dice, form: Sheets, free: list[str]) -> Op:
    name = dice.pick(free)
    path = next(
        node.path[: node.path.index(name + "*")] for node in form.nodes if name + "*" in node.path
    )
    ref = _place(dice, (*path, name))
    if dice.chance(65):
        return {"op": "add", "ref": ref}
    return {"op": "remove", "ref": f"{ref}[{dice.number(1, 3)}]"}
