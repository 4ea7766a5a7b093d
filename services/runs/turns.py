"""One turn of the conversation: load under a lock, one deed, save, show where the run stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from models import FormVersion, Report
from models.run import RunStatus
from services import audit, focus, reports
from services.form_library.library import Library
from services.runs import answering, moving, problems, showing
from services.runs.loading import OpenRun, Press, load, save
from services.runs.notes import ALARM, REASON
from services.runs.standing import Remark, Route, Standing
from services.unit_of_work import UnitOfWork

Deed = Callable[[OpenRun], Remark | None]
"""What a button or a message does to a run in memory; the remark says what was not taken."""


def _nothing(_run: OpenRun) -> Remark | None:
    return None


async def turn(uow: UnitOfWork, library: Library, press: Press, deed: Deed) -> Standing:
    """Do one deed to a run, unless the button is stale, and show the present screen.

    Raises:
        NotFoundError: Not the actor's run.
    """
    row, subject, run = await load(uow, library, press.run_id)
    if run is None:
        title = await uow.session.scalar(
            sa.select(FormVersion.title).where(FormVersion.id == row.form_version_id)
        )
        return showing.ended(row, subject, title or "", uow.today)
    await _settle_reported(uow, run)
    if run.is_stale(press):
        await keep(uow, run, "look")
        return showing.standing(run, uow.today, stale=True)
    before = {problem.ref for problem in problems.met(run)}
    place = moving.asks_place(run)
    remark = deed(run)
    raised = tuple(p for p in problems.met(run) if p.ref not in before)
    stayed = not run.moved
    await keep(uow, run, "answer" if run.changed else "look")
    standing = showing.standing(run, uow.today, remark=remark, raised=raised)
    return replace(standing, stayed=stayed, asked_place=place)


async def keep(uow: UnitOfWork, run: OpenRun, verb: str) -> None:
    """Save, write down what was done, and let typed text go to this run from now on."""
    if run.row.at == ALARM and not run.notes.alarm_at:
        run.notes.alarm_at = uow.now.isoformat()
    await save(uow, run)
    audit.record(uow, f"run:{verb}", "run", run.row.id, revision=run.row.revision)
    await focus.set_focus(uow, focus.FocusKind.RUN, run.row.id)


async def resume(uow: UnitOfWork, library: Library, run_id: int) -> Standing:
    """Show where a run stands: after a pause, on another device, after a restart."""
    return await turn(uow, library, Press(run_id), _nothing)


async def look(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Show where a run stands, for a button that only turns a page."""
    return await turn(uow, library, press, _nothing)


async def choose(uow: UnitOfWork, library: Library, press: Press, index: int) -> Standing:
    """An option was tapped: a single choice answers and goes on, one of many is ticked."""
    return await turn(uow, library, press, lambda run: answering.choose(run, index))


async def give(uow: UnitOfWork, library: Library, press: Press, value: str) -> Standing:
    """A ready value was tapped: a number, a date, OK."""
    return await turn(uow, library, press, lambda run: answering.give(run, value))


async def set_point(
    uow: UnitOfWork, library: Library, press: Press, number: int, option: int
) -> Standing:
    """A yes/no point of the block on the screen was tapped. `number` counts its points from 0."""
    return await turn(
        uow, library, press, lambda run: answering.set_point(run, moving.nth(run, number), option)
    )


async def open_point(uow: UnitOfWork, library: Library, press: Press, number: int) -> Standing:
    """A point of the block on the screen was tapped to be opened."""
    return await turn(
        uow, library, press, lambda run: moving.open_point(run, moving.nth(run, number))
    )


