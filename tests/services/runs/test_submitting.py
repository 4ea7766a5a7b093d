"""Handing in: what is stored, what follows, what a later run knows of it."""

from __future__ import annotations

import json
from datetime import date

import pytest
import sqlalchemy as sa

from models import Child, Finding, Run, Submission
from models.child import Grade
from models.finding import FindingStatus
from models.run import RunStatus
from services import sealing
from services.errors import NotFoundError
from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk
from tests.services.runs.test_questions import reach


async def handed_in(post: Post, number: int = 1) -> tuple[Submission, dict[str, str]]:
    """A submission and its answers."""
    async with post.begin() as uow:
        row = await uow.session.get_one(Submission, number)
        owner = f"child:{post.child.uid}" if row.child_id else f"venue:{post.venue.uid}"
        return row, json.loads(await sealing.open_text(uow, owner, row, "answers"))


async def test_a_run_becomes_a_submission_and_its_draft_is_wiped(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.press("确认提交")
    assert "✅ 已提交" in desk.text
    row, answers = await handed_in(post)
    assert (row.form_id, row.child_id, row.child_seen) == ("every_type", post.child.id, True)
    assert row.visited_on == date(2026, 11, 23)
    assert answers["met"] == "child"
    assert answers["confirm"] == "yes"
    assert not [key for key in answers if key.startswith("p_")]
    async with post.begin() as uow:
        run = await uow.session.get_one(Run, 1)
    assert (run.status, run.state) == (RunStatus.SUBMITTED, None)


async def test_the_stored_xml_is_the_forms_record(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.press("确认提交")
    async with post.begin() as uow:
        row = await uow.session.get_one(Submission, 1)
        xml = await sealing.open_text(uow, f"child:{post.child.uid}", row, "xml")
    assert "<met>child</met>" in xml
    assert "<met>" not in row.xml.token.decode("latin-1")


async def test_submitting_twice_hands_in_once(post: Post) -> None:
    desk = await reach(post, "review")
    tap = desk.find("确认提交")
    await desk.send(tap)
    await desk.send(tap)
    assert "已经提交" in desk.text
    async with post.begin() as uow:
        assert await uow.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1


async def test_a_child_that_was_not_seen_stays_due(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.press("✏ 3", "家中无人")
    await desk.say("锁着门")
    await desk.press("确认提交")
    assert "这次不算走访" in desk.text
    row, _ = await handed_in(post)
    assert row.child_seen is False
    async with post.begin() as uow:
        child = await uow.session.get_one(Child, post.child.id)
    assert (child.unseen_in_a_row, child.last_seen_on) == (1, None)


async def test_problems_become_findings_and_the_grade_is_taken_over(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.change("安全")
    await desk.press("门窗", "坏锁")
    await desk.say("2")
    await desk.press("下一步")
    await desk.change("等级")
    await desk.press("中", "确认提交")
    assert "⚠ 门窗坏了" in desk.text
    async with post.begin() as uow:
        finding = (await uow.session.scalars(sa.select(Finding))).one()
        child = await uow.session.get_one(Child, post.child.id)
    assert (finding.question, finding.severity, finding.status) == ("door", 2, FindingStatus.OPEN)
    assert child.grade is Grade.MEDIUM


async def test_the_next_run_knows_the_facts_of_the_last_one(post: Post) -> None:
    desk = await post.visit()
    await desk.press("知道了", "方式", "到校", "下一步")
    await finish(desk)
    again = await post.visit()
    await again.press("知道了")
    assert "✓ 2 方式：到校" in again.text
    assert "和上次一样，下一步" in again.labels


async def finish(desk: Desk) -> None:
    """From 见到了谁 to the end."""
    taps = """见到孩子|是|防火|完成|防火|防溺水|完成|跳过|3|2|跳过|4|昨天|跳过|跳过|跳过
        |确认|全部正常|去掉这一个|没有了|红|不改|确认提交"""
    await desk.press(*(tap.strip() for tap in taps.split("|")))


async def test_signs_of_harm_start_empty_whatever_the_last_visit_said(post: Post) -> None:
    desk = await reach(post, "review")
    await desk.change("安全")
    await desk.press("迹象", "无", "害怕", "完成", "下一步", "确认提交")
    _, answers = await handed_in(post)
    assert answers["signs"] == "fear"
    again = await reach(post, "block")
    assert "○ 3 看到的迹象" in again.text


async def test_a_recheck_needs_something_to_check(post: Post) -> None:
    desk = post.desk()
    with pytest.raises(NotFoundError):
        await desk.send(f"ver:{post.venue.id}")


async def test_a_turn_costs_few_statements(post: Post) -> None:
    desk = await reach(post, "agree")
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        statements.append(statement.split(maxsplit=1)[0])

    async with post.begin() as uow:
        engine = uow.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        await desk.press("是")
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    told = [word for word in statements if word not in ("BEGIN", "COMMIT")]
    # the run under its lock, its key, the focus; the run and the audit entries written
    assert len(told) <= 6, told
