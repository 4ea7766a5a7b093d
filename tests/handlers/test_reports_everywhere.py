"""From every step of every checklist a report is one tap away, and so is the way back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import DueVisit, Grid, Report, Run
from models.due_visit import DueReason
from services.unit_of_work import UnitOfWork
from tests import factories
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.phones.phone import Phone
from tests.phones.town import RunningTown
from tests.services.reports.towns import ReportTown, report_town

MAX_STEPS = 120
ONWARD = ("都对", "正常", "和上次一样", "○", "完成", "下一步", "没有", "无", "跳过")
"""Buttons that lead on through an ordinary visit, tried in this order; then any other answer."""

NOT_AN_ANSWER = ("↩", "🚨", "⏸", "◀", "▶", "☰", "📋", "返回", "上一", "进度", "暂存")


async def due_now(uow: UnitOfWork, people: ReportTown, form_id: str) -> DueVisit:
    """A visit or inspection that is due today."""
    venue = None
    if form_id == "hotel":
        grid = await uow.session.get_one(Grid, people.grid_worker.grid_id)
        venue = await factories.venue(uow, people.town, people.village, grid)
    visit = DueVisit(
        town_id=people.town.id,
        village_id=people.village.id,
        child_id=None if venue else people.child.id,
        venue_id=venue.id if venue else None,
        worker_id=people.grid_worker.id,
        form_id=form_id,
        reason=DueReason.INTERVAL,
        due_on=uow.today,
        created_at=uow.now,
    )
    uow.session.add(visit)
    await uow.session.flush()
    return visit


async def step_on(phone: Phone, tried: dict[str, set[str]]) -> None:
    """Press the most ordinary button that has not been pressed on this very screen before."""
    pressed = tried.setdefault(phone.text, set())
    labels = [
        label
        for label in phone.screen.labels
        if not any(word in label for word in NOT_AN_ANSWER) and label not in pressed
    ]
    if not labels:
        await phone.say("穆经理")
        return
    ordinary = [label for word in ONWARD for label in labels if word in label]
    chosen = (ordinary or labels)[0]
    pressed.add(chosen)
    await phone.press(chosen, message=phone.screen)


def step_of(phone: Phone) -> str:
    """Where the form stands: what is said in passing under it may change."""
    return "\n".join(phone.text.split("\n")[:2])


@pytest.mark.parametrize("form_id", ["home_visit", "hotel"])
async def test_from_every_step_a_report_begins_and_leads_back_to_the_same_step(
    town: RunningTown, begin: Begin, form_id: str
) -> None:
    async with begin() as uow:
        people = await report_town(uow)
        await publish_form(uow, form_id)
        await due_now(uow, people, form_id)
    phone = await town.phone(people.grid_worker)
    await phone.say("今日")
    due = next(label for label in phone.screen.labels if people.town.code in label)
    await phone.press(due)
    steps: list[str] = []
    tried: dict[str, set[str]] = {}
    while "提交" not in "".join(phone.screen.labels) and len(steps) < MAX_STEPS:
        steps.append(step_of(phone))
        opened = await phone.press("立即报告", message=phone.screen)
        assert "先打 110" in opened.text
        await phone.press("回到刚才的表")
        assert step_of(phone) == steps[-1]
        await step_on(phone, tried)
    assert "提交" in "".join(phone.screen.labels), "the checklist was walked to its end"
    assert len(set(steps)) > 5
    await phone.press("立即报告", message=phone.screen)
    for answer in ("其他严重伤害", "没有", "其他"):
        await phone.press(answer, message=phone.screen)
    assert "已发出" in phone.text
    async with begin() as uow:
        report = (await uow.session.scalars(sa.select(Report))).one()
        run = (await uow.session.scalars(sa.select(Run))).one()
    assert (report.run_id, report.child_id) == (run.id, run.child_id)
