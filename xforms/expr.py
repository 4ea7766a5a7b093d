"""Evaluating expressions one by one, each as the calculation of a small form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from xforms.compile import compile_form
from xforms.faults import FormRefused
from xforms.run import Run
from xforms.surroundings import Surroundings

CLOCK = datetime(2026, 1, 15, 10, tzinfo=UTC)
"""The moment at which expressions are evaluated, so that today() has one value."""

_VALUES = {
    "e": ("string", ""),
    "i": ("int", "5"),
    "n": ("decimal", "2.5"),
    "n10": ("decimal", "10.0"),
    "s": ("string", "abc"),
    "bf": ("string", "false"),
    "zero": ("int", "0"),
    "sel": ("string", "a c"),
    "sel1": ("string", "b"),
    "d1": ("date", "2012-02-29"),
    "d2": ("date", "2011-02-28"),
    "t1": ("time", "06:00:00.000Z"),
    "t2": ("time", "18:30:00.000Z"),
    "dt1": ("dateTime", "2012-02-29T12:00:00.000Z"),
    "p": ("geopoint", "23.1 113.3 12 5"),
    "l": ("geoshape", "0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0"),
}
_ROWS = (("1", ""), ("2", "20"), ("3", "30"))
_CHOICES = (("a", "Aye"), ("b", "Bee"), ("c", "Cee"))
_ITEMS = (("a", "AA"), ("b", "BB"), ("c", "CC"), ("d", "DD"), ("e", "EE"))


def _form() -> str:
    """A form with one node of every kind that an expression may read."""
    nodes = "".join(f"<{name}>{value}</{name}>" for name, (_, value) in _VALUES.items())
    rows = "".join(f"<r><x>{x}</x><y>{y}</y></r>" for x, y in _ROWS)
    items = "".join(
        f"<item><name>{name}</name><label>{label}</label><w>{at}</w></item>"
        for at, (name, label) in enumerate(_ITEMS, 1)
    )
    binds = "".join(
        f'<bind nodeset="/d/{name}" type="{kind}"/>' for name, (kind, _) in _VALUES.items()
    )
    choices = "".join(
        f"<item><label>{label}</label><value>{name}</value></item>" for name, label in _CHOICES
    )
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f'<h:head><h:title>e</h:title><model><instance><d id="e" version="1">{nodes}{rows}'
        f'<g><h>hh</h></g><out/></d></instance><instance id="c"><root>{items}</root></instance>'
        f'{binds}<bind nodeset="/d/r/x" type="int"/><bind nodeset="/d/r/y" type="int"/></model>'
        f'</h:head><h:body><select ref="/d/sel">{choices}</select>'
        f'<select1 ref="/d/sel1">{choices}</select1>'
        '<repeat nodeset="/d/r"><input ref="/d/r/x"/><input ref="/d/r/y"/></repeat>'
        "</h:body></h:html>"
    )


def evaluate_all(expressions: Iterable[str]) -> list[str | None]:
    """The value that a calculation would store for each; None where it is refused."""
    form = compile_form(_form())
    found: list[str | None] = []
    for expression in expressions:
        run = Run(form, Surroundings(now=CLOCK, seed=1), {}, "")
        run.begin()
        try:
            found.append(run.evaluate("/d/out", expression))
        except FormRefused:
            found.append(None)
    return found
