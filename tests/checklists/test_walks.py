"""An ordinary visit and inspection are short; what is not to be asked is not asked."""

from __future__ import annotations

import pytest

import xforms
from tests.checklists import walking
from tests.checklists.walking import answers_of, finish, problems_of, start


def _girl(**kept: str) -> xforms.Run:
    return start("home_visit", subject={**walking.GIRL, **kept}, last=walking.LAST_VISIT)


def _hotel(**settings: str) -> xforms.Run:
    return start("hotel", subject=walking.HOTEL, last=walking.LAST_INSPECTION, settings=settings)


@pytest.mark.parametrize(
    "kept",
    [{}, {"sex": "M"}, {"age": "5"}, {"age": "15"}, {"categories": "hardship"}],
    ids=["girl", "boy", "small girl", "older girl", "not left behind"],
)
def test_a_home_visit_in_which_nothing_changed_takes_thirteen_taps(kept: dict[str, str]) -> None:
    run = _girl(**kept)
    assert finish(run) == 13
    assert problems_of(run) == set()
    assert answers_of(run)["hv_risk"] == "low"


def test_with_two_lists_switched_on_it_takes_no_tap_more() -> None:
    settings = {"two_lists_enabled": "yes"}
    run = start("home_visit", subject=walking.GIRL, last=walking.LAST_VISIT, settings=settings)
    assert finish(run) == 13


def test_a_hotel_where_all_is_well_takes_eight_taps() -> None:
    run = _hotel()
    assert finish(run) == 8
    assert problems_of(run) == set()
    assert answers_of(run)["ht_result"] == "pass"


def test_a_hotel_with_the_eight_measures_takes_nine_taps() -> None:
    assert finish(_hotel(eight_measures="yes")) == 9


def test_nobody_at_home_is_said_in_eight_taps() -> None:
    run = _girl()
    assert finish(run, {**walking.ORDINARY, "hv_met": "none"}) == 8
    asked = answers_of(run)
    assert "hv_appearance" not in asked
    assert "hv_sign_body" not in asked
    assert asked["hv_next"] == "2026-11-26"


def test_the_next_visit_follows_the_grade_and_the_girl_in_the_ledger_stays_under_30_days() -> None:
    girl, other = _girl(), _girl(four_in_one="no")
    finish(girl)
    finish(other)
    assert answers_of(girl)["hv_next"] == "2026-12-23"
    assert answers_of(other)["hv_next"] == "2027-02-21"


def test_intervals_of_the_policy_go_before_the_forms_own() -> None:
    settings = {"interval_low": "15"}
    run = start("home_visit", subject=walking.GIRL, last=walking.LAST_VISIT, settings=settings)
    finish(run)
    assert answers_of(run)["hv_next"] == "2026-12-08"


def test_a_later_date_than_the_grade_allows_is_rejected_with_the_forms_words() -> None:
    run = _girl()
    finish(run)
    outcome = run.answer(walking.refs(run)["hv_next"], "2027-01-23")
    assert isinstance(outcome, xforms.Rejected)
    assert outcome.message == "要晚于走访日期，且不超过该等级的间隔"


def test_the_suggested_grade_rises_with_what_was_seen() -> None:
    grades = {}
    for answers in (
        {"hv_school": "truant"},
        {"hv_carer_age": "71"},
        {"hv_money": "yes"},
        {"hv_sign_behav": "sleep", "hv_sign_env": "porn", "hv_night": "once"},
        {"hv_sign_body": "burn"},
    ):
        run = _girl()
        finish(run, {**walking.ORDINARY, **answers})
        grades[next(iter(answers))] = answers_of(run)["hv_risk"]
    assert grades == {
        "hv_school": "mid",
        "hv_carer_age": "mid",
        "hv_money": "high",
        "hv_sign_behav": "high",
        "hv_sign_body": "urgent",
    }


def test_a_grade_below_the_suggestion_needs_a_reason() -> None:
    run = _girl()
    finish(run, {**walking.ORDINARY, "hv_school": "truant"})
    walking.answered(run, walking.refs(run)["hv_risk"], "low")
    assert [(problem.kind, walking.name_of(problem.ref)) for problem in run.check()] == [
        ("required", "hv_risk_why")
    ]


def test_the_grade_follows_the_suggestion_until_the_worker_chooses_another() -> None:
    run = _girl()
    finish(run)
    risk = walking.refs(run)["hv_risk"]
    money = walking.refs(run)["hv_money"]
    followed = []
    for ref, value in (
        (money, "yes"),
        (money, "no"),
        (risk, "urgent"),
        (money, "yes"),
        (risk, "high"),
        (walking.refs(run)["hv_hotline"], "no"),
        (walking.refs(run)["hv_sign_body"], "burn"),
    ):
        walking.answered(run, ref, value)
        followed.append(run.value(risk))
    assert followed == ["high", "low", "urgent", "urgent", "high", "high", "urgent"]


