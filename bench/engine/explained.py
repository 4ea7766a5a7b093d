"""Which row of docs/forms-divergences.md a difference belongs to.

That the difference is one of those is judged elsewhere: `bench.engine.dialect` must say there what
JavaRosa said. A rule here only gives such a difference its name, so that they can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import xforms
from bench.engine.generate.model import Row, Sheets
from bench.engine.rows import LOGIC, mentioned, readers
from bench.engine.states import Difference, State, plain


@dataclass(frozen=True)
class Place:
    """Where a difference was seen: the form, the walk, JavaRosa's states up to there."""

    form: Sheets
    ops: Sequence[Mapping[str, str]]
    history: Sequence[State]

    @property
    def theirs(self) -> State:
        """JavaRosa's state at the difference."""
        return self.history[-1]

    def row(self, ref: str) -> Row:
        """The survey row of a reference."""
        name = plain(ref).rsplit("/", 1)[-1]
        return next((row for row in self.form.survey if row.get("name") == name), {})

    def logic(self, ref: str) -> str:
        """Every expression of the row and of the groups around it."""
        steps = plain(ref).split("/")
        rows = [row for row in self.form.survey if row.get("name") in steps]
        return " ".join(row.get(column, "") for row in rows for column in LOGIC)

    def around(self, row: Row) -> set[str]:
        """Names of the groups and repeats around a row."""
        opened: list[str] = []
        for one in self.form.survey:
            if one is row:
                break
            if one["type"].startswith("begin"):
                opened.append(one["name"])
            elif one["type"].startswith("end"):
                opened.pop()
        return set(opened)

    def read(self, ref: str) -> set[str]:
        """Names that the node's state or wording depends on, the node itself left out."""
        name = plain(ref).rsplit("/", 1)[-1]
        said = words_read(self.row(ref)) | {name}
        reads = readers(self.form.survey)
        return set().union(*(reads.get(one, {one}) for one in said)) - {name}


LAST_BITS = 1e-12
Rule = Callable[[Difference, Place], bool]


def words_read(row: Row) -> set[str]:
    """Names that the wording of a row shows."""
    return set().union(*(mentioned(text) for key, text in row.items() if key not in LOGIC), set())


def count_shrinks(difference: Difference, place: Place) -> bool:
    """jr:count fell or is 0: JavaRosa keeps the instances, Web Forms and we take them away."""
    if difference.what != "present" or not difference.theirs:
        return False
    steps = plain(difference.ref).split("/")
    counted = {row["name"] for row in place.form.survey if "repeat_count" in row}
    return any(step in counted for step in steps)


def weighted_without_bound(difference: Difference, place: Place) -> bool:
    """weighted-checklist(-1, …): no bound in the documentation and Web Forms; not in JavaRosa."""
    logic = place.logic(difference.ref)
    written = re.search(r"weighted-checklist\((-1|[^,()]+, -1),", logic)
    return bool(written)


def first_load_before_calculation(difference: Difference, place: Place) -> bool:
    """A default that reads what is calculated or irrelevant: JavaRosa sets defaults before."""
    if difference.what != "v" or re.search(r"\[(?!1\])", difference.ref):
        return False
    reads = readers(place.form.survey)
    row = place.row(difference.ref)
    read = mentioned(row.get("default", ""))
    if "once(" in row.get("calculation", ""):
        read |= mentioned(row["calculation"])
    for source in mentioned(row.get("trigger", "")):
        # a default that is set fires what waits for the question
        if re.search(r"\$\{|\(", place.row(source).get("default", "")):
            read |= mentioned(row.get("calculation", "")) | {source}
    behind = set().union(*(reads.get(name, {name}) for name in read))
    return any(
        row.get("name") in behind and ("calculation" in row or "relevant" in row)
        for row in place.form.survey
    )


def months_in_the_form_language(difference: Difference, place: Place) -> bool:
    """%b and %a: we name months and days in the form's language, both peers in their own."""
    logic = place.logic(difference.ref)
    named = "format-date" in logic and bool(re.search("%[ab]", logic))
    return named and bool(place.form.languages)


