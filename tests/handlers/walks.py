"""Ordinary walks through the two checklists, as taps, for tests and figures."""

from __future__ import annotations

from tests.phones.phone import Phone

FIRST_VISIT = (
    "都对",
    "见到孩子本人",
    "逐项填写",
    "☐ 祖父母",
    "完成",
    "(外)祖父母",
    "=六十二",
    "正常在读",
    "其余正常",
    "逐项填写",
    "已签",
    "是",
    "每周至少1次",
    "3个月内",
    "其余正常",
    "全部正常",
    "防性侵",
    "完成",
    "全部正常",
    "全部正常",
    "没有",
    "都对",
    "确认提交",
)
"""A girl's first visit: nothing is known of her yet. `=` is typed."""

SAME_VISIT = (
    "都对，下一步",
    "见到孩子本人",
    "和上次一样",
    "和上次一样",
    "和上次一样",
    "防性侵",
    "完成",
    "全部正常",
    "全部正常",
    "没有",
    "都对，下一步",
    "确认提交",
)
"""The next visit: nothing has changed."""


async def walk(phone: Phone, steps: tuple[str, ...]) -> None:
    """Press what each step says; type what begins with `=`."""
    for step in steps:
        if step.startswith("="):
            await phone.say(step[1:])
        else:
            await phone.press(step, message=phone.screen)
