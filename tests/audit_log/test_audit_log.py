"""The audit log of a run: its rows, its file, its place in the record."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xforms
from xforms.audit_log import MAX_ENTRIES, AuditLog, Event

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MILLISECONDS = 1795435200000
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>v</h:title><model>
 <instance><v id="v"><q/>{meta}</v></instance><bind nodeset="/v/q" type="string"/>
 <bind nodeset="/v/meta/audit" type="binary"/>
 </model></h:head><h:body><input ref="/v/q"><label>q</label></input></h:body></h:html>"""
META = "<orx:meta><orx:audit/><orx:instanceID/></orx:meta>"


def started(meta: str = META) -> xforms.Run:
    """A run of a form that may ask for a log."""
    form = xforms.compile_form(FORM.replace("{meta}", meta))
    return xforms.start(form, xforms.Surroundings(now=NOON))


def test_a_visit_becomes_a_row_with_the_values_before_and_after() -> None:
    run, log = started(), AuditLog(changes=True)
    log.note(Event.START, NOON)
    run.answer("/v/q", '小满, "九岁"')
    log.visit(run, "/v/q", NOON, NOON + timedelta(seconds=2.5))
    assert log.to_csv() == (
        "event,node,start,end,old-value,new-value\n"
        f"form start,,{MILLISECONDS},,,\n"
        f'question,/v/q,{MILLISECONDS},{MILLISECONDS + 2500},,"小满, ""九岁"""\n'
    )


def test_values_are_kept_only_where_the_form_asks_for_them() -> None:
    run, log = started(), AuditLog()
    run.answer("/v/q", "秘密")
    log.visit(run, "/v/q", NOON, NOON)
    assert "秘密" not in log.to_csv()
    assert "秘密" not in str(log.to_json())
    assert log.to_csv().startswith("event,node,start,end\n")


def test_the_record_names_the_file_that_is_sent_with_it() -> None:
    run, log = started(), AuditLog()
    log.note(Event.FINALIZE, NOON)
    attached = log.attach(run)
    submission = run.submission()
    assert list(attached) == submission.files == ["audit.csv"]
    assert b"audit.csv</orx:audit>" in submission.xml
    assert b"form finalize" in attached["audit.csv"]


def test_a_form_that_asks_for_no_log_gets_none() -> None:
    run = started("<orx:meta><orx:instanceID/></orx:meta>")
    assert AuditLog().attach(run) == {}
    assert run.submission().files == []


def test_a_log_goes_on_after_a_pause() -> None:
    run, log = started(), AuditLog(changes=True)
    log.note(Event.REPEAT, NOON, node="/v/r[2]")
    log.visit(run, "/v/q", NOON, NOON, old="x")
    assert AuditLog.from_json(log.to_json()).to_csv() == log.to_csv()


def test_what_fits_no_place_is_refused_and_a_log_does_not_grow_for_ever() -> None:
    log = AuditLog()
    with pytest.raises(xforms.RunRefused):
        log.note(Event.QUESTION, NOON)
    with pytest.raises(xforms.RunRefused):
        log.note(Event.SAVE, NOON, node="/v/q")
    with pytest.raises(ValueError, match="aware"):
        log.note(Event.SAVE, datetime(2026, 11, 23))
    for _ in range(MAX_ENTRIES + 5):
        log.note(Event.SAVE, NOON)
    assert len(log.entries) == MAX_ENTRIES


@given(st.text().filter(lambda text: text.isprintable() and '"' not in text) | st.just('a,"b"\nc'))
def test_every_value_is_read_back_from_the_file(value: str) -> None:
    run, log = started(), AuditLog(changes=True)
    run.set("/v/q", value)
    log.visit(run, "/v/q", NOON, NOON, old="x")
    rows = list(csv.DictReader(io.StringIO(log.to_csv(), newline="")))
    assert rows[0]["new-value"] == run.value("/v/q")