def distance_of_a_blank(difference: Difference, place: Place) -> bool:
    """distance() and area() of a blank point: JavaRosa reads a blank as 0° 0°; we leave it out."""
    logic = place.logic(difference.ref)
    if not re.search(r"\b(distance|area|geofence)\(", logic):
        return False
    names = mentioned(logic)
    points = {row["name"] for row in place.form.survey if row["type"].startswith("geo")}
    return any(
        plain(ref).rsplit("/", 1)[-1] in names & points and not (entry.get("v") and entry["rel"])
        for ref, entry in place.theirs.items()
    )


def decimal_in_text(difference: Difference, place: Place) -> bool:
    """A decimal in a label or joined text: JavaRosa writes 10.0 as 10."""
    read = place.read(difference.ref)
    whole = any(
        plain(ref).rsplit("/", 1)[-1] in read and str(entry.get("v") or "").endswith(".0")
        for ref, entry in place.theirs.items()
    )
    if whole and re.search(
        r"(digest|string-length|substr|join|concat)\(", place.logic(difference.ref)
    ):
        return True
    number = r"\d+(\.\d+)?(E-?\d+)?"
    one, other = (
        re.sub(number, lambda found: f"{float(found[0]):.9g}", " ".join(str(text or "").split()))
        for text in (difference.theirs, difference.ours)
    )
    return one == other


def _blanked(place: Place) -> set[str]:
    """Names of selects whose answer JavaRosa took away because their list no longer offers it."""
    selects = {
        row["name"] for row in place.form.survey if row["type"].startswith(("select", "rank"))
    }
    found = set()
    for at, op in enumerate(place.ops[: len(place.history) - 1]):
        before, after = place.history[at], place.history[at + 1]
        for ref, entry in after.items():
            name = plain(ref).rsplit("/", 1)[-1]
            if name not in selects or ref not in before:
                continue
            given = op["value"] if op.get("ref") == ref else before[ref]["v"]
            if entry["v"] != given:
                found.add(name)
    return found


def stale_after_blanking(difference: Difference, place: Place) -> bool:
    """What reads an answer that was blanked: JavaRosa does not calculate it again, we do.

    Of several answers that were all taken away JavaRosa keeps an empty list, which meets required.
    """
    own = {plain(difference.ref).rsplit("/", 1)[-1]} if difference.what == "bad" else set()
    return bool((place.read(difference.ref) | own) & _blanked(place))


def offered_again(difference: Difference, place: Place) -> bool:
    """An answer that its list offers again is back; JavaRosa has blanked it for good."""
    row = place.row(difference.ref)
    theirs, ours = str(difference.theirs or "").split(), str(difference.ours or "").split()
    return difference.what == "v" and "choice_filter" in row and set(theirs) < set(ours)


def whole_rankings(difference: Difference, place: Place) -> bool:
    """A ranking has all choices; JavaRosa takes some, and adds none when there are more."""
    return difference.what == "v" and place.row(difference.ref).get("type", "").startswith("rank")


def date_text_as_number(difference: Difference, place: Place) -> bool:
    """A text that is a date, where a number is wanted: days since 1970, but NaN in JavaRosa."""
    logic = place.logic(difference.ref)
    if re.search(r"(?<!date\()(?<!-time\()'\d{4}-\d\d-\d\d|%Y-%m-%d", logic):
        return True
    named = mentioned(logic)
    calculated = {row["name"] for row in place.form.survey if row["type"] == "calculate"}
    return any(
        plain(ref).rsplit("/", 1)[-1] in named & calculated
        and re.match(r"\d{4}-\d\d-\d\d", entry.get("v") or "")
        for ref, entry in place.theirs.items()
    )


def max_below_one(difference: Difference, place: Place) -> bool:
    """max() of nothing above 0: JavaRosa begins at the smallest positive number and stays there.

    The generator guards most calls with a 1, so that they are compared all the same.
    """
    return "max(" in place.logic(difference.ref)


def empty_set_compared(difference: Difference, place: Place) -> bool:
    """A comparison with a path that finds nothing is false in XPath; JavaRosa compares with ''."""
    if re.search(r"instance\([^()]*\)[\w/]*\[\w+ = ", place.logic(difference.ref)) and any(
        row["type"].endswith("or_other") for row in place.form.survey
    ):
        return True  # the choice "other" that or_other adds has none of the list's columns
    if "=" in place.logic(difference.ref) and leads_nowhere(difference.ref, place.form):
        return True
    logic = re.sub(r"\[[^\]]*\]", "", place.logic(difference.ref))
    return bool(re.search(r"=\s*\(?instance\(|instance\([^()]*\)[\w/]*\s*!?=", logic))


