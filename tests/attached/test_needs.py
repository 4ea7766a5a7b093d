"""Which files a form reads lists from, and which columns of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.form_library.checking import needed_by
from services.form_library.source import check_workbook
from tests.forms.published import CACHE
from xforms.attached import ITEMSETS, Choosing, Need, is_xform, needs_of
from xforms.xlsform import from_markdown

FILED = Path(__file__).parents[1] / "forms" / "filed.md"


@pytest.fixture(scope="module")
def needs() -> dict[str, Need]:
    checked = check_workbook(from_markdown(FILED.read_text("utf-8")), cache=CACHE)
    return {one.name: one for one in needed_by(checked.xform, checked.files)}


def test_files_are_asked_for_in_the_order_of_the_form_and_what_every_run_has_is_not(
    needs: dict[str, Need],
) -> None:
    assert list(needs) == [
        "towns.csv",
        "wards.csv",
        "crops.xml",
        "wells.geojson",
        "roads.csv",
        "houses.csv",
        "shops.csv",
    ]


def test_columns_come_from_choices_filters_lookups_and_every_language(
    needs: dict[str, Need],
) -> None:
    assert needs["wards.csv"].columns == {"code", "title", "town"}
    assert needs["wards.csv"].choosing == [Choosing("code", ("town",))]
    assert needs["crops.xml"].choosing == [Choosing("name", (), several=True)]
    assert needs["roads.csv"].columns == {"ward", "road"}
    assert (needs["houses.csv"].columns, needs["houses.csv"].keys) == (
        {"ward", "households"},
        {"ward"},
    )
    assert needs["shops.csv"].columns == {"key", "town", "title", "title_en"}


XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>
<instance><d id="t"><a/><b/><c/></d></instance>
<instance id="last" src="jr://instance/last-saved"/>
<instance id="subject" src="jr://file/subject.xml"/>
<instance id="w" src="jr://file-csv/wards.csv"><root><item><name>_</name></item></root></instance>
<bind nodeset="/d/c" calculate="pulldata('fees', 'fee', 'code', /d/a)"/></model></h:head><h:body>
<select1 ref="/d/a"><label>a</label>
<itemset nodeset="randomize(instance('w')/root/item[big > 3 and selected(kinds, /d/b)], 7)">
<value ref="name"/><label ref="label"/></itemset></select1>
<input ref="/d/b" query="instance('streets')/root/item[town = /d/a]"><label>b</label></input>
</h:body></h:html>"""


def test_an_xform_by_hand_is_read_too() -> None:
    needs = needs_of(XFORM, given={"subject"})
    assert list(needs) == ["wards.csv", "fees.csv", ITEMSETS]
    assert needs["wards.csv"].columns == {"name", "label", "big", "kinds"}
    assert needs["wards.csv"].choosing == [Choosing("name", ("big", "kinds"))]
    assert ITEMSETS not in needs_of(XFORM, lists={"streets"}, given={"subject"})


def test_a_form_is_told_from_a_list() -> None:
    assert is_xform(XFORM.encode())
    assert is_xform(b"\xef\xbb\xbf" + XFORM.encode())
    assert not is_xform(b"<root><item><name>a</name></item></root>")
    assert not is_xform(b"name,label\n")
