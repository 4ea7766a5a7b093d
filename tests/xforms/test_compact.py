"""The short form of a record, for SMS."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import xforms
from tests.xforms.forms import ask, bind, run, xform


def household(record: str, binds: str = "", *, words: str = 'odk:prefix="hh"') -> xforms.Run:
    """A run of a form whose record has these attributes."""
    source = xform(record, binds, ask("fn"))
    return run(source.replace('<data id="t"', f'<data id="t" {words}', 1))


TAGGED = '<fn odk:tag="fn"/><ln odk:tag="ln"/><age>10</age>'


def test_the_short_form_has_the_prefix_then_tags_and_values_in_order() -> None:
    walk = household(TAGGED, words='odk:prefix="hh" odk:delimiter="+"')
    walk.set("/data/ln", "Bar")
    assert walk.compact() == "hh+ln+Bar"
    walk.set("/data/fn", "Mary Kate")
    assert walk.compact() == "hh+fn+Mary Kate+ln+Bar"


def test_parts_are_separated_by_spaces_and_those_inside_a_value_have_a_backslash() -> None:
    walk = household(TAGGED)
    walk.set("/data/fn", "Mary Kate")
    assert walk.compact() == r"hh fn Mary\ Kate"


def test_what_is_irrelevant_is_left_out_with_all_that_is_inside() -> None:
    record = '<fn odk:tag="fn"/><g><ln odk:tag="ln">x</ln></g>'
    walk = household(record, bind("g", relevant="/data/fn != ''"))
    assert walk.compact() == "hh"
    walk.set("/data/fn", "Lin")
    assert walk.compact() == "hh fn Lin ln x"


def test_each_instance_of_a_repeat_has_its_tag() -> None:
    record = '<r jr:template=""><n odk:tag="n"/></r>'
    walk = run(
        xform(record, "", '<group ref="/data/r"><repeat nodeset="/data/r">'
              '<input ref="/data/r/n"><label>n</label></input></repeat></group>')
        .replace('<data id="t"', '<data id="t" odk:prefix="k"', 1)
    )  # fmt: skip
    for name in ("a", "b"):
        walk.answer(f"{walk.add_repeat('/data/r')}/n", name)
    assert walk.compact() == "k n a n b"


def test_the_identity_of_the_record_may_be_among_it() -> None:
    source = xform(TAGGED).replace("<instanceID/>", '<instanceID odk:tag="id"/>')
    walk = run(source.replace('<data id="t"', '<data id="t" odk:prefix="hh"', 1))
    assert walk.compact() == f"hh id {walk.submission().instance_id}"


def test_older_forms_write_the_attributes_without_a_namespace() -> None:
    walk = household('<fn tag="fn">Lin</fn>', words='prefix="hh" delimiter="|"')
    assert walk.compact() == "hh|fn|Lin"


def test_a_form_that_asks_for_no_short_form_has_none() -> None:
    assert household("<fn>Lin</fn>", words="").compact() == ""
    assert household('<fn xmlns:z="urn:z" z:tag="fn">Lin</fn>', words="").compact() == ""


def test_the_short_form_survives_the_cache() -> None:
    form = household(TAGGED).form
    again = xforms.start(xforms.from_cache(form.to_cache()), household(TAGGED).surroundings)
    again.set("/data/fn", "Lin")
    assert again.compact() == "hh fn Lin"


@given(st.text(min_size=1, max_size=12), st.sampled_from(["+", " ", "#", "::"]))
def test_a_value_can_be_told_from_what_is_around_it(text: str, delimiter: str) -> None:
    walk = household(TAGGED, words=f'odk:prefix="hh" odk:delimiter="{delimiter}"')
    walk.set("/data/fn", text)
    stored = walk.value("/data/fn")
    found = walk.compact()
    if not stored:
        assert found == "hh"
        return
    assert found.startswith(f"hh{delimiter}fn{delimiter}")
    value = found[len(f"hh{delimiter}fn{delimiter}") :]
    assert value == stored.replace(delimiter, f"\\{delimiter}")
