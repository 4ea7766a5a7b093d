"""Each rule about problems is true where it should be, and only there."""

from __future__ import annotations

import pytest

from services.form_library.problems import Problem, problems_of
from services.form_library.source import CHECKLISTS
from tests.checklists import walking
from tests.checklists.witnesses import HOME_VISIT, HOTEL, Witness
from xforms.xlsform import from_markdown

BOOKS = {
    stem: from_markdown((CHECKLISTS / f"{stem}.md").read_text("utf-8"))
    for stem in ("home_visit", "hotel")
}
PROBLEMS = {p.name: p for book in BOOKS.values() for p in problems_of(book)}
WITNESSES = {
    **{name: ("home_visit", witness) for name, witness in HOME_VISIT.items()},
    **{name: ("hotel", witness) for name, witness in HOTEL.items()},
}


def _walked(stem: str, witness: Witness) -> walking.Run:
    usual = walking.GIRL if stem == "home_visit" else walking.HOTEL
    last = walking.LAST_VISIT if stem == "home_visit" else walking.LAST_INSPECTION
    run = walking.start(
        stem,
        subject={**usual, **witness.subject},
        last={**last, **witness.last},
        settings=witness.settings,
    )
    walking.finish(run, {**walking.ORDINARY, **witness.answers})
    return run


def _follows(problem: Problem) -> set[str]:
    """Name the rows of the grade: it follows the worst problem."""
    if problem.name.startswith("p_ht"):
        return set()
    if problem.severity == 4:
        return {"p_hv_risk_2"}
    return {"p_hv_risk_1"} if problem.severity == 3 else set()


def test_every_row_has_its_witness() -> None:
    assert set(WITNESSES) == set(PROBLEMS)


@pytest.mark.parametrize("name", WITNESSES)
def test_a_problem_is_found_where_it_is_and_nothing_else(name: str) -> None:
    stem, witness = WITNESSES[name]
    run = _walked(stem, witness)
    expected = {name, *witness.also}
    for one in () if "hv_risk" in witness.answers else tuple(expected):
        expected |= _follows(PROBLEMS[one])
    if "p_hv_risk_2" in expected:
        expected -= {"p_hv_risk_1"}
    assert walking.problems_of(run) == expected
    worst = max(PROBLEMS[one].severity for one in expected)
    assert walking.answers_of(run)["severity"] == str(worst)


def test_the_calculation_carries_what_the_product_says_and_does() -> None:
    run = _walked("home_visit", HOME_VISIT["p_hv_met_2"])
    ((_, value, told),) = [
        node for node in run.nodes_with("hulei:severity") if node[0].endswith("p_hv_met_2")
    ]
    assert value == "1"
    assert told["hulei:severity"] == "1"
    assert told["hulei:follow_up"] == "V7"
    assert told["hulei:question"] == "hv_met"
    assert told["hulei:say_zh"] == "没有见到孩子本人"
    assert told["hulei:say_en"] == "The child was not seen"
    assert told["hulei:advice_zh"] == "7天内要见到孩子"