def leads_nowhere(ref: str, form: Sheets) -> bool:
    """Whether an expression of a node names what the record lacks.

    pyxform writes the names in a calculation with a trigger as seen from the trigger.
    """
    warnings = xforms.compile_form(form.xform() or "").warnings
    places = {one.column.partition(",")[0] for one in warnings if one.code == "FORM-NOWHERE"}
    return plain(ref) in places


def choices_kept(difference: Difference, place: Place) -> bool:
    """A list filtered by a question whose relevance changed: JavaRosa shows the old list."""
    named = mentioned(place.row(difference.ref).get("choice_filter", ""))
    seen: dict[str, set[bool]] = {}
    for state in place.history:
        for ref, entry in state.items():
            seen.setdefault(plain(ref).rsplit("/", 1)[-1], set()).add(entry["rel"])
    turned = {name for name, values in seen.items() if False in values}
    return difference.what in ("choices", "v") and bool(named & turned)


def names_in_the_language(difference: Difference, place: Place) -> bool:
    """jr:choice-name() after a change of language: JavaRosa keeps the old name."""
    spoken = any(op["op"] == "lang" for op in place.ops[: difference.step + 1])
    return spoken and "jr:choice-name(" in place.logic(difference.ref)


def truth_of_a_calculation(difference: Difference, place: Place) -> bool:
    """`relevant="${c}"`, c calculated as 0: a text, so true; JavaRosa recalls its type."""
    calculated = {row["name"] for row in place.form.survey if row["type"] == "calculate"}
    zero = {
        plain(ref).rsplit("/", 1)[-1]
        for ref, entry in place.theirs.items()
        if entry.get("v") in ("0", "0.0")
    }
    return bool(mentioned(place.logic(difference.ref)) & calculated & zero)


def coalesce_of_nothing(difference: Difference, place: Place) -> bool:
    """coalesce() gives a text; in JavaRosa it stays a number, NaN as NaN and 0 as false."""
    return "coalesce(" in place.logic(difference.ref)


def once_before_instances(difference: Difference, place: Place) -> bool:
    """once() or a default over a counted repeat: JavaRosa makes the instances later."""
    row = place.row(difference.ref)
    set_once = "once(" in row.get("calculation", "") or "(" in row.get("default", "")
    logic = row.get("calculation", "") + row.get("default", "")
    counted = {row["name"] for row in place.form.survey if "repeat_count" in row}
    inside = {
        row["name"] for row in place.form.survey if "name" in row and place.around(row) & counted
    }
    return set_once and bool(mentioned(logic) & (counted | inside))


def join_of_sets(difference: Difference, place: Place) -> bool:
    """join() of several arguments, one of them a set: JavaRosa takes each as one item."""
    return bool(
        re.search(r"join\([^()]*,.*(instance\(.*\].*,|,.*instance\()", place.logic(difference.ref))
    )


def decimal_date_of_a_blank(difference: Difference, place: Place) -> bool:
    """decimal-date-time() of a blank is NaN here and in Web Forms, and '' in JavaRosa."""
    return difference.what != "v" and "decimal-date-time(" in place.logic(difference.ref)


def round_to_tens(difference: Difference, place: Place) -> bool:
    """round() of a negative number to tens: JavaRosa cuts it off (-19897 gives -19890)."""
    written = re.search(r"round\(.*, -\d+\)", place.logic(difference.ref))
    return bool(written)


def stale_after_add(difference: Difference, place: Place) -> bool:
    """What counts or joins a repeat: JavaRosa keeps the old value when a blank is added."""
    over = re.search(r"(join|concat|count)\(", place.logic(difference.ref))
    return bool(over) and stale_after("add", difference, place)


def stale_after_removal(difference: Difference, place: Place) -> bool:
    """A question of an instance that is removed: JavaRosa keeps the old value of what reads it."""
    return stale_after("remove", difference, place)


def stale_after(op: str, difference: Difference, place: Place) -> bool:
    """Whether an instance came or went of a repeat in which something is that a node reads."""
    repeats = {
        plain(one["ref"]).rsplit("/", 1)[-1]
        for one in place.ops[: difference.step + 1]
        if one["op"] == op
    }
    inside = {
        row["name"]
        for row in place.form.survey
        if "name" in row and repeats & (place.around(row) | {row["name"]})
    }
    return bool(place.read(difference.ref) & inside)


