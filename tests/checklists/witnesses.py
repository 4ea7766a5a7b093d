"""For every row of the problems sheets one visit in which it is true.

``also`` names the other rows that the same answers rightly make true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Witness:
    """What differs from an ordinary visit: answers, the file, the last visit, the settings."""

    answers: Mapping[str, str] = field(default_factory=dict)
    subject: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


def _w(
    also: str = "",
    subject: Mapping[str, str] | None = None,
    last: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    **answers: str,
) -> Witness:
    names = tuple(f"p_{name}" for name in also.split())
    return Witness(answers, subject or {}, last or {}, settings or {}, names)


BOY = {"sex": "M"}
INJURED = {"hv_sign_body": "bruise"}

HOME_VISIT = {
    "p_hv_mode_1": _w(hv_mode="video", subject={"risk": "high"}),
    "p_hv_two_adults_1": _w(hv_two_adults="no"),
    "p_hv_female_1": _w(hv_female="no"),
    "p_hv_met_1": _w(hv_met="none"),
    "p_hv_met_2": _w(hv_met="carer"),
    "p_hv_met_3": _w(hv_met="refused"),
    "p_hv_met_4": _w(hv_met="moved"),
    "p_hv_met_5": _w("hv_met_2", hv_met="carer", subject={"unseen_in_a_row": "1"}),
    "p_hv_changed_items_1": _w(hv_changed="yes", hv_changed_items="addr death"),
    "p_hv_lives_with_1": _w(hv_lives_with="alone"),
    "p_hv_lives_with_2": _w(hv_lives_with="sib"),
    "p_hv_lives_with_3": _w(hv_lives_with="pgp nonrel"),
    "p_hv_lives_with_4": _w(hv_lives_with="father"),
    "p_hv_carer_1": _w(hv_carer="none"),
    "p_hv_carer_age_1": _w(hv_carer_age="70"),
    "p_hv_carer_age_2": _w(hv_carer_age="17"),
    "p_hv_school_1": _w(hv_school="dropout"),
    "p_hv_school_2": _w(hv_school="truant"),
    "p_hv_carer_cond_1": _w(hv_carer_cond="gamble"),
    "p_hv_carer_cond_2": _w(hv_carer_cond="frail"),
    "p_hv_discipline_1": _w(hv_discipline="scold"),
    "p_hv_discipline_2": _w("hv_discipline_1 hv_sign_body_4", hv_discipline="scold", **INJURED),
    "p_hv_discipline_3": _w(hv_discipline="ignore"),
    "p_hv_unattended8_1": _w(hv_unattended8="yes", subject={"age": "6"}),
    "p_hv_unattended8_2": _w(
        "hv_unattended8_1",
        hv_unattended8="yes",
        subject={"age": "6"},
        last={"hv_unattended8": "yes"},
    ),
    "p_hv_entrust_1": _w(hv_entrust="expired"),
    "p_hv_entrust_told_1": _w(hv_entrust_told="no"),
    "p_hv_docs_1": _w(hv_docs="notice safety pledge", settings={"two_lists_enabled": "yes"}),
    "p_hv_parent_contact_1": _w(hv_parent_contact="rare"),
    "p_hv_parent_contact_2": _w(hv_parent_contact="lost"),
    "p_hv_parent_home_1": _w(hv_parent_home="more"),
    "p_hv_econ_1": _w(hv_econ="medical"),
    "p_hv_econ_2": _w("hv_econ_1", hv_econ="housing"),
    "p_hv_appearance_1": _w(hv_appearance="poor"),
    "p_hv_nutrition_1": _w(hv_nutrition="thin"),
    "p_hv_nutrition_2": _w(hv_nutrition="severe"),
    "p_hv_illness_1": _w(hv_illness="yes"),
    "p_hv_home_hazard_1": _w(hv_home_hazard="lock"),
    "p_hv_home_hazard_2": _w(hv_home_hazard="collapse"),
    "p_hv_home_hazard_3": _w(hv_home_hazard="lock", subject=BOY),
    "p_hv_bed_1": _w(hv_bed="male"),
    "p_hv_absent_days_1": _w(hv_absent_days="3"),
    "p_hv_bully_1": _w(hv_bully="maybe"),
    "p_hv_bully_2": _w(hv_bully="yes"),
    "p_hv_bully_3": _w("hv_bully_2 hv_sign_body_4", hv_bully="yes", **INJURED),
    "p_hv_edu_today_1": _w(hv_edu_today="none"),
    "p_hv_trusted_1": _w(hv_trusted="no"),
    "p_hv_hotline_1": _w(hv_hotline="no"),
    "p_hv_online_1": _w(hv_online="stranger"),
    "p_hv_online_2": _w(hv_online="night"),
    "p_hv_money_1": _w(hv_money="yes"),
    "p_hv_night_1": _w(hv_night="once"),
    "p_hv_night_2": _w(hv_night="often"),
    "p_hv_night_3": _w(hv_night="missing"),
    "p_hv_venues_1": _w(hv_venues="net"),
    "p_hv_adults_1": _w(hv_adults="yes"),
    "p_hv_sign_body_1": _w(hv_sign_body="walk"),
    "p_hv_sign_body_2": _w(hv_sign_body="preg", subject={"age": "13"}),
    "p_hv_sign_body_3": _w(hv_sign_body="preg", subject={"age": "14"}),
    "p_hv_sign_body_4": _w(hv_sign_body="burn"),
    "p_hv_sign_behav_1": _w(hv_sign_behav="selfharm"),
    "p_hv_sign_behav_2": _w(hv_sign_behav="fear"),
    "p_hv_sign_behav_3": _w(hv_sign_behav="sleep anger"),
    "p_hv_sign_behav_4": _w(hv_sign_behav="sleep anger grade"),
    "p_hv_sign_env_1": _w(hv_sign_env="control"),
    "p_hv_sign_env_2": _w(hv_sign_env="noalone"),
    "p_hv_disclose_1": _w(hv_disclose="child"),
    "p_hv_disclose_2": _w(hv_disclose="online", subject=BOY),
    "p_hv_danger_1": _w("hv_disclose_1", hv_disclose="other", hv_danger="yes"),
    "p_hv_risk_1": _w(hv_risk="high"),
    "p_hv_risk_2": _w(hv_risk="urgent"),
    "p_hv_risk_why_1": _w(
        "hv_disclose_1", hv_disclose="child", hv_risk="mid", hv_risk_why="已由专班接手跟进"
    ),
}
"""Rows of severity 4 or U raise the suggested grade; `hv_risk_1` or `_2` then follow it."""

_PARTS = {f"p_ht_f{n}_1": _w(**{f"ht_f{n}": "part"}) for n in (1, 2, 3, 4, 5)}
_NOT = {f"p_ht_f{n}_2": _w(**{f"ht_f{n}": "no"}) for n in (1, 2, 3, 4, 5)}
_EIGHT = {
    f"p_ht_e{n}_1": _w(settings={"eight_measures": "yes"}, **{f"ht_e{n}": "no"})
    for n in range(1, 9)
}
_NO = ("ht_sign", "ht_patrol", "ht_visitor", "ht_train", "ht_drill", "ht_cctv", "ht_spycam")
_YES = ("ht_night_visit", "ht_hourly", "ht_esport", "ht_vice")

HOTEL = {
    **_PARTS,
    **_NOT,
    **_EIGHT,
    **{f"p_{key}_1": _w(**{key: "no"}) for key in (*_NO, "ht_split", "ht_led")},
    **{f"p_{key}_1": _w(**{key: "yes"}) for key in _YES},
    "p_ht_refused_1": _w(ht_refused="refused"),
    "p_ht_license_1": _w(ht_license="nobiz"),
    "p_ht_license_2": _w(ht_license="expired"),
    "p_ht_f1_ok_1": _w(ht_f1_n="5", ht_f1_ok="4"),
    "p_ht_f5_know_1": _w(ht_f5_know="2"),
    "p_ht_suspect_1": _w(ht_suspect="norel"),
    "p_ht_cctv_days_1": _w(ht_cctv_days="29"),
    "p_ht_staff_minor_1": _w(ht_staff_minor="u16"),
    "p_ht_staff_minor_2": _w(ht_staff_minor="u18"),
}
