"""One question on a screen: what is asked, the present answer, buttons for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.runs import files
from services.runs.files import FileKind
from services.runs.places import PLACES
from services.runs.showing import answer_of
from services.runs.standing import Answer, QuestionScreen, Standing
from views import dates
from views.runs import layout, wording
from views.runs.buttons import Choose, Clear, Done, Give, Options, RemoveHere, Skip
from views.runs.layout import Rows, button
from views.screen import Ask, MenuButton
from views.translate import gettext as _

SELECTS = ("select1", "select", "rank")
LINES = ("geotrace", "geoshape")
SEARCHED = 10
"""Options shown of those that were found; more words find fewer."""

LONG_LIST = 20
"""Options past which it is said that words can be typed to look for some."""


def text(standing: Standing, screen: QuestionScreen) -> list[str]:
    """Lines: the question, the law behind it, what is there already, how to answer."""
    prompt = screen.prompt
    lines = [f"【{screen.inside}】"] if screen.inside else []
    lines.append(prompt.label or prompt.name)
    if prompt.hint:
        lines.append(f"ⓘ {prompt.hint}")
    present = wording.says(answer_of(screen.prompt, screen.value), standing.today)
    if present and prompt.readonly:
        lines.append(present)
        if prompt.problem is not None:
            lines.append("⚠ " + (prompt.problem.message or _("这个答案不合要求")))
    elif present and prompt.control == "select":
        several_pages = len(prompt.choices) > layout.ONE_PAGE
        lines += [_("已选：{answer}").format(answer=present)] if several_pages else []
    elif present:
        lines.append(_("现在填的是：{answer}").format(answer=present))
    if screen.voice:
        lines.append("🎤 " + _("已收到录音"))
    if len(prompt.choices) > LONG_LIST:
        lines.append(_("🔎 选项多：可以打几个字来找"))
    how = _how(screen)
    return [*lines, how] if how else lines


def rows(standing: Standing, screen: QuestionScreen, page: int) -> Rows:
    """Options or ready values, then 完成, 跳过."""
    prompt = screen.prompt
    if prompt.readonly:
        own: Rows = ()
    elif prompt.choices:
        own = _options(standing, screen, page)
    elif prompt.control == "trigger":
        own = ((button(_("✔ 确认"), Give(standing.run_id, standing.revision, "OK")),),)
    else:
        own = _ready_values(standing, screen)
    return (*own, *_onward(standing, screen))


def menu(screen: QuestionScreen) -> tuple[tuple[MenuButton, ...], ...] | None:
    """A button below the input that asks the phone for its place."""
    if screen.prompt.type not in PLACES:
        return None
    return ((MenuButton(_("📍 发送现在的位置"), Ask.LOCATION),),)


def _how(screen: QuestionScreen) -> str:
    prompt = screen.prompt
    if prompt.readonly:
        return ""
    if prompt.control in SELECTS and not prompt.choices:
        return _("没有可选的选项，请看看前面的答案")
    if prompt.control == "select":
        return _("可选多项，选好点「完成」")
    if prompt.control == "rank":
        return _("按先后顺序点，全部点完再点「完成」")
    if prompt.choices or prompt.control == "trigger":
        return ""
    kind = files.wanted(prompt)
    return _how_to_type(screen) if kind is None else _send_file(kind)


def _how_to_type(screen: QuestionScreen) -> str:
    prompt = screen.prompt
    if screen.voice is not None:
        return _("✏ 请直接输入，或发一段录音")
    if prompt.range is not None:
        span = prompt.range
        return _("✏ {start} 到 {end}，每 {step} 一档").format(
            start=f"{span.start:g}", end=f"{span.end:g}", step=f"{span.step:g}"
        )
    known = {
        "date": _("✏ 点日期，或直接输入，如：昨天、3月5日"),
        "time": _("✏ 请输入时间，如：9:30"),
        "int": _("✏ 点数字，或直接输入") if screen.quick else _("✏ 请输入数字"),
        "decimal": _("✏ 请输入数字"),
        "barcode": _("📷 拍下条形码或二维码发来，或直接输入"),
        "geopoint": _("📍 请点输入框下面的「发送现在的位置」"),
        "geotrace": _("📍 每到一处发一次位置，至少两处，发完点「完成」"),
        "geoshape": _("📍 每到一个角发一次位置，至少三处，发完点「完成」"),
    }
    return known.get(prompt.type, _("✏ 请直接输入"))


def _send_file(kind: FileKind) -> str:
    return {
        FileKind.PHOTO: _("📷 请发照片"),
        FileKind.AUDIO: _("🎤 请发语音或录音文件"),
        FileKind.VIDEO: _("🎬 请发录像"),
        FileKind.FILE: _("📎 请发文件"),
    }[kind]


def _options(standing: Standing, screen: QuestionScreen, page: int) -> Rows:
    run, revision, prompt = standing.run_id, standing.revision, screen.prompt
    chosen = screen.value.split() if prompt.control in ("select", "rank") else [screen.value]
    count = len(prompt.choices)
    size = count if count <= layout.ONE_PAGE else layout.PAGE
    shown, pages = layout.page_of(count, page, size)
    found = standing.remark.found if standing.remark is not None else ()
    numbers = found[:SEARCHED] or range(shown * size, min(count, (shown + 1) * size))
    buttons = [
        button(
            _marked(screen, prompt.choices[n].label, prompt.choices[n].value, chosen),
            Choose(run, revision, n),
        )
        for n in numbers
    ]
    if found:
        everything = button(_("全部选项"), Options(run, revision, 0))
        return (*layout.packed(buttons), (everything,))
    turn = ((n, Options(run, revision, n)) for n in range(pages))
    return (*layout.packed(buttons), *layout.pager(shown, pages, turn))


def _marked(screen: QuestionScreen, label: str, value: str, chosen: Sequence[str]) -> str:
    control = screen.prompt.control
    if control == "rank":
        return f"{chosen.index(value) + 1}. {label}" if value in chosen else label
    if control == "select":
        return f"{'☑' if value in chosen else '☐'} {label}"
    return f"● {label}" if value in chosen else label


def _ready_values(standing: Standing, screen: QuestionScreen) -> Rows:
    run, revision, kind = standing.run_id, standing.revision, screen.prompt.type
    actions = [(value, Give(run, revision, value)) for value in screen.quick]
    buttons = [
        button(_ready(kind, value, standing.today), action)
        for value, action in actions
        if layout.fits(action)
    ]
    return layout.packed(buttons)


def _ready(kind: str, value: str, today: date) -> str:
    if kind == "date":
        return dates.near(date.fromisoformat(value), today)
    return wording.says(Answer(kind, value), today)


def _onward(standing: Standing, screen: QuestionScreen) -> Rows:
    run, revision, prompt = standing.run_id, standing.revision, screen.prompt
    row = []
    if prompt.readonly:
        row.append(button(_("知道了，下一步"), Done(run, revision)))
    elif prompt.control in ("select", "rank"):
        row.append(button(_("完成"), Done(run, revision)))
    elif prompt.type in LINES and screen.value:
        row.append(button(_("完成"), Done(run, revision)))
        row.append(button(_("重新记"), Clear(run, revision)))
    elif screen.value:
        words = _("和上次一样，下一步") if screen.same else _("不改，下一步")
        row.append(button(words, Done(run, revision)))
    if screen.may_skip and not screen.value:
        row.append(button(_("跳过"), Skip(run, revision)))
    if screen.may_remove:
        row.append(button(_("－ 去掉这一个"), RemoveHere(run, revision)))
    return (tuple(row),) if row else ()
