"""Walk a checklist in the engine as a worker taps through it, counting taps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import xforms
from services.form_library.source import CHECKLISTS, load_checklist

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday

GIRL = {
    "sex": "F",
    "age": "9",
    "categories": "left_behind",
    "risk": "low",
    "four_in_one": "yes",
    "unseen_in_a_row": "0",
}
LAST_VISIT = {
    "hv_team": "grid director",
    "hv_two_adults": "yes",
    "hv_female": "yes",
    "hv_lives_with": "pgp",
    "hv_carer": "gp",
    "hv_carer_age": "66",
    "hv_school": "in",
    "hv_entrust": "yes",
    "hv_entrust_told": "yes",
    "hv_docs": "notice safety pledge entrust",
    "hv_parent_contact": "weekly",
    "hv_parent_home": "m3",
    "hv_econ": "none",
    "hv_bed": "female",
    "hv_unattended8": "no",
}
HOTEL = {"kind": "hotel"}
LAST_INSPECTION = {"ht_led": "yes", "ht_esport": "no", "ht_ack": "王经理"}

ORDINARY = {"hv_met": "child", "hv_edu_today": "body", "hv_disclose": "no", "hv_danger": "no"}
"""What a worker taps on the screens that have no button for 「全部正常」."""


@cache
def compiled(stem: str) -> xforms.Form:
    """Compile a checklist; converted once per test run."""
    return xforms.compile_form(load_checklist(CHECKLISTS / f"{stem}.md").xform)


def start(
    stem: str,
    *,
    subject: Mapping[str, str],
    last: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> xforms.Run:
    """Start a fresh run with its three instances."""
    surroundings = xforms.Surroundings(now=NOW, seed=1, properties={})
    told = {"subject": subject, "last": last or {}, "settings": settings or {}}
    instances = {name: _xml(values) for name, values in told.items()}
    return xforms.start(compiled(stem), surroundings, instances=instances)


def _xml(values: Mapping[str, str]) -> bytes:
    inside = "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
    return f"<root>{inside}</root>".encode()


def name_of(ref: str) -> str:
    """Return the question's name in a reference."""
    return ref.rsplit("/", 1)[-1].split("[", maxsplit=1)[0]


def answered(run: xforms.Run, ref: str, value: str) -> None:
    """Answer, and fail loudly where the form rejects it."""
    outcome = run.answer(ref, value)
    assert isinstance(outcome, xforms.Accepted), (ref, value, outcome)


def finish(run: xforms.Run, answers: Mapping[str, str] = ORDINARY) -> int:
    """Tap through to the end; return the taps from opening the form to 「提交」.

    The model (issue 2): opening is a tap; a single choice answers and goes on; a screen with
    several points is one tap when every open point has a usual answer or may be left open; a
    multiple choice is a tap per option and one for 「完成」; the review with 「提交」 is a tap.
    """
    taps, position = 1, run.first()
    while position is not None:
        if position.kind == "group":
            taps += _block(run, position.ref, answers)
        else:
            prompt = run.prompt(position.ref)
            if prompt.attributes.get("hulei:confirm") == "yes":
                answered(run, prompt.ref, "yes")
                break
            taps += _alone(run, prompt, answers)
        position = run.next(position)
    assert run.check() == []
    return taps + 1


def _alone(run: xforms.Run, prompt: xforms.Prompt, answers: Mapping[str, str]) -> int:
    value = answers.get(prompt.name, "")
    if not value:
        assert not prompt.required, f"{prompt.name} needs an answer"
        return 1
    answered(run, prompt.ref, value)
    return 1 + len(value.split()) if prompt.control == "select" else 1


def _block(run: xforms.Run, ref: str, answers: Mapping[str, str]) -> int:
    """Answer one screen of several points; return its taps."""
    extra, seen = 0, set[str]()
    while True:
        prompts = [p for p in run.group(ref).prompts if p.ref not in seen]
        if not prompts:
            return 1 + extra
        for prompt in prompts:
            seen.add(prompt.ref)
            usual = prompt.attributes.get("hulei:normal", "")
            if prompt.name in answers:
                extra += 1
                answered(run, prompt.ref, answers[prompt.name])
            elif not prompt.value and usual:
                answered(run, prompt.ref, usual)
            elif not prompt.value:
                assert not prompt.required or prompt.readonly, f"{prompt.name} needs an answer"


def refs(run: xforms.Run) -> dict[str, str]:
    """Name → reference of everything relevant with a value."""
    return {name_of(ref): ref for ref in run.values()}


def answers_of(run: xforms.Run) -> dict[str, str]:
    """Name → value of everything relevant with a value."""
    return {name_of(ref): value for ref, value in run.values().items()}


def problems_of(run: xforms.Run) -> set[str]:
    """Names of the problem rows that are true now."""
    return {name_of(ref) for ref, value, _ in run.nodes_with("hulei:severity") if value == "1"}