def test_danger_is_asked_after_a_disclosure_or_a_serious_sign_only() -> None:
    for answers, asked in (
        ({}, False),
        ({"hv_night": "once"}, False),
        ({"hv_adults": "yes"}, True),
        ({"hv_disclose": "other"}, True),
    ):
        run = _girl()
        finish(run, {**walking.ORDINARY, **answers})
        assert ("hv_danger" in answers_of(run)) is asked, answers


def test_the_script_comes_before_the_childs_words() -> None:
    run = _girl()
    finish(run, {**walking.ORDINARY, "hv_disclose": "child"})
    words = next(ref for ref in _groups(run) if ref.endswith("g_words"))
    prompts = run.group(words).prompts
    assert [prompt.name for prompt in prompts] == ["hv_script", "hv_words"]
    assert "不追问细节" in prompts[0].hint


def _groups(run: xforms.Run) -> list[str]:
    found, position = [], run.first()
    while position is not None:
        if position.kind == "group":
            found.append(position.ref)
        position = run.next(position)
    return found


def test_questions_for_girls_the_small_and_the_left_behind_are_asked_of_them_only() -> None:
    boy = start("home_visit", subject={**walking.GIRL, "sex": "M"}, last=walking.LAST_VISIT)
    small = _girl(age="5")
    other = _girl(categories="hardship")
    for run in (boy, small, other):
        finish(run)
    assert {"hv_female", "hv_bed"} & set(answers_of(boy)) == set()
    assert "hv_unattended8" in answers_of(small)
    assert "hv_bed" not in answers_of(small)
    assert {"hv_entrust", "hv_parent_contact"} & set(answers_of(other)) == set()


def test_signs_of_harm_are_blank_when_the_visit_begins_whatever_the_last_one_said() -> None:
    planted = dict.fromkeys(("hv_sign_body", "hv_discipline", "hv_bully", "hv_disclose"), "x")
    last = {**walking.LAST_VISIT, **planted}
    run = start("home_visit", subject=walking.GIRL, last=last)
    walking.answered(run, "/home_visit/hv_met", "child")
    begun = answers_of(run)
    assert begun["hv_lives_with"] == "pgp"
    assert set(planted) & set(begun) == set()
    assert run.is_relevant("/home_visit/g_signs/hv_sign_body")


def test_photo_and_place_are_asked_only_where_the_town_has_switched_them_on() -> None:
    settings = {"allow_photo": "yes", "ask_location": "yes"}
    on = start("home_visit", subject=walking.GIRL, last=walking.LAST_VISIT, settings=settings)
    finish(on)
    assert any(ref.endswith("g_extra") for ref in _groups(on))
    off = _girl()
    finish(off)
    assert not any(ref.endswith("g_extra") for ref in _groups(off))


def test_a_hotel_with_points_to_rectify_is_no_pass_and_gets_a_deadline() -> None:
    run = _hotel()
    finish(run, {"ht_train": "no"})
    assert answers_of(run)["ht_result"] == "rectify"
    assert answers_of(run)["ht_due"] == "2026-12-08"
    outcome = run.answer(walking.refs(run)["ht_result"], "pass")
    assert isinstance(outcome, xforms.Rejected)
    assert outcome.message == "有要整改的问题，不能选“合格”"


def test_the_deadline_is_that_of_the_most_urgent_point() -> None:
    for answers, due in (
        ({"ht_train": "no", "ht_cctv": "no"}, "2026-11-30"),
        ({"ht_train": "no", "ht_sign": "no"}, "2026-11-26"),
    ):
        run = _hotel()
        finish(run, answers)
        assert answers_of(run)["ht_due"] == due


def test_guests_registers_are_sampled_by_officers_only() -> None:
    run = start("hotel", subject=walking.HOTEL, last={**walking.LAST_INSPECTION, "ht_led": "no"})
    finish(run)
    assert "ht_f1_n" not in answers_of(run)


def test_both_languages_speak_on_every_screen() -> None:
    run = _girl()
    finish(run)
    for language, word in (
        ("中文 (zh)", "风险等级（系统建议：低）"),
        ("English (en)", "Risk grade (suggested: low)"),
    ):
        run.language = language
        assert run.prompt(walking.refs(run)["hv_risk"]).label == word
