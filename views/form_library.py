"""Forms: the list to download, what came of a clerk's file, publishing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from services.form_library import desk
from services.form_library.checking import Mark
from services.form_library.desk import EDITORS, USED, Checkup, Listed, Proposal
from views import dates, form_files, form_marks, form_warnings
from views.buttons import Action
from views.menu import MORE, Entry
from views.screen import Button, File, Screen
from views.translate import gettext as _

_UNSAFE = re.compile(r"[^\w.-]")

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "text/xml",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class ListForms(Action):
    """The published forms."""

    prefix: ClassVar[str] = "fll"


@dataclass(frozen=True, slots=True)
class GetForm(Action):
    """Download the workbook of a version."""

    prefix: ClassVar[str] = "flg"
    version_id: int


@dataclass(frozen=True, slots=True)
class AskPublish(Action):
    """Publish? Ask first."""

    prefix: ClassVar[str] = "fla"
    version_id: int


@dataclass(frozen=True, slots=True)
class Publish(Action):
    """Publish; `replaces_id` is the version that the question named, 0 for none."""

    prefix: ClassVar[str] = "flp"
    version_id: int
    replaces_id: int


MORE.append(Entry(EDITORS, lambda: _("📄 表单"), ListForms()))


def published(forms: Sequence[Listed], *, in_place: bool = True) -> Screen:
    """Title, version and day of each; a tap downloads it."""
    lines = [_("已发布的表单：{count} 份").format(count=len(forms))]
    for form in forms:
        since = dates.day(form.since, weekday=False)
        lines.append("· " + _("{form}，{day}起使用").format(form=_name(form), day=since))
    lines += ["", _("按按钮下载，用 Excel 修改后，把文件直接发到这里检查。")]
    lines.append(_("表单要用的名单（.csv 等）也发到这里，可以一起放进 .zip。"))
    rows = tuple((Button(f"⬇️ {form.title}", GetForm(form.version_id).pack()),) for form in forms)
    return Screen("\n".join(lines), buttons=rows, in_place=in_place)


def workbook(form: Listed, file: desk.File) -> Screen:
    """The file; a zip where lists belong to it."""
    name = _UNSAFE.sub("_", f"{form.form_id}-{form.version}") + file.ending
    text = _("{form}。修改后请换一个版本号（settings 表 version），再发到这里。")
    document = File(file.body, name, MEDIA[file.ending])
    return Screen(text.format(form=_name(form)), document=document, in_place=False)


def checked(checkup: Checkup) -> Screen:
    """Every fault with its cell; files that are missing; or that it may be published."""
    if checkup.waiting is not None and checkup.proposal is None:
        return form_files.waiting(checkup, checkup.waiting)
    if checkup.several:
        return form_files.several(checkup.several)
    if checkup.proposal is None and checkup.strays and not checkup.faults:
        return form_files.unasked(checkup.strays)
    if checkup.proposal is None:
        return Screen(_faults(checkup.faults), in_place=False)
    return _passed(checkup, checkup.proposal)


def _passed(checkup: Checkup, proposal: Proposal) -> Screen:
    form = proposal.proposed
    lines = [
        _("✅ 检查通过：{form}").format(form=_name(form)),
        _("共 {count} 题。").format(count=checkup.questions),
    ]
    lines += form_files.listed(checkup.waiting) if checkup.waiting else []
    lines += form_files.reused(checkup.reused)
    lines += form_files.strays(checkup.strays)
    lines += _advice(checkup.warnings)
    if form.current:
        lines.append(_("内容和正在使用的版本相同，不用发布。"))
        return Screen("\n".join(lines), in_place=False)
    lines += [*_warnings(proposal), _("还没有发布，大家用的仍是原来的版本。")]
    return Screen("\n".join(lines), buttons=_ask_row(form), in_place=False)


def ask_publish(proposal: Proposal, *, toast: str = "") -> Screen:
    """Before it comes into force: what it replaces."""
    form, old = proposal.proposed, proposal.replaces
    if form.current:
        return Screen(
            _("{form} 已经在使用。").format(form=_name(form)), buttons=_back(), toast=toast
        )
    lines = [_("发布 {form}？").format(form=_name(form))]
    if old is None:
        lines.append(_("这是一份新表单，不替换任何表单。"))
    else:
        since = dates.day(old.since, weekday=False)
        lines.append(_("将替换：{form}，{day}起使用").format(form=_name(old), day=since))
    lines += [*_warnings(proposal), _("新开始的走访、检查用新版本；没做完的仍用原来的版本。")]
    go = Publish(form.version_id, old.version_id if old else 0).pack()
    rows = ((Button(_("✅ 确定发布"), go),), (Button(_("‹ 先不发布"), ListForms().pack()),))
    return Screen("\n".join(lines), buttons=rows, toast=toast)


def asked_again(proposal: Proposal) -> Screen:
    """Somebody has published meanwhile: the question as it stands now."""
    return ask_publish(proposal, toast=_("刚才有变化，请再看一遍"))


def done(form: Listed) -> Screen:
    """It is in force."""
    text = _("✅ 已发布：{form}。从现在起，新开始的都用这个版本。").format(form=_name(form))
    return Screen(text, buttons=_back())


def too_big() -> Screen:
    """A file that could not even be fetched."""
    text = _("文件太大，没有收下。表单不超过 5 MB，名单不超过 10 MB，.zip 不超过 20 MB。")
    return Screen(text, in_place=False)


def _faults(faults: Sequence[Mark]) -> str:
    lines = [_("❌ 有 {count} 处要改，没有发布，原来的表单照常使用：").format(count=len(faults))]
    return "\n".join([*lines, *form_marks.faults(faults), "", _("改好后把文件再发到这里。")])


def _advice(warnings: Sequence[Mark]) -> list[str]:
    """What may be published as it is, but should be known."""
    if not warnings:
        return []
    lines = ["", _("💡 有 {count} 处提醒，不改也能发布：").format(count=len(warnings))]
    for number, mark in enumerate(warnings[: form_marks.SHOWN], start=1):
        lines.append(f"{number}. {form_marks.told(mark, *form_warnings.words(mark))}")
    if len(warnings) > form_marks.SHOWN:
        lines.append(_("还有 {count} 处提醒。").format(count=len(warnings) - form_marks.SHOWN))
    return [*lines, ""]


def _warnings(proposal: Proposal) -> list[str]:
    """What a clerk would want to know before publishing."""
    found = []
    old = proposal.replaces
    if proposal.same_questions:
        found.append(_("题目没有变，只有名单文件变了。"))
    elif old is not None and old.version == proposal.proposed.version:
        found.append(_("⚠ 版本号和正在使用的相同，内容不同。建议换一个版本号。"))
    if not proposal.used:
        known = "、".join(sorted(USED))
        words = _(
            "⚠ 编号（form_id）是 {form_id}，走访和检查现在只用 {known}。"
            "如果是改原来的表单，请改回原来的编号。"
        )
        found.append(words.format(form_id=proposal.proposed.form_id, known=known))
    return found


def _name(form: Listed) -> str:
    return _("{title}（版本 {version}）").format(title=form.title, version=form.version)


def _ask_row(form: Listed) -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("📤 发布"), AskPublish(form.version_id).pack()),),)


def _back() -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("‹ 全部表单"), ListForms().pack()),),)
