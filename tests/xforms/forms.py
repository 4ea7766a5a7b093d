"""Small forms written as Python: one call makes the XForm, one more a run of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from html import escape

import xforms

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 5, 7, 30, tzinfo=CHINA)
"""A morning in China: the day before in UTC until 08:00."""

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"'
    ' xmlns:odk="http://www.opendatakit.org/xforms"'
    ' xmlns:entities="http://www.opendatakit.org/xforms/entities"'
    ' xmlns:hulei="urn:hulei:form">'
)


def xform(record: str, binds: str = "", body: str = "", *, more: str = "", model: str = "") -> str:
    """An XForm: record is what stands inside <data>, more are instances, texts and actions."""
    return (
        f"{_HEAD}<h:head><h:title>t</h:title><model {model}><instance>"
        f'<data id="t" version="7">{record}<meta><instanceID/></meta></data></instance>{more}'
        f'{binds}<bind nodeset="/data/meta/instanceID" jr:preload="uid"/></model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    )


def bind(name: str, **attributes: str) -> str:
    """A bind of /data/name; `kind` is its type, a double underscore stands for a prefix."""
    attributes = {{"kind": "type"}.get(key, key): value for key, value in attributes.items()}
    words = "".join(
        f' {key.replace("__", ":")}="{escape(value)}"' for key, value in attributes.items()
    )
    return f'<bind nodeset="/data/{name}"{words}/>'


def ask(name: str, control: str = "input", inside: str = "", **attributes: str) -> str:
    """A question of /data/name."""
    words = "".join(
        f' {key.replace("__", ":")}="{escape(value)}"' for key, value in attributes.items()
    )
    label = "" if "<label" in inside else f"<label>{name.rpartition('/')[2]}</label>"
    return f'<{control} ref="/data/{name}"{words}>{label}{inside}</{control}>'


def items(*names: str) -> str:
    """Choices written in the body."""
    return "".join(
        f"<item><label>{name.title()}</label><value>{name}</value></item>" for name in names
    )


def table(identity: str, *rows: Mapping[str, str]) -> str:
    """A secondary instance."""
    cells = "".join(
        "<item>"
        + "".join(f"<{key}>{escape(value)}</{key}>" for key, value in row.items())
        + "</item>"
        for row in rows
    )
    return f'<instance id="{identity}"><root>{cells}</root></instance>'


def env(**changes: object) -> xforms.Surroundings:
    """The surroundings of a run, with changes."""
    given: dict[str, object] = {"now": NOW, "seed": 1, "properties": {"username": "w1"}}
    return xforms.Surroundings(**(given | changes))  # type: ignore[arg-type]


def run(source: str, *, media: Mapping[str, bytes] | None = None, **more: object) -> xforms.Run:
    """Compile and start."""
    form = xforms.compile_form(source, media=media)
    return xforms.start(form, env(), **more)  # type: ignore[arg-type]


def value_of(expression: str, record: str = "<a/>", binds: str = "", **more: object) -> str:
    """The value of an expression as the calculation of /data/out."""
    calculation = bind("out", calculate=expression)
    return run(xform(record + "<out/>", binds + calculation, **more)).value("/data/out")  # type: ignore[arg-type]