def default_in_inner_instance(difference: Difference, place: Place) -> bool:
    """A dynamic default in a repeat in a counted repeat: JavaRosa sets it in the first only."""
    row = place.row(difference.ref)
    repeats = {row["name"] for row in place.form.survey if row["type"] == "begin_repeat"}
    around = len(place.around(row) & repeats)
    return difference.what == "v" and not difference.theirs and "default" in row and around > 1


LARGEST = ("2147483647", "-2147483648", "Infinity", "-Infinity", "1.7976931348623157E308")


def infinity(difference: Difference, place: Place) -> bool:
    """An infinite number: JavaRosa stores it, in an int the largest, and unequal to itself."""
    if str(difference.theirs) in LARGEST:
        return True
    read = mentioned(place.logic(difference.ref))
    return any(
        plain(ref).rsplit("/", 1)[-1] in read and str(entry.get("v") or "").endswith("Infinity")
        for ref, entry in place.theirs.items()
    )


def mod_by_division(difference: Difference, place: Place) -> bool:
    """A mod without remainder but for the last bit: 0 in JavaRosa, which divides and subtracts."""
    if difference.what != "v" or " mod " not in place.logic(difference.ref):
        return False
    try:
        return abs(float(difference.theirs) - float(difference.ours)) < LAST_BITS
    except (TypeError, ValueError):
        return False


def exponent_in_text(difference: Difference, place: Place) -> bool:
    """A small or large number as a text: JavaRosa writes an exponent."""
    read = place.read(difference.ref)
    return any(
        plain(ref).rsplit("/", 1)[-1] in read
        and re.search(r"\dE-?\d", str(entry.get("v") or "")) is not None
        for ref, entry in place.theirs.items()
    )


def near_enough(difference: Difference, place: Place) -> bool:
    """Numbers nearer than 1E-12 are equal to JavaRosa."""
    return difference.what != "v" and bool(re.search(r" !?= ", place.logic(difference.ref)))


def once_while_irrelevant(difference: Difference, place: Place) -> bool:
    """once() in a part that is not relevant yet: JavaRosa calculates it at once."""
    return "once(" in place.row(difference.ref).get("calculation", "")


def same_condition_once(difference: Difference, place: Place) -> bool:
    """A condition on a list with an absolute path: JavaRosa asks it once for all instances."""
    return bool(re.search(r"instance\([^()]*\)[\w/]*\[[^\]]*/data/", place.logic(difference.ref)))


def comma_as_point(difference: Difference, place: Place) -> bool:
    """A text with a comma as a number: JavaRosa takes the comma for a decimal point."""
    return "join(','" in place.logic(difference.ref)


RULES: dict[str, Rule] = {
    "mod-by-division": mod_by_division,
    "comma-as-point": comma_as_point,
    "infinity": infinity,
    "default-in-inner-instance": default_in_inner_instance,
    "round-to-tens": round_to_tens,
    "once-before-instances": once_before_instances,
    "join-of-sets": join_of_sets,
    "decimal-date-of-a-blank": decimal_date_of_a_blank,
    "coalesce-of-nothing": coalesce_of_nothing,
    "names-in-the-language": names_in_the_language,
    "truth-of-a-calculation": truth_of_a_calculation,
    "stale-after-blanking": stale_after_blanking,
    "offered-again": offered_again,
    "whole-rankings": whole_rankings,
    "choices-kept": choices_kept,
    "empty-set-compared": empty_set_compared,
    "decimal-in-text": decimal_in_text,
    "count-shrinks": count_shrinks,
    "weighted-checklist-no-bound": weighted_without_bound,
    "first-load-before-calculation": first_load_before_calculation,
    "months-in-the-form-language": months_in_the_form_language,
    "distance-of-a-blank": distance_of_a_blank,
    "max-below-one": max_below_one,
    "date-text-as-number": date_text_as_number,
    "exponent-in-text": exponent_in_text,
    "once-while-irrelevant": once_while_irrelevant,
    "near-enough": near_enough,
    "same-condition-once": same_condition_once,
    "stale-after-add": stale_after_add,
    "stale-after-removal": stale_after_removal,
}


def rule_for(difference: Difference, place: Place) -> str | None:
    """The name of the first rule that fits a difference; None if there is none."""
    return next((name for name, rule in RULES.items() if rule(difference, place)), None)
