"""Words that several screens of a report share."""

from __future__ import annotations

from collections.abc import Iterable

from models.report import Danger
from models.worker import Role
from services.reports import Place
from views.buttons import ResumeRun
from views.posts import post
from views.screen import Button
from views.translate import gettext as _


def situation_short(number: int) -> str:
    """One of the nine situations (2020 opinion, article 4), short enough for a button."""
    return _situations_short()[number - 1]


def _situations_short() -> tuple[str, ...]:
    return (
        _("隐私部位受伤或疑似受伤"),
        _("未满14岁女孩疑似受性侵、怀孕"),
        _("14岁以上女孩疑似受性侵致孕"),
        _("多处受伤、挨饿、昏迷，疑似虐待"),
        _("自杀自残、中毒等伤残死亡"),
        _("被遗弃、长期没人照料"),
        _("失踪、来历不明、被拐卖"),
        _("被组织乞讨"),
        _("其他严重伤害或正面临危险"),
    )


def situation_long(number: int) -> str:
    """The situation in the opinion's own words, compressed."""
    return _situations_long()[number - 1]


def _situations_long() -> tuple[str, ...]:
    return (
        _("生殖器官或隐私部位遭受或疑似遭受非正常损伤"),
        _("不满14周岁女性遭受或疑似遭受性侵害、怀孕、流产"),
        _("14周岁以上女性遭受或疑似遭受性侵害所致怀孕、流产"),
        _("身体多处损伤、严重营养不良、意识不清，存在或疑似家暴、欺凌、虐待、殴打或被麻醉"),
        _("自杀、自残、工伤、中毒、被麻醉、殴打等非正常原因致伤残、死亡"),
        _("被遗弃或长期处于无人照料状态"),
        _("来源不明、失踪或被拐卖、收买"),
        _("被组织乞讨"),
        _("其他严重侵害身心健康或正在面临不法侵害危险"),
    )


def posts(roles: Iterable[Role]) -> str:
    """Several posts, as a list in a sentence."""
    return _("、").join(post(role) for role in roles)


def danger_name(danger: Danger) -> str:
    """Whether the child is in danger right now."""
    names = {
        Danger.YES: _("有危险"),
        Danger.NO: _("没有"),
        Danger.UNKNOWN: _("不清楚"),
    }
    return names[danger]


def place_name(place: Place) -> str:
    """Kind of place."""
    names = {
        Place.HOME: _("家中"),
        Place.SCHOOL: _("学校"),
        Place.HOTEL: _("旅馆等场所"),
        Place.ONLINE: _("网络"),
        Place.OTHER: _("其他"),
    }
    return names[place]


def back_to_run(run_id: int) -> tuple[tuple[Button, ...], ...]:
    """A row that leads back to the interrupted form; nothing where there was none."""
    if not run_id:
        return ()
    return ((Button(_("↩ 回到刚才的表"), ResumeRun(abs(run_id)).pack()),),)