async def fill(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """逐项填写: the points of the block that must be answered, one after the other."""
    return await turn(uow, library, press, moving.fill_in_turn)


async def done(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """完成 / 下一步 / 和上次一样: leave the screen if it is complete."""
    return await turn(uow, library, press, answering.done)


async def normal_all(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """全部正常: the unanswered points of this screen get their normal answer."""
    return await turn(uow, library, press, answering.all_normal)


async def back(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """One screen back."""
    return await turn(uow, library, press, moving.back)


async def skip(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Leave the question unanswered, where the form allows it."""
    return await turn(uow, library, press, moving.skip)


async def clear(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Take the answer of the question on the screen away, to begin anew."""
    return await turn(uow, library, press, moving.clear)


async def goto(uow: UnitOfWork, library: Library, press: Press, number: int) -> Standing:
    """To a screen by its number in the route (from 0)."""
    return await turn(uow, library, press, lambda run: moving.to_screen(run, number))


async def review(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """To the review, as far as the run has come."""
    return await turn(uow, library, press, moving.to_review)


async def add_row(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """One more entry of the list on the screen."""
    return await turn(uow, library, press, moving.add_row)


async def remove_row(uow: UnitOfWork, library: Library, press: Press, number: int) -> Standing:
    """Take an entry off the list on the screen (from 0)."""
    return await turn(uow, library, press, lambda run: moving.remove_row(run, number))


async def remove_here(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Take off the list entry that the question on the screen belongs to."""
    return await turn(uow, library, press, moving.remove_here)


async def deny(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """不是疑似: ask for the reason; an alarm without a situation is only noted."""
    return await turn(uow, library, press, moving.ask_reason)


async def type_in(uow: UnitOfWork, library: Library, run_id: int, text: str) -> Standing:
    """Typed text: the reason that was asked for, or the answer of the question on the screen."""

    def deed(run: OpenRun) -> Remark | None:
        asked = run.row.at == REASON
        remark = answering.type_in(run, text, uow.today)
        if asked and remark is None:
            reasons.extend(problems.situations(problems.alarms(run)))
            moving.leave_alarm(run, "declined")
        return remark

    reasons: list[int] = []
    standing = await turn(uow, library, Press(run_id), deed)
    if reasons:
        for situation in reasons:
            await reports.decline(uow, run_id, situation, text.strip())
    return standing


async def route(uow: UnitOfWork, library: Library, press: Press) -> Route | Standing:
    """The list of screens; the standing instead when the button is stale or the run is over."""
    _, _, run = await load(uow, library, press.run_id)
    if run is None or run.is_stale(press):
        return await turn(uow, library, press, _nothing)
    await keep(uow, run, "look")
    return showing.route(run)


async def pause(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Put the run aside: everything is kept, typed text goes elsewhere."""
    standing = await turn(uow, library, press, _nothing)
    if not standing.stale:
        await focus.clear(uow, focus.FocusKind.RUN, press.run_id)
        audit.record(uow, "run:pause", "run", press.run_id)
    return standing


async def discard(uow: UnitOfWork, library: Library, press: Press) -> Standing:
    """Throw a draft away; its answers are gone. Only after the person confirmed it."""
    row, subject, run = await load(uow, library, press.run_id)
    if run is not None and run.is_stale(press):
        return await turn(uow, library, press, _nothing)
    if run is not None:
        row.status, row.state, row.updated_at = RunStatus.DISCARDED, None, uow.now
        row.revision += 1
        audit.record(uow, "run:discard", "run", row.id)
    await focus.clear(uow, focus.FocusKind.RUN, row.id)
    return showing.ended(row, subject, run.form.title if run else "", uow.today)


async def _settle_reported(uow: UnitOfWork, run: OpenRun) -> None:
    """An alarm is settled once a report about it has been sent from this run."""
    if run.row.at not in (ALARM, REASON):
        return
    alarms = problems.alarms(run)
    if not alarms:
        moving.leave_alarm(run, "noted")
        return
    found = await uow.session.execute(
        sa.select(Report.situation, Report.created_at).where(Report.run_id == run.row.id)
    )
    since = datetime.fromisoformat(run.notes.alarm_at) if run.notes.alarm_at else uow.now
    wanted = problems.situations(alarms)
    if any(number in wanted or at >= since for number, at in found):
        moving.leave_alarm(run, "reported")
