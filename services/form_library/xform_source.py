"""An XForm that a clerk sent instead of a workbook → a checked form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import xforms
from services.form_library.chat_limits import GIVEN
from services.form_library.conventions import LONGEST
from services.form_library.source import CheckedForm
from xforms import attached
from xforms.faults import FormFault, FormRefused
from xforms.xlsform.limits import MAX_FILE_BYTES

SIGN, FACT = "hulei:sign", "hulei:fact"


def check_xform(data: bytes) -> tuple[CheckedForm, xforms.Form]:
    """The checked form, and compiled. Blocks for 0.5 s and more.

    Raises:
        FormRefused: With every fault that was found; none has a cell, only the place in the XForm.
    """
    if len(data) > MAX_FILE_BYTES:
        raise FormRefused([FormFault("file.size", what="文件太大", remedy="不超过 5 MB")])
    attached.check_xform(data)
    form = xforms.compile_form(data)
    faults = [*_settings(form), *_signs(form), *_not_in_a_chat(form)]
    if faults:
        raise FormRefused(faults)
    return _checked(form, data), form


def _checked(form: xforms.Form, data: bytes) -> CheckedForm:
    try:
        xform = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what, remedy = "表单不是 UTF-8", "另存为 UTF-8 后再发"
        raise FormRefused([FormFault("xform.encoding", what=what, remedy=remedy)]) from error
    return CheckedForm(
        form_id=form.id,
        version=form.version or hashlib.sha256(data).hexdigest()[:12],
        title=form.title or form.id,
        xform=xform,
        workbook=data,
        warnings=form.warnings,
    )


def _settings(form: xforms.Form) -> Iterator[FormFault]:
    found = {"form_id": form.id, "form_title": form.title, "version": form.version}
    if not form.id:
        yield FormFault("xform.id", what="表单没有编号（id）", remedy="给主体元素加上 id")
    for name, most in LONGEST.items():
        if len(found[name] or "") > most:
            yield FormFault("xform.long", what=f"{name} 超过 {most} 个字", remedy="缩短它")


def _signs(form: xforms.Form) -> Iterator[FormFault]:
    """A sign of harm is never prefilled (design, promise 3)."""
    set_by_actions = {action.ref for action in form.schema.actions}
    for node in form.marked(SIGN):
        bind = node.bind
        if bind is None or bind.attributes.get(SIGN) != "yes":
            continue
        if bind.calculate or FACT in bind.attributes or node.path in set_by_actions:
            what, remedy = "受害迹象不能预先填好", "去掉 calculate、setvalue 和 hulei:fact"
            yield FormFault("sign.prefilled", node.path, what=what, remedy=remedy)


def _not_in_a_chat(form: xforms.Form) -> Iterator[FormFault]:
    for node in form.schema.nodes:
        if node.control is not None and node.control.attributes.get("mediatype", "")[:4] == "osm/":
            what, remedy = "聊天里不能画 OSM 地图", "改用 geopoint 或 text"
            yield FormFault("chat.osm", node.path, what=what, remedy=remedy)
    for name, source in form.schema.instances.items():
        if name in GIVEN and source and not source.endswith(".xml"):
            what = f"名字 {name} 是机器人自己的数据，不能用来叫文件"
            yield FormFault("chat.taken", source, what=what, remedy="换一个文件名")
