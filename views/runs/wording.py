"""Words of a run: answers, problems, what follows from them, what was not taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from services.runs import files
from services.runs.files import FileKind
from services.runs.standing import Answer, Found, Remark, Standing, Wrong
from views import dates
from views.translate import current_language
from views.translate import gettext as _

BAR = 8
"""Blocks of the progress bar; fits beside the numbers at 320 px."""

_DAYS = re.compile(r"([VR])(\d+)$")


def head(standing: Standing) -> str:
    """Case code and form, and how far one has come."""
    title = f"{standing.code} · {form_name(standing.title)}"
    if standing.recheck:
        title += " · " + _("复查")
    if not standing.total:
        return title
    return f"{title}\n{progress(standing.done, standing.total)}"


def progress(done: int, total: int) -> str:
    """`第 3/14 步 ▰▰▱▱▱▱▱▱`."""
    full = round(BAR * done / total) if total else BAR
    words = _("第 {done}/{total} 步").format(done=done, total=total)
    return f"{words} {'▰' * full}{'▱' * (BAR - full)}"


def form_name(title: str) -> str:
    """The form's title in the reader's language; a town's own form keeps the title it has."""
    known = {"入户走访清单": _("入户走访"), "旅馆检查（五必须＋本地八条）": _("旅馆检查")}
    return known.get(title, title)


def says(answer: Answer, today: date) -> str:
    """An answer in words; '' if there is none. A day of another year than today's has its year."""
    if answer.labels:
        return _("、").join(answer.labels)
    if not answer.raw:
        return ""
    if answer.raw == "OK":
        return _("已确认")
    if answer.type in ("date", "dateTime"):
        day = dates.day(date.fromisoformat(answer.raw[:10]), today=today)
        return f"{day} {answer.raw[11:16]}".rstrip()
    if answer.type == "month-year":
        return dates.month(date.fromisoformat(answer.raw[:10]))
    known = {
        "time": answer.raw[:5],
        "year": answer.raw[:4],
        "decimal": answer.raw.removesuffix(".0"),
        "geopoint": _("已记下位置"),
        "geotrace": _corners(answer.raw.split(";")),
        "geoshape": _corners(answer.raw.split(";")),
        "binary": _received(answer.raw),
    }
    return known.get(answer.type, answer.raw)


def _corners(places: list[str]) -> str:
    closed = len(places) > 1 and places[0] == places[-1]
    return _("已记下 {count} 处位置").format(count=len(places) - closed)


def _received(name: str) -> str:
    return {
        FileKind.PHOTO: _("已收到照片"),
        FileKind.AUDIO: _("已收到录音"),
        FileKind.VIDEO: _("已收到录像"),
        FileKind.FILE: _("已收到文件"),
    }[files.kind_of_name(name)]


def problem(found: Found) -> str:
    """The form's own short wording of a problem."""
    return found.say_en if current_language() == "en" else found.say_zh


def advice(found: Found) -> str:
    """What the form advises, and what follows from its codes: `当场讲清；7 天内再访`."""
    own = found.advice_en if current_language() == "en" else found.advice_zh
    words = [own] if own else []
    words += [text for code in found.follow_up if (text := follow_up(code))]
    return _("；").join(words)


def follow_up(code: str) -> str:
    """One follow-up code in words; '' for those that are for others to act on."""
    days = _DAYS.match(code)
    if days and days[1] == "V":
        return _("{days} 天内再访").format(days=days[2])
    if days:
        return _("限 {days} 天整改").format(days=days[2])
    if code.startswith("T:"):
        return _("线索移交{office}").format(office=office(code[2:]))
    if code.startswith("F:"):
        return _("转介{office}").format(office=office(code[2:]))
    known = {
        "E": _("当场讲清"),
        "A": _("督导员会收到通知"),
        "A!": _("督导员会马上收到通知"),
        "W": _("下次须有女性同行"),
        "U": _("建议调高一级"),
        "110": _("马上打 110"),
        "120": _("马上打 120"),
    }
    return known.get(code, "")


def office(name: str) -> str:
    """Who a clue or a family is passed on to."""
    known = {
        "police": _("派出所"),
        "culture": _("文旅执法"),
        "market": _("市场监管"),
        "tobacco": _("烟草"),
        "edu": _("教育"),
        "civil": _("民政"),
        "hr": _("人社"),
        "health": _("卫生健康"),
        "justice": _("司法"),
        "fire": _("消防"),
        "housing": _("住建"),
        "village": _("村（社区）"),
        "family": _("家庭教育指导"),
        "psych": _("心理援助"),
    }
    return known.get(name, name)


def raised(found: Iterable[Found]) -> list[str]:
    """What the last answer brought up, one line each: the problem and what to do."""
    lines = []
    for one in found:
        what = advice(one)
        lines.append(f"⚠ {problem(one)}" + (_("：") + what if what else ""))
    return lines


def not_taken(remark: Remark, about: str = "") -> str:
    """Why something was not taken, with an example where there is one."""
    if remark.found:
        return "🔎 " + _("有 {count} 个选项含有您写的字，请点：").format(count=len(remark.found))
    words = remark.message or _why(remark.wrong)
    if about:
        words = _("「{about}」{words}").format(about=about, words=words)
    if remark.example and remark.wrong is not Wrong.LENGTH:
        words += _("。例如：{example}").format(example=remark.example)
    return f"✋ {words}"


def _why(wrong: Wrong) -> str:
    known = {
        Wrong.REQUIRED: _("这一题要填"),
        Wrong.CONSTRAINT: _("这个答案不合要求"),
        Wrong.NUMBER: _("要填一个数"),
        Wrong.DATE: _("没看懂这个日期"),
        Wrong.TIME: _("没看懂这个时间"),
        Wrong.CHOICE: _("没有这个选项，请点下面的按钮"),
        Wrong.TAP: _("这一步请点下面的按钮"),
        Wrong.PHOTO: _("这一题要发照片"),
        Wrong.AUDIO: _("这一题要发录音"),
        Wrong.VIDEO: _("这一题要发录像"),
        Wrong.FILE: _("这一题要发文件"),
        Wrong.NO_FILE: _("这一题不收照片、录音和文件"),
        Wrong.AS_PHOTO: _("图片请按「照片」发送，不要按「文件」发送"),
        Wrong.TOO_BIG: _("文件太大，最多 {size} MB").format(size=files.MAX_BYTES >> 20),
        Wrong.NO_CODE: _("照片里没有找到码，请靠近些、拍清楚再发，或直接输入"),
        Wrong.SEVERAL_CODES: _("照片里不止一个码，请只拍要填的那一个，或直接输入"),
        Wrong.LOCATION: _("这一题要发位置"),
        Wrong.CORNERS: _("位置还不够：路线至少两处，范围至少三处"),
        Wrong.LENGTH: _("字数不对：太长或太短"),
        Wrong.INCOMPLETE: _("还没填完，请先补上"),
        Wrong.READONLY: _("这一项不能改"),
    }
    return known[wrong]
