"""The hostile cases of the bench, a few of its ten thousand, and what they found."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

import xforms
from bench.engine.generate.hostile import ODD_VALUES
from bench.engine.hostile import KINDS, cases, tried
from tests.xforms.forms import ask, bind, env, run, xform

FORM = xforms.compile_form(xform("<a/><p><x>1</x></p>", "", ask("a")))


@pytest.mark.parametrize("kind", list(KINDS))
def test_spoilt_forms_files_and_dumps_are_taken_or_refused_in_time(kind: str) -> None:
    seen = set()
    for at, number in cases(200, 1):
        if at == kind:
            outcome = tried(at, number)
            assert outcome.what in ("taken", "refused"), (number, outcome.trace)
            seen.add(outcome.what)
    assert seen


def test_a_damaged_cache_is_refused() -> None:
    assert {tried("cache", number).what for number in range(50)} == {"refused"}


def test_damaged_attachments_and_keys_are_refused_at_times() -> None:
    assert {tried("attachment", number).what for number in range(40)} == {"taken", "refused"}
    assert {tried("key", number).what for number in range(20)} == {"taken", "refused"}


@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("odd", [odd for odd in ODD_VALUES if not isinstance(odd, int)], ids=repr)
def test_a_dump_with_a_part_of_another_type_is_refused(part: int, odd: Any) -> None:
    document = json.loads(zlib.decompress(xforms.start(FORM, env()).dump()))
    document[part] = odd
    if part == 2 and odd == FORM.default_language:
        return
    with pytest.raises(xforms.RunRefused):
        xforms.restore(FORM, zlib.compress(json.dumps(document).encode()), env())


@pytest.mark.parametrize(
    "stored",
    [
        [[0], [7], [], []],
        [[-1], ["x"], [], []],
        [[99], ["x"], [], []],
        [[0], [], [], []],
        [[], [], [-2], []],
        [[], [], [], [[0, [[]]]]],
    ],
    ids=str,
)
def test_a_dump_whose_values_do_not_fit_the_form_is_refused(stored: list[Any]) -> None:
    document = json.loads(zlib.decompress(xforms.start(FORM, env()).dump()))
    document[5] = stored
    with pytest.raises(xforms.RunRefused):
        xforms.restore(FORM, zlib.compress(json.dumps(document).encode()), env())


def test_a_range_over_a_text_takes_numbers_only() -> None:
    attributes = 'start="0" end="inf" step="1"'
    walk = run(
        xform("<a/>", bind("a"), f'<range ref="/data/a" {attributes}><label>a</label></range>')
    )
    assert isinstance(walk.answer("/data/a", "substr('x')"), xforms.Rejected)
    assert isinstance(walk.answer("/data/a", "3"), xforms.Accepted)


@pytest.mark.parametrize(
    "expression",
    [
        "indexed-repeat(/data/p/x, /data/p, 1 div 0)",
        "indexed-repeat(/data/p/x, /data/p, 0 div 0)",
        "selected-at('a b', 1 div 0)",
        "date(1 div 0)",
        "date-time(1 div 0)",
    ],
)
def test_an_infinite_number_is_no_place_and_no_day(expression: str) -> None:
    body = '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>"
    walk = run(xform("<q/><p><x>1</x></p>", bind("q", calculate=expression), body))
    assert walk.value("/data/q") == ""


def test_a_question_of_a_repeat_in_a_group_outside_of_it_is_asked_by_itself() -> None:
    body = '<group ref="/data/g" appearance="field-list">' + ask("g/a") + ask("p/x") + "</group>"
    repeat = '<repeat nodeset="/data/p">' + ask("p/x") + "</repeat>"
    walk = run(xform("<g><a/></g><p><x/></p>", "", body + repeat))
    assert [prompt.ref for prompt in walk.group("/data/g").prompts] == ["/data/g/a"]
